"""S26: how sure a verdict is of each of its parts, and that no punishment on what is not sure goes unflagged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.verdict import Verdict
from tests.meaning.judging import ENTERPRISE, about, base_of, fact
from tests.online.told import told

DAY = "2024-02-29"
DOCUMENTS = """
report: {title: 报道, confidence: medium}
guess: {title: 传闻, confidence: low}
old: {title: 旧, in_force: {to: 2023-12-31}, confidence: low}
"""
FINE = fact("f", "fine", DAY, amount="200")
BAN = "measures: [{measure: ban, by: bureau, strength: shall, basis: %s}]\n"


def _list(rule: str = "on: fine, period: 1 year", more: str = "", *, basis: str = "law", keys: str = "") -> str:
    """A list with one rule that cites *basis*; *keys* are those of the list itself."""
    listing = f"listings: {{rule: {{{rule}, basis: {basis}}}}}"
    return f"list: {{{keys or 'kind: watch, basis: law'}}}\n{listing}\n{more}"


def _told(
    policies: str | Mapping[str, str], *facts: Mapping[str, Any], as_of: str = "2024-03-01", **made: Any
) -> Verdict:
    named = {"l": policies} if isinstance(policies, str) else policies
    asked = {key: made.pop(key) for key in ("subject", "principals") if key in made}
    return told(base_of(named, documents=DOCUMENTS, **made), [FINE, *facts], as_of, **asked)


def _stay(verdict: Verdict, policy: str = "l") -> str:
    (one,) = [one for one in verdict.lists if one.policy == policy]
    assert one.spells[-1].confidence == one.spells[-1].grounds[-1].confidence
    return one.spells[-1].confidence


LARGE = "parameters: {large: {unit: CNY, label: 大额, basis: %s, values: {2020-01-01: %s}}}\n"
TERM = "parameters: {term: {unit: period, label: 期, basis: law, values: {2020-01-01: %s}}}\n"
BIG = "on: fine, where: {amount: '>= large'}, period: 1 year"
UNSURE_ARTICLES = [
    (BIG, LARGE % ("law", "100"), "high"),
    (BIG, LARGE % ("guess", "100"), "low"),
    (BIG, LARGE % ("guess", "{value: 100, basis: report}"), "medium"),
    (BIG, LARGE % ("law", "{value: 100, confidence: low}"), "low"),
    (BIG, LARGE % ("guess", "{value: 100, confidence: high}"), "high"),
    (BIG, LARGE % ("law", "{value: 9, confidence: low}, 2024-01-01: 100"), "high"),
    ("on: fine, period: term", TERM % "{value: 1 year, confidence: low}", "low"),
    ("on: fine, period: 1 year, at_end: {if: {fact: paid}, extend: 1 year, basis: guess}", "", "low"),
    ("on: fine, lifelong: {basis: guess}", "", "low"),
]


@pytest.mark.parametrize(("rule", "more", "confidence"), UNSURE_ARTICLES)
def test_s26_a_stay_is_as_sure_as_the_least_sure_value_and_term_it_rests_on(
    rule: str, more: str, confidence: str
) -> None:
    verdict = _told(_list(rule, more))
    assert (_stay(verdict), verdict.confidence) == (confidence, confidence)


@pytest.mark.parametrize(
    ("basis", "confidence"),
    [("law", "high"), ("report/3", "medium"), ("[report/3, guess]", "low"), ("[law, old]", "high")],
)
def test_s26_a_stay_is_as_sure_as_the_least_sure_article_in_force(basis: str, confidence: str) -> None:
    assert _stay(_told(_list(basis=basis))) == confidence


def test_s26_a_stay_on_a_list_set_up_by_what_is_not_sure_is_not_sure() -> None:
    assert _stay(_told(_list(keys="kind: watch, basis: guess"))) == "low"


@pytest.mark.parametrize("state", ["proposed", "listed"])
def test_s26_a_proposal_is_as_sure_as_the_stay_it_becomes(state: str) -> None:
    text = _list(basis="guess", keys="kind: black, basis: law")
    decisions = [about("d", "listing_decision", DAY, outcome="list")] if state == "listed" else []
    verdict = _told(text, *decisions)
    (one,) = verdict.lists
    assert [p.confidence for p in one.proposals] == (["low"] if state == "proposed" else [])
    assert [s.confidence for s in one.spells] == (["low"] if state == "listed" else [])
    assert verdict.confidence == "low"


@pytest.mark.parametrize(
    ("rule", "measure", "confidence"),
    [("law", "law", "high"), ("law", "guess", "low"), ("guess", "law", "low"), ("report", "law", "medium")],
)
def test_s26_a_measure_is_as_sure_as_itself_and_as_what_brings_it(rule: str, measure: str, confidence: str) -> None:
    verdict = _told(_list(more=BAN % measure, basis=rule))
    assert [one.confidence for one in verdict.measures] == [confidence]


def test_s26_a_measure_of_a_memorandum_is_as_sure_as_the_stay_it_follows_from() -> None:
    linkage = "when: {listed: l}\n" + BAN % "law"
    verdict = _told(_list(basis="guess"), linkage=linkage)
    assert [(one.via, one.confidence) for one in verdict.measures] == [("memo", "low")]


ASKING = [
    ("when: {listed: l}", "low"),
    ("when: {not: {not: {listed: l}}}", "low"),
    ("when: {any: [{listed: l}, {fact: fine}]}", "low"),
    ("when: {not: {listed: other}}", "low"),
    ("unless: {listed: other}", "low"),
    ("when: {listed: sure}", "high"),
]


@pytest.mark.parametrize(("condition", "confidence"), ASKING)
def test_s26_a_stay_is_no_surer_than_the_stays_it_asks_for(condition: str, confidence: str) -> None:
    policies = {
        "l": _list(basis="guess"),
        "other": _list("on: warning, period: 1 year", basis="guess"),
        "sure": _list(),
        "z": _list(f"on: fine, period: 1 year, {condition}"),
    }
    assert _stay(_told(policies), "z") == confidence


def test_s26_a_list_that_lasts_as_long_as_another_is_no_surer_than_that() -> None:
    lasting = "list: {kind: watch, basis: law, while: {listed: l}}\n"
    assert _stay(_told({"l": _list(basis="guess"), "z": lasting}), "z") == "low"


def test_s26_a_list_that_asks_for_its_own_past_adds_nothing_to_itself() -> None:
    text = _list("on: fine, period: 1 year, when: {not: {listed: l}}")
    assert _stay(_told(text, fact("g", "fine", "2024-03-01"))) == "high"


def test_s24_s26_who_is_reached_is_told_how_sure_the_principal_s_stay_and_the_reach_are() -> None:
    for rule, reach, confidence in (("law", "law", "high"), ("guess", "law", "low"), ("law", "guess", "low")):
        reaching = f"extends_to: [{{role: boss, basis: {reach}}}]\n"
        base = base_of({"l": _list(more=reaching, basis=rule)}, documents=DOCUMENTS)
        theirs = {**FINE, "related": [{"role": "boss", "subject": "P"}]}
        person = {"id": "P", "kind": "natural_person"}
        verdict = told(
            base, [], "2024-03-01", subject=person, principals={"S": {"subject": ENTERPRISE, "facts": [theirs]}}
        )
        assert _stay(verdict) == confidence


def test_s26_what_provides_for_a_record_or_a_duty_counts() -> None:
    facts = """
    order:
      title: 责令
      basis: rumour
      fields: {due: {type: date, label: 期限}}
      duties: {pay: {label: 缴, due: due, answered_by: paid, applies_to: enterprise, basis: law}}
    """
    for basis, confidence in (("law", "high"), ("guess", "low")):
        order = fact("o", "order", "2024-01-31", due="2024-02-10")
        text = _list("on: deadline_missed.pay, period: 1 year")
        assert _stay(_told(text, order, facts=facts.replace("rumour", basis))) == confidence


GRADE = """
grade: {per: calendar_year, order: [A, D], start: %s, declared: 01-01, bands: {A: '>= 90', D: '< 90'}, basis: law,
        items: {fined: {on: fine, points: -20, basis: %s}}, %s}
"""


@pytest.mark.parametrize(
    ("start", "item", "more", "confidence"),
    [
        ("100", "law", "", "high"),
        ("100", "guess", "", "low"),
        ("full", "law", "", "low"),
        ("100", "law", "carry_over: {kept: {grade: D, keep: 1, basis: guess}}", "low"),
        ("100", "law", "direct: {out: {on: fine, grade: D, basis: guess}}", "low"),
        ("100", "law", "limits: {held: {if: {fact: fine}, at_best: D, basis: guess}}", "low"),
    ],
)
def test_s26_a_grade_and_what_follows_from_it_are_as_sure_as_what_the_grade_is_made_of(
    start: str, item: str, more: str, confidence: str
) -> None:
    full = "parameters: {full: {unit: points, label: 起评, basis: guess, values: {2020-01-01: 100}}}\n"
    ban = "measures: [{measure: ban, by: bureau, strength: shall, grades: D, basis: law}]\n"
    text = (full if start == "full" else "") + GRADE % (start, item, more) + ban
    if "limits" in more:
        text = text.replace("points: -20", "points: -1").replace("'>= 90'", "'>= 10'").replace("'< 90'", "'< 10'")
    verdict = _told({"g": text}, as_of="2025-03-01")
    assert [one.grade for one in verdict.grades] == ["D"]
    assert [one.confidence for one in verdict.grades] == [confidence]
    assert [one.confidence for one in verdict.measures] == [confidence]


def test_s26_repair_by_what_is_not_sure_is_not_sure() -> None:
    repair = "repair: {after: {period: 1 month, from: listing}, basis: guess}\n"
    (spell,) = _told(_list(more=repair)).lists[0].spells
    assert spell.repair is not None
    assert (spell.repair.confidence, spell.confidence) == ("low", "high")


def test_s23_s26_a_reward_withheld_is_no_surer_than_what_withholds_it() -> None:
    reward = "excluded_by: l\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]\n"
    red = _list("on: praise, until: {fact: paid}", reward, keys="kind: red, basis: law")
    black = _list(basis="guess", keys="kind: black, decision: none, basis: law")
    verdict = _told({"l": black, "r": red}, fact("p", "praise", DAY))
    assert [(one.withheld, one.confidence) for one in verdict.measures] == [("excluded", "low")]
