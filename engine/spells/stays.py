"""How long a ground holds, and which grounds are one stay: the arithmetic of the fold, on whole numbers only.

Online it is asked ground by ground; the columns of a population compile it. A day that has not come is 0.
"""

from __future__ import annotations

from engine.calendar import FOREVER, moved

NO_CURE, CURE_OR_PERIOD, CURE_AND_PERIOD = 0, 1, 2
"""Whether a ground has a cure, and whether the first of cure and period ends it or the last (S16)."""


def held_through(opened: int, low: int, high: int, timed: bool, cap: int, cure: int, cured: int) -> tuple[int, int]:
    """The last day, at least and at most, of a ground that no repair ends: never before it *opened* (S15, S16).

    *low* and *high* bound its period, if it is *timed*; *cap* is the last day `at_most` allows; *cure* what a cure does
    and *cured* the day it came.
    """
    if cure != NO_CURE:
        came = cured if cured > 0 else FOREVER
        if not timed:
            low, high = came, came
        elif cure == CURE_OR_PERIOD:
            low, high = min(low, came), min(high, came)
        else:
            low, high = max(low, came), max(high, came)
    return max(min(low, cap), opened), max(min(high, cap), opened)


def prolonged(day: int, held_low: int, held_high: int, months: int, days: int) -> tuple[int, int]:
    """The last day of a repeat on *day* that extends what is held from *held_low* to *held_high* (S15)."""
    return moved(max(held_low, day), months, days), moved(held_high, months, days)


def joins(opened: int, low: int, high: int, breaks: bool) -> bool:
    """Whether what opens on *opened* goes on from a stay that ends between *low* and *high*.

    Not on the day after a cure or repair ended it: its end *breaks* (S21).
    """
    return opened <= low or (opened == low + 1 and not (low == high and breaks))


def ends_later(high: int, low: int, breaks: bool, other_high: int, other_low: int, other_breaks: bool) -> bool:
    """Whether one ground ends its stay rather than another: later at most, then at least, of equals by a break."""
    if high != other_high:
        return high > other_high
    if low != other_low:
        return low > other_low
    return breaks and not other_breaks
