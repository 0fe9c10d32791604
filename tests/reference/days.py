"""Days, periods and spans of days (S1–S5), counted on calendar dates and on nothing else."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar import Period

FOREVER = date.max
EVER = date.min
ONE_DAY = timedelta(days=1)


def add(day: date, period: Period) -> date:
    """S2: the last day of *period* from *day*, which is not counted; no day is later than `FOREVER`."""
    if period.unit == "days":
        left = (FOREVER - day).days
        return FOREVER if period.count >= left else day + timedelta(days=period.count)
    if period.unit == "working_days":
        raise ValueError("working days count procedural limits only")
    months = period.count * (12 if period.unit == "years" else 1)
    years_on, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years_on, month_index + 1
    if year > FOREVER.year or day == FOREVER:
        return FOREVER
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def after(day: date, period: Period, asked: date) -> bool:
    """S4: whether *asked* is after *period* from *day*."""
    return asked > add(day, period)


def within(fact_day: date, window: Period, asked: date) -> bool:
    """S5: whether a fact of *fact_day* is within *window* on *asked*."""
    return fact_day <= asked <= add(fact_day, window)


def full_years(born: date, asked: date) -> int:
    """S9: how many years have wholly passed on *asked* since *born*: one is full the day after its anniversary."""
    years = 0
    while after(born, Period(years + 1, "years"), asked):
        years += 1
    return years


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from *first* to *last*, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


@dataclass(frozen=True)
class Span:
    """S3: a last day between *lo*, through which the stay is certain, and *hi*, after which it is certainly over."""

    lo: date
    hi: date

    @property
    def settled(self) -> bool:
        """Whether the last day is known."""
        return self.lo == self.hi


def on(day: date) -> Span:
    """The last day known to be *day*."""
    return Span(day, day)


OPEN_ENDED = on(FOREVER)


def least(spans: list[Span]) -> Span:
    """The earliest of *spans*, bound by bound."""
    return Span(min(span.lo for span in spans), min(span.hi for span in spans))


def greatest(spans: list[Span]) -> Span:
    """The latest of *spans*, bound by bound."""
    return Span(max(span.lo for span in spans), max(span.hi for span in spans))
