"""S26: what a verdict names for each ground, measure and grade; S18: what it labels as assumed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.verdict import GroundVerdict, MeasureVerdict, ParameterUse, Proposal, ScoreLine, Verdict
from tests.meaning.judging import a_list, about, base_of, fact
from tests.online.told import LAW, article, told

DAY = "2024-02-29"
LARGE = "parameters: {large: {unit: CNY, label: 大额, values: {2020-01-01: 100, 2024-01-01: 200}}}\n"
PERSON = {"id": "S", "kind": "natural_person"}


def _large(value: str, law: str) -> ParameterUse:
    return ParameterUse("large", "大额", value, "CNY", law, "high")


def _fine(name: str, day: str, **fields: Any) -> dict[str, Any]:
    return fact(name, "fine", day, **fields)


def _ground(verdict: Verdict, policy: str = "l") -> GroundVerdict:
    (listed,) = [one for one in verdict.lists if one.policy == policy]
    (ground,) = listed.spells[-1].grounds
    return ground


def test_s26_a_ground_names_rule_facts_days_values_and_articles() -> None:
    rule = "on: fine, where: {amount: '>= large'}, history: [{fact: warning, within: 1 year}], period: 1 year"
    base = base_of(
        {"l": a_list(rule.replace("on:", "label: 大额罚款, basis: law/5, on:"), more=LARGE).replace("basis: law, ", "")}
    )
    verdict = told(base, [fact("w", "warning", "2024-01-31"), _fine("f", DAY, amount="200")], DAY)
    assert _ground(verdict) == GroundVerdict(
        rule="rule", label="大额罚款", fact="f", triggered=DAY, start=DAY, last="2025-02-28", last_at_most="2025-02-28",
        ended_by=None, degree=None, law=DAY, articles=(article("5"),), parameters=(_large("200", DAY),),
        supporting=("w",), confidence="high", flags=(),
    )  # fmt: skip


def test_s13_s26_facts_counted_show_the_value_of_the_law_of_their_own_day() -> None:
    rule = "on: warning, history: [{count: fine, where: {amount: '>= large'}, is: '>= 2'}], period: 1 year"
    facts = [_fine("f", "2023-12-31", amount="150"), _fine("g", "2024-01-01", amount="250"), fact("w", "warning", DAY)]
    ground = _ground(told(base_of({"l": a_list(rule, more=LARGE)}), facts, DAY))
    assert ground.parameters == (_large("100", "2023-12-31"), _large("200", "2024-01-01"))


@pytest.mark.parametrize(
    "asking",
    [
        "at_end: {if: {sum: fine, of: amount, is: '>= large'}, extend: 1 year, basis: law}",
        "until: {sum: fine, of: amount, is: '>= large'}, ends: {any: [period, cure]}",
    ],
)
def test_s26_what_ends_a_ground_shows_the_value_of_the_law_of_the_day_asked(asking: str) -> None:
    base = base_of({"l": a_list(f"on: fine, period: 1 year, {asking}", more=LARGE)})
    assert _ground(told(base, [_fine("f", "2023-12-31", amount="20")], DAY)).parameters == (_large("200", DAY),)


def test_s26_a_list_that_lasts_as_long_as_its_condition_names_it_as_its_ground() -> None:
    keys = "list: {kind: watch, basis: law/7, while: {sum: fine, of: amount, within: 1 month, is: '>= large'}}\n"
    base, facts = base_of({"l": keys + LARGE}), [_fine("f", DAY, amount="200")]
    ground = GroundVerdict(
        rule="while", label="名单", fact=None, triggered=DAY, start=DAY, last=None, last_at_most=None, ended_by=None,
        degree=None, law="2024-03-29", articles=(article("7"),), parameters=(_large("200", "2024-03-29"),),
        supporting=("f",), confidence="high", flags=(),
    )  # fmt: skip
    assert _ground(told(base, facts, "2024-03-29")) == ground
    ended = replace(ground, last="2024-03-29", last_at_most="2024-03-29", ended_by="condition")
    assert _ground(told(base, facts, "2024-03-30")) == ended


def test_s26_a_measure_names_what_brings_it_its_values_its_articles_and_the_statute() -> None:
    when = "when: {sum: fine, of: amount, is: '>= large'}"
    more = f"{LARGE}measures: [{{measure: ban, by: bureau, strength: shall, basis: law/11, {when}}}]\n"
    base = base_of({"l": a_list("on: warning, period: 1 year", more=more)})
    facts = [fact("w", "warning", DAY), _fine("f", DAY, amount="200")]
    assert told(base, facts, "2024-03-01").measures == (
        MeasureVerdict(
            measure="ban", title="限制", kind="administrative", policy="l", via=None, by=("bureau",), strength="shall",
            gates=(), since=DAY, last="2025-02-28", withheld=None, flags=(), rules=("rule",), facts=("f", "w"),
            parameters=(_large("200", "2024-03-01"),), confidence="high", articles=(article("11"),), statute=(LAW,),
        ),
    )  # fmt: skip


BY_DEGREE = """
list: {kind: watch}
listings:
  mild: {on: fine, period: 3 years, degree: light, basis: law}
  grave: {on: warning, period: 1 year, degree: heavy, basis: law}
measures: [{measure: ban, by: bureau, strength: shall, degrees: heavy, basis: law%s}]
"""


@pytest.mark.parametrize(
    ("own", "warnings", "as_of", "brought", "known"),
    [
        ("", ["2024-06-30"], "2024-07-01", ["2024-06-30"], ("2024-06-30", "2025-06-30")),
        ("", ["2024-06-30", "2025-06-30"], "2025-07-01", ["2025-06-30"], ("2024-06-30", "2026-06-30")),
        ("", ["2024-06-30", "2025-07-02"], "2025-07-02", ["2025-07-02"], ("2025-07-02", "2026-07-02")),
        (", period: 6 months", ["2024-06-30"], "2024-07-01", ["2024-06-30"], ("2024-06-30", "2024-08-29")),
    ],
)
def test_s26_a_measure_chosen_by_degrees_lasts_as_long_as_the_grounds_of_them(
    own: str, warnings: list[str], as_of: str, brought: list[str], known: tuple[str, str]
) -> None:
    facts = [_fine("f", DAY), *(fact(f"w{day}", "warning", day) for day in warnings)]
    (measure,) = told(base_of({"l": BY_DEGREE % own}), facts, as_of).measures
    assert (measure.since, measure.last) == known
    assert measure.rules == ("grave",)
    assert measure.facts == tuple(f"w{day}" for day in brought)


GRADE = """
parameters: {pt: {unit: points, label: 扣分, values: {2020-01-01: -50, 2023-07-01: -20}}}
grade:
  per: calendar_year
  order: [A, D]
  start: 100
  bands: {A: '>= 60', D: '< 60'}
  declared: 01-01
  basis: law/2
  items: {fined: {on: fine, points: pt, basis: law/5}}
measures: [{measure: ban, by: bureau, strength: may, basis: law, grades: D}]
"""


def test_s26_a_line_of_a_score_names_its_facts_values_and_articles() -> None:
    verdict = told(base_of({"g": GRADE}), [_fine("f", "2023-06-30"), _fine("g", "2023-07-01")], DAY)
    (grade,), (measure,) = verdict.grades, verdict.measures
    values = tuple(
        ParameterUse("pt", "扣分", value, "points", law, "high")
        for value, law in (("-50", "2023-06-30"), ("-20", "2023-07-01"))
    )
    assert grade.lines == (ScoreLine("fined", "-70", ("f", "g"), values, (article("5"),)),)
    assert (grade.grade, grade.articles) == ("D", (article("2"),))
    assert (measure.rules, measure.facts) == (("fined",), ("f", "g"))


BAN = "measures: [{measure: ban, by: bureau, strength: may, basis: law}]\n"
BLACK = a_list("on: fine, period: 1 year", keys="kind: black", more=f"{BAN}repair: {{none_provided: law}}\n")
HIGHER = a_list("when: {listed: black}, period: 1 year", more=BAN)
MEMO = "when: {listed: black}\nmeasures: [{measure: watch, by: bureau, strength: may, basis: law}]\n"
REWARDED = a_list(
    "on: praise, period: 5 years",
    keys="kind: red",
    more="excluded_by: black\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]\n",
)


def _labels(verdict: Verdict) -> tuple[dict[str, tuple[str, ...]], dict[tuple[str, str], tuple[str, ...]]]:
    grounds = {one.policy: ground.flags for one in verdict.lists for spell in one.spells for ground in spell.grounds}
    return grounds, {(one.policy, one.measure): one.flags for one in verdict.measures}


def test_s18_all_that_an_assumed_decision_yields_is_labelled_and_so_is_the_verdict() -> None:
    base = base_of(
        {"black": BLACK, "l": HIGHER, "red": REWARDED, "w": a_list("on: fine, period: 1 year", more=BAN)}, linkage=MEMO
    )
    facts = [fact("p", "praise", DAY), _fine("f", DAY)]
    assumed, verdict = ("assumed",), told(base, facts, "2024-03-01", decided_after=0)
    assert verdict.assume_decided
    assert _labels(verdict) == (
        {"black": assumed, "l": assumed, "red": (), "w": ()},
        {("black", "ban"): assumed, ("black", "watch"): assumed, ("l", "ban"): assumed, ("red", "fast_lane"): assumed,
         ("w", "ban"): ()},
    )  # fmt: skip


def test_s18_where_the_authority_has_decided_nothing_is_labelled_as_assumed() -> None:
    base = base_of({"black": BLACK, "l": HIGHER}, linkage=MEMO)
    facts = [_fine("f", DAY), about("d", "listing_decision", "2024-03-01", "black", outcome="list")]
    verdict = told(base, facts, "2024-03-01", decided_after=0)
    assert verdict == replace(told(base, facts, "2024-03-01"), assume_decided=True)
    assert _labels(verdict) == (
        {"black": (), "l": ()},
        {("black", "ban"): (), ("black", "watch"): (), ("l", "ban"): ()},
    )


REACHING = "extends_to: [{role: boss, basis: law}]\nrepair: {none_provided: law}\n"


def _principal(*facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    told_of = [{**one, "subject": "Q", "related": [{"role": "boss", "subject": "S"}]} for one in facts]
    return {"Q": {"subject": {"id": "Q", "kind": "enterprise"}, "facts": told_of}}


def test_s24_s26_a_ground_that_reaches_a_role_holder_rests_on_the_principals_facts() -> None:
    rule = "on: fine, where: {amount: '>= large'}, history: [{count: fine, within: 1 year, is: '>= 2'}], period: 1 year"
    base = base_of({"l": a_list(rule, more=LARGE + REACHING)})
    theirs = _principal(_fine("a", "2024-01-31"), _fine("b", DAY, amount="200"))
    ground = _ground(told(base, [_fine("mine", "2024-02-01")], DAY, subject=PERSON, principals=theirs))
    assert (ground.fact, ground.supporting, ground.flags) == ("b", ("a",), ("extension",))
    assert ground.parameters == (_large("200", DAY),)


@pytest.mark.parametrize(
    ("grave", "decided", "assume", "flags"),
    [
        (True, False, True, ("assumed", "extension")),
        (False, True, False, ("extension", "unsupported")),
        (True, True, False, ("extension",)),
    ],
)
def test_s18_s24_a_ground_that_reaches_a_role_holder_is_labelled_as_the_principals(
    grave: bool, decided: bool, assume: bool, flags: tuple[str, ...]
) -> None:
    base = base_of({"l": a_list("on: fine, where: {grave: true}, period: 1 year", keys="kind: black", more=REACHING)})
    decision = [about("d", "listing_decision", DAY, outcome="list", grounds=["f"])] if decided else []
    theirs = _principal(_fine("f", DAY, grave=grave), *decision)
    verdict = told(base, [], DAY, subject=PERSON, principals=theirs, decided_after=0 if assume else None)
    assert _ground(verdict).flags == flags


def test_s20_s24_a_resumed_listing_is_told_as_such_to_a_role_holder_too() -> None:
    base = base_of(
        {"l": a_list("on: fine, period: 1 year", more="extends_to: [{role: boss, basis: law}]\nrepair: {basis: law}\n")}
    )
    repaired = [about("r", "repair_application", "2024-03-31"), about("u", "repair_undone", "2024-06-30")]
    verdict = told(base, [], "2024-07-01", subject=PERSON, principals=_principal(_fine("f", DAY), *repaired))
    assert [one.flags for spell in verdict.lists[0].spells for one in spell.grounds] == [
        ("extension",), ("extension", "resumed"),
    ]  # fmt: skip


def test_s26_everything_is_sorted_by_policy_rule_and_fact() -> None:
    text = """
    list: {kind: watch}
    listings:
      b: {on: fine, period: 1 year, basis: law}
      a: {on: fine, period: 1 year, basis: law}
      c: {on: fine, where: {grave: true}, period: 1 year, basis: law}
    """
    facts = [_fine("g", DAY, grave=False), _fine("f", DAY, grave=False)]
    verdict = told(base_of({"m": text, "l": text}), facts, DAY)
    order = [(policy, rule, one) for policy in ("l", "m") for rule in ("a", "b") for one in ("f", "g")]
    grounds = [(one.policy, g.rule, g.fact) for one in verdict.lists for spell in one.spells for g in spell.grounds]
    assert grounds == order
    assert [(one.policy, one.rule, one.fact) for one in verdict.near] == [
        (policy, "c", one) for policy in ("l", "m") for one in ("f", "g")
    ]


WAITING = """
list: {kind: black}
basis: {law: {title: 法}, old: {title: 旧法, in_force: {to: 2023-12-31}}}
parameters: {large: {unit: CNY, label: 大额, values: {2020-01-01: 100, 2024-06-01: 200}}}
listings:
  rule:
    on: fine
    where: {amount: ">= large"}
    history: [{count: warning, within: 1 year, is: ">= 1"}]
    basis: [old/1, law/2]
    period: 1 year
"""


def test_s26_a_proposal_names_law_values_facts_and_the_articles_in_force() -> None:
    facts = [fact("w", "warning", "2024-01-10"), _fine("f", "2024-02-10", amount="250")]
    (proposal,) = told(base_of({"l": WAITING}), facts, "2024-07-01").lists[0].proposals
    assert proposal == Proposal(
        rule="rule", label="rule", fact="f", triggered="2024-02-10", lapses=None, law="2024-07-01",
        articles=(article("2"),), parameters=(_large("200", "2024-07-01"),), supporting=("w",), confidence="high",
    )  # fmt: skip
