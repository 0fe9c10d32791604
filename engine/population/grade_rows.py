"""Grades of those judged one by one, as rows: the days each grade holds, and what is held on the day asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Days
from engine.population.compiled import compiled as machine
from engine.population.results import merged


@dataclass(frozen=True, eq=False)
class Held:
    """The grades each *subject* may have on the day asked, as bits; how they came about, since when, of which year.

    No bits, and no number of a way (-1), where there is no grade.
    """

    subject: Days
    possible: NDArray[np.int32]
    how: NDArray[np.int8]
    since: Days
    year: NDArray[np.int16]

    @classmethod
    def nothing(cls, subject: Days) -> Self:
        """No grade of any *subject*."""
        rows = len(subject)
        possible, how = np.zeros(rows, np.int32), np.full(rows, -1, np.int8)
        return cls(subject, possible, how, np.zeros(rows, np.int32), np.zeros(rows, np.int16))

    def put(self, rows: NDArray[Any], other: Held) -> None:
        """Put *other* in place of some *rows*."""
        for name in ("possible", "how", "since", "year"):
            getattr(self, name)[rows] = getattr(other, name)

    def of(self, subject: Days, model: Days, first_day: Days) -> Held:
        """What each *subject*, there since its *first_day*, holds like its *model*, whose row this has."""
        since = np.where(self.possible[model] != 0, np.maximum(self.since[model], first_day), 0).astype(np.int32)
        return Held(subject, self.possible[model], self.how[model], since, self.year[model])


@dataclass(frozen=True, eq=False)
class Changed:
    """The days on which the grade of each *subject* may change, in order of subject."""

    subject: Days
    day: Days

    def of(self, subject: Days, model: Days) -> tuple[Days, Days]:
        """The same of each *subject* that has the grades of its *model*."""
        first = np.searchsorted(self.subject, model)
        count = np.searchsorted(self.subject, model, side="right") - first
        rows = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())
        return np.repeat(subject, count), self.day[rows]


@dataclass(frozen=True, eq=False)
class GradeRows:
    """The grades each *subject* may have from *start* to *last*, as bits, in order of subject and start."""

    subject: Days
    start: Days
    last: Days
    grades: NDArray[np.int64]
    changed: Changed
    held: Held

    @classmethod
    def none(cls) -> Self:
        """Of nobody."""
        days = np.empty(0, np.int32)
        return cls(days, days, days, np.empty(0, np.int64), Changed(days, days), Held.nothing(days))

    def at(self, subject: Days, day: Days, found: NDArray[np.int64]) -> None:
        """Put into *found* the grades of each *subject* on each *day*, where there are any."""
        machine(_at)(self.subject, self.start, self.last, self.grades, subject, day, found)

    def renumbered(self, numbers: Days) -> GradeRows:
        """The same, each subject by its one of *numbers*."""
        changed = replace(self.changed, subject=numbers[self.changed.subject])
        held = replace(self.held, subject=numbers[self.held.subject])
        return replace(self, subject=numbers[self.subject], changed=changed, held=held)

    def replaced(self, subjects: NDArray[Any], other: GradeRows) -> GradeRows:
        """The same, but for *subjects*, whose rows are those of *other*."""
        mine, theirs = (_Stretches(one.subject, one.start, one.last, one.grades) for one in (self, other))
        found: _Stretches = merged(mine, subjects, theirs)
        changed, held = merged(self.changed, subjects, other.changed), merged(self.held, subjects, other.held)
        return GradeRows(found.subject, found.start, found.last, found.grades, changed, held)


@dataclass(frozen=True, eq=False)
class _Stretches:
    subject: Days
    start: Days
    last: Days
    grades: NDArray[np.int64]


def _at(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    of, start, last, grades, subject, day, found
):
    for row in range(len(subject)):
        place = np.searchsorted(of, subject[row])
        while place < len(of) and of[place] == subject[row]:
            if start[place] <= day[row] <= last[place]:
                found[row] = grades[place]
            place += 1
