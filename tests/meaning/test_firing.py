"""S11–S14: when rules fire, in which order, under which law."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells, status, statuses
from tests.reference import Refused

DAY = "2024-02-29"


@pytest.mark.parametrize(
    ("rule", "fields", "expected"),
    [
        ("where: {amount: '>= 100'}", {"amount": 100}, "true"),
        ("where: {amount: '> 100'}", {"amount": 100}, "false"),
        ("where: {amount: '>= 100'}", {"amount": "99.99"}, "false"),
        ("where: {sort: [a, b]}", {"sort": "b"}, "true"),
        ("where: {sort: not(a)}", {"sort": "b"}, "true"),
        ("where: {acted: '< 2024-02-29'}", {"acted": "2024-02-29"}, "false"),
        ("where: {acted: '<= 2024-02-29'}", {"acted": "2024-02-29"}, "true"),
        ("where: {grave: true}", {"grave": False}, "false"),
        ("about: {sort: a}", {"sort": "b"}, "false"),
        ("about: {sort: a}", {}, "false"),
        ("about: {sort: [a, b]}", {"sort": "b"}, "true"),
        ("about: {sort: [a]}", {"sort": "b"}, "false"),
        ("about: {sort: [a, b]}", {}, "false"),
        ("about: {sort: a}, where: {grave: true}", {"grave": False}, "false"),
    ],
)
def test_s11_a_rule_tests_the_fact_that_triggers_it(rule: str, fields: dict[str, Any], expected: str) -> None:
    base = base_of({"l": a_list(f"on: fine, {rule}, period: 1 year")})
    assert status(base, [fact("f", "fine", DAY, **fields)], DAY) == expected


def test_s11_facts_of_the_same_day_are_in_the_history_and_later_ones_are_not() -> None:
    base = base_of({"l": a_list("on: fine, history: [{fact: warning}], period: 1 month")})
    fine = fact("f", "fine", DAY)
    assert status(base, [fine, fact("w", "warning", DAY)], "2024-03-01") == "true"
    assert status(base, [fine, fact("w", "warning", "2024-03-01")], "2024-03-01") == "false"


def test_s11_a_rule_without_trigger_fires_each_time_its_condition_becomes_true() -> None:
    base = base_of({"l": a_list("when: {count: fine, within: 1 month, is: '>= 1'}, period: 10 days")})
    facts = [fact("a", "fine", "2024-01-31"), fact("b", "fine", "2024-02-29"), fact("c", "fine", "2024-05-31")]
    grounds = [g for s in evaluate_both(base, facts, "2024-07-01")["lists"]["l"]["spells"] for g in s["grounds"]]
    assert [(row[0], row[1], row[2]) for row in grounds] == [("rule", "", "2024-01-31"), ("rule", "", "2024-05-31")]


def test_s11_a_window_that_closes_for_a_day_lets_it_fire_again() -> None:
    base = base_of({"l": a_list("when: {not: {fact: fine, within: 1 month}}, period: 1 day")})
    facts = [fact("a", "fine", "2024-01-31"), fact("b", "fine", "2024-03-01")]
    assert spells(base, facts, "2024-03-31") == []
    assert spells(base, facts, "2024-04-02") == [settled("2024-04-02", "2024-04-03")]
    assert spells(base, [facts[0], fact("b", "fine", "2024-03-02")], "2024-03-31") == [
        settled("2024-03-01", "2024-03-02", "expiry")
    ]


def test_s11_from_the_first_fact_on_and_not_before() -> None:
    base = base_of({"l": a_list("when: {not: {fact: fine}}, period: 1 year")})
    facts = [fact("w", "praise", DAY)]
    assert statuses(base, facts, "2024-02-28", DAY) == ["false", "true"]


def test_s11_a_list_lasts_while_its_condition_holds() -> None:
    keys = "kind: watch, decision: none, while: {count: fine, within: 1 month, is: '>= 1'}"
    base = base_of({"l": f"list: {{{keys}}}\n"})
    facts = [fact("a", "fine", "2024-01-31"), fact("b", "fine", "2024-03-05")]
    assert spells(base, facts, "2024-03-10") == [
        settled("2024-01-31", "2024-02-29", "condition"),
        ("2024-03-05", "2024-03-10", None, None),
    ]
    assert statuses(base, facts, "2024-02-29", "2024-03-01", "2024-03-04", "2024-03-05") == [
        "true",
        "false",
        "false",
        "true",
    ]


def test_s11_days_with_unknown_condition_are_unknown() -> None:
    keys = "kind: watch, while: {count: fine, where: {grave: true}, within: 1 month, is: '>= 1'}"
    base = base_of({"l": f"list: {{{keys}}}\n"})
    facts = [fact("a", "fine", "2024-01-31", grave=True), fact("b", "fine", "2024-02-10")]
    assert statuses(base, facts, "2024-02-29", "2024-03-01", "2024-03-10", "2024-03-11") == [
        "true",
        "unknown",
        "unknown",
        "false",
    ]


def test_s13_a_list_that_lasts_while_something_holds_lasts_while_a_document_sets_it_up() -> None:
    law = "law: {title: 法, in_force: {from: 2024-02-10, to: 2024-02-20}}"
    keys = "kind: watch, while: {count: fine, where: {grave: true}, within: 1 month, is: '>= 1'}, basis: law"
    base = base_of({"l": f"list: {{{keys}}}\nbasis: {{{law}}}\n"})
    days = ("2024-02-09", "2024-02-10", "2024-02-20", "2024-02-21")
    assert statuses(base, [fact("a", "fine", "2024-01-31", grave=True)], *days) == ["false", "true", "true", "false"]
    assert statuses(base, [fact("a", "fine", "2024-01-31")], *days) == ["false", "unknown", "unknown", "false"]


def test_s12_a_higher_list_sees_the_lower_one_on_the_day() -> None:
    policies = {
        "low": a_list("on: fine, period: 1 month"),
        "middle": a_list("on: warning, when: {listed: low}, period: 1 month"),
        "top": a_list("when: {listed: middle, for: 10 days}, until: {not: {listed: [low, middle]}}"),
    }
    base = base_of(policies)
    facts = [fact("f", "fine", "2024-01-31"), fact("w", "warning", DAY), fact("v", "warning", "2024-03-01")]
    assert spells(base, facts, "2024-05-01", "middle") == [settled(DAY, "2024-03-29", "expiry")]
    assert spells(base, facts, "2024-05-01", "top") == [settled("2024-03-11", "2024-03-30", "cure")]


def test_s12_an_unknown_status_below_makes_the_firing_above_unknown() -> None:
    base = base_of(
        {
            "low": a_list("on: fine, where: {grave: true}, period: 1 month"),
            "top": a_list("on: warning, when: {listed: low}, period: 1 month"),
        }
    )
    facts = [fact("f", "fine", "2024-01-31"), fact("w", "warning", DAY), fact("v", "warning", "2024-03-01")]
    assert evaluate_both(base, facts, "2024-03-01")["lists"]["top"]["undecided"] == [["rule", "w"]]


def test_s12_a_circle_is_refused() -> None:
    base = base_of(
        {
            "a": a_list("on: fine, when: {listed: b}, period: 1 month"),
            "b": a_list("on: fine, when: {listed: a}, period: 1 month"),
        }
    )
    with pytest.raises(Refused, match="a, b"):
        evaluate_both(base, [], DAY)


def test_s12_a_policy_sees_its_own_past_as_the_day_before_left_it() -> None:
    base = base_of({"l": a_list("on: fine, when: {not: {listed: l}}, period: 1 month")})
    facts = [
        fact(name, "fine", day)
        for name, day in (("a", "2024-01-31"), ("b", "2024-02-29"), ("c", "2024-03-01"), ("d", "2024-03-02"))
    ]
    grounds = [g[1] for s in evaluate_both(base, facts, "2024-03-31")["lists"]["l"]["spells"] for g in s["grounds"]]
    assert grounds == ["a", "d"]


LARGE = "parameters: {large: {unit: CNY, label: 额, values: {2020-01-01: 100, 2024-02-29: 50}}}\n"


@pytest.mark.parametrize(
    ("law_of", "expected"),
    [("act", "false"), ("penalty", "true"), ("listing", "true"), ("as_of", "true")],
)
def test_s13_the_rule_says_whose_date_picks_the_law(law_of: str, expected: str) -> None:
    base = base_of(
        {"l": a_list(f"on: fine, where: {{amount: '>= large'}}, law_of: {law_of}, period: 1 year", more=LARGE)}
    )
    facts = [fact("f", "fine", DAY, amount=50, acted="2024-02-28", decided=DAY)]
    assert status(base, facts, DAY) == expected


def test_s13_a_missing_law_date_makes_what_is_dated_unknown_and_nothing_else() -> None:
    dated = base_of({"l": a_list("on: fine, where: {amount: '>= large'}, law_of: act, period: 1 year", more=LARGE)})
    plain = base_of({"l": a_list("on: fine, where: {amount: '>= 50'}, law_of: act, period: 1 year")})
    started = base_of({"l": a_list("on: fine, law_of: act, in_force: {from: 2020-01-01}, period: 1 year")})
    facts = [fact("f", "fine", DAY, amount=50)]
    assert [status(base, facts, DAY) for base in (dated, plain, started)] == ["unknown", "true", "unknown"]


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-02-28", "false"), (DAY, "true"), ("2024-06-30", "true"), ("2024-07-01", "false")]
)
def test_s13_a_rule_exists_only_in_its_force(day: str, expected: str) -> None:
    base = base_of({"l": a_list(f"on: fine, in_force: {{from: {DAY}, to: 2024-06-30}}, period: 1 day")})
    assert status(base, [fact("f", "fine", day)], day) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-02-28", "false"), (DAY, "true"), ("2024-06-30", "true"), ("2024-07-01", "false")]
)
def test_s13_a_rule_without_days_of_its_own_has_those_of_what_it_cites(day: str, expected: str) -> None:
    policy = a_list("on: fine, period: 1 day")
    old, new = (
        f"{{title: 旧, in_force: {{from: {DAY}, to: 2024-04-30}}}}",
        "{title: 新, in_force: {from: 2024-05-01, to: 2024-06-30}}",
    )
    cited = policy.replace("basis: law,", "basis: [old/1, new/2],")
    base = base_of({"l": cited + f"basis: {{law: {{title: 法}}, old: {old}, new: {new}}}\n"})
    assert status(base, [fact("f", "fine", day)], day) == expected


def test_s13_facts_in_a_history_are_tested_with_the_law_of_their_own_day() -> None:
    rule = "on: warning, history: [{count: fine, where: {amount: '>= large'}, is: '>= 1'}], period: 1 year"
    base = base_of({"l": a_list(rule, more=LARGE)})
    warning = fact("w", "warning", "2024-03-01")
    assert status(base, [fact("f", "fine", "2024-02-28", amount=50), warning], "2024-03-01") == "false"
    assert status(base, [fact("f", "fine", DAY, amount=50), warning], "2024-03-01") == "true"


def test_s13_a_proposal_is_judged_by_the_law_of_the_day_it_is_asked_or_decided() -> None:
    base = base_of(
        {"l": a_list("on: fine, where: {amount: '>= large'}, period: 1 year", more=LARGE, keys="kind: black")}
    )
    facts = [fact("f", "fine", "2024-01-31", amount=50)]
    assert [
        len(evaluate_both(base, facts, day)["lists"].get("l", {"proposals": []})["proposals"])
        for day in ("2024-02-28", DAY)
    ] == [0, 1]
    decided = [*facts, about("d", "listing_decision", "2024-03-01", outcome="list")]
    assert evaluate_both(base, decided, "2024-03-01")["lists"]["l"]["spells"][0]["grounds"][0][1] == "f"
    early = [*facts, about("d", "listing_decision", "2024-02-28", outcome="list")]
    assert evaluate_both(base, early, "2024-03-01")["lists"]["l"]["spells"][0]["grounds"][0][1] == "d"


LIGHTER = """
parameters:
  large: {unit: CNY, label: 额, values: {2020-01-01: 30000, 2024-01-01: 20000}}
  term: {unit: period, label: 期, values: {2020-01-01: 2 years, 2024-01-01: 1 year}}
"""


@pytest.mark.parametrize(
    ("amount", "acted", "decided", "last"),
    [
        (25000, "2023-11-01", "2024-02-01", None),
        (40000, "2023-11-01", "2024-02-01", "2025-02-01"),
        (40000, "2023-11-01", "2023-12-31", "2026-02-01"),
        (25000, "2024-01-01", "2024-02-01", "2025-02-01"),
    ],
)
def test_s13_the_lighter_law_governs_whole(amount: int, acted: str, decided: str, last: str | None) -> None:
    rule = "on: fine, where: {amount: '>= large'}, law_of: {lighter: [act, penalty]}, period: term"
    base = base_of({"l": a_list(rule, more=LIGHTER)})
    facts = [fact("f", "fine", "2024-02-01", amount=amount, acted=acted, decided=decided)]
    assert spells(base, facts, "2024-02-01") == ([] if last is None else [settled("2024-02-01", last)])


def test_s13_two_rules_of_which_each_is_law_alone_list_nobody_by_the_lighter_law() -> None:
    policy = """
    list: {kind: watch}
    law_of: {lighter: [act, penalty]}
    listings:
      old: {on: fine, basis: law, period: 2 years, in_force: {to: 2023-12-31}}
      new: {on: fine, basis: law, period: 1 year, in_force: {from: 2024-01-01}}
    """
    base = base_of({"l": policy})
    both = fact("f", "fine", "2024-02-01", amount=1, acted="2023-12-31", decided="2024-02-01")
    assert spells(base, [both], "2024-02-01") == []
    new = fact("f", "fine", "2024-02-01", amount=1, acted="2024-01-01", decided="2024-02-01")
    assert spells(base, [new], "2024-02-01") == [settled("2024-02-01", "2025-02-01")]


def test_s13_if_one_of_two_laws_is_unknown_only_the_other_can_decide_and_only_against_listing() -> None:
    rule = "on: fine, where: {amount: '>= large'}, law_of: {lighter: [act, penalty]}, period: term"
    base = base_of({"l": a_list(rule, more=LIGHTER)})
    outcomes = [
        status(base, [fact("f", "fine", "2024-02-01", amount=amount, decided="2024-02-01")], "2024-02-01")
        for amount in (15000, 25000)
    ]
    assert outcomes == ["false", "unknown"]


def test_s14_two_triggers_of_one_day_extend_once() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 month, on_repeat: extend 1 year")})
    facts = [fact("a", "fine", "2024-01-31"), fact("b", "fine", "2024-02-10"), fact("c", "fine", "2024-02-10")]
    assert spells(base, facts, "2024-02-10") == [settled("2024-01-31", "2025-02-28")]


def test_s14_of_two_rules_firing_on_one_day_the_longer_period_carries_the_spell() -> None:
    text = """
    list: {kind: watch}
    listings:
      a: {on: fine, period: 1 month, basis: law}
      b: {on: fine, where: {grave: true}, period: 1 year, on_repeat: ignore, basis: law}
    """
    facts = [fact("f", "fine", DAY, grave=True)]
    assert spells(base_of({"l": text}), facts, DAY) == [settled(DAY, "2025-02-28")]


def test_s14_a_repeat_on_the_last_day_still_finds_the_list_open() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 month, on_repeat: ignore")})
    first = fact("a", "fine", "2024-01-31")
    assert spells(base, [first, fact("b", "fine", DAY)], "2024-03-01") == [settled("2024-01-31", DAY, "expiry")]
    assert spells(base, [first, fact("b", "fine", "2024-03-01")], "2024-03-01") == [settled("2024-01-31", "2024-04-01")]


def test_s12_a_list_that_a_decision_alone_opened_is_seen_by_the_lists_above() -> None:
    base = base_of(
        {
            "m": a_list("on: fine, period: 1 year", keys="kind: black"),
            "l": "list: {kind: watch, while: {listed: m}}\n",
        }
    )
    decided = about("d", "listing_decision", "2024-02-29", policy="m", outcome="list")
    assert statuses(base, [decided], "2024-02-29", "2025-02-28", "2025-03-01") == ["true", "true", "false"]
