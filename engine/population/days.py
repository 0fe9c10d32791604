"""The engine's calendar over columns of days."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER, Period, civil, completed_years, earliest, moved, ordinal
from engine.population.columns import NO_DAY, Days
from engine.population.compiled import compiled


def add(days: NDArray[Any], period: Period) -> Days:
    """The last day of *period* from each of *days*; none where there is none."""
    months, more = period.span
    return compiled(_moved)(days, months, more)


def held_from(days: NDArray[Any], period: Period) -> Days:
    """The first day that is after *period* from each of *days* (S4)."""
    return add(days, period) + np.int32(1)


def window_start(days: NDArray[Any], window: Period) -> Days:
    """The earliest day from which *window* still reaches each of *days* (S5)."""
    months, more = window.span
    return compiled(_earliest)(days, months, more)


def new_year(days: NDArray[Any]) -> NDArray[np.int64]:
    """The first day of the year of each of *days*."""
    return compiled(_new_year)(days)


def calendar_year(days: NDArray[Any]) -> NDArray[np.int32]:
    """The year of each of *days*."""
    return compiled(_calendar_year)(days)


def years(born: Days, day: Days) -> NDArray[np.int64]:
    """How many full years have passed on each *day* since *born*."""
    return compiled(_years)(born, day)


def _moved(days: NDArray[Any], months: int, more: int) -> Days:
    found = np.empty(len(days), np.int32)
    if months == 0:
        for row in range(len(days)):
            found[row] = min(days[row] + more, FOREVER) if days[row] != NO_DAY else NO_DAY
        return found
    first, last = _span(days)
    if 0 <= last - first < len(days):  # each day there may be once, then looked up
        each = np.empty(last - first + 1, np.int32)
        for place in range(len(each)):
            each[place] = moved(first + place, months, more)
        for row in range(len(days)):
            found[row] = each[days[row] - first] if days[row] != NO_DAY else NO_DAY
        return found
    for row in range(len(days)):
        found[row] = moved(days[row], months, more) if days[row] != NO_DAY else NO_DAY
    return found


def _span(days: NDArray[Any]) -> tuple[int, int]:
    """The first and last of *days*, apart from none; the first after the last where there is none."""
    first, last = FOREVER + 1, 0
    for row in range(len(days)):
        if days[row] != NO_DAY:
            first, last = min(first, days[row]), max(last, days[row])
    return first, last


def _years(born: Days, day: Days) -> NDArray[np.int64]:
    found = np.empty(len(born), np.int64)
    for row in range(len(born)):
        found[row] = completed_years(born[row], day[row])
    return found


def _earliest(days: NDArray[Any], months: int, more: int) -> Days:
    found = np.empty(len(days), np.int32)
    first, last = _span(days)
    if (days != NO_DAY).all() and 0 <= last - first < len(days):
        each = np.empty(last - first + 1, np.int32)
        for place in range(len(each)):
            each[place] = earliest(first + place, months, more)
        for row in range(len(days)):
            found[row] = each[days[row] - first]
        return found
    for row in range(len(days)):
        found[row] = earliest(days[row], months, more)
    return found


def _new_year(days: NDArray[Any]) -> NDArray[np.int64]:
    found = np.empty(len(days), np.int64)
    for row in range(len(days)):
        found[row] = ordinal(civil(days[row])[0], 1, 1)
    return found


def _calendar_year(days: NDArray[Any]) -> NDArray[np.int32]:
    found = np.empty(len(days), np.int32)
    for row in range(len(days)):
        found[row] = civil(days[row])[0]
    return found
