"""Everybody's grades under one policy, by the days they hold: `engine.timeline.GradeTimeline` in columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import Domain
from engine.population.columns import Days
from engine.population.compiled import compiled
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths


@dataclass(frozen=True, eq=False)
class Gradings:
    """The grades each *subject* may have from *start* to *last*, a bit each by the *order* of the policy's grades.

    The bit after the last grade is that of having none. In order of subject and start.
    """

    policy: str
    order: tuple[str, ...]
    subject: Days
    start: Days
    last: Days
    grades: NDArray[np.int64]

    def at(self, subject: Days, day: Days) -> NDArray[np.int64]:
        """The grades each *subject* may have on each *day*; no bit where there are none."""
        found = np.zeros(len(subject), np.int64)
        compiled(_at)(self.subject, self.start, self.last, self.grades, subject, day, found)
        return found

    def passes(self, domain: Domain, subject: Days, day: Days) -> Truths:
        """Whether the grade of each *subject* on each *day* is in *domain*; false where it has none."""
        passing = sum(1 << n for n, grade in enumerate(self.order) if domain.passes(grade) is True)  # type: ignore[arg-type]  # grades are texts
        possible = self.at(subject, day)
        some, all_ = (possible & passing) != 0, (possible & ~passing) == 0
        return np.where(some, np.where(all_, TRUE, UNKNOWN), FALSE)


def _at(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    of, start, last, grades, subject, day, found
):
    for row in range(len(subject)):
        place = np.searchsorted(of, subject[row])
        while place < len(of) and of[place] == subject[row]:
            if start[place] <= day[row] <= last[place]:
                found[row] = grades[place]
            place += 1
