"""Grades there may be and how each came about, as bits: `engine.grading.outcomes` in columns (S22).

A grade given by the score, outright, or kept has a bit each: in that order of ways, and among those of one way the
grades from best to worst, with having none as the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.grading.outcomes import Graded, How, Outcome
from engine.population.columns import Ints
from engine.population.left import NotInColumns
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths
from engine.timeline import NO_GRADE

WAYS: Final[tuple[How, ...]] = ("score", "direct", "kept")
SCORE, DIRECT, KEPT = range(3)
"""The numbers of the ways."""
_MOST = 20


@dataclass(frozen=True)
class Ways:
    """The bits of grades in *order*, from best to worst."""

    order: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.order) > _MOST:
            raise NotInColumns

    @property
    def width(self) -> int:
        """How many bits each way has."""
        return len(self.order) + 1

    @property
    def none(self) -> int:
        """The bit of having no grade."""
        return 1 << len(self.order)

    def grades(self, outcomes: Any) -> Any:
        """The grades *outcomes* may be, however they came about."""
        one = outcomes | (outcomes >> self.width) | (outcomes >> 2 * self.width)
        return one & ((1 << self.width) - 1)

    def how(self, outcomes: Ints) -> NDArray[np.int8]:
        """The number of the way each of *outcomes* came about; by the score, where there are several it may have."""
        mask = (1 << self.width) - 1
        score, direct, kept = ((outcomes >> way * self.width) & mask != 0 for way in range(3))
        return np.where(score | (direct & kept), SCORE, np.where(direct, DIRECT, KEPT)).astype(np.int8)

    def bits(self, outcomes: Iterable[Outcome]) -> int:
        """*outcomes* as bits."""
        places = (self.number(grade) + WAYS.index(how) * self.width for grade, how in outcomes)
        return sum(1 << place for place in set(places))

    def of_grades(self, grades: Iterable[str]) -> int:
        """*grades* as bits, however they came about."""
        return sum(1 << self.number(grade) for grade in set(grades))

    def texts(self, grades: int) -> frozenset[str]:
        """The grades that bits stand for."""
        return frozenset(grade for n, grade in enumerate((*self.order, NO_GRADE)) if grades >> n & 1)

    def number(self, grade: str) -> int:
        """The place of *grade* among all of them."""
        return len(self.order) if grade == NO_GRADE else self.order.index(grade)

    def had(self, outcomes: Ints, grade: str, ways: Iterable[str]) -> Truths:
        """Whether *outcomes* are *grade*, come about in one of *ways*; false where there are none."""
        wanted = sum(1 << (self.order.index(grade) + WAYS.index(way) * self.width) for way in WAYS if way in set(ways))
        there, others = outcomes & wanted != 0, outcomes & ~wanted != 0
        return np.where(there, np.where(others, UNKNOWN, TRUE), FALSE)

    def better(self, outcomes: Ints, grade: str) -> NDArray[np.bool_]:
        """Whether one of *outcomes* is better than *grade*."""
        return np.asarray(outcomes & self._better(grade) != 0)

    def at_best(self, outcomes: Ints, grade: str, truth: Truths) -> Ints:
        """*outcomes*, none of them better than *grade* where *truth*, or as they are."""
        number, mask = self.order.index(grade), (1 << self.order.index(grade)) - 1
        capped = outcomes & ~self._better(grade)
        for way in range(3):
            capped |= np.where((outcomes >> way * self.width) & mask != 0, 1 << (number + way * self.width), 0)
        return _either(outcomes, capped, truth)

    def kept(self, outcomes: Ints, grade: str, truth: Truths) -> Ints:
        """*outcomes*, *grade* in place of having none or a better one where *truth*, or as they are."""
        away = self._better(grade) | self.none
        bit = 1 << (self.order.index(grade) + KEPT * self.width)
        held = (outcomes & ~away) | np.where(outcomes & away != 0, bit, 0)
        return _either(outcomes, held, truth)

    def directly(self, scored: Ints, sure: Ints, maybe: Ints) -> Ints:
        """*scored*, or in its place the worst of the grades *sure*ly given outright; *maybe* also a worse one."""
        worst = np.zeros(len(scored), np.int64)
        for number in range(len(self.order)):
            worst = np.where(sure >> number & 1 != 0, 1 << number, worst)
        given = (maybe | worst) & ~(worst - 1)  # all bits stay where none is sure
        return np.where(worst == 0, scored | (maybe << self.width), given << self.width)

    def _better(self, grade: str) -> int:
        mask = (1 << self.order.index(grade)) - 1
        return mask | (mask << self.width) | (mask << 2 * self.width)


def way(graded: Graded) -> int:
    """The number of the way *graded* came about."""
    return WAYS.index(graded.how)


def _either(outcomes: Ints, changed: Ints, truth: Truths) -> Ints:
    return np.where(truth == FALSE, outcomes, np.where(truth == TRUE, changed, outcomes | changed))
