"""Spans of days and lengths of periods, as far as checks compare them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.calendar import FOREVER, Period
from engine.dated import EVER
from engine.language.shape import InForce

Span = tuple[int, int]
ALWAYS: Span = (EVER, FOREVER)


def span(in_force: InForce) -> Span:
    """First and last day of *in_force*."""
    first = in_force.from_.toordinal() if in_force.from_ else EVER
    return first, in_force.to.toordinal() if in_force.to else FOREVER


def common(spans: Iterable[Span]) -> Span | None:
    """The days that all *spans* share."""
    first, last = ALWAYS
    for one in spans:
        first, last = max(first, one[0]), min(last, one[1])
    return (first, last) if first <= last else None


def covered(day: int, spans: Iterable[Span]) -> bool:
    """Whether *day* is in one of *spans*."""
    return any(first <= day <= last for first, last in spans)


def gaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The days between the first and the last of *spans* that none of them covers, as spans."""
    found: list[Span] = []
    reached: int | None = None
    for first, last in sorted(spans):
        if reached is not None and first > reached + 1:
            found.append((reached + 1, first - 1))
        reached = last if reached is None else max(reached, last)
    return tuple(found)


def is_shorter(one: Period, other: Period) -> bool:
    """Whether *one* is shorter than *other* wherever the two start."""
    months = (_months(one), _months(other))
    if months[0] is not None and months[1] is not None:
        return months[0] < months[1]
    return _days(one)[1] < _days(other)[0]


def _months(period: Period) -> int | None:
    return {"months": period.count, "years": period.count * 12}.get(period.unit)


def _days(period: Period) -> Span:
    """The fewest and the most days *period* can have."""
    months = _months(period)
    if months is not None:
        return months * 365 // 12 - 3, months * 366 // 12 + 3
    most = period.count if period.unit == "days" else period.count * 3 + 14  # holidays between working days
    return period.count, most
