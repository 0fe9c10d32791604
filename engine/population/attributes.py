"""What subjects are on a day, and for which days records are complete, for everybody (S9, S10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.compile.domains import CodeSet
from engine.compile.program import Program
from engine.population.columns import MISSING, NO_DAY, Column, Days, FactTable, Population
from engine.population.compiled import compiled
from engine.population.days import years
from engine.population.matching import passes
from engine.population.memo import Memo
from engine.population.seeking import first_of
from engine.population.truths import Truths

SINCE: Final[Mapping[str, str]] = {"age": "born", "years_registered": "registered"}
"""What is told of subjects, by what is counted from it."""


class Attributes:
    """The attributes of *population*, as told and as its *profiles* change them."""

    def __init__(self, program: Program, population: Population, profiles: FactTable | None) -> None:
        self.program, self.population = program, population
        self._profiles = profiles
        self._once = Memo()

    def on(self, name: str, subject: Days, day: Days) -> Column:
        """What *name* of each *subject* is on each *day*."""
        if name in SINCE:
            since = self.on(SINCE[name], subject, day).values.astype(np.int32)
            known = (since != NO_DAY) & (since <= day)
            return Column("number", np.where(known, years(since, day), MISSING["number"]))
        static = self.population.attributes[name]
        values = static.values[subject]
        if self._profiles is not None and len(self._profiles):
            told = self._profiles.field(name)
            moved = np.flatnonzero(self._told(name)[subject])
            found = values[moved]
            compiled(_as_told)(
                subject[moved], day[moved],
                self._profiles.subject, self._profiles.day, told.values, MISSING[told.family], found,
            )  # fmt: skip
            values[moved] = found
        return Column(static.family, values, static.pool)

    def _told(self, name: str) -> NDArray[np.bool_]:
        """Of whom a profile says what *name* is."""

        def found() -> NDArray[np.bool_]:
            who = np.zeros(len(self.population), np.bool_)
            if self._profiles is not None:
                who[self._profiles.subject[self._profiles.field(name).known]] = True
            return who

        return self._once(name, found)

    def of_kinds(self, kinds: Iterable[str], subject: Days, day: Days) -> Truths:
        """Whether each *subject* is of one of *kinds* on each *day*."""
        test = CodeSet(frozenset(kinds))
        as_told = self._once(test, lambda: passes(test, self.population.attributes["kind"]))
        found = as_told[subject]
        if self._profiles is not None and len(self._profiles):
            moved = np.flatnonzero(self._told("kind")[subject])
            found[moved] = passes(test, self.on("kind", subject[moved], day[moved]))
        return found

    def registered_first(self) -> Days:
        """The earliest day each subject was ever said to have been registered on; `NO_DAY` where none was told."""
        static = self.population.attributes["registered"].values
        first = np.where(static == NO_DAY, np.int32(FOREVER), static)
        if self._profiles is not None and len(self._profiles):
            told = self._profiles.field("registered")
            np.minimum.at(first, self._profiles.subject[told.known], told.values[told.known])
        return np.where(first == FOREVER, np.int32(NO_DAY), first)

    def covered(self, types: Iterable[str], first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the records of all *types* are complete from each *first* to each *last* day (S10)."""
        found = np.ones(len(first), np.bool_)
        for name in types:
            sources = self.program.fact_types[name].sources
            if sources:
                found &= _covers(sources, first, last)
        return found


def _covers(sources: tuple[tuple[int, int], ...], first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.bool_]:
    merged: list[list[int]] = []
    for start, end in sorted(sources):
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    starts, ends = np.array([one[0] for one in merged]), np.array([one[1] for one in merged])
    place = np.searchsorted(starts, first, side="right") - 1
    return np.asarray((last < first) | ((place >= 0) & (ends[place] >= last)))


def _as_told(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    subject, day, of, told_on, told, missing, values
):
    """Put the latest value *told* of each *subject* up to *day* in place of the one in *values*."""
    end = 0
    for row in range(len(subject)):
        end = first_of(of, subject[row] + 1, end)
        place = end - 1
        while place >= 0 and of[place] == subject[row]:
            if told_on[place] <= day[row] and told[place] != missing:
                values[row] = told[place]
                break
            place -= 1
