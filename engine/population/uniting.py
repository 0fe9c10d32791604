"""Which grounds are one stay: the unbroken unions of the grounds of everybody on one list (S15, S21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Days, Rows
from engine.population.compiled import compiled
from engine.spells.stays import ends_later, joins

EXPIRY, CURE, REPAIR, CONDITION, PRINCIPAL = range(5)
CAUSES: Final = ("expiry", "cure", "repair", "condition", "principal")
"""What ends a ground or a stay, by its number."""


@dataclass(frozen=True, eq=False)
class Spells:
    """The stays of everybody on one list, in order of subject and start."""

    subject: Days
    start: Days
    low: Days
    high: Days
    cause: NDArray[np.int8]
    breaks: NDArray[np.bool_]


def united(
    subject: Days,
    day: Days,
    low: Days,
    high: Days,
    cause: NDArray[Any],
    breaks: NDArray[Any],
    key: Rows,
    sure: NDArray[Any],
) -> tuple[Rows, Spells]:
    """The stay of each ground that is *sure*, and the stays: unbroken unions of grounds of one subject and *key*."""
    rows = len(subject)
    # facts of one day open rule by rule: what is of one fact has to stand together
    apart, order = bool(key.any()), np.arange(rows)
    if apart:
        order = np.lexsort((key, subject))
        subject, day, low, high = subject[order], day[order], low[order], high[order]
        cause, breaks, key, sure = cause[order], breaks[order], key[order], sure[order]
    spell = np.full(rows, -1, np.int64)
    start, least, most = (np.zeros(rows, np.int32) for _ in range(3))
    whose, why, broken = np.zeros(rows, np.int32), np.zeros(rows, np.int8), np.zeros(rows, np.bool_)
    count = compiled(_unite)(
        subject, day, low, high, cause, breaks, key, sure, spell, whose, start, least, most, why, broken
    )
    turn = np.lexsort((start[:count], whose[:count])) if apart else np.arange(count)
    place, found = np.full(count + 1, -1, np.int64), np.full(rows, -1, np.int64)
    place[turn] = np.arange(count)
    found[order] = place[spell]
    return found, Spells(whose[turn], start[turn], least[turn], most[turn], why[turn], broken[turn])


def _unite(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    subject, day, low, high, cause, breaks, key, sure, spell, whose, start, least, most, why, broken
):
    """Number the stays that grounds are part of; how many there are."""
    count = 0
    last_key = 0
    ends_high, ends_low = 0, 0
    for k in range(len(subject)):
        if not sure[k]:
            continue
        one = count - 1
        goes_on = (
            count > 0
            and whose[one] == subject[k]
            and last_key == key[k]
            and joins(day[k], least[one], most[one], broken[one])
        )
        if not goes_on:
            one, count = count, count + 1
            whose[one], start[one], least[one], most[one] = subject[k], day[k], low[k], high[k]
            ends_high, ends_low, broken[one], why[one] = high[k], low[k], breaks[k], cause[k]
        else:
            least[one], most[one] = max(least[one], low[k]), max(most[one], high[k])
            if ends_later(high[k], low[k], breaks[k], ends_high, ends_low, broken[one]):
                ends_high, ends_low, broken[one], why[one] = high[k], low[k], breaks[k], cause[k]
        last_key = key[k]
        spell[k] = one
    return count
