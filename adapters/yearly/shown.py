"""Figures that everybody may see: small ones are not told, nor what would give them away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LEAST: Final = 5
"""The smallest number of a cell that is told to everybody; fewer could be told apart from one another."""

_TWO: Final = 2
"""Cells that have to be left out together, since the total would tell one alone."""


def public(counts: Mapping[str, int]) -> dict[str, int | None]:
    """*counts* without those below `LEAST`; absent, and with them the next smallest where the total would tell them.

    What is not told comes to `LEAST` at least, of two cells at least; where it cannot, none is told.
    """
    told: dict[str, int | None] = dict(counts)
    hidden = [name for name, count in counts.items() if count < LEAST]
    rest = sorted((name for name in counts if name not in hidden), key=lambda name: (counts[name], name))
    while hidden and (len(hidden) < _TWO or sum(counts[name] for name in hidden) < LEAST) and rest:
        hidden.append(rest.pop(0))
    return told | dict.fromkeys(hidden)


def public_total(total: int) -> int | None:
    """A *total* that everybody may see."""
    return total if total == 0 or total >= LEAST else None
