"""S7, S18, S25: decisions on records that are sent twice, revoked afterwards, or dated after them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells

BLACK = a_list("on: fine, period: 1 year", keys="kind: black")


def _decision(day: str, name: str = "d", outcome: str = "list", **fields: Any) -> dict[str, Any]:
    return about(name, "listing_decision", day, outcome=outcome, **fields)


def _revoked(name: str, day: str = "2024-05-01") -> dict[str, Any]:
    return fact(f"r-{name}", "revocation", day, revokes=name)


def _told(facts: list[dict[str, Any]], as_of: str, policy: str = BLACK, **more: Any) -> tuple[list[Any], list[Any]]:
    """The grounds by rule and fact, and the proposals."""
    told = evaluate_both(base_of({"l": policy}), facts, as_of, **more)["lists"].get(
        "l", {"spells": [], "proposals": []}
    )
    return [row[:2] for spell in told["spells"] for row in spell["grounds"]], told["proposals"]


COPIES = [
    fact("a", "fine", "2024-03-01", number="1", authority="x"),
    fact("b", "fine", "2024-04-01", number="1", authority="x", recorded="2024-04-02"),
]
NAMES: list[dict[str, Any]] = [{}, {"grounds": ["a"]}, {"grounds": ["b"]}]


@pytest.mark.parametrize("named", NAMES)
def test_s07_what_was_declined_is_not_proposed_again_by_a_copy_of_a_later_day(named: dict[str, Any]) -> None:
    facts = [*COPIES, _decision("2024-03-20", outcome="decline", **named)]
    assert _told(facts, "2024-05-01") == ([], [])


@pytest.mark.parametrize("named", NAMES)
def test_s07_what_was_listed_is_not_proposed_again_by_a_copy_of_a_later_day(named: dict[str, Any]) -> None:
    assert _told([*COPIES, _decision("2024-03-20", **named)], "2024-05-01") == ([["rule", "b"]], [])


def test_s07_before_the_later_copy_is_known_the_decision_is_on_the_first() -> None:
    facts = [*COPIES, _decision("2024-03-20")]
    assert _told(facts, "2024-05-01", known_at="2024-04-01") == ([["rule", "a"]], [])


@pytest.mark.parametrize(("revoked", "grounds"), [("a", [["rule", "b"]]), ("b", [["rule", "a"]])])
@pytest.mark.parametrize("named", [["a"], ["b"]])
def test_s07_a_decision_stands_while_a_copy_of_what_it_names_does(
    named: list[str], revoked: str, grounds: list[list[str]]
) -> None:
    facts = [*COPIES, _decision("2024-04-20", grounds=named), _revoked(revoked)]
    assert _told(facts, "2024-05-01") == (grounds, [])


def test_s07_a_decision_falls_when_every_copy_of_what_it_names_is_revoked() -> None:
    facts = [*COPIES, _decision("2024-04-20", grounds=["a"]), _revoked("a"), _revoked("b")]
    assert _told(facts, "2024-05-01") == ([], [])


@pytest.mark.parametrize("outcome", ["list", "decline"])
def test_s18_a_decision_that_names_a_record_of_a_later_day_has_decided_it(outcome: str) -> None:
    facts = [_decision("2024-02-29", outcome=outcome, grounds=["f"]), fact("f", "fine", "2024-05-01")]
    assert _told(facts, "2024-06-01") == ([["rule", "f"]] if outcome == "list" else [], [])


def test_s18_the_ground_of_a_record_of_a_later_day_opens_on_the_decisions() -> None:
    facts = [_decision("2024-02-29", grounds=["f"]), fact("f", "fine", "2024-05-01")]
    assert spells(base_of({"l": BLACK}), facts, "2024-06-01") == [settled("2024-02-29", "2025-02-28")]


TWO = """
list: {kind: black}
listings:
  a: {on: warning, period: 3 years, basis: law}
  z: {on: fine, period: 1 year, basis: law}
"""


def test_s18_a_decision_that_names_nothing_falls_with_all_that_waited_for_it() -> None:
    facts = [fact("f", "fine", "2024-01-31"), _decision("2024-02-29")]
    assert _told(facts, "2024-06-01", TWO) == ([["z", "f"]], [])
    assert _told([*facts, _revoked("f")], "2024-06-01", TWO) == ([], [])


def test_s18_a_decision_that_names_nothing_stands_on_what_is_left_of_what_waited() -> None:
    facts = [fact("f", "fine", "2024-01-31"), fact("w", "warning", "2024-02-01"), _decision("2024-02-29")]
    assert _told([*facts, _revoked("f")], "2024-06-01", TWO) == ([["a", "w"]], [])


@pytest.mark.parametrize(("revoked_on", "grounds"), [("2024-02-29", [["a", "d"]]), ("2024-03-01", [])])
def test_s18_what_had_been_revoked_by_the_decisions_day_did_not_wait_for_it(
    revoked_on: str, grounds: list[list[str]]
) -> None:
    facts = [fact("f", "fine", "2024-01-31"), _decision("2024-02-29"), _revoked("f", revoked_on)]
    assert _told(facts, "2024-06-01", TWO) == (grounds, [])


def test_s18_what_waited_and_fires_no_more_stands_unsupported_by_its_own_rule() -> None:
    repeated = TWO.replace("on: fine,", "on: fine, history: [{count: praise, is: '>= 1'}],")
    facts = [fact("p", "praise", "2024-01-01"), fact("f", "fine", "2024-01-31"), _decision("2024-02-29")]
    assert _told([*facts, _revoked("p")], "2024-06-01", repeated) == ([["z", "f"]], [])


def test_s18_a_second_decision_on_what_was_open_falls_with_it_too() -> None:
    facts = [fact("f", "fine", "2024-01-31"), _decision("2024-02-29", "d1"), _decision("2024-03-15", "d2")]
    assert _told([*facts, _revoked("f")], "2024-06-01") == ([], [])


def test_s25_the_verdict_with_a_revocation_revoked_is_as_without_either() -> None:
    facts = [fact("f", "fine", "2024-01-31"), _decision("2024-02-29"), _revoked("f")]
    assert _told([*facts, fact("x", "revocation", "2024-05-02", revokes="r-f")], "2024-06-01") == ([["rule", "f"]], [])


EXTENSIBLE = a_list("on: fine, period: 1 year, extension: {range: [1 year, 3 years]}", keys="kind: black")


@pytest.mark.parametrize(("numbers", "last"), [(("X", "X"), "2026-02-28"), (("X", "Y"), "2027-02-28")])
def test_s07_a_term_decision_sent_by_two_departments_extends_once(numbers: tuple[str, str], last: str) -> None:
    facts = [fact("f", "fine", "2024-01-31"), _decision("2024-02-29")]
    for name, number in zip(("t1", "t2"), numbers, strict=True):
        facts.append(about(name, "term_decision", "2024-06-01", extend="1 year", document_no=number, grounds=["f"]))
    assert spells(base_of({"l": EXTENSIBLE}), facts, "2024-12-01") == [settled("2024-02-29", last)]


def test_s07_a_listing_decision_sent_twice_opens_nothing_more_and_falls_with_its_record() -> None:
    facts = [fact("f", "fine", "2024-01-31")]
    facts += [_decision("2024-02-29", name, document_no="X") for name in ("d1", "d2")]
    assert _told(facts, "2024-06-01") == ([["rule", "f"]], [])
    assert _told([*facts, _revoked("f")], "2024-06-01") == ([], [])


def test_s07_one_document_may_list_for_one_record_and_decline_another() -> None:
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", "2024-02-01")]
    facts += [_decision("2024-02-29", "d1", document_no="X", grounds=["f"])]
    facts += [_decision("2024-02-29", "d2", "decline", document_no="X", grounds=["g"])]
    assert _told(facts, "2024-06-01") == ([["rule", "f"]], [])


def test_s07_a_decision_that_names_the_silence_about_a_copy_means_that_about_the_one_kept() -> None:
    facts = (
        "\nordered:\n  title: 令\n  identity: number\n  fields: {due: {type: date, label: 期}, number: {type: string,"
    )
    facts += " label: 号}}\n  duties:\n"
    facts += "    obey: {label: 履行, due: due, answered_by: [paid], applies_to: [enterprise], basis: law}\n"
    base = base_of({"l": a_list("on: deadline_missed.obey, period: 1 year", keys="kind: black")}, facts=facts)
    copies = [fact(name, "ordered", "2024-01-31", due="2024-02-29", number="1") for name in ("o", "p")]
    given = [*copies, _decision("2024-03-31", grounds=["missed:obey:o"])]
    told = evaluate_both(base, given, "2024-04-01")["lists"]["l"]
    assert [row[1] for row in told["spells"][0]["grounds"]] == ["missed:obey:p"]
    assert told["proposals"] == []


OFTEN = """
parameters: {term: {unit: period, label: 期, values: {2000-01-01: 1 year, 2025-01-01: 3 years}, basis: law}}
list: {kind: black}
listings:
  often: {when: {count: fine, is: '>= 2'}, period: term, basis: law%s}
"""
TWICE = [fact("f", "fine", "2024-01-01"), fact("g", "fine", "2024-02-01")]


def test_s13_a_rule_without_trigger_goes_by_the_law_of_the_decision() -> None:
    base = base_of({"l": OFTEN % ""})
    assert spells(base, [*TWICE, _decision("2025-03-01")], "2025-06-01") == [settled("2025-03-01", "2028-03-01")]
    assert spells(base, [*TWICE, _decision("2024-12-31")], "2025-06-01") == [settled("2024-12-31", "2025-12-31")]


@pytest.mark.parametrize(("as_of", "proposed"), [("2024-12-31", [["often", ""]]), ("2025-01-01", [])])
def test_s13_a_rule_without_trigger_that_is_repealed_proposes_no_more(as_of: str, proposed: list[Any]) -> None:
    policy = OFTEN % ", in_force: {to: 2024-12-31}"
    assert _told(TWICE, as_of, policy) == ([], proposed)
    opened = [["often", ""]] if as_of == "2024-12-31" else [["often", "d"]]
    assert _told([*TWICE, _decision(as_of)], as_of, policy)[0] == opened


def test_s13_a_rule_without_trigger_that_is_new_proposes_what_was_so_before() -> None:
    policy = OFTEN % ", in_force: {from: 2025-01-01}"
    assert _told(TWICE, "2024-12-31", policy) == ([], [])
    assert _told(TWICE, "2025-01-01", policy) == ([], [["often", ""]])


def test_s13_on_a_list_without_decision_a_rule_without_trigger_goes_by_its_own_day() -> None:
    policy = (OFTEN % "").replace("kind: black", "kind: watch")
    assert spells(base_of({"l": policy}), TWICE, "2025-06-01") == [settled("2024-02-01", "2025-02-01", "expiry")]


def test_s13_what_was_decided_of_a_rule_without_trigger_waits_no_more_under_later_law() -> None:
    assert _told([*TWICE, _decision("2024-12-31", outcome="decline")], "2025-06-01", OFTEN % "") == ([], [])
