"""What is known of one policy over time, for everybody: `engine.timeline` in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.population.columns import Days, distinct
from engine.population.compiled import compiled
from engine.population.days import held_from
from engine.population.seeking import first_of
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths


@dataclass(frozen=True, eq=False)
class Stretches:
    """Days *start* to *last* of each *subject*, in order of subject and start."""

    subject: Days
    start: Days
    last: Days

    def cover(self, subject: Days, day: Days, period: Period | None) -> NDArray[np.bool_]:
        """Whether one covers each *day* of each *subject*, having lasted for *period* by then (S21)."""
        since = self.start if period is None else held_from(self.start, period)
        found = np.zeros(len(subject), np.bool_)
        compiled(_cover)(self.subject, since, self.start, self.last, subject, day, found)
        return found

    def apart_from(self, certain: Stretches) -> Stretches:
        """Those of the subjects of whom they are not, day for day, the *certain* ones."""
        subjects = distinct(self.subject)
        theirs = rows_of(certain.subject, subjects)
        mine, others = (np.searchsorted(subjects, one) for one in (self.subject, certain.subject[theirs]))
        differ = np.bincount(mine, minlength=len(subjects)) != np.bincount(others, minlength=len(subjects))
        here, there = np.flatnonzero(~differ[mine]), theirs[~differ[others]]
        moved = (self.start[here] != certain.start[there]) | (self.last[here] != certain.last[there])
        differ[mine[here[moved]]] = True
        rows = np.flatnonzero(differ[mine])
        return Stretches(self.subject[rows], self.start[rows], self.last[rows])


def none() -> Stretches:
    """No days of anybody."""
    return Stretches(*(np.empty(0, np.int32) for _ in range(3)))


@dataclass(frozen=True, eq=False)
class Timelines:
    """The days subjects are *certain*ly on a list, spell by spell, *at_most* how long; and those they *possible*ly are.

    The possible days are those of everybody of whom they are others than the certain ones.
    """

    certain: Stretches
    at_most: Days
    possible: Stretches

    def listed(self, subject: Days, day: Days, period: Period | None = None) -> Truths:
        """Whether each *subject* is on the list on each *day*, for at least *period* without a break."""
        found = np.where(self.certain.cover(subject, day, period), TRUE, FALSE)
        if len(self.possible.subject):
            found[(found == FALSE) & self.possible.cover(subject, day, period)] = UNKNOWN
        return found

    def end_around(self, subject: Days, day: Days) -> tuple[Days, Days]:
        """The last day, at least and at most, of the spell that covers each *day* of each *subject*, if one does."""
        low, high = np.zeros(len(subject), np.int32), np.zeros(len(subject), np.int32)
        one, other = self.certain, self.possible
        compiled(_ends)(one.subject, one.start, one.last, self.at_most, True, subject, day, low, high)
        compiled(_ends)(other.subject, other.start, other.last, other.last, False, subject, day, low, high)
        return low, high


def _ends(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    of, start, last, at_most, sure, subject, day, low, high
):
    """Find the ends where none are known yet; what is not *sure* lasts through that day at least."""
    begin = 0
    for row in range(len(subject)):
        if low[row] > 0:
            continue
        place = begin = first_of(of, subject[row], begin)
        while place < len(of) and of[place] == subject[row]:
            if start[place] <= day[row] <= last[place]:
                low[row] = max(low[row], last[place] if sure else day[row])
                high[row] = max(high[row], at_most[place])
            place += 1


def _cover(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    of, since, start, last, subject, day, found
):
    begin = 0
    for row in range(len(subject)):
        place = begin = first_of(of, subject[row], begin)
        while place < len(of) and of[place] == subject[row]:
            if start[place] <= day[row] <= last[place] and since[place] <= day[row]:
                found[row] = True
                break
            place += 1


def rows_of(of: NDArray[Any], subjects: NDArray[Any]) -> NDArray[Any]:
    """The rows of *of*, which is sorted, that are of *subjects*, which are too."""
    first, count = np.zeros(len(subjects), np.int64), np.zeros(len(subjects), np.int64)
    compiled(_spans)(of, subjects, first, count)
    return np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())


def _spans(of, subjects, first, count):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    end = 0
    for one in range(len(subjects)):
        if one > 0 and subjects[one] == subjects[one - 1]:
            continue
        begin = end = first_of(of, subjects[one], end)
        while end < len(of) and of[end] == subjects[one]:
            end += 1
        first[one], count[one] = begin, end - begin
