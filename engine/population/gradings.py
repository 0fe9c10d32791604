"""Everybody's grades under one policy, on any day: `engine.timeline.GradeTimeline` in columns (S22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import Domain
from engine.population.columns import Days, Ints
from engine.population.compiled import compiled as machine
from engine.population.grade_rows import Changed, GradeRows, Held
from engine.population.graded_years import GradedYears
from engine.population.held import at_days, held_since
from engine.population.outright import Outright
from engine.population.timelines import rows_of
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths
from engine.population.ways import DIRECT, Ways

JUDGED_SINGLY = -2
"""The row of those whose grades are not in columns."""


@dataclass(frozen=True, eq=False)
class Waiting:
    """What facts gave outright that holds *until* its year is declared, and what may be given that was not sent.

    The latter are bits (*open_grades*) from each of *open_days* on, the same for everybody.
    """

    given: Outright
    until: Days
    open_days: Days
    open_grades: Ints

    @classmethod
    def none(cls) -> Self:
        """Nothing waits."""
        days = np.empty(0, np.int32)
        return cls(Outright.none(), days, days, np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Gradings:
    """The grades everybody may have through a day, one bit each and one more for having none.

    *row* is each subject's place among the *outcomes* of every year; the first *shared* are rows of several. Without a
    row (-1) there is no grade; the grades of those judged one by one are in *singly*, where everybody has those of its
    *model*. Before its *first_day* nobody has any.
    """

    policy: str
    ways: Ways
    years: GradedYears
    as_of: int
    first_day: Days
    row: NDArray[np.int32]
    shared: int
    outcomes: Ints
    waiting: Waiting
    singly: GradeRows
    model: Days

    @property
    def order(self) -> tuple[str, ...]:
        """The grades, from best to worst."""
        return self.ways.order

    def at(self, subject: Days, day: Days) -> Ints:
        """The grades each *subject* may have on each *day*; no bit where there are none."""
        found = np.zeros(len(subject), np.int64)
        machine(at_days)(subject, day, self.as_of, found, *self._told)
        self.singly.at(self.model[subject], day, found)
        found[day < self.first_day[subject]] = 0
        return found

    def passes(self, domain: Domain, subject: Days, day: Days) -> Truths:
        """Whether the grade of each *subject* on each *day* is in *domain*; false where it has none."""
        passing, possible = self._passing(domain), self.at(subject, day)
        some, all_ = (possible & passing) != 0, (possible & ~passing) == 0
        return np.where(some, np.where(all_, TRUE, UNKNOWN), FALSE)

    def ever(self, domain: Domain) -> NDArray[np.bool_]:
        """Who may have had a grade in *domain* on any day, and perhaps some more."""
        passing = self._passing(domain)
        by_row = (self.ways.grades(self.outcomes) & passing != 0).any(axis=0)
        found = np.append(by_row, (True, False))[self.row]  # of those judged one by one it is not asked
        found[self.waiting.given.subject] = True
        if (self.waiting.open_grades & passing).any():
            found |= self.row >= 0
        return found

    def _passing(self, domain: Domain) -> int:
        return sum(1 << n for n, grade in enumerate(self.order) if domain.passes(grade) is True)  # type: ignore[arg-type,misc]  # grades are texts

    def changes(self, subjects: Days) -> Iterator[tuple[Days, Days]]:
        """Subject and day where the grades of one of *subjects*, who are in order, may change."""
        for number, day in enumerate(self.years.declarations):
            if day <= self.as_of:
                differs = np.append(self._grades(number) != self._grades(number - 1), (False, False))
                whose = subjects[differs[self.row[subjects]]]
                yield whose, np.full(len(whose), day, np.int32)
        for day in self.waiting.open_days:
            yield subjects, np.full(len(subjects), day, np.int32)
        rows = rows_of(self.waiting.given.subject, subjects)
        yield self.waiting.given.subject[rows], self.waiting.given.day[rows]
        yield self.waiting.given.subject[rows], self.waiting.until[rows]
        yield self.singly.changed.of(subjects, self.model[subjects])

    @cached_property
    def held(self) -> Held:
        """What everybody holds on the day asked."""
        found = self._by_row()
        given, open_ = self.waiting.given.subject, len(self.waiting.open_days) > 0
        subjects = np.flatnonzero(self.row >= 0).astype(np.int32) if open_ else np.unique(given)
        some = Held.nothing(subjects)
        machine(held_since)(
            subjects, self.as_of, self.years.first, date.fromordinal(self.as_of).year, DIRECT,
            some.possible, some.how, some.since, some.year,
            *self._told,
        )  # fmt: skip
        found.put(subjects, some)
        if len(self.singly.held.subject):
            models = Held.nothing(np.arange(int(self.model.max()) + 1, dtype=np.int32))
            models.put(self.singly.held.subject, self.singly.held)
            apart = np.flatnonzero(self.row == JUDGED_SINGLY).astype(np.int32)
            found.put(apart, models.of(apart, self.model[apart], self.first_day[apart]))
        return found

    def replaced(self, subjects: NDArray[Any], singly: GradeRows) -> Gradings:
        """The same, but for *subjects*, whose grades are in *singly*."""
        row = self.row.copy()
        row[subjects] = JUDGED_SINGLY
        return replace(self, row=row, singly=singly)

    def with_reached(self, subjects: Days, rows: GradeRows) -> Gradings:
        """The same, but for *subjects*, whose grades are *rows*: as models of their own, beyond everybody."""
        number = np.full(len(self.row), -1, np.int32)
        number[subjects] = len(self.row) + np.arange(len(subjects))
        if not len(subjects):
            return self
        row, model, first_day = self.row.copy(), self.model.copy(), self.first_day.copy()
        row[subjects], model[subjects], first_day[subjects] = JUDGED_SINGLY, number[subjects], 0
        singly = self.singly.replaced(number[subjects], rows.renumbered(number))
        return replace(self, row=row, model=model, first_day=first_day, singly=singly)

    def rows(self) -> GradeRows:
        """The grades of everybody, as rows."""
        everyone = np.arange(len(self.row), dtype=np.int32)
        found = [(everyone, self.first_day), *self.changes(everyone)]
        subject, day = (np.concatenate([one[n] for one in found]).astype(np.int64) for n in (0, 1))
        inside = (day >= self.first_day[subject]) & (day <= self.as_of)
        keys: NDArray[Any] = np.unique((subject[inside] << 32) | day[inside])
        changed = Changed((keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32))
        grades, goes_on = self.at(changed.subject, changed.day), np.zeros(len(keys), np.bool_)
        goes_on[:-1] = changed.subject[1:] == changed.subject[:-1]
        last = np.where(goes_on, np.append(changed.day[1:], 0) - 1, self.as_of).astype(np.int32)
        some = np.flatnonzero(grades)
        return GradeRows(changed.subject[some], changed.day[some], last[some], grades[some], changed, self.held)

    def _by_row(self) -> Held:
        """What everybody holds by the grade declared last alone."""
        number = int(np.searchsorted(self.years.declarations, self.as_of, side="right")) - 1
        grades = np.append(self._grades(number), (0, 0)).astype(np.int32)
        found = Held.nothing(np.arange(len(self.row), dtype=np.int32))
        if not grades.any():
            return found
        how = np.where(grades != 0, np.append(self.ways.how(self.outcomes[number]), (0, 0)), -1).astype(np.int8)
        since = np.where(grades != 0, self.years.declarations[number], 0).astype(np.int32)
        year = np.where(grades != 0, self.years.first + number, 0).astype(np.int16)
        return Held(found.subject, grades[self.row], how[self.row], since[self.row], year[self.row])

    def _grades(self, number: int) -> Ints:
        """The grades of a year by row, no bit where there surely is none."""
        if not 0 <= number < self.years.count:
            return np.zeros(self.outcomes.shape[1], np.int64)
        found = self.ways.grades(self.outcomes[number])
        return np.where(found == self.ways.none, 0, found)

    @property
    def _told(self) -> tuple[Any, ...]:
        """All that is asked for what is held on a day."""
        one = self.waiting
        return (
            self.ways.width, self.row, self.first_day, self.outcomes, self.years.declarations,
            one.given.subject, one.given.day, one.until, one.given.grade, one.given.truth,
            one.open_days, one.open_grades,
        )  # fmt: skip


class OwnPast(Gradings):
    """What a grade being made is asked about itself: on each day, what was held the day before."""

    def at(self, subject: Days, day: Days) -> Ints:
        """The grades each *subject* may have had on the eve of each *day*."""
        return super().at(subject, day - np.int32(1))
