"""S19, S20: the early way off a list, and a repair undone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import about, base_of, evaluate_both, fact, settled, spells, status
from tests.meaning.repairing import FINE, OPENED, answers, applied, with_repair


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2025-02-28", ["f", "refused", ["too_early"]]), ("2025-03-01", ["f", "granted", []])],
)
def test_s19_the_wait_is_over_the_day_after_its_last(day: str, answer: list[object]) -> None:
    policy = with_repair("{after: {period: 6 months, from: listing}, basis: law}")
    assert answers(policy, [FINE, applied(day)]) == [answer]


def test_s19_the_day_of_a_granted_application_is_the_last_day() -> None:
    base = base_of({"l": with_repair("{basis: law}")})
    facts = [FINE, applied("2025-03-01")]
    assert spells(base, facts, "2025-03-01") == [settled(OPENED, "2025-03-01", "repair")]
    assert [status(base, facts, day) for day in ("2025-02-28", "2025-03-01", "2025-03-02")] == ["true", "true", "false"]


@pytest.mark.parametrize(
    ("from_", "day", "answer"),
    [
        ("correction", "2024-10-31", ["granted", []]),
        ("correction", "2024-10-30", ["refused", ["too_early"]]),
        ("later", "2024-10-31", ["granted", []]),
        ("listing", "2024-10-01", ["granted", []]),
    ],
)
def test_s19_the_wait_counts_from_listing_or_correction(from_: str, day: str, answer: list[object]) -> None:
    policy = with_repair(
        f"{{after: {{period: 1 month, from: {from_}}}, basis: law}}", more="correction: {fact: paid, since: trigger}\n"
    )
    assert answers(policy, [FINE, fact("p", "paid", "2024-09-30"), applied(day)]) == [["f", *answer]]


@pytest.mark.parametrize(
    ("paid", "answer"),
    [
        ([], ["refused", ["not_corrected"]]),
        ([fact("p", "paid", "2024-08-30", full=True)], ["refused", ["not_corrected"]]),
        ([fact("p", "paid", OPENED, full=True)], ["granted", []]),
        ([fact("p", "paid", "2024-09-30")], ["undecided", ["after"]]),
    ],
)
def test_s19_without_correction_there_is_no_repair_after_it(paid: list[dict[str, Any]], answer: list[object]) -> None:
    policy = with_repair(
        "{after: {period: 1 month, from: correction}, basis: law}",
        more="correction: {fact: paid, where: {full: true}, since: trigger}\n",
    )
    assert answers(policy, [FINE, *paid, applied("2025-08-31")]) == [["f", *answer]]


REQUIRES = "{requires: [{fact: promise, since: listing}, {fact: paid, since: trigger, same: case}], basis: law}"


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ([fact("s", "promise", OPENED), fact("p", "paid", OPENED, case="x")], ["granted", []]),
        ([fact("s", "promise", "2024-08-30"), fact("p", "paid", OPENED, case="x")], ["refused", ["requires.0"]]),
        ([fact("p", "paid", "2024-08-30", case="x")], ["refused", ["requires.0", "requires.1"]]),
        ([fact("s", "promise", OPENED), fact("p", "paid", OPENED, case="y")], ["refused", ["requires.1"]]),
        ([fact("s", "promise", OPENED), fact("p", "paid", OPENED)], ["undecided", ["requires.1"]]),
        ([fact("p", "paid", OPENED)], ["refused", ["requires.0"]]),
        ([fact("s", "promise", "2025-03-01"), fact("p", "paid", "2025-03-01", case="x")], ["granted", []]),
        ([fact("s", "promise", "2025-03-02"), fact("p", "paid", "2025-03-01", case="x")], ["refused", ["requires.0"]]),
    ],
)
def test_s19_every_requirement_needs_its_fact_in_its_span(facts: list[dict[str, Any]], answer: list[object]) -> None:
    fine = fact("f", "fine", OPENED, case="x")
    assert answers(with_repair(REQUIRES), [fine, *facts, applied("2025-03-01")]) == [["f", *answer]]


@pytest.mark.parametrize(
    ("since", "day", "state"),
    [
        ("listing", OPENED, "granted"),
        ("listing", "2024-09-01", "refused"),
        ("listing", "2025-03-01", "refused"),
        ("listing", "2025-03-02", "granted"),
    ],
)
def test_s19_a_bar_looks_at_what_came_after_the_opening_day(since: str, day: str, state: str) -> None:
    policy = with_repair(f"{{bars: [{{count: warning, since: {since}, is: '>= 1'}}], basis: law}}")
    reasons = ["bars.0"] if state == "refused" else []
    assert answers(policy, [FINE, fact("w", "warning", day), applied("2025-03-01")]) == [["f", state, reasons]]


def test_s19_an_unknown_bar_leaves_the_application_undecided_and_the_ground_open() -> None:
    policy = with_repair("{bars: [{count: warning, where: {grave: true}, since: listing, is: '>= 1'}], basis: law}")
    facts = [FINE, fact("w", "warning", "2024-10-01"), applied("2025-03-01")]
    assert answers(policy, facts) == [["f", "undecided", ["bars.0"]]]
    assert status(base_of({"l": policy}), facts, "2025-03-02") == "true"


def test_s19_every_reason_is_told() -> None:
    policy = with_repair(
        "{after: {period: 1 year, from: listing}, requires: [{fact: promise, since: listing}],"
        " bars: [{fact: warning, since: listing}], basis: law}"
    )
    facts = [FINE, fact("w", "warning", "2024-10-01"), applied("2025-03-01")]
    assert answers(policy, facts) == [["f", "refused", ["bars.0", "requires.0", "too_early"]]]


@pytest.mark.parametrize(
    ("repair", "day", "answer"),
    [
        ("{none_provided: law}", "2025-03-01", ["f", "refused", ["none_provided"]]),
        ("{in_force: {from: 2025-03-02}, basis: law}", "2025-03-01", ["f", "refused", ["no_repair"]]),
        ("{in_force: {from: 2025-03-02}, basis: law}", "2025-03-02", ["f", "granted", []]),
        (
            "[{none_provided: law, in_force: {to: 2025-02-28}}, {basis: law}]",
            "2025-02-28",
            ["f", "refused", ["none_provided"]],
        ),
        ("[{none_provided: law, in_force: {to: 2025-02-28}}, {basis: law}]", "2025-03-01", ["f", "granted", []]),
        ("{basis: law}", "2026-08-31", ["f", "granted", []]),
        ("{basis: law}", "2026-09-01", ["", "refused", ["not_listed"]]),
        ("{basis: law}", "2024-08-30", ["", "refused", ["not_listed"]]),
    ],
)
def test_s19_repair_follows_the_law_of_the_applications_day(repair: str, day: str, answer: list[object]) -> None:
    assert answers(with_repair(repair), [FINE, applied(day)], "2026-12-31") == [answer]


def test_s17_the_wait_is_that_of_the_applications_day() -> None:
    values = "{2020-01-01: 1 year, 2025-03-01: 3 months, 2025-06-01: null}"
    term = f"parameters: {{wait: {{unit: period, label: 期, values: {values}}}}}\n"
    policy = with_repair("{after: {period: wait, from: listing}, basis: law}", more=term)
    facts = [FINE, applied("2025-02-28", "a"), applied("2025-06-01", "b"), applied("2025-03-01", "c")]
    assert sorted(map(str, answers(policy, facts[:3]))) == [
        "['f', 'refused', ['too_early']]",
        "['f', 'undecided', ['after']]",
    ]
    assert answers(policy, [FINE, facts[3]]) == [["f", "granted", []]]


def test_s19_a_rule_may_have_its_own_repair() -> None:
    text = """
    list: {kind: watch}
    listings:
      a: {on: fine, period: 2 years, basis: law}
      b: {on: warning, period: 2 years, repair: {none_provided: law}, basis: law}
    repair: {basis: law}
    """
    facts = [FINE, fact("w", "warning", OPENED), applied("2025-03-01")]
    assert answers(text, facts) == [["f", "granted", []], ["w", "refused", ["none_provided"]]]
    assert status(base_of({"l": text}), facts, "2025-03-02") == "true"


def test_s19_grounds_are_repaired_one_by_one() -> None:
    base = base_of({"l": with_repair("{basis: law}")})
    facts = [FINE, fact("g", "fine", "2024-12-31"), applied("2025-03-01", grounds=["g"])]
    assert spells(base, facts, "2025-03-02") == [settled(OPENED, "2026-08-31")]
    assert evaluate_both(base, [*facts, applied("2025-03-31", "b", grounds=["unheard"])], "2025-04-01")["applications"][
        1
    ] == [
        "l",
        "b",
        "unheard",
        "refused",
        ["not_listed"],
    ]


def test_s19_a_refusal_closes_an_application_even_after_the_stay_has_ended() -> None:
    base = base_of({"l": with_repair("{basis: law, decision: required}", rule="on: fine, period: 1 year")})
    refused = about("r", "repair_decision", "2025-12-31", outcome="refuse")
    found = evaluate_both(base, [FINE, applied("2025-03-01"), refused], "2025-12-31")["applications"]
    assert [row[3:] for row in found] == [["refused", ["decision"]]]


def test_s19_a_wait_may_begin_with_the_publication() -> None:
    base = base_of({"l": with_repair("{after: {period: 3 months, from: publication}, basis: law}")})
    facts = [FINE, applied("2025-05-31", "a"), applied("2025-06-01", "b")]
    refused = evaluate_both(base, facts, "2025-06-01")["applications"]
    assert [row[3:] for row in refused] == [["refused", ["not_published"]]] * 2
    published = [*facts, about("p", "publication", "2025-02-28")]
    outcomes = [row[3:] for row in evaluate_both(base, published, "2025-06-01")["applications"]]
    assert outcomes == [["granted", []], ["refused", ["not_listed"]]]
    assert spells(base, [FINE, applied("2025-05-28"), published[-1]], "2025-05-28") == [settled(OPENED, "2026-08-31")]
