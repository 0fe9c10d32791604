"""Where a curve falls off: steps that change far more than the steps beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

BESIDE: Final = 3
"""Steps looked at on either side."""
STEEP: Final = 3
"""How many times the median of its neighbours a step must change."""
LEAST: Final = 0.02
"""The share of the whole height of the curve below which no step is a cliff."""


def cliffs(listed: Sequence[int]) -> tuple[int, ...]:
    """Places *n* of *listed* where the step from *n* - 1 to *n* is a cliff, in rising order."""
    steps = [abs(after - before) for before, after in pairwise(listed)]
    if len(steps) < BESIDE:
        return ()
    least = LEAST * (max(listed) - min(listed))
    return tuple(place + 1 for place, step in enumerate(steps) if step > least and step > STEEP * _beside(steps, place))


def _beside(steps: Sequence[int], place: int) -> float:
    """The median change of the steps beside *place*."""
    return median((*steps[max(0, place - BESIDE) : place], *steps[place + 1 : place + 1 + BESIDE]))
