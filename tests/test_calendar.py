"""Periods end where the Civil Code says, and where an independent reckoning says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    FOREVER,
    Period,
    add,
    completed_years,
    held_from,
    iso,
    parse_day,
    within,
)

days = st.integers(1, FOREVER)
recent_days = st.integers(parse_day("1990-01-01"), parse_day("2060-12-31"))
periods = st.builds(Period, st.integers(0, 400), st.sampled_from(["days", "months", "years"]))


def reckoned(day: int, period: Period) -> int:
    """The last day, found by walking: a day, or a month's first day, at a time."""
    if period.unit == "days":
        return (date.fromordinal(day) + timedelta(days=period.count)).toordinal()
    start = date.fromordinal(day)
    first = start.replace(day=1)
    for _ in range(period.count * (12 if period.unit == "years" else 1)):
        first = (first + timedelta(days=32)).replace(day=1)
    corresponding = first + timedelta(days=start.day - 1)
    if corresponding.month != first.month:
        corresponding = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return corresponding.toordinal()


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        ("2024-01-01", "0 days", "2024-01-01"),
        ("2024-01-01", "30 days", "2024-01-31"),
        ("2024-02-28", "1 day", "2024-02-29"),
        ("2023-02-28", "1 day", "2023-03-01"),
        ("2023-03-15", "6 months", "2023-09-15"),
        ("2023-08-31", "6 months", "2024-02-29"),
        ("2022-08-31", "6 months", "2023-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-01-31", "3 months", "2024-04-30"),
        ("2024-02-29", "1 month", "2024-03-29"),
        ("2023-12-31", "2 months", "2024-02-29"),
        ("2023-11-30", "1 month", "2023-12-30"),
        ("2020-02-29", "1 year", "2021-02-28"),
        ("2020-02-29", "2 years", "2022-02-28"),
        ("2020-02-29", "4 years", "2024-02-29"),
        ("2020-02-29", "24 months", "2022-02-28"),
        ("2021-02-28", "3 years", "2024-02-28"),
        ("1896-02-29", "4 years", "1900-02-28"),
        ("2023-12-31", "12 months", "2024-12-31"),
    ],
)
def test_a_period_ends_on_the_corresponding_day_or_the_months_last(start: str, period: str, last: str) -> None:
    assert iso(add(parse_day(start), Period.parse(period))) == last


@given(recent_days, periods)
def test_every_period_ends_where_an_independent_reckoning_ends_it(day: int, period: Period) -> None:
    assert add(day, period) == reckoned(day, period)


@given(days, periods)
def test_a_period_never_ends_before_it_starts_nor_after_the_last_day(day: int, period: Period) -> None:
    assert day <= add(day, period) <= FOREVER


@given(recent_days, recent_days, periods)
def test_a_later_start_never_ends_earlier(one: int, other: int, period: Period) -> None:
    assert add(min(one, other), period) <= add(max(one, other), period)


@given(recent_days, st.integers(0, 50))
def test_a_year_is_twelve_months(day: int, years: int) -> None:
    assert add(day, Period(years, "years")) == add(day, Period(years * 12, "months"))


@pytest.mark.parametrize(
    ("start", "period"),
    [
        ("9999-12-31", "1 day"),
        ("9999-12-31", "999999 days"),
        ("9999-12-01", "1 month"),
        ("2024-01-01", "9000 years"),
        ("2024-01-01", "999999 years"),
        ("9999-12-31", "0 months"),
    ],
)
def test_what_would_end_after_the_last_day_ends_on_it(start: str, period: str) -> None:
    assert add(parse_day(start), Period.parse(period)) == FOREVER


def test_a_period_that_just_fits_is_not_cut() -> None:
    assert iso(add(parse_day("9998-12-31"), Period(12, "months"))) == "9999-12-31"
    assert iso(add(parse_day("9998-11-30"), Period(1, "years"))) == "9999-11-30"


def test_a_period_may_start_where_a_saturated_one_was_left() -> None:
    assert add(held_from(FOREVER, Period(1, "years")), Period(1, "months")) == FOREVER


@given(recent_days, periods)
def test_held_from_is_the_day_after_the_last(day: int, period: Period) -> None:
    assert held_from(day, period) == add(day, period) + 1


@pytest.mark.parametrize(
    ("fact", "day", "expected"),
    [
        ("2024-03-01", "2024-02-29", False),  # the fact is yet to come
        ("2024-03-01", "2024-03-01", True),
        ("2024-03-01", "2025-03-01", True),
        ("2024-03-01", "2025-03-02", False),
    ],
)
def test_a_window_of_a_year_includes_both_its_ends(fact: str, day: str, *, expected: bool) -> None:
    assert within(parse_day(fact), parse_day(day), Period(1, "years")) is expected


def _back(day: int, months: int) -> int:
    """The wrong way round: the corresponding day *months* before *day*."""
    end = date.fromordinal(day)
    last_of_month = end.replace(day=1) - timedelta(days=1)
    for _ in range(months - 1):
        last_of_month = last_of_month.replace(day=1) - timedelta(days=1)
    return last_of_month.replace(day=min(end.day, last_of_month.day)).toordinal()


@pytest.mark.parametrize(
    ("fact", "day", "months"),
    [("2024-02-29", "2024-03-31", 1), ("2023-02-28", "2024-02-29", 12), ("2023-11-30", "2024-05-31", 6)],
)
def test_a_window_is_counted_forward_from_the_fact_not_back_from_the_day(fact: str, day: str, months: int) -> None:
    assert _back(parse_day(day), months) <= parse_day(fact)
    assert not within(parse_day(fact), parse_day(day), Period(months, "months"))


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2006-05-10", "2006-05-10", 0),
        ("2006-05-10", "2006-05-01", 0),
        ("2006-05-10", "2024-05-10", 17),
        ("2006-05-10", "2024-05-11", 18),
        ("2006-05-10", "2025-05-10", 18),
        ("2004-02-29", "2022-02-28", 17),
        ("2004-02-29", "2022-03-01", 18),
        ("2004-02-29", "2024-02-29", 19),
        ("2004-02-29", "2024-03-01", 20),
        ("2006-12-31", "2007-12-31", 0),
        ("2006-12-31", "2008-01-01", 1),
    ],
)
def test_a_year_of_life_is_complete_the_day_after_the_birthday(born: str, day: str, years: int) -> None:
    assert completed_years(parse_day(born), parse_day(day)) == years


@given(recent_days, recent_days)
def test_completed_years_are_the_most_that_are_over(born: int, day: int) -> None:
    years = completed_years(born, day)
    assert years == 0 or held_from(born, Period(years, "years")) <= day
    assert held_from(born, Period(years + 1, "years")) > day


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("30 days", Period(30, "days")),
        ("1 day", Period(1, "days")),
        ("6 months", Period(6, "months")),
        ("24 months", Period(24, "months")),
        ("1 year", Period(1, "years")),
        ("1 years", Period(1, "years")),
        ("2 year", Period(2, "years")),
        ("20 working days", Period(20, "working_days")),
        ("1 working day", Period(1, "working_days")),
        ("0 days", Period(0, "days")),
    ],
)
def test_a_period_is_read(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@given(st.builds(Period, st.integers(0, 999_999), st.sampled_from(["days", "months", "years", "working_days"])))
def test_a_period_reads_back_as_it_was_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


NO_PERIODS = [
    "",
    "6",
    "months",
    "six months",
    "-6 months",
    "+6 months",
    "6months",
    "6  months",
    " 6 months",
    "6 months ",
]
NO_PERIODS += [
    "06 days",
    "6.5 months",
    "6 Months",
    "1 week",
    "1000000 days",
    "６ months",
    "6 months\n",
    "6 working months",
]


@pytest.mark.parametrize("text", [*NO_PERIODS, "9" * 5000 + " days"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a period") as caught:
        Period.parse(text)
    shown = " ".join(text[:40].split())
    assert str(caught.value) == (
        f"not a period: `{shown}` (write a number below 1000000, a blank, and days, months, years or working days, "
        "as in `6 months`)"
    )


def test_a_period_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match=r"^a period cannot be negative: `-1` \(use 0 or more\)$"):
        Period(-1, "days")


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(ValueError, match=r"^working days need a working calendar \(use `WorkingCalendar"):
        add(parse_day("2024-01-01"), Period(3, "working_days"))


@given(days)
def test_a_day_reads_back_as_it_was_written(day: int) -> None:
    assert parse_day(iso(day)) == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2023-02-29", "no such day: `2023-02-29` (day is out of range for month)"),
        ("2023-13-01", "no such day: `2023-13-01` (month must be in 1..12)"),
        ("0000-01-01", "no such day: `0000-01-01` (year 0 is out of range)"),
        ("20230101", "not a day: `20230101` (write year, month and day, as in `2024-02-29`)"),
        ("2023-W01-1", "not a day: `2023-W01-1` (write year, month and day, as in `2024-02-29`)"),
        ("2023-1-1", "not a day: `2023-1-1` (write year, month and day, as in `2024-02-29`)"),
        ("２０２３-01-01", "not a day: `２０２３-01-01` (write year, month and day, as in `2024-02-29`)"),
    ],
)
def test_what_is_no_day_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="day") as caught:
        parse_day(text)
    assert str(caught.value) == message
