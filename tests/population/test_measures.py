"""S23 in columns: what lists, grades and linkage bring a whole population, held against each subject by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from engine.calendar import iso
from engine.compile.program import Program, program_of
from engine.language.base import PolicyBase
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.judged import Judged
from engine.population.measures import carriages_of
from engine.population.withholding import WITHHELD
from engine.problems import FactError
from tests.generators import Scene, scenes
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.alike import assert_alike, people_of

Raw = Mapping[str, Any]
DAY = "2024-02-29"
BAN = "measures: [{measure: ban, by: bureau, strength: shall, basis: law%s}]\n"


def judged(base: PolicyBase, people: Iterable[tuple[Raw, list[Any]]], as_of: str) -> Judged:
    """What columns make of *people*, each with its raw facts, which is what judging each by itself makes of it."""
    program = program_of(base, drafts=True)
    day = date.fromisoformat(as_of).toordinal()
    read = [read_question(program, Question(subject, facts, day, 999_999, {}))[:2] for subject, facts in people]
    return assert_alike(program, read, day, 999_999, decided_after=None)


def told(found: Judged) -> list[tuple[str, str, str, str, str | None, str]]:
    """The measures: of whom, by which carriage, from when, to when at least and at most, and why withheld."""
    program, ids, rows = found.program, found.dossiers.population.ids, found.measures
    carriages = carriages_of(program)
    return [
        (
            ids[int(rows.subject[row])],
            carriages[rows.carriage[row]].carrier,
            iso(int(rows.since[row])),
            iso(int(rows.low[row])),
            iso(int(rows.high[row])),
            WITHHELD[rows.withheld[row]],
        )
        for row in range(len(rows.subject))
    ]


def _firm(name: str, *facts: Raw, kind: str | None = "enterprise") -> tuple[Raw, list[Raw]]:
    return {"id": name} | ({"kind": kind} if kind else {}), [{**one, "subject": name} for one in facts]


ACCOUNT = """
account:
  title: 账
  fields: {year: {type: integer, label: 年}}
  duties:
    annual: {label: 务, yearly: {from: 01-01, to: 06-30}, year_field: year, answered_by: account,
             applies_to: enterprise, basis: law}
"""


def test_silence_is_no_record_of_any_authority_in_a_region() -> None:
    """An overlay of authorities asked the silence of a yearly duty for a field that only records have."""
    rule = "extra: {on: deadline_missed.annual, period: 1 year, basis: c/1, law_of: listing}"
    adds = {"1401": f"l: {{region_of: authority, listings: {{{rule}}}}}\n"}
    base = base_of({"l": a_list("on: fine, period: 1 year")}, facts=ACCOUNT, overlays=adds)
    person, facts = _firm("late", fact("f", "warning", "2022-01-01"))
    found = judged(base, [({**person, "registered": "2020-01-01"}, facts)], DAY)
    assert len(found.lists["l"].undecided.subject) > 0


def test_a_ground_in_doubt_within_days_that_are_sure_makes_none_of_them_doubtful() -> None:
    text = "list: {kind: watch}\nlistings:\n  a: {basis: law, on: fine, period: %s}\n"
    text += "  b: {basis: law, on: fine, where: {grave: true}, period: 6 months}\n"
    people = [_firm("S", fact("f", "fine", DAY)), _firm("T", fact("g", "fine", DAY, grave=True))]
    for period, doubtful in ("6 months", 0), ("5 months", 1):
        found = judged(base_of({"l": text % period}), people, "2024-03-31").lists["l"]
        assert len(found.possible.subject) == doubtful


def test_facts_of_one_day_that_two_rules_take_up_have_a_stay_each() -> None:
    text = "list: {kind: watch, per: fact}\nlistings:\n  a: {basis: law, on: fine, period: 1 year}\n"
    text += "  b: {basis: law, on: fine, where: {grave: true}, period: 1 year}\n"
    facts = [fact(name, "fine", DAY, grave=True) for name in ("f", "g")]
    found = judged(base_of({"l": text}), [_firm("S", *facts)], "2024-03-31").lists["l"]
    assert len(found.spells.subject) == 2


FINE, PRAISE = fact("f", "fine", DAY), fact("p", "praise", "2024-01-31")


def test_a_measure_is_in_force_for_those_on_its_list_and_of_its_kinds() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=BAN % "")})
    people = [
        _firm("A", FINE),
        _firm("B", PRAISE),
        _firm("C", FINE, kind="natural_person"),
        _firm("D", FINE, kind=None),
    ]
    assert told(judged(base, people, "2024-06-01")) == [("A", "l", DAY, "2025-02-28", "2025-02-28", "")]
    assert told(judged(base, people, "2025-03-01")) == []


def test_a_measure_with_a_period_of_its_own_ends_with_it() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=BAN % ", period: 1 month")})
    people = [_firm("A", FINE), _firm("B", fact("g", "fine", "2024-03-15"))]
    assert told(judged(base, people, "2024-03-30")) == [("B", "l", "2024-03-15", "2024-04-15", "2024-04-15", "")]


GRAVE = ", when: {where: {grave: true}}"


@pytest.mark.parametrize(
    ("grave", "withheld"), [(True, [("A", "")]), (False, []), (None, [("A", "unknown_condition")])]
)
def test_a_condition_is_asked_of_the_fact_that_opened_the_ground(grave: bool | None, withheld: list[Any]) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=BAN % GRAVE)})
    given: dict[str, Any] = {} if grave is None else {"grave": grave}
    found = told(judged(base, [_firm("A", fact("f", "fine", DAY, **given)), _firm("B", PRAISE)], DAY))
    assert [(row[0], row[-1]) for row in found] == withheld


def test_a_degree_brings_its_measure_for_as_long_as_its_own_grounds_last() -> None:
    text = """
    list: {kind: watch}
    listings:
      mild: {on: fine, period: 1 year, degree: light, basis: law}
      grave: {on: warning, period: 1 month, degree: heavy, basis: law}
    measures: [{measure: ban, by: bureau, strength: shall, degrees: heavy, basis: law}]
    """
    people = [_firm("A", FINE, fact("w", "warning", "2024-03-10")), _firm("B", FINE)]
    assert told(judged(base_of({"l": text}), people, "2024-03-20")) == [
        ("A", "l", "2024-03-10", "2024-04-10", "2024-04-10", "")
    ]


RED = a_list(
    "on: praise, period: 1 year",
    keys="kind: red",
    more="excluded_by: [black]\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]\n",
)


@pytest.mark.parametrize(("day", "withheld"), [(DAY, "excluded"), ("2024-03-29", "excluded"), ("2024-03-30", "")])
def test_a_reward_is_withheld_on_the_black_days_only(day: str, withheld: str) -> None:
    base = base_of({"red": RED, "black": a_list("on: fine, period: 1 month", keys="kind: black, decision: none")})
    found = told(judged(base, [_firm("A", PRAISE, FINE), _firm("B", PRAISE)], day))
    assert [(row[0], row[-1]) for row in found] == [("A", withheld), ("B", "")]


def test_a_reward_is_withheld_where_records_that_could_exclude_are_not_complete() -> None:
    sourced = "finding: {title: 查处, sources: [{department: bureau, connected: {from: 2024-06-01}}]}\n"
    black = a_list("on: finding, period: 1 month", keys="kind: black, decision: none")
    base = base_of({"red": RED, "black": black}, facts=sourced)
    days = (DAY, "2024-06-01")
    found = [[row[-1] for row in told(judged(base, [_firm("A", PRAISE)], day))] for day in days]
    assert found == [["unknown_exclusion"], [""]]


def test_an_objection_suspends_what_it_speaks_of_until_it_is_settled() -> None:
    more = (BAN % "") + "objection: {period: 15 working days, from: decision, suspends: measures}\n"
    base = base_of({"l": a_list("on: fine, period: 1 year", more=more)})
    named = about("o", "objection", "2024-03-31", grounds=["f"])
    people = [
        _firm("A", FINE, named, about("s", "objection_settled", "2024-04-30")),
        _firm("B", FINE, fact("g", "fine", "2024-03-01"), named),
        _firm("C", FINE),
    ]
    found = [[row[-1] for row in told(judged(base, people, day))] for day in ("2024-04-29", "2024-04-30")]
    assert found == [["objection", "", ""], ["", "", ""]]


def test_a_memorandum_is_withheld_only_where_all_that_bring_it_are_excluded() -> None:
    policies = {
        "black": a_list("on: fine, period: 1 year", keys="kind: black, decision: none"),
        "red": a_list("on: praise, period: 1 year", keys="kind: red", more="excluded_by: [black]\n"),
        "other": a_list("on: promise, period: 1 year", keys="kind: watch"),
    }
    linkage = "when: {listed: [red, other]}\n" + BAN % ""
    people = [_firm("A", PRAISE, FINE), _firm("B", PRAISE, FINE, fact("q", "promise", DAY))]
    found = told(judged(base_of(policies, linkage=linkage), people, DAY))
    assert [(row[0], row[1], row[-1]) for row in found] == [("A", "memo", "excluded"), ("B", "memo", "")]


def test_an_overlay_that_goes_by_records_brings_its_measure_where_they_are_from() -> None:
    adds = """
    l:
      region_of: authority
      measures: [{measure: ban, by: bureau, strength: shall, basis: c}]
    """
    base = base_of({"l": a_list("on: fine, period: 1 year")}, overlays={"1401": adds})
    regions = {"A": {"authority_region": "140105"}, "B": {"authority_region": "140200"}, "C": {}}
    people = [_firm(name, fact("f", "fine", DAY, **region)) for name, region in regions.items()]
    found = [(row[0], row[-1]) for row in told(judged(base, people, DAY))]
    assert found == [("A", ""), ("C", "unknown_condition")]


def test_a_grade_carries_the_measures_of_its_letter() -> None:
    text = """
    grade: {per: calendar_year, order: [A, D], start: 100, bands: {A: '>= 90', D: '< 90'}, declared: 01-01,
            items: {fined: {on: fine, points: -20, basis: law}}, basis: law}
    measures:
      - {measure: ban, by: bureau, strength: shall, grades: D, basis: law}
      - {measure: fast_lane, by: bureau, strength: may, grades: A, basis: law}
    """
    found = judged(base_of({"g": text}), [_firm("A", FINE), _firm("B", PRAISE), _firm("C")], "2025-03-01")
    carriages = carriages_of(found.program)
    rows = zip(told(found), found.measures.carriage, strict=True)
    assert [(row[0], row[2], carriages[number].measure) for row, number in rows] == [
        ("A", "2025-01-01", "ban"),
        ("B", "2025-01-01", "fast_lane"),
    ]


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenes())
def test_measures_of_generated_populations_are_those_found_one_by_one(scene: Scene) -> None:
    program: Program = program_of(scene.base, drafts=True)
    asked = (scene.as_of.toordinal(), scene.known_at.toordinal())
    try:
        people = people_of(program, scene)
        found = assert_alike(program, people, *asked, decided_after=scene.decided_after)
    except FactError:
        assume(False)
        return
    assert set(found.measures.subject.tolist()) <= set(range(len(people)))
