"""S24 in columns: whom listings of a population reach besides those they are of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.simulation.sweeps import with_values
from engine.calendar import Period, iso
from engine.compile.program import program_of
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.test_measures import judged

DAY = "2024-02-29"
REACH = "extends_to: [{role: owner, repair: %s, basis: law}]\nrepair: {basis: law}\n"
BAN = "measures: [{measure: watch, by: bureau, strength: may, basis: law}]\n"
ABOVE = "list: {kind: watch, while: {listed: l}}\n"
LOW = a_list("on: fine, period: 1 year", more=REACH % "own" + BAN)


def _owner(*names: str) -> list[Mapping[str, str]]:
    return [{"role": "owner", "subject": name} for name in names]


def _one(name: str, *facts: dict[str, Any], kind: str | None = "enterprise") -> tuple[dict[str, Any], list[Any]]:
    return {"id": name} | ({"kind": kind} if kind else {}), [{**one, "subject": name} for one in facts]


def _person(name: str, *facts: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    return _one(name, *facts, kind="natural_person")


def _spells(found: Judged, policy: str = "l") -> list[tuple[str, str, str]]:
    one, ids = found.lists[policy].spells, found.dossiers.population.ids
    rows = zip(one.subject.tolist(), one.start.tolist(), one.low.tolist(), strict=True)
    return [(ids[subject], iso(start), iso(low)) for subject, start, low in rows]


FINED = _one("Q", fact("f", "fine", DAY, related=_owner("S")))


def test_a_listing_reaches_the_role_holder_its_fact_names_and_nobody_else() -> None:
    people = [_person("R"), _person("S"), FINED, _one("T", fact("g", "fine", "2024-03-01"))]
    found = judged(base_of({"l": LOW}), people, "2024-06-01")
    assert _spells(found) == [("S", DAY, "2025-02-28"), ("Q", DAY, "2025-02-28"), ("T", "2024-03-01", "2025-03-01")]
    assert found.reach.principals == {1: [2]}


def test_the_measures_of_a_listing_reach_the_role_holder_too() -> None:
    found = judged(base_of({"l": LOW}), [_person("S"), FINED], "2024-06-01")
    assert [found.dossiers.population.ids[one] for one in found.measures.subject.tolist()] == ["S", "Q"]


def test_a_listing_reaches_those_of_the_kinds_it_may_on_its_day_and_none_before_the_law_that_extends_it() -> None:
    later = a_list(
        "on: fine, period: 1 year",
        more="extends_to: [{role: owner, basis: law, kinds: [natural_person], in_force: {from: 2024-03-01}}]\n",
    )
    assert _spells(judged(base_of({"l": later}), [_person("S"), FINED], "2024-06-01")) == [("Q", DAY, "2025-02-28")]
    people = [_one("S"), _one("Q", fact("f", "fine", "2024-03-01", related=_owner("S")))]
    assert _spells(judged(base_of({"l": later}), people, "2024-06-01")) == [("Q", "2024-03-01", "2025-03-01")]


def test_a_role_holder_of_unknown_kind_is_perhaps_on_the_list() -> None:
    found = judged(base_of({"l": LOW}), [_one("S", kind=None), FINED], "2024-06-01")
    possible = found.lists["l"].possible
    assert [(int(one), iso(int(day))) for one, day in zip(possible.subject, possible.start, strict=True)] == [(0, DAY)]
    assert _spells(found) == [("Q", DAY, "2025-02-28")]


@pytest.mark.parametrize(("repair", "last"), [("own", "2024-05-31"), ("none", "2025-02-28")])
def test_the_role_holder_may_repair_for_itself_where_the_policy_says_so(repair: str, last: str) -> None:
    people = [_person("S", about("a", "repair_application", "2024-05-31")), FINED]
    base = base_of({"l": a_list("on: fine, period: 1 year", more=REACH % repair)})
    assert _spells(judged(base, people, "2024-06-01")) == [("S", DAY, last), ("Q", DAY, "2025-02-28")]


def test_a_change_that_moves_only_whom_a_listing_reaches_is_seen_by_the_lists_above() -> None:
    """What alone moves nobody may move them all the same: here when one may repair for oneself."""
    more = (REACH % "own").replace("{basis: law}", "{after: {period: wait, from: listing}, basis: law}")
    waits = "parameters: {wait: {unit: period, label: w, values: {2020-01-01: 1 year}}}\n"
    base = base_of({"l": a_list("on: fine, period: 1 year", more=more + waits), "m": ABOVE})
    people = [_person("S", about("a", "repair_application", "2024-05-31")), FINED]
    before = judged(base, people, "2024-06-01")
    assert _spells(before, "m") == [("S", DAY, "2024-06-01"), ("Q", DAY, "2024-06-01")]
    sooner = program_of(with_values(base, before.dossiers.as_of, {("l", "wait"): Period(1, "months")}), drafts=True)
    day, known_at = before.dossiers.as_of, before.dossiers.known_at
    found = evaluate(sooner, before.dossiers.population, day, known_at, before=before)
    assert _spells(found, "l") == [("S", DAY, "2024-05-31"), ("Q", DAY, "2025-02-28")]
    assert _spells(found, "m") == [("S", DAY, "2024-05-31"), ("Q", DAY, "2024-06-01")]


def test_it_ends_with_the_spell_of_the_principal() -> None:
    principal = _one("Q", *FINED[1], about("a", "repair_application", "2024-05-31"))
    found = judged(base_of({"l": LOW}), [_person("S"), principal], "2024-06-01")
    assert _spells(found) == [("S", DAY, "2024-05-31"), ("Q", DAY, "2024-05-31")]


def test_several_principals_hold_their_role_holder_in_one_spell() -> None:
    people = [_person("S"), FINED, _one("R", fact("g", "fine", "2024-06-01", related=_owner("S")))]
    found = judged(base_of({"l": LOW}), people, "2024-07-01")
    assert _spells(found)[0] == ("S", DAY, "2025-06-01")
    assert found.reach.principals == {0: [1, 2]}


def test_what_reached_somebody_reaches_no_further() -> None:
    names_t = _person("S", fact("w", "warning", DAY, related=_owner("T")))
    found = judged(base_of({"l": LOW}), [_person("T"), names_t, FINED], "2024-06-01")
    assert [name for name, _, _ in _spells(found)] == ["S", "Q"]


def test_nobody_is_its_own_role_holder() -> None:
    found = judged(base_of({"l": LOW}), [_person("S", fact("f", "fine", DAY, related=_owner("S")))], "2024-06-01")
    assert len(found.lists["l"].grounds.subject) == 1
    assert found.reach.principals == {}


def test_a_listing_that_reached_somebody_without_facts_is_seen_by_higher_lists() -> None:
    higher = a_list("when: {listed: l, for: 6 months}, period: 2 years")
    lasting = "list: {kind: watch, while: {listed: l}, basis: law}\n"
    found = judged(base_of({"l": LOW, "higher": higher, "lasting": lasting}), [_person("S"), FINED], "2024-09-01")
    assert _spells(found, "higher")[0][:2] == ("S", "2024-08-30")
    assert _spells(found, "lasting")[0][:2] == ("S", DAY)


def test_a_listing_that_reached_somebody_is_a_record_to_be_graded() -> None:
    grade = """
    grade: {per: calendar_year, order: [A, D], start: 100, bands: {A: '>= 50', D: '< 50'}, declared: 01-01, basis: law}
    """
    found = judged(base_of({"l": LOW, "g": grade}), [_person("R"), _person("S"), FINED], "2025-02-01")
    held = found.grades["g"].held
    graded = [bool(one) for one in held.possible]
    assert graded == [False, True, True]


def test_what_a_silence_brought_about_reaches_the_role_holder_it_names() -> None:
    facts = """
    order:
      title: 责令
      fields: {due: {type: date, label: 期限}}
      duties: {obey: {label: 履行, due: due, answered_by: paid, applies_to: enterprise, basis: law}}
    """
    base = base_of({"l": a_list("on: deadline_missed.obey, period: 1 year", more=REACH % "own")}, facts=facts)
    order = fact("o", "order", DAY, due="2024-03-31", related=_owner("S"))
    assert _spells(judged(base, [_person("S"), _one("Q", order)], "2024-06-01")) == [
        ("S", "2024-04-01", "2025-04-01"),
        ("Q", "2024-04-01", "2025-04-01"),
    ]


def test_facts_of_one_id_of_two_subjects_judged_one_by_one_are_not_taken_for_each_other() -> None:
    undone = [about(f"u{policy}", "repair_undone", "2024-05-01", policy) for policy in ("k", "l")]
    first = _one("P", fact("f", "fine", DAY), *undone)
    second = _one("Q", fact("f", "fine", DAY, related=_owner("S")), *undone)
    found = judged(base_of({"k": LOW, "l": LOW}), [first, second, _person("S")], "2024-06-01")
    assert found.reach.principals == {2: [1]}
