"""S26: the rules that nearly fired, and what kept them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.verdict import Kept, Near, Verdict
from tests.meaning.judging import ENTERPRISE, a_list, about, base_of, fact
from tests.online.told import told

DAY = "2024-02-29"


def _fine(name: str = "f", **fields: Any) -> dict[str, Any]:
    return fact(name, "fine", DAY, **fields)


def _kept(verdict: Verdict) -> list[tuple[str, str | None, str, str | None, str]]:
    return [(one.rule, one.fact, one.kept_by.asks, one.kept_by.found, one.kept_by.truth) for one in verdict.near]


@pytest.mark.parametrize(
    ("grave", "warned", "near"),
    [
        (False, False, [("rule", "f", "grave true", "false", "false")]),
        (None, False, [("rule", "f", "grave true", "?", "unknown")]),
        (True, True, [("rule", "f", "count warning >= 1", "1", "false")]),
        (False, True, []),
        (True, False, []),
    ],
)
def test_s26_a_rule_is_near_where_exactly_one_condition_is_not_true(
    grave: bool | None, warned: bool, near: list[Any]
) -> None:
    base = base_of({"l": a_list("on: fine, where: {grave: true}, unless: {fact: warning}, period: 1 year")})
    facts = [_fine() if grave is None else _fine(grave=grave), *([fact("w", "warning", DAY)] if warned else [])]
    assert _kept(told(base, facts, DAY)) == near


LARGE = "parameters: {large: {unit: CNY, label: 大额, values: {2020-01-01: 300, 2024-01-01: 200}}}\n"
FINED = {"acted": "2023-12-31", "decided": DAY}


@pytest.mark.parametrize(
    ("amount", "near"),
    [("150", ["amount >= large"]), ("200", ["amount >= large"]), ("299", ["amount >= large"]), ("300", [])],
)
def test_s26_a_rule_judged_by_two_laws_is_near_under_either(amount: str, near: list[str]) -> None:
    rule = "on: fine, where: {amount: '>= large'}, period: 1 year, law_of: {lighter: [penalty, act]}"
    verdict = told(base_of({"l": a_list(rule, more=LARGE)}), [_fine(amount=amount, **FINED)], DAY)
    assert [one.kept_by.asks for one in verdict.near] == near


def test_s26_a_rule_is_near_under_the_law_that_leaves_one_condition_where_the_other_leaves_two() -> None:
    rule = "on: fine, where: {amount: '>= large', grave: true}, period: 1 year, law_of: {lighter: [act, penalty]}"
    verdict = told(base_of({"l": a_list(rule, more=LARGE)}), [_fine(amount="250", grave=False, **FINED)], DAY)
    assert [one.kept_by.asks for one in verdict.near] == ["grave true"]


TWICE = a_list("when: {count: fine, within: 1 month, is: '>= 2'}, period: 1 year")


def test_s26_a_rule_that_no_fact_triggers_is_near_on_the_day_asked_where_a_fact_it_looks_at_is_there() -> None:
    kept = Kept("condition", "listings.rule.when", "count fine within 1 month >= 2", "1", "false")
    assert told(base_of({"l": TWICE}), [_fine()], DAY).near == (Near("l", "rule", "rule", None, kept),)


@pytest.mark.parametrize(
    ("facts", "as_of"),
    [
        ([fact("w", "warning", DAY)], DAY),
        ([_fine(), _fine("g")], DAY),
        ([_fine(), _fine("g")], "2024-06-30"),
    ],
)
def test_s26_a_rule_that_no_fact_triggers_is_not_near_without_facts_nor_while_it_lists(
    facts: list[dict[str, Any]], as_of: str
) -> None:
    assert told(base_of({"l": TWICE}), facts, as_of).near == ()


OVERLAY = """
l:
  region_of: subject
  listings: {extra: {on: fine, %speriod: 1 year, law_of: listing, basis: c}}
"""


@pytest.mark.parametrize(
    ("region", "where", "near"),
    [
        ("140200", "", []),
        ("140200", "where: {grave: true}, ", []),
        ("140100", "where: {grave: true}, ", [("1401.extra", "grave true")]),
        (None, "", [("1401.extra", "region 1401")]),
    ],
)
def test_s26_a_rule_of_another_region_is_not_near(region: str | None, where: str, near: list[Any]) -> None:
    base = base_of({"l": a_list("on: warning, period: 1 year")}, overlays={"1401": OVERLAY % where})
    subject = {**ENTERPRISE, **({} if region is None else {"region": region})}
    verdict = told(base, [_fine(grave=False)], DAY, subject=subject)
    assert [(one.rule, one.kept_by.asks) for one in verdict.near] == near


DECLINED = about("d", "listing_decision", "2024-06-01", outcome="decline", grounds=["f"])


@pytest.mark.parametrize(("facts", "as_of"), [([], "2024-09-01"), ([DECLINED], "2024-06-01")])
def test_s26_a_rule_that_lapsed_or_was_decided_on_without_having_fired_is_near(
    facts: list[dict[str, Any]], as_of: str
) -> None:
    policy = a_list(
        "on: fine, where: {amount: '>= large'}, period: 1 year", keys="kind: black, lapses: 6 months", more=LARGE
    )
    verdict = told(base_of({"l": policy}), [_fine(amount="199"), *facts], as_of)
    assert _kept(verdict) == [("rule", "f", "amount >= large", "199", "false")]


@pytest.mark.parametrize(("facts", "as_of"), [([], "2024-09-01"), ([DECLINED], "2024-06-01")])
def test_s26_a_rule_that_fired_and_lapsed_or_was_declined_is_not_near(facts: list[dict[str, Any]], as_of: str) -> None:
    policy = a_list(
        "on: fine, where: {amount: '>= large'}, period: 1 year", keys="kind: black, lapses: 6 months", more=LARGE
    )
    assert told(base_of({"l": policy}), [_fine(amount="200"), *facts], as_of).near == ()
