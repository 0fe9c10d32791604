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
    for row in range(len(days)):
        day = days[row]
        if months == 0:
            found[row] = min(day + more, FOREVER) if day != NO_DAY else NO_DAY
        else:
            found[row] = moved(day, months, more) if day != NO_DAY else NO_DAY
    return found


def _years(born: Days, day: Days) -> NDArray[np.int64]:
    found = np.empty(len(born), np.int64)
    for row in range(len(born)):
        found[row] = completed_years(born[row], day[row])
    return found


def _earliest(days: NDArray[Any], months: int, more: int) -> Days:
    found = np.empty(len(days), np.int32)
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
