"""S19, S20: repairs that an authority decides on, and repairs undone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import about, base_of, evaluate_both, fact, settled, spells, status
from tests.meaning.repairing import FINE, OPENED, answers, applied, with_repair

DECIDED = with_repair("{decision: required, basis: law}")


def _decide(day: str, outcome: str = "grant", **fields: Any) -> dict[str, Any]:
    return about(f"r{day}", "repair_decision", day, outcome=outcome, **fields)


def test_s19_with_a_decision_required_the_spell_ends_on_the_decisions_day() -> None:
    base = base_of({"l": DECIDED})
    facts = [FINE, applied("2025-03-01"), _decide("2025-03-31")]
    assert answers(DECIDED, facts, "2025-03-30") == [["f", "admitted", []]]
    assert spells(base, facts, "2025-03-30") == [settled(OPENED, "2026-08-31")]
    assert answers(DECIDED, facts, "2025-03-31") == [["f", "granted", []]]
    assert spells(base, facts, "2025-03-31") == [settled(OPENED, "2025-03-31", "repair")]


def test_s19_a_refused_repair_may_be_applied_for_again() -> None:
    facts = [
        FINE,
        applied("2025-03-01"),
        _decide("2025-03-31", "refuse"),
        applied("2025-04-01", "b"),
        _decide("2025-04-30"),
    ]
    assert answers(DECIDED, facts) == [["f", "refused", ["decision"]], ["f", "granted", []]]
    assert spells(base_of({"l": DECIDED}), facts, "2025-05-01") == [settled(OPENED, "2025-04-30", "repair")]


def test_s19_a_grant_ends_what_is_open_even_without_application() -> None:
    facts = [FINE, fact("g", "fine", "2024-12-31"), _decide("2025-03-31", grounds=["f"])]
    base = base_of({"l": DECIDED})
    grounds = evaluate_both(base, facts, "2025-04-01")["lists"]["l"]["spells"][0]["grounds"]
    assert [(row[1], row[3]) for row in grounds] == [("f", "2025-03-31"), ("g", "2026-12-31")]


def test_s19_a_cure_of_the_same_day_comes_first() -> None:
    policy = with_repair("{basis: law}", rule="on: fine, until: {fact: paid, since: trigger}")
    facts = [FINE, fact("p", "paid", "2025-03-01"), applied("2025-03-01")]
    assert spells(base_of({"l": policy}), facts, "2025-03-02") == [settled(OPENED, "2025-03-01", "cure")]
    assert answers(policy, facts) == [["f", "granted", []]]


def test_s19_a_reoffence_the_day_after_repair_begins_a_new_spell() -> None:
    base = base_of({"l": with_repair("{basis: law}")})
    facts = [FINE, applied("2025-03-01"), fact("g", "fine", "2025-03-02")]
    assert spells(base, facts, "2025-03-02") == [
        settled(OPENED, "2025-03-01", "repair"),
        settled("2025-03-02", "2027-03-02"),
    ]


@pytest.mark.parametrize(
    ("resume", "undone", "last"),
    [
        ("old_end", "2025-12-01", "2026-08-31"),
        ("old_end", "2026-08-31", "2026-08-31"),
        ("old_end", "2026-09-01", None),
        ("remainder", "2025-12-01", "2027-06-02"),
        ("remainder", "2026-09-01", "2028-03-02"),
        ("anew", "2025-12-01", "2027-12-01"),
    ],
)
def test_s20_an_undone_repair_resumes_as_the_policy_says(resume: str, undone: str, last: str | None) -> None:
    base = base_of({"l": with_repair(f"{{resume: {resume}, basis: law}}")})
    facts = [FINE, applied("2025-03-01"), about("u", "repair_undone", undone)]
    expected = [settled(OPENED, "2025-03-01", "repair")]
    if last is not None:
        expected.append(settled(undone, last, "expiry" if last == undone else None))
    assert spells(base, facts, undone) == expected


def test_s20_the_days_between_stay_off_and_an_undo_of_the_same_day_undoes_nothing() -> None:
    base = base_of({"l": with_repair("{basis: law}")})
    facts = [FINE, applied("2025-03-01")]
    undone = [*facts, about("u", "repair_undone", "2025-12-01")]
    days = ("2025-03-01", "2025-03-02", "2025-11-30", "2025-12-01", "2026-08-31", "2026-09-01")
    assert [status(base, undone, day) for day in days] == ["true", "false", "false", "true", "true", "false"]
    assert status(base, [*facts, about("u", "repair_undone", "2025-03-01")], "2025-03-02") == "false"


def test_s20_what_has_resumed_may_be_cured_repaired_and_undone_again() -> None:
    policy = with_repair("{basis: law}", rule="on: fine, until: {fact: paid, since: listing}")
    facts = [FINE, applied("2025-03-01"), about("u", "repair_undone", "2025-12-01")]
    base = base_of({"l": policy})
    assert spells(base, facts, "2025-12-01")[1] == settled("2025-12-01", None)
    again = [
        *facts,
        applied("2025-12-31", "b"),
        about("v", "repair_undone", "2026-01-31"),
        fact("p", "paid", "2026-02-28"),
    ]
    assert spells(base, again, "2026-03-01") == [
        settled(OPENED, "2025-03-01", "repair"),
        settled("2025-12-01", "2025-12-31", "repair"),
        settled("2026-01-31", "2026-02-28", "cure"),
    ]


def test_s20_a_repeat_on_the_day_of_the_undo_finds_the_list_open() -> None:
    base = base_of({"l": with_repair("{basis: law}", rule="on: fine, period: 2 years, on_repeat: ignore")})
    facts = [FINE, applied("2025-03-01"), about("u", "repair_undone", "2025-12-01"), fact("g", "fine", "2025-12-01")]
    assert spells(base, facts, "2025-12-02")[1] == settled("2025-12-01", "2026-08-31")


@pytest.mark.parametrize(
    ("resume", "last"), [("old_end", "2026-02-28"), ("remainder", "2026-11-30"), ("anew", "2027-06-01")]
)
def test_s20_what_at_most_left_goes_on_too(resume: str, last: str) -> None:
    rule = "on: fine, period: 2 years, at_most: 18 months"
    base = base_of({"l": with_repair(f"{{resume: {resume}, basis: law}}", rule=rule)})
    facts = [FINE, applied("2025-03-01"), about("u", "repair_undone", "2025-12-01")]
    assert spells(base, facts, "2025-12-01")[1] == settled("2025-12-01", last)
