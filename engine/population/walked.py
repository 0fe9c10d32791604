"""What the walk over openings goes by and leaves behind: what is known of each, and the answers it asks for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER

RESTART, IGNORE, EXTEND = 0, 1, 2
"""What a repeat does."""
ALWAYS, UNLESS_NAMED, UNLESS_ANY = 0, 1, 2
"""Whether something opens: not where a ground of its name is held already, or any at all."""


class Walked(NamedTuple):
    """What has become of each opening; a day is 0 where it has not come.

    Whether all is *done*, it *opened*, is *timed* and *fixed* (later law does not shorten it); *low*, *high* and *cap*
    bound its period; the days it was *cured* and *stopped* by repair, and if that is *undone*; its *next* event; what
    ended it.
    """

    done: NDArray[np.bool_]
    opened: NDArray[np.bool_]
    timed: NDArray[np.bool_]
    fixed: NDArray[np.bool_]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    cap: NDArray[np.int32]
    cured: NDArray[np.int32]
    stopped: NDArray[np.int32]
    resuming: NDArray[np.int8]
    undone: NDArray[np.bool_]
    next: NDArray[np.int64]
    cause: NDArray[np.int8]
    breaks: NDArray[np.bool_]
    going: NDArray[np.int64]
    """The sure grounds of the subject walked that have not ended: what has ended stays so."""
    looked: NDArray[np.int32]
    """The last end of a period at which it was seen whether it is prolonged."""
    asks: NDArray[np.int32]
    """The first end of a period for which that is not known."""


class Answers(NamedTuple):
    """Whether what prolongs a period holds at its end, by opening and day in one number; nothing ends after *as_of*."""

    keys: NDArray[np.int64]
    truths: NDArray[np.uint8]
    as_of: int


def nothing_yet(events_from: NDArray[Any]) -> Walked:
    """Nothing has opened: of openings whose events begin at *events_from*."""
    rows = len(events_from) - 1
    done, opened, timed, fixed, undone, breaks = (np.zeros(rows, np.bool_) for _ in range(6))
    low, high, cured, stopped, looked, asks = (np.zeros(rows, np.int32) for _ in range(6))
    cap = np.full(rows, FOREVER, np.int32)
    cause, resuming = np.zeros(rows, np.int8), np.zeros(rows, np.int8)
    following, going = events_from[:-1].copy(), np.empty(rows, np.int64)
    return Walked(
        done, opened, timed, fixed, low, high, cap, cured, stopped, resuming, undone, following, cause, breaks, going,
        looked, asks,
    )  # fmt: skip
