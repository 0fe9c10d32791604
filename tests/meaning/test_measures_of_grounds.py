"""S16, S23: measures that follow each ground: by its own period, by whose record it is, and unless objected to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.meaning.judging import ENTERPRISE, a_list, about, base_of, evaluate_both, fact

BAN = "measures: [{measure: ban, by: bureau, strength: may, basis: law%s}]\n"
HELD: tuple[list[Any], list[Any]] = ([["l", "ban"]], [])
NONE: tuple[list[Any], list[Any]] = ([], [])


def _withheld(why: str) -> tuple[list[Any], list[Any]]:
    return [], [["l", "ban", why]]


def _measures(policy: str, facts: list[dict[str, Any]], as_of: str, **more: Any) -> tuple[list[Any], list[Any]]:
    overlays = more.pop("overlays", None)
    told = evaluate_both(base_of({"l": policy}, overlays=overlays), facts, as_of, **more)
    return told["measures"], told["withheld"]


def _on_days(policy: str, facts: list[dict[str, Any]], *days: str) -> list[bool]:
    return [_measures(policy, facts, day) == HELD for day in days]


TWO = [fact("f", "fine", "2024-01-01"), fact("g", "fine", "2024-12-01")]


@pytest.mark.parametrize(
    ("counts_from", "held"),
    [("", [True, False, False, False]), (", counts_from: ground", [True, True, True, False])],
)
def test_s16_a_measures_own_period_may_count_from_each_ground(counts_from: str, held: list[bool]) -> None:
    policy = a_list("on: fine, period: 3 years", more=BAN % f", period: 1 year{counts_from}")
    assert _on_days(policy, TWO, "2025-01-01", "2025-01-02", "2025-12-01", "2025-12-02") == held


DEGREES = """
list: {kind: watch}
listings:
  light: {on: warning, period: 3 years, degree: light, basis: law}
  heavy: {on: fine, period: 3 years, degree: heavy, basis: law}
measures: [{measure: ban, by: bureau, strength: may, basis: law, degrees: heavy, period: 6 months%s}]
"""


@pytest.mark.parametrize(
    ("counts_from", "held"),
    [("", [False, False, False, False]), (", counts_from: ground", [False, True, True, False])],
)
def test_s16_a_measure_of_a_degree_may_count_from_the_ground_of_that_degree(counts_from: str, held: list[bool]) -> None:
    facts = [fact("w", "warning", "2024-01-01"), fact("f", "fine", "2024-08-01")]
    days = ("2024-07-31", "2024-08-01", "2025-02-01", "2025-02-02")
    assert _on_days(DEGREES % counts_from, facts, *days) == held


def test_s16_a_measure_ends_with_the_ground_it_counts_from() -> None:
    policy = a_list("on: fine, period: 1 month", more=BAN % ", period: 1 year, counts_from: ground")
    assert _on_days(policy, TWO[:1], "2024-02-01", "2024-02-02") == [True, False]


def test_s16_what_has_no_grounds_counts_from_its_own_first_day() -> None:
    lasting = "list: {kind: watch, while: {fact: fine}, basis: law}\n"
    policy = lasting + BAN % ", period: 1 year, counts_from: ground"
    assert _on_days(policy, TWO[:1], "2025-01-01", "2025-01-02") == [True, False]


HERE, BESIDE = "140105", "1402"
ADDED = {"1401": "l: {region_of: %s, measures: [{measure: ban, by: bureau, strength: may, basis: c/2%s}]}\n"}


def _overlay(region_of: str, more: str = "") -> dict[str, str]:
    return {code: text % (region_of, more) for code, text in ADDED.items()}


def _of(region: str | None) -> Mapping[str, Any]:
    return ENTERPRISE if region is None else {**ENTERPRISE, "region": region}


def _fine(region: str | None, name: str = "f", day: str = "2024-01-01") -> dict[str, Any]:
    return fact(name, "fine", day, **({} if region is None else {"authority_region": region}))


@pytest.mark.parametrize(("region", "found"), [(HERE, HELD), (BESIDE, NONE), (None, _withheld("unknown"))])
def test_s23_an_overlays_measure_for_subjects_goes_by_the_subjects_region(region: str | None, found: Any) -> None:
    policy = a_list("on: fine, period: 1 year")
    for recorded in (HERE, BESIDE, None):
        facts = [_fine(recorded)]
        assert _measures(policy, facts, "2024-02-01", subject=_of(region), overlays=_overlay("subject")) == found


@pytest.mark.parametrize(("region", "found"), [(HERE, HELD), (BESIDE, NONE), (None, _withheld("unknown"))])
def test_s23_an_overlays_measure_for_authorities_goes_by_who_made_the_record(region: str | None, found: Any) -> None:
    policy = a_list("on: fine, period: 1 year")
    for lives in (HERE, BESIDE, None):
        facts = [_fine(region)]
        assert _measures(policy, facts, "2024-02-01", subject=_of(lives), overlays=_overlay("authority")) == found


def test_s23_one_ground_by_an_authority_of_the_region_is_enough_while_it_is_open() -> None:
    policy = a_list("on: fine, period: 1 year")
    facts = [_fine(HERE), _fine(BESIDE, "g", "2024-06-01")]
    told = [_measures(policy, facts, day, overlays=_overlay("authority")) for day in ("2025-01-01", "2025-01-02")]
    assert told == [HELD, NONE]


def test_s23_the_ground_that_the_region_brings_is_the_one_its_condition_is_asked_of() -> None:
    policy = a_list("on: fine, period: 1 year")
    grave = fact("f", "fine", "2024-01-01", grave=True, authority_region=BESIDE)
    mild = fact("g", "fine", "2024-01-01", grave=False, authority_region=HERE)
    overlay = _overlay("authority", ", when: {where: {grave: true}}")
    assert _measures(policy, [grave, mild], "2024-02-01", overlays=overlay) == NONE


def test_s23_a_ground_without_a_record_goes_by_the_subjects_region() -> None:
    policy = a_list("when: {count: fine, is: '>= 1'}, period: 1 year")
    for lives, found in ((HERE, HELD), (BESIDE, NONE), (None, _withheld("unknown"))):
        facts = [_fine(HERE)]
        assert _measures(policy, facts, "2024-02-01", subject=_of(lives), overlays=_overlay("authority")) == found


OBJECTION = BAN % "" + "objection: {period: 15 working days, from: decision, suspends: measures}\n"
LISTED = a_list("on: fine, period: 1 year", more=OBJECTION)


def _objection(day: str, name: str = "o", **fields: Any) -> dict[str, Any]:
    return about(name, "objection", day, **fields)


def _settled(day: str, name: str = "s", **fields: Any) -> dict[str, Any]:
    return about(name, "objection_settled", day, **fields)


SUSPENDED = _withheld("objection")


def test_s23_an_objection_to_a_spell_long_over_suspends_nothing_of_today() -> None:
    facts = [fact("f", "fine", "2022-01-01"), _objection("2022-02-01"), fact("g", "fine", "2024-01-01")]
    assert _measures(LISTED, facts, "2022-03-01") == SUSPENDED
    assert _measures(LISTED, facts, "2024-03-01") == HELD


@pytest.mark.parametrize(("named", "found"), [(["f"], HELD), (["g"], HELD), (["f", "g"], SUSPENDED), (None, SUSPENDED)])
def test_s23_an_objection_suspends_for_the_grounds_it_names(named: list[str] | None, found: Any) -> None:
    facts = [fact("f", "fine", "2024-01-01"), fact("g", "fine", "2024-01-02"), _objection("2024-02-01", grounds=named)]
    assert _measures(LISTED, facts, "2024-03-01") == found


@pytest.mark.parametrize(("settled", "found"), [(["f"], HELD), (["g"], SUSPENDED), (None, HELD)])
def test_s23_settling_an_objection_to_one_ground_settles_no_other(settled: list[str] | None, found: Any) -> None:
    facts = [
        fact("f", "fine", "2024-01-01"),
        _objection("2024-02-01", grounds=["f"]),
        fact("g", "warning", "2024-01-01"),
    ]
    assert _measures(LISTED, [*facts, _settled("2024-02-10", grounds=settled)], "2024-03-01") == found


def test_s23_an_objection_made_while_the_listing_was_only_proposed_suspends_what_is_then_decided() -> None:
    black = a_list("on: fine, period: 1 year", keys="kind: black", more=OBJECTION)
    decided = about("d", "listing_decision", "2024-03-01", outcome="list")
    facts = [fact("f", "fine", "2024-01-01"), _objection("2024-02-01"), decided]
    assert _measures(black, facts, "2024-03-01") == SUSPENDED
    assert _measures(black, [*facts, _settled("2024-03-02")], "2024-03-02") == HELD


def test_s23_an_objection_to_a_later_ground_does_not_free_the_subject_of_an_earlier_one() -> None:
    facts = [fact("f", "fine", "2024-01-01"), _objection("2024-01-15"), fact("g", "fine", "2024-02-01")]
    assert _measures(LISTED, facts, "2024-01-31") == SUSPENDED
    assert _measures(LISTED, facts, "2024-02-01") == HELD


@pytest.mark.parametrize(
    ("test", "linked"),
    [("", ["A", "B", "C"]), (", is: B", ["B"]), (", is: not(A)", ["B", "C"]), (", is: 'A, C'", ["A", "C"])],
)
def test_s23_a_memorandum_starts_from_the_grades_that_pass(test: str, linked: list[str]) -> None:
    grade = """
    grade:
      per: {window: 1 year}
      order: [A, B, C]
      start: 100
      bands: {A: '>= 90', B: '[50..90)', C: '< 50'}
      items: {fined: {on: fine, points: -30, basis: law}}
    """
    memo = f"when: {{grade: g{test}}}\nmeasures: [{{measure: ban, by: bureau, strength: may, basis: law}}]\n"
    base, found = base_of({"g": grade}, linkage=memo), []
    for letter, fines in (("A", 0), ("B", 1), ("C", 2)):
        facts = [fact("p", "praise", "2024-01-01"), *(fact(f"f{n}", "fine", "2024-01-01") for n in range(fines))]
        found += [letter] if evaluate_both(base, facts, "2024-02-01")["measures"] else []
    assert found == linked
