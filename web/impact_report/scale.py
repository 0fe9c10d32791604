"""Numbers to places in a drawing: round marks, straight scales, steps of shade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 340
"""Units across a drawing. It is drawn as wide as a phone, and grows on wider pages, text and all."""
LETTER: Final = 11
"""Units the letters of most labels are high."""
_ROUND: Final = (1, 2, 5, 10)
_WIDE: Final = "\u2e80"
_NARROW: Final = ",.:; "


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: *low* stands at *start*, *high* at *end*."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of *value*, to a tenth of a unit."""
        if self.high == self.low:
            return round(self.start, 1)
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)


def marks(low: float, high: float, most: int = 4) -> tuple[int, ...]:
    """Round whole numbers from at most *low* to at least *high*, about *most* of them."""
    span = max(high - low, 1)
    size = 1
    while True:
        for times in _ROUND:
            step = size * times
            if step * most >= span:
                first = int(low // step)
                last = int(-(-high // step))
                return tuple(step * n for n in range(first, max(last, first + 1) + 1))
        size *= 10


def path(points: Iterable[tuple[float, float]]) -> str:
    """A line through *points* as the `d` of an SVG path."""
    return "".join(f"{'L' if number else 'M'}{x:g} {y:g}" for number, (x, y) in enumerate(points))


def band(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]]) -> str:
    """The area between *upper* and *lower*, both from left to right, as the `d` of an SVG path."""
    return f"{path((*upper, *reversed(lower)))}Z"


def steps(most: int) -> tuple[int, ...]:
    """Where each of up to four shades begins, the darkest at half of *most*."""
    return tuple(sorted({1, *(-(-most // part) for part in (8, 4, 2))})) if most else ()


def shade(value: int, starts: Sequence[int]) -> int:
    """Which shade *value* has among *starts*, 0 where none; the darkest is always 4."""
    reached = sum(1 for start in starts if abs(value) >= start)
    return reached + 4 - len(starts) if reached else 0


def breadth(text: str, size: float) -> float:
    """About how broad *text* is in letters of *size*."""
    return sum(size * (1 if letter > _WIDE else 0.3 if letter in _NARROW else 0.58) for letter in text)


def cut(text: str, size: float, room: float) -> str:
    """*text* in letters of *size*, its end left out where there is no *room* for it."""
    if breadth(text, size) <= room:
        return text
    kept = text
    while kept and breadth(kept, size) + size > room:
        kept = kept[:-1]
    return f"{kept}…"


def apart(places: Sequence[float], least: float) -> list[float]:
    """*places*, rising, moved so that none is nearer to the one before than *least*."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + least) if moved else place)
    return moved
