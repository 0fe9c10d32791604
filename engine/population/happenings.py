"""What may happen to grounds after they have opened: the events of each, in the order they come about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.calendar import moved
from engine.population.columns import Days, Rows
from engine.spells.stays import held_through

CUT, EXTENDED, CURED, STOPPED = range(4)
"""Later law may shorten the period; a decision extends it; a cure comes; repair would end it (S14, S16, S17)."""
OLD_END, REMAINDER, ANEW = range(3)
"""How what a repair ended goes on where it is undone: to its end, for what remained of it, or for its period anew."""
RESUMING: Final = {"old_end": OLD_END, "remainder": REMAINDER, "anew": ANEW}

Happening = tuple[NDArray[Any], int, Days, Days | None, Days | None]
"""Of some rows: what happens, on which days, two numbers more (of law, extension or repair)."""
Happenings = tuple[Rows, NDArray[np.int32]]
"""Where those of each ground begin and end; and of each the day, what it is, and two numbers more."""


def in_order(grounds: int, parts: Iterable[Happening], known: Happenings | None = None) -> Happenings:
    """What happens to so many *grounds*, of all *parts*: ground by ground, in the order it happens.

    Of what is *known* besides, rows and events are told.
    """
    rows: list[NDArray[Any]] = [np.empty(0, np.int64) if known is None else known[0]]
    events: list[NDArray[np.int32]] = [np.empty((0, 4), np.int32) if known is None else known[1]]
    for row, what, day, one, other in parts:
        none = np.zeros(len(row), np.int32)
        columns = (day, np.full(len(row), what), none if one is None else one, none if other is None else other)
        rows.append(row)
        events.append(np.column_stack(columns).astype(np.int32))
    row, event = np.concatenate(rows), np.concatenate(events)
    if not len(row):
        return np.zeros(grounds + 1, np.int64), event
    order = np.lexsort((event[:, 1], event[:, 0], row))
    return np.searchsorted(row[order], np.arange(grounds + 1)), event[order]


def happens(  # type: ignore[no-untyped-def]  # compiled
    day, what, one, other, opened, low, high, timed, fixed, cap, cure, cured, stopped, resuming, principal,
    least_months, least_days, most_months, most_days,
):  # fmt: skip
    """What becomes of a ground by *what* happens to it on *day*: its *low*, *high*, *cured*, *stopped*, *resuming*.

    The last four numbers bound what an extension may come to.
    """
    _, last = held_through(opened, low, high, timed, cap, cure, cured)
    if last < day or opened > day or stopped > 0:
        return low, high, cured, stopped, resuming
    if what == CUT:
        if not fixed:
            low, high = min(low, max(one, day - 1)), min(high, max(other, day - 1))
    elif what == EXTENDED:
        longer = moved(low, one, other)
        least, most = moved(low, least_months, least_days), moved(low, most_months, most_days)
        if timed and principal < 0 and least <= longer <= most:
            low, high = longer, moved(high, one, other)
    elif what == CURED:
        cured = day if cured == 0 else cured
    elif not (cured > 0 and last == day == cured):  # it was cured that very day
        stopped, resuming = day, one
    return low, high, cured, stopped, resuming
