"""A list over the months by itself: one line from its floor, in the room and with the marks of the other drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from web.impact_report.scale import WIDTH, Scale, band, marks, path
from web.impact_report.series import FLOOR, LEFT, RIGHT, TOP, years
from web.impact_report.texts import grouped

__all__ = ["BOTTOM", "HEIGHT", "LEFT", "RIGHT", "WIDTH", "Line", "line"]

BOTTOM: Final = FLOOR
HEIGHT: Final = FLOOR + 20


@dataclass(frozen=True, slots=True)
class Point:
    """A day: the stretch around it that a pointer finds it by, its date and its number."""

    x: float
    width: float
    day: str
    count: str


@dataclass(frozen=True, slots=True)
class Line:
    """The drawing: round *marks* with their places, the *years*, the *line* and the *area* below, and each point."""

    marks: tuple[tuple[float, str], ...]
    years: tuple[tuple[float, str], ...]
    line: str
    area: str
    points: tuple[Point, ...]


def line(days: Sequence[str], counts: Sequence[int]) -> Line:
    """*counts* on *days* (ISO dates, two at least) as a line."""
    dates = [date.fromisoformat(one) for one in days]
    across = Scale(dates[0].toordinal(), dates[-1].toordinal(), LEFT, RIGHT)
    up = marks(0, max(counts), 3)
    level = Scale(0, up[-1], FLOOR, TOP)
    places = [(across(day.toordinal()), level(count)) for day, count in zip(dates, counts, strict=True)]
    width = round((RIGHT - LEFT) / (len(days) - 1), 1)
    return Line(
        tuple((level(mark), grouped(mark)) for mark in up),
        tuple(years(dates, across)),
        path(places),
        band(places, [(x, FLOOR) for x, _ in places]),
        tuple(
            Point(round(x - width / 2, 1), width, day, grouped(count))
            for (x, _), day, count in zip(places, days, counts, strict=True)
        ),
    )
