"""S22 in columns: grades of everybody at once are those of each one by one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.judged import Judged
from engine.problems import FactError
from tests.generators import Scene, scenes
from tests.meaning.judging import base_of, fact
from tests.population.alike import People, assert_alike, people_of
from tests.population.crowds import Crowd, crowds

SOAK = bool(os.environ.get("XINHENG_SOAK"))
EXAMPLES = 1_000 if SOAK else 60
ALIKE = settings(max_examples=EXAMPLES, deadline=None, derandomize=not SOAK, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@ALIKE
@given(crowds())
def test_a_crowd_is_graded_as_each_of_it(crowd: Crowd) -> None:
    as_of = crowd.as_of.toordinal()
    with suppress(FactError):
        program = program_of(crowd.base, drafts=True)
        people: People = [
            read_question(program, Question(one["subject"], one["facts"], as_of, as_of, {}))[:2]
            for one in crowd.people.values()
        ]
        assert_alike(program, people, as_of, as_of, decided_after=crowd.decided_after)


@pytest.mark.slow
@ALIKE
@given(scenes())
def test_whoever_is_in_a_scene_is_graded_as_one_by_one(scene: Scene) -> None:
    with suppress(FactError):
        program = program_of(scene.base, drafts=True)
        people = people_of(program, scene)
        asked = (scene.as_of.toordinal(), scene.known_at.toordinal())
        assert_alike(program, people, *asked, decided_after=scene.decided_after)


YEARLY = """
grade:
  per: calendar_year
  order: [A, B, C, D]
  start: 100
  bands: {A: '>= 90', B: '[70..90)', C: '[40..70)', D: '< 40'}
  declared: 04-30
  items:
    fined: {on: fine, points: -10, basis: law}
"""
Facts = Sequence[Mapping[str, Any]]
FIRST = fact("first", "promise", "2022-05-31")


def _graded(text: str, people: Mapping[str, Facts], as_of: str, **told: Any) -> dict[str, tuple[str, str] | None]:
    """Of each of *people* the grades it may have, and since when; columns and one by one agree on them."""
    judged, everybody = _judged(text, people, as_of, **told)
    grading, found = judged.grades["g"], {}
    for place, (subject, _) in enumerate(everybody):
        grades = grading.ways.texts(int(grading.held.possible[place]))
        since = int(grading.held.since[place])
        found[subject.id] = ("".join(sorted(grades)), str(date.fromordinal(since))) if grades else None
    return found


def _judged(text: str, people: Mapping[str, Facts], as_of: str, **told: Any) -> tuple[Judged, People]:
    day = date.fromisoformat(as_of).toordinal()
    program = program_of(base_of({"g": text}))
    everybody: list[Any] = []
    for name, facts in people.items():
        own = [{**one, "id": f"{name}.{one['id']}", "subject": name} for one in facts]
        subject = {"id": name, "kind": "enterprise"} | told
        everybody.append(read_question(program, Question(subject, own, day, day, {}))[:2])
    return assert_alike(program, everybody, day, day, decided_after=None), everybody


def _fines(number: int, day: str) -> list[dict[str, Any]]:
    return [fact(f"f{day}{n}", "fine", day) for n in range(number)]


def test_those_alike_have_one_row_and_whoever_differs_has_another() -> None:
    people = {"one": [FIRST], "two": [FIRST], "fined": [FIRST, *_fines(2, "2022-12-31")], "none": []}
    judged, _ = _judged(YEARLY, people, "2023-04-30")
    row = judged.grades["g"].row
    assert row[0] == row[1]
    assert len(set(row.tolist())) == 3
    assert _graded(YEARLY, people, "2023-04-30") == {
        "one": ("A", "2023-04-30"),
        "two": ("A", "2023-04-30"),
        "fined": ("B", "2023-04-30"),
        "none": None,
    }


def test_a_grade_is_held_until_the_next_is_declared() -> None:
    people = {"S": [FIRST, *_fines(2, "2022-12-31"), *_fines(4, "2023-12-31")]}
    found = [_graded(YEARLY, people, day)["S"] for day in ("2023-04-29", "2023-04-30", "2024-04-29", "2024-04-30")]
    assert found == [None, ("B", "2023-04-30"), ("B", "2023-04-30"), ("C", "2024-04-30")]


def test_what_is_given_outright_holds_from_its_day() -> None:
    text = YEARLY + "  direct: {crime: {on: warning, where: {grave: true}, grade: D, basis: law}}\n"
    people = {
        "surely": [FIRST, fact("w", "warning", "2023-06-30", grave=True)],
        "perhaps": [FIRST, fact("w", "warning", "2023-06-30")],
        "not": [FIRST, fact("w", "warning", "2023-06-30", grave=False)],
    }
    assert _graded(text, people, "2023-06-30") == {
        "surely": ("D", "2023-06-30"),
        "perhaps": ("AD", "2023-06-30"),
        "not": ("A", "2023-04-30"),
    }


def test_a_grade_kept_from_an_earlier_year_sets_apart_in_later_ones() -> None:
    text = YEARLY + "  carry_over: {d: {grade: D, keep: 1, then_at_best: C, basis: law}}\n"
    people = {"S": [FIRST, *_fines(9, "2022-06-30")], "other": [FIRST]}
    found = [_graded(text, people, f"{year}-05-01") for year in (2023, 2024, 2025, 2026)]
    assert [(one["S"] or ("",))[0] for one in found] == ["D", "D", "C", "A"]
    assert {(one["other"] or ("",))[0] for one in found} == {"A"}


@pytest.mark.parametrize(
    ("registered", "held"), [("2022-01-01", ("B", "2023-04-30")), ("2010-01-01", ("A", "2023-04-30"))]
)
def test_what_each_subject_is_sets_it_apart_from_those_otherwise_like_it(
    registered: str, held: tuple[str, str]
) -> None:
    text = YEARLY + "  limits: {new: {if: {subject: {years_registered: '< 3'}}, at_best: B, basis: law}}\n"
    people = {"S": [FIRST], "other": [FIRST]}
    assert _graded(text, people, "2023-05-01", registered=registered) == {"S": held, "other": held}


def test_a_grade_may_ask_for_the_one_before() -> None:
    again = "{if: {not: {grade: {policy: g, is: [A, B]}}}, at_best: B, basis: law}"
    people = {"S": [FIRST], "fined": [FIRST, *_fines(4, "2023-01-01")]}
    found = [_graded(YEARLY + f"  limits: {{new: {again}}}\n", people, f"{year}-05-01") for year in range(2023, 2027)]
    assert [(one["S"] or ("",))[0] for one in found] == ["B", "A", "A", "A"]
    assert [(one["fined"] or ("",))[0] for one in found] == ["B", "C", "B", "A"]


def test_a_grade_by_window_is_judged_once_for_all_who_are_alike() -> None:
    text = YEARLY.replace("per: calendar_year", "per: {window: 12 months}").replace("  declared: 04-30\n", "")
    late = fact("first", "promise", "2024-01-01")
    people = {"late": [late], "early": [FIRST], "fined": [FIRST, *_fines(2, "2024-02-29")], "none": []}
    assert _graded(text, people, "2025-02-28") == {
        "late": ("A", "2024-01-01"),
        "early": ("A", "2022-05-31"),
        "fined": ("B", "2024-02-29"),
        "none": None,
    }
    assert _judged(text, people, "2025-02-28")[0].why == {"grade by window": 2}


def test_the_grade_of_any_day_can_be_asked_for() -> None:
    grading = _judged(YEARLY, {"S": [FIRST, *_fines(2, "2022-12-31")]}, "2026-01-01")[0].grades["g"]
    days = [date.fromisoformat(day).toordinal() for day in ("2023-04-29", "2023-04-30", "2024-04-29", "2024-04-30")]
    found = grading.at(np.zeros(4, np.int32), np.array(days, np.int32))
    assert [grading.ways.texts(int(grades)) for grades in found] == [frozenset(), {"B"}, {"B"}, {"A"}]
