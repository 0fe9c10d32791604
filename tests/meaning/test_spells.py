"""S15, S16, S21: grounds, their ends, and the spells they make."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells, status, statuses

DAY = "2024-02-29"


def _fines(*days: str) -> list[dict[str, Any]]:
    return [fact(f"f{n}", "fine", day) for n, day in enumerate(days)]


@pytest.mark.parametrize(
    ("on_repeat", "again", "last"),
    [
        ("restart", "2024-08-31", "2025-08-31"),
        ("restart", "2025-02-28", "2026-02-28"),
        ("extend 6 months", "2024-08-31", "2025-08-28"),
        ("extend 6 months", "2025-02-28", "2025-08-28"),
        ("ignore", "2024-08-31", "2025-02-28"),
    ],
)
def test_s15_a_repeat_restarts_extends_or_is_ignored(on_repeat: str, again: str, last: str) -> None:
    base = base_of({"l": a_list(f"on: fine, period: 1 year, on_repeat: {on_repeat}")})
    assert spells(base, _fines(DAY, again), again) == [settled(DAY, last)]


@pytest.mark.parametrize("on_repeat", ["restart", "extend 6 months", "ignore"])
def test_s15_after_the_end_every_repeat_is_a_first_opening(on_repeat: str) -> None:
    base = base_of({"l": a_list(f"on: fine, period: 1 year, on_repeat: {on_repeat}")})
    assert spells(base, _fines(DAY, "2025-03-02"), "2025-03-02") == [
        settled(DAY, "2025-02-28", "expiry"),
        settled("2025-03-02", "2026-03-02"),
    ]


def test_s15_a_ground_that_opens_the_day_after_belongs_to_the_spell() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year")})
    assert spells(base, _fines("2024-03-15", "2025-03-16"), "2025-03-16") == [settled("2024-03-15", "2026-03-16")]


def test_s15_but_not_after_a_cure() -> None:
    base = base_of({"l": a_list("on: fine, until: {fact: paid, since: trigger}")})
    facts = [*_fines(DAY), fact("p", "paid", "2024-03-31"), fact("g", "fine", "2024-04-01")]
    assert spells(base, facts, "2024-04-01") == [settled(DAY, "2024-03-31", "cure"), settled("2024-04-01", None)]


def test_s15_each_ground_has_its_own_end_and_the_last_one_ends_the_spell() -> None:
    text = """
    list: {kind: watch}
    listings:
      short: {on: fine, period: 1 month, basis: law}
      long: {on: warning, until: {fact: paid, since: trigger}, basis: law}
    """
    facts = [*_fines("2024-01-31"), fact("w", "warning", "2024-02-10"), fact("p", "paid", "2024-02-20")]
    base = base_of({"l": text})
    assert spells(base, facts, "2024-03-01") == [settled("2024-01-31", DAY, "expiry")]
    late = [*facts[:2], fact("p", "paid", "2024-03-20")]
    assert spells(base, late, "2024-03-21") == [settled("2024-01-31", "2024-03-20", "cure")]


def test_s15_of_a_tie_the_cure_is_what_ended_it() -> None:
    text = """
    list: {kind: watch}
    listings:
      a: {on: fine, period: 1 month, basis: law}
      b: {on: fine, until: {fact: paid, since: trigger}, basis: law}
    """
    facts = [*_fines("2024-01-31"), fact("p", "paid", DAY)]
    assert spells(base_of({"l": text}), facts, "2024-03-01") == [settled("2024-01-31", DAY, "cure")]


def test_s15_extending_from_an_open_end_stays_open() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year, counts_from: publication, on_repeat: extend 1 month")})
    facts = _fines(DAY, "2024-05-31")
    assert spells(base, facts, "2024-05-31") == [(DAY, "2025-03-28", None, None)]
    published = [*facts, about("p", "publication", "2024-06-30")]
    assert spells(base, published, "2024-06-30") == [settled(DAY, "2025-07-30")]


def test_s15_publicity_runs_for_each_fact_apart() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", keys="kind: notice, per: fact")})
    assert spells(base, _fines(DAY, "2024-05-31"), "2024-05-31") == [
        settled(DAY, "2025-02-28"),
        settled("2024-05-31", "2025-05-31"),
    ]


@pytest.mark.parametrize(
    ("ends", "paid", "last", "cause"),
    [
        ("any", "2025-05-31", "2025-05-31", "cure"),
        ("any", None, "2027-02-28", "expiry"),
        ("any", "2027-02-28", "2027-02-28", "cure"),
        ("any", "2027-03-01", "2027-02-28", "expiry"),
        ("all", "2025-05-31", "2027-02-28", "expiry"),
        ("all", "2027-02-28", "2027-02-28", "cure"),
        ("all", "2027-06-30", "2027-06-30", "cure"),
        ("all", None, None, None),
    ],
)
def test_s16_period_and_cure_combine(ends: str, paid: str | None, last: str | None, cause: str | None) -> None:
    base = base_of(
        {
            "l": a_list(
                f"on: fine, period: 3 years, until: {{fact: paid, since: trigger}}, ends: {{{ends}: [period, cure]}}"
            )
        }
    )
    facts = [*_fines(DAY), *([fact("p", "paid", paid)] if paid else [])]
    assert spells(base, facts, "2028-01-01") == [settled(DAY, last, cause)]


def test_s16_a_cure_on_the_opening_day_leaves_one_day() -> None:
    base = base_of({"l": a_list("on: fine, until: {fact: paid, since: trigger}")})
    assert spells(base, [*_fines(DAY), fact("p", "paid", DAY)], "2024-03-01") == [settled(DAY, DAY, "cure")]


AT_END = a_list(
    "on: fine, period: 1 month, at_most: 3 months,"
    " at_end: {if: {not: {fact: paid, since: trigger}}, extend: 1 month, basis: law}"
)


@pytest.mark.parametrize(
    ("as_of", "paid", "last"),
    [
        ("2024-02-28", None, "2024-02-29"),
        ("2024-02-29", None, "2024-03-29"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-03-29", "2024-03-01", "2024-03-29"),
        ("2024-03-29", None, "2024-04-29"),
        ("2024-12-31", None, "2024-04-30"),
    ],
)
def test_s16_what_is_not_corrected_at_the_end_goes_on_up_to_the_limit(as_of: str, paid: str | None, last: str) -> None:
    facts = [*_fines("2024-01-31"), *([fact("p", "paid", paid)] if paid else [])]
    found = evaluate_both(base_of({"l": AT_END}), facts, as_of)["lists"]["l"]["spells"][0]
    assert (found["last"], found["last_at_most"]) == (last, last)


def test_s16_an_unknown_condition_at_the_end_leaves_the_extension_unknown() -> None:
    unpaid = "{not: {fact: paid, where: {full: true}, since: trigger}}"
    rule = f"on: fine, period: 1 month, at_end: {{if: {unpaid}, extend: 1 month, basis: law}}"
    base = base_of({"l": a_list(rule)})
    facts = [*_fines("2024-01-31"), fact("p", "paid", DAY)]
    assert statuses(base, facts, DAY, "2024-03-01", "2024-03-29", "2024-03-30") == [
        "true",
        "unknown",
        "unknown",
        "false",
    ]


def test_s16_at_most_counts_from_the_start_of_the_spell() -> None:
    base = base_of({"l": a_list("on: fine, period: 2 months, at_most: 3 months")})
    assert spells(base, _fines("2024-01-31", "2024-03-31"), "2024-03-31") == [settled("2024-01-31", "2024-04-30")]
    assert spells(base, _fines("2024-01-31", "2024-04-02"), "2024-04-02") == [
        settled("2024-01-31", "2024-03-31", "expiry"),
        settled("2024-04-02", "2024-06-02"),
    ]


@pytest.mark.parametrize(
    ("second", "last"),
    [("2024-02-29", "2024-03-29"), ("2024-03-01", "2024-06-01"), ("2024-03-02", "2024-06-02")],
)
def test_s16_a_later_listing_may_have_its_own_period(second: str, last: str) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 month, again: 3 months")})
    assert evaluate_both(base, _fines("2024-01-31", second), second)["lists"]["l"]["spells"][-1]["last"] == last


@pytest.mark.parametrize(
    ("decided", "extend", "last"),
    [
        ("2025-02-28", "1 year", "2026-02-28"),
        ("2025-02-28", "2 years", "2027-02-28"),
        ("2025-02-28", "3 years", "2028-02-28"),
        ("2025-03-01", "1 year", "2025-02-28"),
        ("2025-02-28", "4 years", "2025-02-28"),
        ("2025-02-28", "11 months", "2025-02-28"),
    ],
)
def test_s16_an_authority_extends_what_is_open_within_its_bounds(decided: str, extend: str, last: str) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year, extension: {range: [1 year, 3 years]}")})
    facts = [*_fines(DAY), about("t", "term_decision", decided, extend=extend)]
    assert evaluate_both(base, facts, "2025-03-01")["lists"]["l"]["spells"][0]["last"] == last


def test_s16_a_lifelong_listing_has_no_end() -> None:
    base = base_of({"l": a_list("on: fine, lifelong: {basis: law}")})
    assert spells(base, _fines(DAY), "2094-01-01") == [settled(DAY, None)]


def test_s21_held_for_a_period_begins_the_day_after() -> None:
    base = base_of(
        {"low": a_list("on: fine, period: 1 year"), "l": a_list("when: {listed: low, for: 1 month}, period: 1 day")}
    )
    assert statuses(base, _fines("2024-01-31"), DAY, "2024-03-01") == ["false", "true"]


def test_s21_a_repair_breaks_it_even_if_the_next_spell_begins_the_next_day() -> None:
    low = a_list("on: fine, period: 1 year", more="repair: {basis: law}\n")
    base = base_of({"low": low, "l": a_list("when: {listed: low, for: 1 month}, period: 1 day")})
    facts = [*_fines("2024-01-31", "2024-02-16"), about("a", "repair_application", "2024-02-15", "low")]
    assert statuses(base, facts, "2024-03-01", "2024-03-16", "2024-03-17") == ["false", "false", "true"]


def test_s21_held_for_is_unknown_where_only_a_possible_stay_makes_it_long_enough() -> None:
    low = a_list("on: fine, where: {grave: true}, period: 1 month")
    base = base_of({"low": low, "l": a_list("on: warning, when: {listed: low, for: 1 month}, period: 1 day")})
    facts = [fact("a", "fine", "2024-01-31"), fact("b", "fine", DAY, grave=True), fact("w", "warning", "2024-03-15")]
    assert status(base, facts, "2024-03-15") == "unknown"
    assert status(base, facts[1:], "2024-03-15") == "false"


def test_s15_a_stay_without_period_gets_one_where_a_repeat_extends_it() -> None:
    text = """
    list: {kind: watch}
    listings:
      timed: {on: warning, period: 1 year, basis: law}
      cured: {on: fine, until: {fact: paid}, on_repeat: extend 1 month, basis: law}
    """
    facts = [fact("w", "warning", DAY), fact("f", "fine", "2024-03-31")]
    assert spells(base_of({"l": text}), facts, "2024-04-01") == [settled(DAY, "2025-03-28")]


def test_s15_an_end_that_is_not_settled_is_open_through_its_latest_day() -> None:
    rule = "on: fine, period: 1 month, counts_from: publication, on_repeat: ignore"
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", "2024-06-30")]
    assert spells(base_of({"l": a_list(rule)}), facts, "2024-07-01") == [("2024-01-31", "2024-02-29", None, None)]


def test_s03_a_period_from_the_end_of_another_status_waits_until_that_is_settled() -> None:
    lower = a_list("on: warning, period: 1 month, counts_from: publication")
    upper = a_list("on: fine, period: 1 year, counts_from: {end_of: m}")
    base = base_of({"m": lower, "l": upper})
    facts = [fact("w", "warning", "2024-01-31"), fact("f", "fine", DAY)]
    assert spells(base, facts, "2024-03-31") == [(DAY, "2025-02-28", None, None)]
    published = [*facts, about("p", "publication", "2024-03-31", policy="m")]
    assert spells(base, published, "2024-03-31") == [settled(DAY, "2025-04-30")]


def test_s16_at_most_counts_from_the_spell_a_ground_joins_the_day_after() -> None:
    rule = "on: fine, period: 1 year, at_most: 18 months"
    facts = [fact("f", "fine", "2024-03-15"), fact("g", "fine", "2025-03-16")]
    assert spells(base_of({"l": a_list(rule)}), facts, "2025-03-16") == [settled("2024-03-15", "2025-09-15")]


def test_s16_the_end_of_a_period_that_a_cure_outlasts_is_looked_at_too() -> None:
    rule = (
        "on: fine, period: 1 year, until: {fact: paid, since: trigger}, ends: {all: [period, cure]}, "
        "at_end: {if: {not: {fact: praise}}, extend: 1 year, basis: law}, at_most: 2 years"
    )
    facts = [fact("f", "fine", DAY), fact("p", "paid", "2024-06-30")]
    assert spells(base_of({"l": a_list(rule)}), facts, "2025-03-01") == [settled(DAY, "2026-02-28")]


def test_s11_what_may_hold_on_many_days_may_have_opened_on_the_last_of_them() -> None:
    rule = "history: [{count: fine, where: {grave: true}, within: 6 months, is: '>= 1'}], period: 1 month"
    base = base_of({"l": a_list(rule)})
    days = ("2024-02-28", DAY, "2024-08-29", "2024-09-29", "2024-09-30")
    found = [status(base, [fact("f", "fine", DAY)], day) for day in days]
    assert found == ["false", "unknown", "unknown", "unknown", "false"]
