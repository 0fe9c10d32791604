"""What lists, grades and linkage bring everybody as of the day asked: `engine.measures` in columns (S23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.measures import Carriage
from engine.compile.program import Program
from engine.population.about import About
from engine.population.bringing import Bringing, chosen, of_degrees, running
from engine.population.columns import Days
from engine.population.conditions import Conditions
from engine.population.holding import Held, graded, on_list, unions
from engine.population.left import Left, NotInColumns
from engine.population.numbered import Numbered
from engine.population.results import ListColumns
from engine.population.withholding import Withholding


@dataclass(frozen=True, eq=False)
class Measures:
    """Measures in force or *withheld*, in order of subject, policy and carriage.

    *policy* is the place, in the order of the program, of the list or grade that brings it; *carriage* the place among
    `carriages_of`. *since* is the day it began, *low* and *high* bound its last day.
    """

    subject: Days
    policy: NDArray[np.int16]
    carriage: NDArray[np.int32]
    since: Days
    low: Days
    high: Days
    withheld: NDArray[np.int8]

    def take(self, rows: NDArray[Any]) -> Measures:
        """Some of them."""
        return Measures(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


_NO_DAYS: Final = np.empty(0, np.int32)
NO_MEASURES: Final = Measures(
    _NO_DAYS, np.empty(0, np.int16), _NO_DAYS, _NO_DAYS, _NO_DAYS, _NO_DAYS, np.empty(0, np.int8)
)
"""Nobody's."""


def carriages_of(program: Program) -> tuple[Carriage, ...]:
    """Every measure carried, by carrier, in the order that numbers them."""
    return tuple(one for carrier in sorted(program.carriages) for one in program.carriages[carrier])


def measures_in_force(
    program: Program,
    conditions: Conditions,
    about: About,
    lists: Mapping[str, ListColumns],
    left: Left,
    numbered: Numbered | None = None,
) -> Measures:
    """Every measure in force or withheld, but for those *left*, among whom are then those columns cannot say it of.

    *numbered* are all facts that may have opened a ground, where those are more than the subjects' own.
    """
    measuring = _Measuring(program, conditions, about, lists, left)
    measuring.numbered = numbered or measuring.numbered
    found = _together(list(measuring.parts()))
    return once(program, found.take(np.flatnonzero(~left.marked[found.subject])))


def once(program: Program, found: Measures) -> Measures:
    """*found*, without what one policy has withheld of a linkage that another brings."""
    carriages = carriages_of(program)
    linked = np.array([one.linked for one in carriages], np.bool_)[found.carriage]
    key = found.subject.astype(np.int64) * len(carriages) + found.carriage
    doubtful = np.flatnonzero(linked & (found.withheld > 0))
    free = key[linked & (found.withheld == 0)]
    kept = np.ones(len(key), np.bool_)
    kept[doubtful[np.isin(key[doubtful], free)]] = False
    return found.take(np.flatnonzero(kept))


class _Measuring:
    def __init__(
        self, program: Program, conditions: Conditions, about: About, lists: Mapping[str, ListColumns], left: Left
    ) -> None:
        dossiers = conditions.dossiers
        self.program, self.conditions, self.about, self.lists, self.left = program, conditions, about, lists, left
        self.day = dossiers.as_of
        self.numbered = dossiers.numbered
        self.numbers = {id(one): number for number, one in enumerate(carriages_of(program))}
        everyone = np.arange(len(dossiers.population), dtype=np.int32)
        self.kinds = dossiers.attribute("kind", everyone, np.full(len(everyone), self.day, np.int32))

    def parts(self) -> Iterator[Measures]:
        """The rows of each policy and carriage."""
        for rank, policy in enumerate(self.program.order):
            held = self._held(policy)
            if held is None or not len(held):
                continue
            measured = _Measured(self, held, rank)
            for carriage, here in self._carried(policy, held):
                try:
                    rows = measured.rows(carriage, here)
                except NotInColumns:
                    self.left.mark(held.subject[here], "not in columns")
                    continue
                if rows is not None:
                    yield rows

    def _held(self, policy: str) -> Held | None:
        if policy in self.lists:
            grounds = self.lists[policy].grounds
            self.left.mark(grounds.subject[grounds.fact < -1], "silences found one by one")
            return on_list(self.lists[policy], self.day, self.left.marked)
        if policy in self.conditions.grades:
            return graded(self.conditions.grades[policy], self.left.marked)
        return None

    def _carried(self, policy: str, held: Held) -> Iterator[tuple[Carriage, NDArray[np.bool_]]]:
        """What *policy*, or a linkage from it, carries by the law of the day, and to whom of those *held*."""
        program, everyone = self.program, np.ones(len(held), np.bool_)
        found = [(one, everyone) for one in program.carriages.get(policy, ()) if not one.grades]
        found += [(one, self._lettered(held, one.grades)) for one in program.carriages.get(policy, ()) if one.grades]
        for linkage in program.linked_from.get(policy, ()):
            if linkage.in_force[0] <= self.day <= linkage.in_force[1]:
                by_list = policy in linkage.lists
                here = everyone if by_list else self._lettered(held, linkage.letters or frozenset())
                found += [(one, here) for one in program.carriages[linkage.id]]
        for carriage, here in found:
            if carriage.in_force[0] <= self.day <= carriage.in_force[1]:
                yield carriage, here

    def _lettered(self, held: Held, letters: frozenset[str]) -> NDArray[np.bool_]:
        """Who has one of the grades *letters*."""
        if held.letter is None:
            return np.zeros(len(held), np.bool_)
        order = self.conditions.grades[held.policy].order
        return np.asarray(np.array([*(letter in letters for letter in order), False], np.bool_)[held.letter])


class _Measured:
    """The measures of those *held* by the policy that has *rank* in the order of the program."""

    def __init__(self, measuring: _Measuring, held: Held, rank: int) -> None:
        program, conditions = measuring.program, measuring.conditions
        self.held, self.rank, self.day, self.numbers = held, rank, measuring.day, measuring.numbers
        self.compiled = program.lists.get(held.policy)
        self.bringing = Bringing(conditions, held, self.compiled, measuring.numbered)
        about = measuring.about.of(held.policy)
        self.withholding = Withholding(program, conditions, held, measuring.kinds, about, measuring.numbered)

    def rows(self, carriage: Carriage, here: NDArray[np.bool_]) -> Measures | None:
        """The rows of *carriage* of those *here*."""
        held = self.held
        grounds = chosen(carriage, held, self.compiled, self.day)
        since, low, high = running(carriage, held, grounds, self.day).spans(len(held))
        here = here & self.withholding.permitted(carriage.kinds) & (high >= self.day)
        if carriage.degrees:
            here &= held.having(grounds)
        if not here.any():
            return None
        bringers = self.bringing.bringers(carriage, grounds, here)
        rows = np.flatnonzero(here & bringers.perhaps)
        if carriage.degrees and not carriage.by_ground:
            since, low, high = self._of_degrees(carriage, (since, low, high))
        return Measures(
            held.subject[rows],
            np.full(len(rows), self.rank, np.int16),
            np.full(len(rows), self.numbers[id(carriage)], np.int32),
            since[rows],
            low[rows],
            high[rows],
            self.withholding.why(carriage, bringers)[rows],
        )

    def _of_degrees(self, carriage: Carriage, spans: tuple[Days, Days, Days]) -> tuple[Days, Days, Days]:
        """*spans*, but those of the unbroken unions of grounds of its degrees where one covers the day."""
        held = self.held
        if self.compiled is None or not held.grounded:
            return spans
        spell, runs = unions(held, np.flatnonzero(of_degrees(carriage, self.compiled, held.grounds)))
        ends = held.runs.ends(carriage.period)
        runs = runs.through(None if ends is None else ends[spell])
        own = runs.take(np.flatnonzero(runs.low >= self.day)).spans(len(held))
        has = own[2] >= self.day
        since, low, high = (np.where(has, one, other) for one, other in zip(own, spans, strict=True))
        return since, low, high


def _together(parts: list[Measures]) -> Measures:
    """All of *parts* in order of subject, policy and carriage."""
    kinds = {"policy": np.int16, "carriage": np.int32, "withheld": np.int8}
    names = Measures.__dataclass_fields__
    found = {
        name: np.concatenate([getattr(one, name) for one in parts]) if parts else np.empty(0, kinds.get(name, np.int32))
        for name in names
    }
    order = np.lexsort((found["carriage"], found["policy"], found["subject"]))
    return Measures(**{name: values[order] for name, values in found.items()})
