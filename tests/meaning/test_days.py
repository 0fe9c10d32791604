"""S1–S5: days, periods, first and last days."""

from __future__ import annotations

from datetime import date

import pytest

from engine.calendar import Period
from tests.meaning.judging import a_list, about, base_of, fact, settled, spells, status, statuses
from tests.reference.days import add, full_years, within

YEAR = a_list("on: fine, period: 1 year")


@pytest.mark.parametrize(
    ("day", "period", "last"),
    [
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2023-02-28", "1 year", "2024-02-28"),
        ("2024-03-31", "30 days", "2024-04-30"),
        ("2024-01-31", "2 months", "2024-03-31"),
        ("2024-08-31", "6 months", "2025-02-28"),
        ("9999-12-30", "2 days", "9999-12-31"),
        ("9990-01-01", "10 years", "9999-12-31"),
        ("2024-05-05", "0 days", "2024-05-05"),
    ],
)
def test_s02_a_period_ends_on_the_corresponding_day_or_the_last_of_the_month(day: str, period: str, last: str) -> None:
    assert add(date.fromisoformat(day), Period.parse(period)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("opened", "last", "day_after"),
    [("2024-02-29", "2025-02-28", "2025-03-01"), ("2023-12-31", "2024-12-31", "2025-01-01")],
)
def test_s03_a_listing_covers_its_opening_day_and_its_last_day(opened: str, last: str, day_after: str) -> None:
    facts = [fact("f", "fine", opened)]
    base = base_of({"l": YEAR})
    assert statuses(base, facts, opened, last, day_after) == ["true", "true", "false"]
    assert spells(base, facts, day_after) == [settled(opened, last, "expiry")]


def test_s03_the_day_before_the_fact_there_is_nothing() -> None:
    assert status(base_of({"l": YEAR}), [fact("f", "fine", "2024-02-29")], "2024-02-28") == "false"


def test_s03_until_publication_the_last_day_has_a_lower_bound_only() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year, counts_from: publication")})
    facts = [fact("f", "fine", "2024-01-31")]
    assert spells(base, facts, "2024-06-01") == [("2024-01-31", "2025-01-31", None, None)]
    assert statuses(base, facts, "2025-01-31", "2025-02-01", "2030-01-01") == ["true", "unknown", "unknown"]
    published = [*facts, about("p", "publication", "2024-02-29")]
    assert spells(base, published, "2024-06-01") == [settled("2024-01-31", "2025-02-28")]


def test_s03_a_publication_for_another_ground_or_before_the_opening_settles_nothing() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year, counts_from: publication")})
    facts = [
        fact("f", "fine", "2024-01-31"),
        about("early", "publication", "2024-01-30"),
        about("other", "publication", "2024-02-05", grounds=["g"]),
        about("elsewhere", "publication", "2024-02-05", policy="m"),
    ]
    assert spells(base, facts, "2024-06-01") == [("2024-01-31", "2025-01-31", None, None)]


def test_s03_counting_from_the_correction_waits_for_it() -> None:
    rule = a_list(
        "on: fine, period: 1 year, counts_from: correction", more="correction: {fact: paid, since: trigger}\n"
    )
    base = base_of({"l": rule})
    facts = [fact("before", "paid", "2024-01-30"), fact("f", "fine", "2024-01-31")]
    assert spells(base, facts, "2024-06-01") == [("2024-01-31", "2025-01-31", None, None)]
    assert spells(base, [*facts, fact("p", "paid", "2024-05-31")], "2024-06-01") == [
        settled("2024-01-31", "2025-05-31")
    ]


def test_s03_counting_from_the_end_of_another_list() -> None:
    base = base_of(
        {
            "ban": a_list("on: warning, period: 2 months"),
            "l": a_list("on: fine, period: 1 month, counts_from: {end_of: ban}"),
        }
    )
    facts = [fact("w", "warning", "2023-12-31"), fact("f", "fine", "2024-01-15")]
    assert spells(base, facts, "2024-03-30") == [settled("2024-01-15", "2024-03-29", "expiry")]
    assert spells(base, facts[1:], "2024-03-30") == [settled("2024-01-15", "2024-02-15", "expiry")]


def test_s03_a_range_is_known_between_its_bounds_once_decided() -> None:
    base = base_of({"l": a_list("on: fine, period: {range: [1 year, 3 years]}")})
    facts = [fact("f", "fine", "2024-02-29")]
    days = ("2025-02-28", "2025-03-01", "2027-02-28", "2027-03-01")
    assert statuses(base, facts, *days) == ["true", "unknown", "unknown", "false"]
    decided = [*facts, about("t", "term_decision", "2025-06-01", period="2 years")]
    assert spells(base, decided, "2025-06-01") == [settled("2024-02-29", "2026-02-28")]
    assert spells(base, decided, "2025-05-31") == [("2024-02-29", "2025-02-28", "2027-02-28", None)]


@pytest.mark.parametrize(
    ("period", "last"), [("1 year", "2025-02-28"), ("12 months", "2025-02-28"), ("3 years", "2027-02-28")]
)
def test_s03_the_bounds_of_a_range_belong_to_it(period: str, last: str) -> None:
    base = base_of({"l": a_list("on: fine, period: {range: [1 year, 3 years]}")})
    facts = [fact("f", "fine", "2024-02-29"), about("t", "term_decision", "2024-03-01", period=period)]
    assert spells(base, facts, "2024-03-01") == [settled("2024-02-29", last)]


@pytest.mark.parametrize("period", ["11 months", "1097 days", "for ever"])
def test_s03_a_decided_term_outside_the_range_is_not_heard(period: str) -> None:
    base = base_of({"l": a_list("on: fine, period: {range: [1 year, 3 years]}")})
    facts = [
        fact("f", "fine", "2024-02-29"),
        about("t", "term_decision", "2024-03-01", period=period),
        about("u", "term_decision", "2024-03-02", period="2 years"),
    ]
    assert spells(base, facts[:2], "2024-03-01") == [("2024-02-29", "2025-02-28", "2027-02-28", None)]
    assert spells(base, facts, "2024-03-02") == [settled("2024-02-29", "2026-02-28")]


def test_s03_the_longest_of_several_needs_the_date_it_names() -> None:
    base = base_of({"l": a_list("on: fine, period: {longest: [3 months, {field: until}]}")})
    assert spells(base, [fact("f", "fine", "2023-11-30", until="2024-06-30")], "2023-12-01") == [
        settled("2023-11-30", "2024-06-30")
    ]
    assert spells(base, [fact("f", "fine", "2023-11-30", until="2024-01-01")], "2023-12-01") == [
        settled("2023-11-30", "2024-02-29")
    ]
    assert spells(base, [fact("f", "fine", "2023-11-30")], "2023-12-01") == [("2023-11-30", "2024-02-29", None, None)]


def test_s03_a_period_may_be_the_day_the_record_names() -> None:
    base = base_of({"l": a_list("on: fine, period: {field: until}")})
    assert spells(base, [fact("f", "fine", "2023-11-30", until="2023-12-01")], "2023-12-01") == [
        settled("2023-11-30", "2023-12-01", "expiry")
    ]
    assert spells(base, [fact("f", "fine", "2023-11-30", until="2023-11-01")], "2023-12-01") == [
        settled("2023-11-30", "2023-11-30", "expiry")
    ]
    assert spells(base, [fact("f", "fine", "2023-11-30")], "2023-12-01") == [("2023-11-30", "2023-11-30", None, None)]


def test_s03_the_day_the_record_names_waits_for_no_publication() -> None:
    base = base_of({"l": a_list("on: fine, period: {field: until}, counts_from: publication")})
    assert spells(base, [fact("f", "fine", "2023-11-30", until="2023-12-01")], "2023-12-01") == [
        settled("2023-11-30", "2023-12-01", "expiry")
    ]


def test_s03_a_period_without_value_is_known_on_its_first_day_only() -> None:
    term = "parameters: {term: {unit: period, label: 期, values: {2024-01-01: 1 year}}}\n"
    base = base_of({"l": a_list("on: fine, period: term", more=term)})
    facts = [fact("f", "fine", "2023-12-31")]
    assert statuses(base, facts, "2023-12-31", "2024-01-01") == ["true", "unknown"]
    assert spells(base, [fact("f", "fine", "2024-01-01")], "2024-01-01") == [settled("2024-01-01", "2025-01-01")]


def test_s03_a_ground_covers_its_opening_day_though_its_period_had_run_out() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 month, counts_from: trigger", keys="kind: black")})
    facts = [fact("f", "fine", "2024-01-31"), about("d", "listing_decision", "2024-06-30", outcome="list")]
    assert spells(base, facts, "2024-07-01") == [settled("2024-06-30", "2024-06-30", "expiry")]


def test_s04_after_a_period_begins_the_day_after_its_last_day() -> None:
    assert [full_years(date(2008, 2, 29), date(2026, *day)) for day in ((2, 28), (3, 1))] == [17, 18]
    assert full_years(date(2008, 2, 29), date(2008, 2, 29)) == 0


def test_s05_a_fact_is_within_a_window_through_its_last_day() -> None:
    days = [date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 1)]
    assert [within(date(2024, 1, 31), Period.parse("1 month"), day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("second", "fires"), [("2024-02-29", True), ("2024-03-01", False)])
def test_s05_the_trigger_counts_in_its_own_history(second: str, fires: bool) -> None:
    base = base_of({"l": a_list('on: fine, period: 1 year, history: [{count: fine, within: 1 month, is: ">= 2"}]')})
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", second)]
    assert spells(base, facts, second) == ([settled(second, "2025-02-28")] if fires else [])
