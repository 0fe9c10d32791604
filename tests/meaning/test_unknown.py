"""S10: what is not known is neither true nor false."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import (
    ENTERPRISE,
    a_list,
    about,
    base_of,
    evaluate_both,
    fact,
    settled,
    spells,
    status,
    statuses,
)
from tests.online.told import told

DAY = "2024-02-29"


def _rule(condition: str) -> str:
    return a_list(f"on: warning, when: {condition}, period: 1 month")


def _on(condition: str, *fines: dict[str, Any], more: str = "") -> str:
    base = base_of({"l": _rule(condition) + more})
    facts = [fact(f"f{n}", "fine", DAY, **fields) for n, fields in enumerate(fines)]
    return status(base, [*facts, fact("w", "warning", DAY)], DAY)


UNSURE: dict[str, Any] = {}
GRAVE: dict[str, Any] = {"grave": True}
MILD: dict[str, Any] = {"grave": False}


@pytest.mark.parametrize(
    ("test", "fines", "expected"),
    [
        (">= 1", [], "false"),
        (">= 1", [MILD], "false"),
        (">= 1", [GRAVE], "true"),
        (">= 1", [UNSURE], "unknown"),
        (">= 2", [GRAVE, UNSURE], "unknown"),
        (">= 1", [GRAVE, UNSURE], "true"),
        ("[1..2]", [GRAVE, UNSURE], "true"),
        ("< 3", [GRAVE, UNSURE], "true"),
        ("= 0", [UNSURE], "unknown"),
        ("not(1)", [GRAVE, UNSURE], "unknown"),
        ("> 2", [GRAVE, UNSURE], "false"),
        ("(1..2)", [GRAVE, UNSURE], "false"),
        ("0, 2", [UNSURE, UNSURE], "unknown"),
    ],
)
def test_s10_a_count_is_an_interval(test: str, fines: list[dict[str, Any]], expected: str) -> None:
    assert _on(f"{{count: fine, where: {{grave: true}}, is: '{test}'}}", *fines) == expected


@pytest.mark.parametrize(
    ("test", "fines", "expected"),
    [
        (">= 100", [{"amount": 60}, {"amount": 40}], "true"),
        (">= 100", [{"amount": 60}, {"amount": "39.99"}], "false"),
        (">= 100", [{"amount": 60}, UNSURE], "unknown"),
        (">= 60", [{"amount": 60}, UNSURE], "true"),
        ("< 60", [{"amount": 60}, UNSURE], "false"),
        ("(60..60.01)", [{"amount": 60}], "false"),
        ("= 0", [], "true"),
    ],
)
def test_s10_an_unknown_amount_may_be_anything_from_nothing_up(
    test: str, fines: list[dict[str, Any]], expected: str
) -> None:
    assert _on(f"{{sum: fine, of: amount, is: '{test}'}}", *fines) == expected


@pytest.mark.parametrize(
    ("test", "fines", "expected"),
    [
        (">= 100", [{"amount": 60, "grave": True}, {"amount": 40}], "unknown"),
        (">= 60", [{"amount": 60, "grave": True}, {"amount": 40}], "true"),
        ("> 100", [{"amount": 60, "grave": True}, {"amount": 40}], "false"),
        ("(60..100)", [{"amount": 60, "grave": True}, {"amount": 40}], "unknown"),
    ],
)
def test_s10_a_fact_that_may_count_adds_its_amount_or_nothing(
    test: str, fines: list[dict[str, Any]], expected: str
) -> None:
    assert _on(f"{{sum: fine, of: amount, where: {{grave: true}}, is: '{test}'}}", *fines) == expected


@pytest.mark.parametrize(
    ("test", "fines", "expected"),
    [
        ("< 5", [], "false"),
        (">= 0", [], "false"),
        (">= 5", [{"amount": 5, "grave": True}], "true"),
        (">= 5", [{"amount": 5}], "unknown"),
        (">= 6", [{"amount": 5}], "false"),
        ("< 6", [{"amount": 5}], "unknown"),
        (">= 5", [{"amount": 4, "grave": True}, {"amount": 9}], "unknown"),
        (">= 5", [{"amount": 5, "grave": True}, {"grave": True}], "true"),
        ("< 9", [{"amount": 5, "grave": True}, {"grave": True}], "unknown"),
        ("< 3", [{"amount": 5, "grave": True}, {"grave": True}], "false"),
    ],
)
def test_s10_the_greatest_value_needs_a_fact(test: str, fines: list[dict[str, Any]], expected: str) -> None:
    assert _on(f"{{max: fine, of: amount, where: {{grave: true}}, is: '{test}'}}", *fines) == expected


@pytest.mark.parametrize(
    ("test", "fines", "expected"),
    [
        ("= 2", [{"case": "x"}, {"case": "y"}, {"case": "x"}], "true"),
        (">= 2", [{"case": "x"}, UNSURE], "unknown"),
        (">= 1", [UNSURE], "true"),
        ("<= 2", [{"case": "x"}, UNSURE], "true"),
        ("= 0", [], "true"),
    ],
)
def test_s10_different_values_are_counted_between_bounds(test: str, fines: list[dict[str, Any]], expected: str) -> None:
    assert _on(f"{{distinct: fine, of: case, is: '{test}'}}", *fines) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{all: [{where: {grave: true}}, {count: fine, is: '>= 1'}]}", "false"),
        ("{any: [{where: {grave: true}}, {count: fine, is: '= 0'}]}", "true"),
        ("{all: [{where: {grave: true}}, {count: fine, is: '= 0'}]}", "unknown"),
        ("{any: [{where: {grave: true}}, {count: fine, is: '>= 1'}]}", "unknown"),
        ("{not: {where: {grave: true}}}", "unknown"),
        ("{any: [{where: {grave: true}}, {not: {where: {grave: true}}}]}", "unknown"),
    ],
)
def test_s10_conditions_are_joined_as_kleene_joined_them(condition: str, expected: str) -> None:
    assert _on(condition) == expected


@pytest.mark.parametrize(("amount", "expected"), [(1, "true"), (2, "unknown"), (None, "unknown")])
def test_s10_a_parameter_without_value_makes_only_its_own_comparison_unknown(amount: int | None, expected: str) -> None:
    more = "parameters: {p: {unit: CNY, label: 数, values: {2025-01-01: 2}}}\n"
    base = base_of({"l": a_list("on: fine, where: {amount: '1, p'}, period: 1 month", more=more)})
    assert status(base, [fact("f", "fine", DAY, amount=amount)], DAY) == expected


def test_s10_a_parameter_may_lose_its_value() -> None:
    more = "parameters: {p: {unit: CNY, label: 数, values: {2023-01-01: 2, 2024-02-29: null}}}\n"
    base = base_of({"l": a_list("on: fine, where: {amount: '>= p'}, period: 1 day", more=more)})
    facts = [fact("a", "fine", "2024-02-28", amount=2), fact("b", "fine", DAY, amount=2)]
    assert statuses(base, facts[:1], "2024-02-28") == ["true"]
    assert statuses(base, facts[1:], DAY) == ["unknown"]


def test_s10_what_may_have_fired_lists_nobody_but_leaves_the_status_unknown() -> None:
    base = base_of({"l": a_list("on: fine, where: {grave: true}, period: 1 year")})
    facts = [fact("f", "fine", DAY)]
    told = evaluate_both(base, facts, DAY)["lists"]["l"]
    assert (told["status"], told["spells"], told["undecided"]) == ("unknown", [], [["rule", "f"]])
    assert statuses(base, facts, "2025-02-28", "2025-03-01") == ["unknown", "false"]


def test_s10_on_a_list_with_decision_what_may_have_fired_leaves_the_status_false() -> None:
    base = base_of({"l": a_list("on: fine, where: {grave: true}, period: 1 year", keys="kind: black")})
    told = evaluate_both(base, [fact("f", "fine", DAY)], DAY)["lists"]["l"]
    assert (told["status"], told["proposals"], told["undecided"]) == ("false", [], [["rule", "f"]])


def test_s10_an_unknown_unless_keeps_the_rule_from_surely_firing() -> None:
    rule = "on: fine, unless: {count: warning, where: {grave: true}, is: '>= 1'}, period: 1 year"
    base = base_of({"l": a_list(rule)})
    fine = fact("f", "fine", DAY)
    outcomes = [
        status(base, [fine, *more], DAY)
        for more in ([], [fact("w", "warning", DAY)], [fact("w", "warning", DAY, grave=True)])
    ]
    assert outcomes == ["true", "unknown", "false"]


def test_s10_an_unknown_cure_leaves_the_ground_open() -> None:
    base = base_of({"l": a_list("on: fine, until: {fact: paid, where: {full: true}, since: trigger}")})
    facts = [fact("f", "fine", DAY), fact("p", "paid", "2024-03-31")]
    assert spells(base, facts, "2024-04-01") == [settled(DAY, None)]


SOURCES = """
permit: {title: 许可, sources: [{department: bureau, connected: {from: 2024-01-01, to: 2024-06-30}},
                              {department: office, connected: {from: 2024-07-01}}]}
"""


@pytest.mark.parametrize(
    ("day", "within", "expected"),
    [
        ("2024-01-31", "1 month", "unknown"),
        ("2024-02-01", "1 month", "true"),
        ("2024-02-29", "2 months", "unknown"),
        ("2024-03-01", "2 months", "true"),
        ("2024-07-31", "1 month", "true"),
    ],
)
def test_s10_absence_means_something_only_while_a_source_is_connected(day: str, within: str, expected: str) -> None:
    base = base_of({"l": _rule(f"{{count: permit, within: {within}, is: '= 0'}}")}, facts=SOURCES)
    assert status(base, [fact("w", "warning", day)], day) == expected


def test_s10_presence_needs_no_source() -> None:
    base = base_of({"l": _rule("{fact: permit}")}, facts=SOURCES)
    facts = [fact("p", "permit", "2023-05-01"), fact("w", "warning", "2023-05-31")]
    assert status(base, facts, "2023-05-31") == "true"
    assert status(base, facts[1:], "2023-05-31") == "unknown"


def test_s10_without_a_window_the_span_begins_with_the_first_fact() -> None:
    base = base_of({"l": _rule("{not: {fact: permit}}")}, facts=SOURCES)
    assert status(base, [fact("w", "warning", "2024-01-01")], "2024-01-01") == "true"
    assert (
        status(base, [fact("v", "praise", "2023-12-31"), fact("w", "warning", "2024-01-01")], "2024-01-01") == "unknown"
    )


def test_s10_a_subject_without_any_record_is_on_no_list_and_has_no_grade() -> None:
    base = base_of({"l": a_list("when: {not: {fact: fine}}, period: 1 year")})
    assert evaluate_both(base, [], DAY) == {
        "lists": {},
        "grades": {},
        "measures": [],
        "withheld": [],
        "applications": [],
    }


@pytest.mark.parametrize("named", ["nobody", "w"])
def test_s10_what_a_ground_without_its_fact_was_tested_for_was_false_rather_than_unknown(named: str) -> None:
    base = base_of({"l": a_list("on: fine, until: {not: {where: {grave: true}}}", keys="kind: black")})
    decided = about("d", "listing_decision", "2024-02-29", outcome="list", grounds=[named])
    facts = [fact("w", "warning", "2024-02-01", grave=False), decided]
    assert spells(base, facts, "2024-03-01") == [settled("2024-02-29", None)]


@pytest.mark.parametrize("grounds", [None, ["heard-of-by-nobody"], ["w"]])
def test_s10_a_test_of_a_fact_the_rule_does_not_look_at_is_unknown(grounds: list[str] | None) -> None:
    cure = "period: 3 years, until: {not: {where: {grave: true}}}, ends: {any: [period, cure]}"
    base = base_of({"l": a_list(f"on: fine, {cure}", keys="kind: black")})
    facts = [fact("w", "warning", "2023-12-01", grave=False)]
    facts.append(about("d", "listing_decision", "2024-01-01", outcome="list", grounds=grounds))
    assert spells(base, facts, "2024-06-01") == [settled("2024-01-01", "2027-01-01")]


def test_s09_an_age_may_be_compared_with_a_parameter() -> None:
    adult = "parameters: {adult: {unit: years, label: 成年, values: {2000-01-01: 18, 2024-02-01: 25}, basis: law}}\n"
    base = base_of({"l": a_list("on: fine, period: 1 day, when: {subject: {age: '>= adult'}}", more=adult)})
    young = {**ENTERPRISE, "born": "2004-01-01"}
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", "2024-02-10")]
    assert statuses(base, facts, "2024-01-31", "2024-02-10", subject=young) == ["true", "false"]


SOURCED = "penalty: {title: 处罚, sources: [{department: bureau, connected: {from: 2026-01-01}}]}"
"""Fines of a department that is connected late."""


@pytest.mark.parametrize(("as_of", "withheld"), [("2025-12-31", True), ("2026-01-01", False)])
def test_s10_a_reward_is_withheld_while_what_would_exclude_it_may_not_have_been_sent(
    as_of: str, withheld: bool
) -> None:
    black = a_list("on: penalty, period: 1 year", keys="kind: black, decision: none")
    red = a_list(
        "on: praise, period: 5 years",
        keys="kind: red",
        more="excluded_by: black\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]",
    )
    base = base_of({"black": black, "red": red}, facts=SOURCED)
    verdict = evaluate_both(base, [fact("p", "praise", "2024-01-01")], as_of)
    reward = ("red", "fast_lane")
    assert ([tuple(one[:2]) for one in verdict["withheld"]], list(map(tuple, verdict["measures"]))) == (
        ([reward], []) if withheld else ([], [reward])
    )
    assert told(base, [fact("p", "praise", "2024-01-01")], as_of).outcome == ("incomplete" if withheld else "red")


def test_s10_only_who_could_have_been_listed_is_not_known_to_be_clean() -> None:
    black = "\napplies_to: natural_person\n" + a_list("on: penalty, period: 1 year", keys="kind: black, decision: none")
    base = base_of({"black": black}, facts=SOURCED)
    seen = told(base, [fact("p", "praise", "2024-01-01")], "2025-12-31")
    assert (seen.outcome, seen.not_covered) == ("clear", ())
    person = told(
        base, [fact("p", "praise", "2024-01-01")], "2025-12-31", subject={"id": "S", "kind": "natural_person"}
    )
    assert (person.outcome, person.not_covered) == ("incomplete", ("penalty",))
