"""The values of a parameter drawn along the years: where each stretch begins and ends, in the drawing's own units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters.sentences.said import DatedValues, State, plain

WIDTH: Final = 720
_LEFT: Final = 8
_CHARACTER: Final = 13
"""About how wide a character of a label is."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of one value: from *x*, so *wide*; its *label*, where there is room for it."""

    x: float
    wide: float
    label: str
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class Timeline:
    """The stretches of one parameter, the years at their places, and where the day asked is."""

    stretches: tuple[Stretch, ...]
    years: tuple[tuple[float, int], ...]
    now: float
    width: int = WIDTH


def timeline(parameter: DatedValues, first: date, day: date) -> Timeline:
    """*parameter* drawn from *first* to a little after *day*."""
    last = max(day.toordinal(), *(date.fromisoformat(value.since).toordinal() for value in parameter.values)) + 300
    scale = (WIDTH - 2 * _LEFT) / (last - first.toordinal())

    def place(ordinal: int) -> float:
        return round(_LEFT + (ordinal - first.toordinal()) * scale, 1)

    stretches = []
    for value in parameter.values:
        start = place(date.fromisoformat(value.since).toordinal())
        end = place(date.fromisoformat(value.until).toordinal() + 1) if value.until else place(last)
        shown, wide = plain(value.said), round(end - start, 1)
        label = shown if len(shown) * _CHARACTER <= wide else ""
        days = f"{value.since} – {value.until or ''}".strip()
        stretches.append(Stretch(start, wide, label, f"{days} {shown}", value.state))
    return Timeline(tuple(stretches), tuple(_years(place, first.year, last)), place(day.toordinal()))


def first_day(parameters: Iterable[DatedValues]) -> date:
    """The first day of a year on which any of *parameters* may have a value."""
    days = [date.fromisoformat(value.since) for one in parameters for value in one.values]
    return min(days).replace(month=1, day=1)


def _years(place, first: int, last: int):  # type: ignore[no-untyped-def]
    until = date.fromordinal(last).year
    step = max(1, (until - first) // 8)
    for year in range(first, until + 1, step):
        yield place(date(year, 1, 1).toordinal()), year
