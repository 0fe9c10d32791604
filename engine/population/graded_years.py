"""The years a grade is made of, and the days on which each is declared (S22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.grades import CompiledGrade
from engine.population.columns import Days
from engine.population.days import calendar_year
from engine.population.dossiers import Dossiers

Years = NDArray[np.int32]
"""Numbers of years, counted from the first that is graded."""


@dataclass(frozen=True)
class GradedYears:
    """So many years (*count*) from the *first* on, those that were over by the day asked; *bounds* are the policy's."""

    first: int
    count: int
    declared_on: tuple[int, int]
    bounds: tuple[int, int]

    def numbers(self, days: NDArray[Any]) -> Years:
        """The number of the year of each of *days*; below none and beyond the last where it is not graded."""
        return calendar_year(days) - np.int32(self.first)

    def begins(self, number: int) -> int:
        """The first day of a year."""
        return date(self.first + number, 1, 1).toordinal()

    def ends(self, number: int) -> int:
        """The last day of a year."""
        return date(self.first + number, 12, 31).toordinal()

    def spans(self, in_force: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first and the last day of each year, as far as they are *in_force*."""
        first = [max(self.begins(number), in_force[0]) for number in range(self.count)]
        last = [min(self.ends(number), in_force[1]) for number in range(self.count)]
        return np.array(first, np.int64), np.array(last, np.int64)

    def declared(self, year: int) -> int:
        """The day the grade of *year* is declared: in the next year."""
        return date(min(year + 1, 9999), *self.declared_on).toordinal()

    @cached_property
    def declarations(self) -> Days:
        """The days on which the years are declared, and that on which what the last one brought ends."""
        return np.array([self.declared(self.first + number) for number in range(self.count + 1)], np.int32)

    def until(self, days: NDArray[Any]) -> Days:
        """The day on which the grade of the year of each of *days* is declared."""
        years = calendar_year(days)
        known, place = np.unique(years, return_inverse=True)
        return np.array([self.declared(int(year)) for year in known], np.int32)[place]


def graded_years(compiled: CompiledGrade, dossiers: Dossiers) -> GradedYears:
    """The years of *compiled* that anybody may be graded for."""
    days = dossiers.first_day[dossiers.record]
    earliest = date.fromordinal(int(days.min())).year if len(days) else 9999
    first = max(compiled.years[0], earliest)
    last = min(compiled.years[1], date.fromordinal(dossiers.as_of).year - 1)
    return GradedYears(first, max(0, last - first + 1), compiled.declared, compiled.years)
