"""Three truths in columns: two bits each, whether it can be true and whether it can be false (S10)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.truth import Truth

TRUE, FALSE, UNKNOWN = np.uint8(1), np.uint8(2), np.uint8(3)

Truths = NDArray[np.uint8]


def both(a: Truths, b: Truths) -> Truths:
    """Kleene's conjunction, row by row."""
    found: Truths = ((a & b) & np.uint8(1)) | ((a | b) & np.uint8(2))
    return found


def either(a: Truths, b: Truths) -> Truths:
    """Kleene's disjunction, row by row."""
    found: Truths = ((a | b) & np.uint8(1)) | ((a & b) & np.uint8(2))
    return found


def negated(a: Truths) -> Truths:
    """Kleene's negation, row by row."""
    found: Truths = ((a & np.uint8(1)) << np.uint8(1)) | (a >> np.uint8(1))
    return found


def every(truths: Iterable[Truths], rows: int) -> Truths:
    """The conjunction of all *truths* of so many *rows*."""
    result = always(True, rows)
    for truth in truths:
        result = both(result, truth)
    return result


def some(truths: Iterable[Truths], rows: int) -> Truths:
    """The disjunction of all *truths* of so many *rows*."""
    result = always(False, rows)
    for truth in truths:
        result = either(result, truth)
    return result


def always(truth: Truth, rows: int) -> Truths:
    """The same *truth* in so many *rows*."""
    return np.full(rows, UNKNOWN if truth is None else TRUE if truth else FALSE, np.uint8)


def truths_of(true: NDArray[np.bool_], known: NDArray[np.bool_] | None = None) -> Truths:
    """*true* or false row by row, where it is *known*."""
    result = FALSE - true.view(np.uint8)
    if known is not None:
        result[~known] = UNKNOWN
    return result
