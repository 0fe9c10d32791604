"""S23, S25: what follows, and what never was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, status

DAY = "2024-02-29"
FINE = fact("f", "fine", DAY)
BAN = "measures: [{measure: ban, by: bureau, strength: shall, basis: law%s}]\n"


def _measures(
    policies: dict[str, str], facts: list[dict[str, Any]], as_of: str, **more: Any
) -> tuple[list[Any], list[Any]]:
    linkage = more.pop("linkage", "")
    told = evaluate_both(base_of(policies, linkage=linkage), facts, as_of, **more)
    return told["measures"], told["withheld"]


def _ban(extra: str = "", rule: str = "on: fine, period: 1 year") -> dict[str, str]:
    return {"l": a_list(rule, more=BAN % (f", {extra}" if extra else ""))}


@pytest.mark.parametrize(
    ("day", "found"), [("2024-02-28", []), (DAY, [["l", "ban"]]), ("2025-02-28", [["l", "ban"]]), ("2025-03-01", [])]
)
def test_s23_a_measure_is_in_force_while_its_list_is(day: str, found: list[list[str]]) -> None:
    assert _measures(_ban(), [FINE], day) == (found, [])


@pytest.mark.parametrize(
    ("extra", "day", "found"),
    [
        ("in_force: {from: 2024-06-30}", "2024-06-29", []),
        ("in_force: {from: 2024-06-30}", "2024-06-30", [["l", "ban"]]),
        ("in_force: {to: 2024-06-30}", "2024-07-01", []),
        ("period: 1 month", "2024-03-29", [["l", "ban"]]),
        ("period: 1 month", "2024-03-30", []),
        ("when: {fact: warning}", DAY, []),
        ("degrees: [heavy]", DAY, []),
    ],
)
def test_s23_a_measure_has_its_own_conditions(extra: str, day: str, found: list[list[str]]) -> None:
    assert _measures(_ban(extra), [FINE], day)[0] == found


def test_s23_the_catalogue_ends_a_measure_for_all() -> None:
    policy = {"l": a_list("on: fine, period: 5 years", more=(BAN % "").replace("ban", "watch").replace("shall", "may"))}
    assert [_measures(policy, [FINE], day)[0] for day in ("2025-12-31", "2026-01-01")] == [[["l", "watch"]], []]


@pytest.mark.parametrize(("kind", "found"), [("enterprise", ([["l", "ban"]], [])), ("natural_person", ([], []))])
def test_s23_a_measure_reaches_only_the_kinds_it_permits(kind: str, found: tuple[list[Any], list[Any]]) -> None:
    assert _measures(_ban(), [FINE], DAY, subject={"id": "S", "kind": kind}) == found


def test_s23_an_unknown_condition_withholds() -> None:
    facts = [FINE, fact("w", "warning", DAY)]
    assert _measures(_ban("when: {fact: warning, where: {grave: true}}"), facts, DAY) == ([], [["l", "ban", "unknown"]])


def test_s23_degrees_choose_measures() -> None:
    text = """
    list: {kind: watch}
    listings:
      mild: {on: fine, period: 1 year, degree: light, basis: law}
      grave: {on: warning, period: 1 month, degree: heavy, basis: law}
    measures: [{measure: ban, by: bureau, strength: shall, degrees: heavy, basis: law}]
    """
    facts = [FINE, fact("w", "warning", DAY)]
    assert [_measures({"l": text}, facts, day)[0] for day in ("2024-03-29", "2024-03-30")] == [[["l", "ban"]], []]


def test_s23_an_unknown_list_carries_nothing() -> None:
    assert _measures(_ban(rule="on: fine, where: {grave: true}, period: 1 year"), [FINE], DAY) == ([], [])


RED = a_list(
    "on: praise, period: 1 year",
    keys="kind: red",
    more="excluded_by: [black]\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]\n",
)
PRAISE = fact("p", "praise", "2024-01-31")


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2024-02-28", ([["red", "fast_lane"]], [])),
        (DAY, ([], [["red", "fast_lane", "excluded"]])),
        ("2024-03-29", ([], [["red", "fast_lane", "excluded"]])),
        ("2024-03-30", ([["red", "fast_lane"]], [])),
    ],
)
def test_s23_a_reward_is_withheld_on_the_black_days_only(day: str, found: tuple[list[Any], list[Any]]) -> None:
    policies = {"red": RED, "black": a_list("on: fine, period: 1 month", keys="kind: black, decision: none")}
    assert _measures(policies, [PRAISE, FINE], day) == found
    assert status(base_of(policies), [PRAISE, FINE], day, "red") == "true"


def test_s23_the_reward_of_a_grade_is_withheld_on_the_black_days_only() -> None:
    grade = """
    grade: {per: calendar_year, order: [A, D], start: 100, bands: {A: '>= 90', D: '< 90'}, declared: 01-01, basis: law}
    excluded_by: black
    measures: [{measure: fast_lane, by: bureau, strength: may, grades: A, basis: law}]
    """
    policies = {"g": grade, "black": a_list("on: fine, period: 1 month", keys="kind: black, decision: none")}
    facts = [fact("p", "praise", "2023-01-31"), FINE]
    assert _measures(policies, facts, "2024-02-28") == ([["g", "fast_lane"]], [])
    assert _measures(policies, facts, DAY) == ([], [["g", "fast_lane", "excluded"]])
    assert _measures(policies, facts, "2024-03-30") == ([["g", "fast_lane"]], [])


def test_s23_an_unknown_exclusion_withholds_and_a_proposal_does_not() -> None:
    unsure = {
        "red": RED,
        "black": a_list("on: fine, where: {grave: true}, period: 1 month", keys="kind: black, decision: none"),
    }
    assert _measures(unsure, [PRAISE, FINE], DAY) == ([], [["red", "fast_lane", "unknown"]])
    proposed = {"red": RED, "black": a_list("on: fine, period: 1 month", keys="kind: black")}
    assert _measures(proposed, [PRAISE, FINE], DAY) == ([["red", "fast_lane"]], [])


def test_s23_a_memorandum_carries_measures_from_any_of_its_lists() -> None:
    policies = {"l": a_list("on: fine, period: 1 month"), "m": a_list("on: warning, period: 1 month")}
    linkage = "when: {listed: [l, m]}\nin_force: {to: 2024-03-10}\n" + BAN % ""
    facts = [FINE, fact("w", "warning", "2024-03-05")]
    found = [
        _measures(policies, facts, day, linkage=linkage)[0] for day in ("2024-02-28", DAY, "2024-03-05", "2024-03-11")
    ]
    assert found == [[], [["memo", "ban"]], [["memo", "ban"]], []]


def test_s23_an_objection_suspends_until_it_is_settled() -> None:
    more = (BAN % "") + "objection: {period: 15 working days, from: decision, suspends: measures}\n"
    policies = {"l": a_list("on: fine, period: 1 year", more=more)}
    facts = [FINE, about("o", "objection", "2024-03-31"), about("s", "objection_settled", "2024-04-30")]
    found = [_measures(policies, facts, day) for day in ("2024-03-30", "2024-03-31", "2024-04-29", "2024-04-30")]
    suspended: tuple[list[Any], list[Any]] = ([], [["l", "ban", "objection"]])
    assert found == [([["l", "ban"]], []), suspended, suspended, ([["l", "ban"]], [])]


def test_s23_a_grade_carries_the_measures_of_its_letter() -> None:
    text = """
    grade:
      per: {window: 1 month}
      order: [A, B]
      start: 100
      bands: {A: '>= 90', B: '< 90'}
      items: {fined: {on: fine, points: -20, basis: law}}
    measures:
      - {measure: ban, by: bureau, strength: shall, grades: B, basis: law}
      - {measure: fast_lane, by: bureau, strength: may, grades: A, basis: law}
    """
    found = [_measures({"g": text}, [PRAISE, FINE], day)[0] for day in ("2024-02-28", DAY, "2024-03-29", "2024-03-30")]
    assert found == [[["g", "fast_lane"]], [["g", "ban"]], [["g", "ban"]], [["g", "fast_lane"]]]


def test_s25_a_revoked_fact_never_was() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 month, again: 1 year", more=BAN % "")})
    facts = [FINE, fact("g", "fine", "2024-05-31")]
    revoked = [*facts, fact("r", "revocation", "2024-06-10", revokes="f")]
    assert evaluate_both(base, revoked, "2024-06-10") == evaluate_both(base, facts[1:], "2024-06-10")
    assert evaluate_both(base, facts, "2024-06-10") != evaluate_both(base, facts[1:], "2024-06-10")


def test_s23_a_measure_of_a_list_per_fact_is_in_force_while_any_of_its_spells_brings_it() -> None:
    text = """
    list: {kind: notice, per: fact}
    listings:
      light: {on: warning, period: 2 years, degree: light, basis: law}
      heavy: {on: fine, period: 2 years, degree: heavy, basis: law}
    measures: [{measure: ban, by: bureau, strength: shall, basis: law, degrees: [heavy], period: 1 month}]
    """
    facts = [fact("w", "warning", "2024-01-31"), FINE]
    assert [_measures({"l": text}, facts, day)[0] for day in ("2024-03-29", "2024-03-30")] == [[["l", "ban"]], []]


def test_s23_a_memorandum_is_withheld_only_if_all_that_bring_it_are_excluded() -> None:
    policies = {
        "black": a_list("on: fine, period: 1 year", keys="kind: black, decision: none"),
        "red": a_list("on: praise, period: 1 year", keys="kind: red", more="excluded_by: [black]\n"),
        "other": a_list("on: promise, period: 1 year", keys="kind: watch"),
    }
    linkage = """
    when: {listed: [red, other]}
    measures: [{measure: ban, by: bureau, strength: shall, basis: law}]
    """
    facts = [FINE, fact("p", "praise", DAY)]
    assert _measures(policies, facts, DAY, linkage=linkage) == ([], [["memo", "ban", "excluded"]])
    assert _measures(policies, [*facts, fact("q", "promise", DAY)], DAY, linkage=linkage) == ([["memo", "ban"]], [])


GRAVE = "when: {where: {grave: true}}"


@pytest.mark.parametrize(
    ("graves", "found"),
    [
        ([True], ([["l", "ban"]], [])),
        ([False], ([], [])),
        ([None], ([], [["l", "ban", "unknown"]])),
        ([False, True], ([["l", "ban"]], [])),
        ([None, True], ([["l", "ban"]], [])),
        ([False, None], ([], [["l", "ban", "unknown"]])),
    ],
)
def test_s23_a_measure_may_speak_of_the_fact_of_one_ground_at_least(
    graves: list[bool | None], found: tuple[list[Any], list[Any]]
) -> None:
    told: list[dict[str, Any]] = [{} if grave is None else {"grave": grave} for grave in graves]
    facts = [fact(f"f{number}", "fine", DAY, **fields) for number, fields in enumerate(told)]
    assert _measures(_ban(GRAVE), facts, DAY) == found


@pytest.mark.parametrize(("day", "found"), [("2024-03-29", [["l", "ban"]]), ("2024-03-30", [])])
def test_s23_the_ground_a_measure_speaks_of_is_open_that_day(day: str, found: list[Any]) -> None:
    policy = _ban(GRAVE, rule="on: fine, period: 1 month")
    facts = [fact("f", "fine", DAY, grave=True), fact("g", "fine", "2024-03-15", grave=False)]
    assert _measures(policy, facts, day)[0] == found


def test_s23_degrees_choose_the_grounds_a_measure_speaks_of() -> None:
    text = """
    list: {kind: watch}
    listings:
      mild: {on: fine, period: 1 year, degree: light, basis: law}
      bad: {on: warning, period: 1 year, degree: heavy, basis: law}
    measures: [{measure: ban, by: bureau, strength: shall, degrees: heavy, when: {where: {grave: true}}, basis: law}]
    """
    mild = [fact("f", "fine", DAY, grave=True)]
    assert _measures({"l": text}, mild, DAY) == ([], [])
    assert _measures({"l": text}, [*mild, fact("w", "warning", DAY, grave=False)], DAY) == ([], [])
    assert _measures({"l": text}, [*mild, fact("w", "warning", DAY, grave=True)], DAY) == ([["l", "ban"]], [])


def test_s23_what_a_measure_counts_since_the_listing_is_counted_from_the_ground() -> None:
    policy, warned = _ban("when: {fact: warning, since: listing}"), fact("w", "warning", "2024-03-05")
    assert _measures(policy, [FINE, warned], "2024-03-31")[0] == [["l", "ban"]]
    assert _measures(policy, [warned, fact("g", "fine", "2024-03-06")], "2024-03-31")[0] == []


def test_s23_of_a_ground_opened_without_its_fact_a_measure_that_speaks_of_it_is_withheld() -> None:
    policy = {"l": a_list("on: fine, period: 1 year", keys="kind: black", more=BAN % f", {GRAVE}")}
    decided = about("d", "listing_decision", DAY, outcome="list")
    assert _measures(policy, [decided], DAY) == ([], [["l", "ban", "unknown"]])
