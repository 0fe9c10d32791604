"""Bars from a line in the middle: to the right what is more, to the left what is fewer, a name above each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from web.impact_report.scale import LETTER, WIDTH, Scale
from web.impact_report.texts import Both, grouped

_ROW: Final = 34
_TOP: Final = 6
_BAR: Final = 13
_COUNTS: Final = 120
"""Units kept free for the counts beside a name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its *name*, both counts as text, and where the halves of its bar lie."""

    name: Both
    gained: str
    lost: str
    text_y: float
    y: float
    gained_width: float
    lost_x: float
    lost_width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing: *rows*, its *height*, the *middle* where nothing is gained or lost; what is left out of it."""

    title: Both
    caption: Both
    desc: Both
    height: int
    middle: float
    rows: tuple[Bar, ...]
    left_out: int


def bars(rows: Sequence[tuple[Both, int, int]], title: Both, caption: Both, desc: Both, most: int = 15) -> Bars | None:
    """The bars of *rows* (name, gained, lost) in their order, at most *most* of them; nothing where all are zero."""
    there = [row for row in rows if row[1] or row[2]]
    if not there:
        return None
    shown = there[:most]
    gained, lost = max(row[1] for row in shown), max(row[2] for row in shown)
    whole = Scale(-lost, gained or 0, 2, WIDTH - 2)
    middle = whole(0) if lost and gained else 2.0 if gained else WIDTH - 2.0
    drawn = tuple(
        Bar(
            name.short(LETTER, WIDTH - _COUNTS), grouped(more, sign=True), grouped(-fewer) if fewer else "0",
            _TOP + number * _ROW + 11, _TOP + number * _ROW + 16,
            round(whole(more) - middle, 1) if gained else 0, whole(-fewer), round(middle - whole(-fewer), 1),
        )
        for number, (name, more, fewer) in enumerate(shown)
    )  # fmt: skip
    return Bars(title, caption, desc, _TOP + len(shown) * _ROW + 2, middle, drawn, len(there) - len(shown))


BAR: Final = _BAR
"""How high a bar is."""
