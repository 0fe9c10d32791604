"""The values of a parameter drawn along the years: where each stretch begins and ends, in the drawing's own units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters.sentences.said import DatedValues, State, Value, plain

WIDTH: Final = 720
_LEFT: Final = 18
_LATIN: Final = 7.5
_CHINESE: Final = 13.0
_BESIDE: Final = 10
"""About how wide a character of a label is, and the room beside it."""


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
        wide = round(end - start, 1)
        days = f"{value.since} – {value.until or ''}".strip()
        stretches.append(Stretch(start, wide, _label(value, wide), f"{days} {plain(value.said)}", value.state))
    years = tuple((place(date(year, 1, 1).toordinal()), year) for year in _years(first.year, last))
    return Timeline(tuple(stretches), years, place(day.toordinal()))


def _label(value: Value, room: float) -> str:
    """What *value* is, as far as there is *room*: with the mark of doubt, without it, or nothing."""
    bare = tuple(span for span in value.said if span.tone != "unsure")
    fitting = (label for label in (plain(value.said), plain(bare)) if _width(label) <= room)
    return next(fitting, "")


def _width(label: str) -> float:
    return _BESIDE + sum(_LATIN if character.isascii() else _CHINESE for character in label)


def first_day(parameters: Iterable[DatedValues]) -> date:
    """The first day of a year on which any of *parameters* may have a value."""
    days = [date.fromisoformat(value.since) for one in parameters for value in one.values]
    return min(days).replace(month=1, day=1)


def _years(first: int, last: int) -> range:
    """The years written below, as many as there is room for."""
    until = date.fromordinal(last).year
    return range(first, until + 1, max(1, (until - first) // 8))
