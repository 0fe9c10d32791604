"""Days and periods: how the Civil Code counts them.

Inside the engine a day is an `int`, its proleptic ordinal (`date.toordinal()`): cheap to compare, count and store.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

Unit = Literal["days", "months", "years", "working_days"]

FOREVER = date.max.toordinal()
"""The last day there is; whatever would end later ends here."""

_UNITS: dict[str, Unit] = {"day": "days", "month": "months", "year": "years", "working day": "working_days"}
_WORDS: dict[Unit, str] = {unit: word for word, unit in _UNITS.items()}
_PERIOD = re.compile(r"(0|[1-9][0-9]{0,5}) (working day|day|month|year)s?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 40  # characters of a wrong text that a message repeats
_WEEKEND = (6, 0)  # remainders of an ordinal by 7: day 1 was a Monday
_LAST_MONTH = date.max.year * 12 + date.max.month - 1


@dataclass(frozen=True, slots=True)
class Period:
    """*count* of *unit*: how long something lasts, wherever it starts.

    Raises `ValueError` when *count* is negative.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a period cannot be negative: `{self.count}` (use 0 or more)")

    def __str__(self) -> str:
        return f"{self.count} {_WORDS[self.unit]}{'' if self.count == 1 else 's'}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as *text*: `30 days`, `6 months`, `1 year`, `20 working days`.

        Raises `ValueError` for any other text.
        """
        found = _PERIOD.fullmatch(text)
        if found is None:
            raise ValueError(
                f"not a period: `{_shown(text)}` (write a number below 1000000, a blank, and days, "
                "months, years or working days, as in `6 months`)"
            )
        return cls(int(found[1]), _UNITS[found[2]])


def add(day: int, period: Period) -> int:
    """The last day of *period* counted from *day*, at most `FOREVER`.

    *day* itself is not counted; months and years end on the corresponding day, or on the month's last day where
    there is none (民法典 articles 200–202). Raises `ValueError` for working days, which need a `WorkingCalendar`.
    """
    return _add(day, period.count, period.unit)


@lru_cache(maxsize=1 << 17)
def _add(day: int, count: int, unit: Unit) -> int:
    match unit:
        case "days":
            return min(day + count, FOREVER)
        case "months":
            return _add_months(day, count)
        case "years":
            return _add_months(day, count * 12)
        case "working_days":
            raise ValueError("working days need a working calendar (use `WorkingCalendar.add_working_days`)")


def _add_months(day: int, months: int) -> int:
    start = date.fromordinal(min(day, FOREVER))
    month = start.year * 12 + start.month - 1 + months
    if month > _LAST_MONTH:
        return FOREVER
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).toordinal()


def held_from(day: int, period: Period) -> int:
    """The first day that is after *period* from *day* (S4); `FOREVER + 1`, which no day reaches, when saturated."""
    return _add(day, period.count, period.unit) + 1


def within(fact_day: int, day: int, window: Period) -> bool:
    """Whether a fact of *fact_day* is within *window* on *day*: counted forward from the fact (S5)."""
    return fact_day <= day <= _add(fact_day, window.count, window.unit)


def completed_years(born: int, day: int) -> int:
    """How many full years have passed on *day* since *born*: a year is full the day after its anniversary (S4).

    None have passed before and on the day of birth.
    """
    if day <= born:
        return 0
    years = date.fromordinal(day).year - date.fromordinal(born).year
    return years if _add(born, years, "years") < day else max(years - 1, 0)


@lru_cache(maxsize=1 << 14)
def parse_day(text: str) -> int:
    """The day written as *text*, `2024-02-29`; `ValueError` when it is written otherwise or does not exist."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError as error:
            raise ValueError(f"no such day: `{text}` ({error})") from None
    raise ValueError(f"not a day: `{_shown(text)}` (write year, month and day, as in `2024-02-29`)")


def _shown(text: str) -> str:
    return " ".join(text[:_SHOWN].split())


def iso(day: int) -> str:
    """*day* as people and files write it: `2024-02-29`."""
    return date.fromordinal(day).isoformat()


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked from *first* to *last*, both included; beyond them nothing is known (S2, S10).

    Saturdays, Sundays and *rest_days* (public holidays) are rest, *make_up_days* are worked although they fall on a
    weekend. Raises `ValueError` when *last* is before *first*, or a day is both rest and made up.
    """

    first: int
    last: int
    rest_days: frozenset[int]
    make_up_days: frozenset[int]
    _worked: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a working calendar cannot end before it starts: {iso(self.first)} to {iso(self.last)}")
        if both := sorted(self.rest_days & self.make_up_days):
            raise ValueError(f"{iso(both[0])} is both a rest day and a make-up day (keep it in one of them)")
        worked = tuple(day for day in range(self.first, self.last + 1) if self._is_worked(day))
        object.__setattr__(self, "_worked", worked)

    def _is_worked(self, day: int) -> bool:
        return day in self.make_up_days if day % 7 in _WEEKEND else day not in self.rest_days

    def add_working_days(self, day: int, count: int) -> int | None:
        """The last of *count* working days after *day*, which is not counted; `None` where the calendar does not reach.

        No working days after *day* is *day*. Raises `ValueError` when *count* is negative.
        """
        if count < 0:
            raise ValueError(f"a period cannot be negative: `{count}` (use 0 or more)")
        if count == 0:
            return day
        index = bisect_right(self._worked, day) + count - 1
        if day < self.first - 1 or index >= len(self._worked):
            return None
        return self._worked[index]

    def roll(self, day: int) -> int | None:
        """*day* when it is worked, else the next day that is (民法典 article 203); `None` where that is not known."""
        index = bisect_left(self._worked, day)
        if day < self.first or index >= len(self._worked):
            return None
        return self._worked[index]
