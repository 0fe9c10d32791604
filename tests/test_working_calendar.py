"""Working days are counted and rolled to as far as the calendar is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import WorkingCalendar, iso, parse_day

# The national holiday of 2023: rest from Friday 29 September to 6 October, made up on Saturday 7 and Sunday 8 October.
HOLIDAY = frozenset(range(parse_day("2023-09-29"), parse_day("2023-10-06") + 1))
MADE_UP = frozenset({parse_day("2023-10-07"), parse_day("2023-10-08")})
AUTUMN = WorkingCalendar(parse_day("2023-09-01"), parse_day("2023-10-31"), HOLIDAY, MADE_UP)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2023-09-04", 0, "2023-09-04"),
        ("2023-09-04", 1, "2023-09-05"),
        ("2023-09-08", 1, "2023-09-11"),  # over a weekend
        ("2023-09-09", 1, "2023-09-11"),
        ("2023-09-28", 1, "2023-10-07"),  # over the holiday, to the Saturday made up
        ("2023-09-28", 3, "2023-10-09"),
        ("2023-10-30", 1, "2023-10-31"),
        ("2023-10-30", 2, None),
        ("2023-10-31", 1, None),
        ("2023-08-31", 1, "2023-09-01"),  # the start is not counted, so it need not be known
        ("2023-08-30", 1, None),
        ("2023-12-01", 1, None),
    ],
)
def test_working_days_are_counted_as_far_as_the_calendar_knows(start: str, count: int, last: str | None) -> None:
    found = AUTUMN.add_working_days(parse_day(start), count)
    assert (found and iso(found)) == last


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        ("2023-09-28", "2023-09-28"),
        ("2023-09-29", "2023-10-07"),
        ("2023-10-08", "2023-10-08"),
        ("2023-10-14", "2023-10-16"),
        ("2023-10-31", "2023-10-31"),
        ("2023-11-01", None),
        ("2023-08-31", None),
    ],
)
def test_a_limit_that_ends_on_a_day_of_rest_ends_on_the_next_working_day(day: str, rolled: str | None) -> None:
    found = AUTUMN.roll(parse_day(day))
    assert (found and iso(found)) == rolled


@given(st.integers(AUTUMN.first - 1, AUTUMN.last), st.integers(1, 60))
def test_working_days_are_those_a_walk_finds(day: int, count: int) -> None:
    walked, left = day, count
    while left and walked < AUTUMN.last:
        walked += 1
        weekend = date.fromordinal(walked).isoweekday() in (6, 7)
        left -= walked in MADE_UP or not (weekend or walked in HOLIDAY)
    assert AUTUMN.add_working_days(day, count) == (None if left else walked)


def test_a_working_calendar_refuses_what_contradicts_itself() -> None:
    first, last = parse_day("2023-01-01"), parse_day("2023-12-31")
    with pytest.raises(ValueError, match=r"^a working calendar cannot end before it starts: 2023-12-31 to 2023-01-01$"):
        WorkingCalendar(last, first, frozenset(), frozenset())
    with pytest.raises(ValueError, match=r"^2023-01-01 is both a rest day and a make-up day \(keep it in one"):
        WorkingCalendar(first, last, frozenset({first}), frozenset({first}))
    with pytest.raises(ValueError, match=r"^a period cannot be negative: `-1` \(use 0 or more\)$"):
        AUTUMN.add_working_days(first, -1)
