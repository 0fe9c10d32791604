"""S18: proposals, decisions, and what a decision opens by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells, status, statuses

DAY = "2024-02-29"
BLACK = a_list("on: fine, period: 1 year", keys="kind: black")


def _decision(day: str, name: str = "d", outcome: str = "list", **fields: Any) -> dict[str, Any]:
    return about(name, "listing_decision", day, outcome=outcome, **fields)


def _grounds(policy: str, facts: list[dict[str, Any]], as_of: str) -> list[list[str]]:
    told = evaluate_both(base_of({"l": policy}), facts, as_of)["lists"].get("l", {"spells": []})
    return [row[:4] for spell in told["spells"] for row in spell["grounds"]]


def _proposals(policy: str, facts: list[dict[str, Any]], as_of: str, **more: Any) -> list[list[str]]:
    told = evaluate_both(base_of({"l": policy}), facts, as_of, **more)["lists"]
    return list(told.get("l", {"proposals": []})["proposals"])


def test_s18_without_decision_there_is_a_proposal_and_no_spell() -> None:
    told = evaluate_both(base_of({"l": BLACK}), [fact("f", "fine", DAY)], "2030-01-01")["lists"]["l"]
    assert told == {"spells": [], "status": "false", "proposals": [["rule", "f"]], "undecided": []}


def test_s18_the_spell_opens_on_the_day_of_a_late_decision() -> None:
    facts = [fact("f", "fine", DAY), _decision("2025-08-31")]
    assert _proposals(BLACK, facts, "2025-08-30") == [["rule", "f"]]
    assert statuses(base_of({"l": BLACK}), facts, "2025-08-30", "2025-08-31", "2026-08-31", "2026-09-01") == [
        "false",
        "true",
        "true",
        "false",
    ]
    assert _proposals(BLACK, facts, "2025-08-31") == []


def test_s18_a_decision_recorded_late_is_not_known_before() -> None:
    late = about("d", "listing_decision", "2024-03-31", outcome="list", recorded="2024-05-31")
    facts = [fact("f", "fine", DAY), {**late, "fields": {"policy": "l", "outcome": "list"}, "recorded": "2024-05-31"}]
    assert status(base_of({"l": BLACK}), facts, "2024-04-01", known_at="2024-05-30") == "false"
    assert status(base_of({"l": BLACK}), facts, "2024-04-01", known_at="2024-05-31") == "true"


def test_s18_a_decision_without_grounds_means_all_that_waits() -> None:
    facts = [
        fact("f", "fine", "2024-01-31"),
        fact("g", "fine", DAY),
        fact("later", "fine", "2024-04-01"),
        _decision("2024-03-31"),
    ]
    assert _grounds(BLACK, facts, "2024-04-01") == [
        ["rule", "f", "2024-03-31", "2025-03-31"],
        ["rule", "g", "2024-03-31", "2025-03-31"],
    ]
    assert _proposals(BLACK, facts, "2024-04-01") == [["rule", "later"]]


def test_s18_a_decision_with_grounds_means_those_it_names() -> None:
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", DAY), _decision("2024-03-31", grounds=["g"])]
    assert _grounds(BLACK, facts, "2024-04-01") == [["rule", "g", "2024-03-31", "2025-03-31"]]
    assert _proposals(BLACK, facts, "2024-04-01") == [["rule", "f"]]


@pytest.mark.parametrize(
    ("grounds", "left"),
    [(None, []), (["f"], [["rule", "g"]]), (["nobody"], [["rule", "f"], ["rule", "g"]])],
)
def test_s18_a_negative_decision_closes_what_it_means(grounds: list[str] | None, left: list[list[str]]) -> None:
    facts = [
        fact("f", "fine", "2024-01-31"),
        fact("g", "fine", DAY),
        _decision("2024-03-31", outcome="decline", grounds=grounds),
    ]
    assert _proposals(BLACK, facts, "2024-04-01") == left


def test_s18_what_was_declined_does_not_wait_again_but_may_still_be_decided_on() -> None:
    facts = [
        fact("f", "fine", DAY),
        _decision("2024-03-31", outcome="decline"),
        _decision("2024-04-30", "e", grounds=["f"]),
    ]
    assert _proposals(BLACK, facts, "2024-04-29") == []
    assert _grounds(BLACK, facts, "2024-05-01") == [["rule", "f", "2024-04-30", "2025-04-30"]]


@pytest.mark.parametrize(("decided", "rows"), [("2024-05-29", ["f"]), ("2024-05-30", ["d"])])
def test_s18_a_proposal_lapses_the_day_after_its_time(decided: str, rows: list[str]) -> None:
    policy = a_list("on: fine, period: 1 year", keys="kind: black, lapses: 3 months")
    facts = [fact("f", "fine", DAY)]
    assert _proposals(policy, facts, "2024-05-29") == [["rule", "f"]]
    assert _proposals(policy, facts, "2024-05-30") == []
    assert [row[1] for row in _grounds(policy, [*facts, _decision(decided)], "2024-06-01")] == rows


@pytest.mark.parametrize(("decided", "rows"), [("2024-03-31", ["f"]), ("2024-04-01", ["d"])])
def test_s18_a_proposal_is_cured_with_the_end_of_the_day(decided: str, rows: list[str]) -> None:
    policy = a_list("on: fine, until: {fact: paid, since: trigger}", keys="kind: black")
    facts = [fact("f", "fine", DAY), fact("p", "paid", "2024-03-31")]
    assert _proposals(policy, facts, "2024-03-31") == [["rule", "f"]]
    assert _proposals(policy, facts, "2024-04-01") == []
    assert [row[1] for row in _grounds(policy, [*facts, _decision(decided)], "2024-05-01")] == rows


def test_s18_a_revoked_trigger_is_no_proposal() -> None:
    facts = [fact("f", "fine", DAY), fact("r", "revocation", "2024-03-31", revokes="f")]
    assert _proposals(BLACK, facts, "2024-03-30") == [["rule", "f"]]
    assert _proposals(BLACK, facts, "2024-03-31") == []


def test_s18_a_decision_stands_even_where_nothing_fired() -> None:
    policy = a_list("on: fine, where: {grave: true}, period: 1 year", keys="kind: black")
    mild = fact("f", "fine", DAY, grave=False)
    assert _grounds(policy, [mild, _decision("2024-03-31", grounds=["f"])], "2024-04-01") == [
        ["rule", "f", "2024-03-31", "2025-03-31"]
    ]
    assert _grounds(policy, [mild, _decision("2024-03-31")], "2024-04-01") == [
        ["rule", "d", "2024-03-31", "2025-03-31"]
    ]
    assert _grounds(policy, [_decision("2024-03-31", grounds=["unheard"])], "2024-04-01") == [
        ["rule", "unheard", "2024-03-31", "2025-03-31"]
    ]


def test_s18_an_unsupported_ground_has_the_first_rule_that_looks_at_its_fact() -> None:
    text = """
    list: {kind: black}
    listings:
      a: {on: warning, period: 1 month, basis: law}
      b: {on: fine, where: {grave: true}, period: 1 year, basis: law}
      c: {on: fine, where: {grave: true}, period: 2 years, basis: law}
    """
    facts = [fact("f", "fine", DAY, grave=False), _decision("2024-03-31", grounds=["f", "unheard"])]
    assert _grounds(text, facts, "2024-04-01") == [
        ["a", "unheard", "2024-03-31", "2024-04-30"],
        ["b", "f", "2024-03-31", "2025-03-31"],
    ]


@pytest.mark.parametrize(
    ("revoked", "rows"),
    [(["f"], ["g"]), (["g"], ["f"]), (["f", "g"], []), ([], ["f", "g"])],
)
def test_s18_a_decision_falls_with_the_records_it_names(revoked: list[str], rows: list[str]) -> None:
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", DAY), _decision("2024-03-31", grounds=["f", "g"])]
    facts += [fact(f"r{name}", "revocation", "2024-05-31", revokes=name) for name in revoked]
    assert [row[1] for row in _grounds(BLACK, facts, "2024-05-31")] == rows


@pytest.mark.parametrize("again", ["2024-03-31", "2025-03-31"])
def test_s18_a_decision_that_names_nothing_means_what_is_open_where_nothing_waits(again: str) -> None:
    facts = [fact("f", "fine", DAY), _decision("2024-03-31", "d1"), _decision(again, "d2")]
    assert [row[1] for row in _grounds(BLACK, facts, "2025-04-01")] == ["f"]


def test_s18_a_decision_that_names_nothing_after_the_list_has_ended_stands_alone() -> None:
    facts = [fact("f", "fine", DAY), _decision("2024-03-31", "d1"), _decision("2025-04-01", "d2")]
    assert [row[1] for row in _grounds(BLACK, facts, "2025-04-01")] == ["d2", "f"]


def test_s18_what_is_open_already_is_not_opened_again() -> None:
    facts = [fact("f", "fine", DAY), _decision("2024-03-31"), _decision("2024-04-30", "e", grounds=["f"])]
    assert _grounds(BLACK, facts, "2024-05-01") == [["rule", "f", "2024-03-31", "2025-03-31"]]


def test_s18_an_undecided_repeat_changes_no_spell_but_bars_repair() -> None:
    more = "repair: {bars: [{count: fine, since: listing, is: '>= 1'}], basis: law}\n"
    base = base_of({"l": BLACK + more})
    facts = [
        fact("f", "fine", DAY),
        _decision("2024-03-31"),
        fact("g", "fine", "2024-04-30"),
        about("a", "repair_application", "2024-05-31"),
    ]
    verdict = evaluate_both(base, facts, "2024-06-01")
    assert verdict["lists"]["l"]["proposals"] == [["rule", "g"]]
    assert spells(base, facts, "2024-06-01") == [settled("2024-03-31", "2025-03-31")]
    assert verdict["applications"] == [["l", "a", "f", "refused", ["bars.0"]]]


def test_s18_a_rule_without_trigger_is_named_by_its_id() -> None:
    policy = a_list("when: {count: fine, is: '>= 2'}, period: 1 year", keys="kind: black", name="often")
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", DAY)]
    assert _proposals(policy, facts, "2024-03-01") == [["often", ""]]
    decided = [*facts, _decision("2024-03-31", grounds=["often"])]
    assert _grounds(policy, decided, "2024-04-01") == [["often", "", "2024-03-31", "2025-03-31"]]


def test_s18_the_decision_may_settle_the_range() -> None:
    policy = a_list("on: fine, period: {range: [1 year, 3 years]}", keys="kind: black")
    facts = [fact("f", "fine", DAY), _decision("2024-02-29", period="2 years")]
    assert _grounds(policy, facts, "2024-03-01") == [["rule", "f", "2024-02-29", "2026-02-28"]]
    outside = [fact("f", "fine", DAY), _decision("2024-02-29", period="4 years")]
    assert spells(base_of({"l": policy}), outside, "2024-03-01") == [("2024-02-29", "2025-02-28", "2027-02-28", None)]


def test_s18_no_stratum_sees_a_proposal() -> None:
    base = base_of({"low": BLACK, "l": a_list("on: warning, when: {listed: low}, period: 1 year")})
    facts = [fact("f", "fine", DAY), fact("w", "warning", "2024-03-31")]
    assert status(base, facts, "2024-03-31") == "false"
    decided = [*facts, about("d", "listing_decision", "2024-03-31", "low", outcome="list")]
    assert status(base, decided, "2024-03-31") == "true"


def test_s18_an_unsupported_decision_goes_by_law_in_force_before_law_that_is_not() -> None:
    rules = """
    list: {kind: black}
    listings:
      a_repealed: {on: warning, basis: law, period: 1 year, in_force: {to: 2023-12-31}}
      b_present: {on: warning, basis: law, period: 2 years, in_force: {from: 2024-01-01}}
    """
    base = base_of({"l": rules})
    grounds = evaluate_both(base, [_decision("2024-04-30")], "2024-06-30")["lists"]["l"]["spells"][0]["grounds"]
    assert [row[0] for row in grounds] == ["b_present"]


STRICTER = """
list: {kind: black}
listings:
  old: {on: fine, where: {amount: '>= 100'}, period: 1 year, basis: law}
  new: {on: fine, where: {amount: '>= 50'}, period: 3 years, basis: law, in_force: {from: 2025-01-01}}
"""


@pytest.mark.parametrize("outcome", ["list", "decline"])
@pytest.mark.parametrize("grounds", [{}, {"grounds": ["f"]}])
def test_s18_a_fact_that_was_decided_on_is_not_proposed_again_under_later_law(
    outcome: str, grounds: dict[str, Any]
) -> None:
    facts = [fact("f", "fine", DAY, amount="100"), _decision("2024-03-31", outcome=outcome, **grounds)]
    assert _proposals(STRICTER, facts[:1], "2025-01-01") == [["new", "f"], ["old", "f"]]
    assert _proposals(STRICTER, facts, "2025-01-01") == []


def test_s18_what_was_not_decided_on_is_proposed_under_later_law() -> None:
    facts = [fact("f", "fine", DAY, amount="100"), fact("g", "fine", DAY, amount="50"), _decision("2024-03-31")]
    assert _proposals(STRICTER, facts, "2025-01-01") == [["new", "g"]]


def test_s18_a_proposal_that_has_lapsed_is_not_raised_again_by_a_cure() -> None:
    policy = a_list("on: fine, until: {fact: paid, since: trigger}", keys="kind: black, lapses: 1 month")
    facts = [fact("f", "fine", DAY), fact("p", "paid", "2024-04-30")]
    assert _proposals(policy, facts, "2024-04-30") == []


def test_s14_decisions_of_one_day_are_one_event() -> None:
    policy = a_list("on: fine, period: 1 year, on_repeat: extend 1 year", keys="kind: black")
    facts = [
        fact("f", "fine", "2024-01-31"),
        _decision("2024-02-29", "a"),
        fact("g", "fine", "2024-03-01"),
        fact("h", "fine", "2024-03-01"),
        _decision("2024-03-31", "b", grounds=["g"]),
        _decision("2024-03-31", "c", grounds=["h"]),
    ]
    assert spells(base_of({"l": policy}), facts, "2024-03-31") == [settled("2024-02-29", "2026-02-28")]


def test_s18_a_decision_that_names_a_silence_falls_with_the_fact_that_was_due_it() -> None:
    facts = "\nordered:\n  title: 责令\n  fields: {due: {type: date, label: 期限}}\n  duties:\n"
    facts += "    obey: {label: 履行, due: due, answered_by: [paid], applies_to: [enterprise], basis: law}\n"
    base = base_of({"l": a_list("on: deadline_missed.obey, period: 1 year", keys="kind: black")}, facts=facts)
    given = [fact("o", "ordered", "2024-01-31", due=DAY), _decision("2024-03-31", grounds=["missed:obey:o"])]
    assert status(base, given, "2024-04-01") == "true"
    assert status(base, [*given, fact("r", "revocation", "2024-04-01", revokes="o")], "2024-04-01") == "false"
