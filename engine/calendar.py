"""Days and periods: how the Civil Code counts them.

Inside the engine a day is an `int`, its proleptic ordinal (`date.toordinal()`): cheap to compare, count and store.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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
_CYCLE = 146097  # days of 400 years
_BEFORE_MARCH = 305  # from 1 March of the year 0 to the eve of day 0


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

    @property
    def span(self) -> tuple[int, int]:
        """Its months and its days; raises `ValueError` for working days, which need a `WorkingCalendar`."""
        match self.unit:
            case "days":
                return 0, self.count
            case "months":
                return self.count, 0
            case "years":
                return self.count * 12, 0
            case "working_days":
                raise ValueError("working days need a working calendar (use `WorkingCalendar.add_working_days`)")

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
    return moved(day, *Period(count, unit).span)


# The functions from here to `completed_years` are of whole numbers only: the columns of a population compile them.


def moved(day: int, months: int, days: int) -> int:
    """*day*, so many *months* and *days* on, at most `FOREVER`; of a shorter month the last day."""
    day = min(day, FOREVER)
    if months > 0:
        year, month, of_month = civil(day)
        count = year * 12 + month - 1 + months
        if count > _LAST_MONTH:
            return FOREVER
        year, month = count // 12, count % 12 + 1
        day = ordinal(year, month, min(of_month, month_length(year, month)))
    return min(day + days, FOREVER)


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of the ordinal *day*, counted in years that begin on 1 March."""
    since = day + _BEFORE_MARCH
    cycle, since = since // _CYCLE, since % _CYCLE
    year = (since - since // 1460 + since // 36524 - since // 146096) // 365
    since -= year * 365 + year // 4 - year // 100
    month = (5 * since + 2) // 153
    of_month = since - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return cycle * 400 + year + (1 if month <= 2 else 0), month, of_month


def ordinal(year: int, month: int, of_month: int) -> int:
    """The ordinal of a day: what `civil` takes apart."""
    if month <= 2:
        year, month = year - 1, month + 12
    return (
        year * 365 + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + of_month - 1 - _BEFORE_MARCH
    )


def month_length(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def earliest(day: int, months: int, days: int) -> int:
    """The earliest day from which a window of so many *months* or *days* still reaches *day* (S5)."""
    if months == 0:
        return max(day - days, 1)
    year, month, of_month = civil(day)
    count = year * 12 + month - 1 - months
    if count < 12:
        return 1
    year, month = count // 12, count % 12 + 1
    if of_month > month_length(year, month):  # nothing in that month reaches so far
        return ordinal(year, month, month_length(year, month)) + 1
    return ordinal(year, month, of_month)


def completed_years(born: int, day: int) -> int:
    """How many full years have passed on *day* since *born*: a year is full the day after its anniversary (S4).

    None have passed before and on the day of birth.
    """
    if day <= born:
        return 0
    years = civil(day)[0] - civil(born)[0]
    return years if moved(born, years * 12, 0) < day else max(years - 1, 0)


def held_from(day: int, period: Period) -> int:
    """The first day that is after *period* from *day* (S4); `FOREVER + 1`, which no day reaches, when saturated."""
    return _add(day, period.count, period.unit) + 1


def within(fact_day: int, day: int, window: Period) -> bool:
    """Whether a fact of *fact_day* is within *window* on *day*: counted forward from the fact (S5)."""
    return fact_day <= day <= _add(fact_day, window.count, window.unit)


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
