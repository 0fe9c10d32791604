"""Counts of a whole population, or estimates of them from a sample with the bounds that hold them 95 times in 100."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final

from engine.population.impact import Figure

_Z: Final = 1.959964
"""The standard normal's 97.5th percentile."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a count among *drawn* subjects stands for one among all *subjects*."""

    subjects: int
    drawn: int

    def figure(self, count: int) -> Figure:
        """*count* of those drawn as a figure of all: by Wilson's interval (1927), where not all were drawn.

        Where nobody was drawn nothing is known.
        """
        if self.drawn >= self.subjects:
            return Figure(count)
        if self.drawn == 0:
            return Figure(0, 0, self.subjects)
        share, z = count / self.drawn, _Z * _Z / self.drawn
        middle = (share + z / 2) / (1 + z)
        # without replacement: the fewer are left out, the surer
        left_out = (self.subjects - self.drawn) / (self.subjects - 1)
        reach = _Z * sqrt((share * (1 - share) + z / 4) / self.drawn * left_out) / (1 + z)
        low, high = floor((middle - reach) * self.subjects), ceil((middle + reach) * self.subjects)
        most = self.subjects - (self.drawn - count)  # those seen are sure, whatever the interval says
        estimate = round(share * self.subjects)
        return Figure(estimate, min(estimate, max(count, low)), max(estimate, min(most, high)))
