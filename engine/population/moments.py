"""When and about what conditions are asked, many at once: `engine.conditions.Moment` in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import NO_DAY, Days, FactTable


@dataclass(frozen=True, eq=False)
class Moments:
    """On each *day*, under the *law* of a day, of a ground of each *subject*; `NO_DAY` where a day is not known.

    *row* is the place of its fact in *table*, which is missing where there are none. *strictly*: spans begin the day
    after (bars).
    """

    subject: Days
    day: Days
    law: Days
    table: FactTable | None
    row: NDArray[Any]
    trigger_day: Days
    opened: Days
    correction: Days
    strictly: bool = False
    called: NDArray[np.object_] | None = None
    """What decisions call each, where that is neither its fact nor its rule."""

    def __len__(self) -> int:
        return len(self.subject)

    def day_told(self, name: str) -> Days:
        """The day that the field *name* of each one's fact tells, if there is a fact and it does."""
        if self.table is None:
            return nowhere(len(self))
        return np.where(self.row < 0, np.int32(NO_DAY), self.table.field(name).values[np.maximum(self.row, 0)])

    def take(self, rows: NDArray[Any]) -> Moments:
        """Some of them, in that order."""
        return Moments(
            self.subject[rows],
            self.day[rows],
            self.law[rows],
            self.table,
            self.row[rows],
            self.trigger_day[rows],
            self.opened[rows],
            self.correction[rows],
            self.strictly,
            None if self.called is None else self.called[rows],
        )


def firings(table: FactTable, rows: NDArray[Any], law: Days) -> Moments:
    """The moments of the facts in *rows* of *table*: each is its own trigger, nothing has opened yet."""
    day = table.day[rows]
    return Moments(table.subject[rows], day, law, table, rows, day, day, nowhere(len(rows)))


def plain(subject: Days, day: Days, law: Days | None = None) -> Moments:
    """Moments of no ground, by the law of the day unless another is given."""
    law = day if law is None else law
    return Moments(subject, day, law, None, np.full(len(day), -1), day, day, nowhere(len(day)))


def nowhere(rows: int) -> Days:
    """No day, so many times."""
    return np.full(rows, NO_DAY, np.int32)
