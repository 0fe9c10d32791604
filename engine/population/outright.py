"""Grades that facts give outright: to whom, on which day, surely or perhaps (S22)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Days
from engine.population.truths import Truths


@dataclass(frozen=True, eq=False)
class Outright:
    """Of each fact that gives a grade outright: *subject* and *day*, the *grade* by number, and whether it does."""

    subject: Days
    day: Days
    grade: NDArray[np.int8]
    truth: Truths

    @classmethod
    def none(cls) -> Self:
        """Nothing given."""
        days = np.empty(0, np.int32)
        return cls(days, days, np.empty(0, np.int8), np.empty(0, np.uint8))

    def __len__(self) -> int:
        return len(self.subject)

    def take(self, rows: NDArray[Any]) -> Outright:
        """Some of them."""
        return Outright(self.subject[rows], self.day[rows], self.grade[rows], self.truth[rows])
