"""Columns held against the same subjects judged one by one, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.calendar import iso
from engine.compile.program import Program
from engine.dossier import Subject
from engine.facts import Fact
from engine.grading.outcomes import GradeResult
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.building import population_of
from engine.population.evaluate import evaluate
from engine.population.gradings import Gradings
from engine.population.judged import Judged
from engine.population.measures import Measures
from engine.population.results import ListColumns
from engine.population.singly import Singly
from engine.population.ways import WAYS
from engine.problems import FactError
from engine.timeline import UNGRADED
from tests.generators import Scene

People = Sequence[tuple[Subject, Sequence[Fact]]]


def people_of(program: Program, scene: Scene) -> People:
    """The subject of *scene*, and its principals, each with its facts."""
    asked = (scene.as_of.toordinal(), scene.known_at.toordinal())
    subject, facts, principals = read_question(program, Question(scene.subject, scene.facts, *asked, scene.principals))
    return [(subject, facts), *(principals or {}).values()]


def assert_alike(program: Program, people: People, as_of: int, known_at: int, *, decided_after: int | None) -> Judged:
    """What columns say of *people*, which is what judging them one by one says."""
    population = population_of(program, people)
    found = evaluate(program, population, as_of, known_at, decided_after=decided_after)
    singly = Singly(program, population, as_of, known_at, decided_after=decided_after)
    singly = singly.knowing(_principals(singly, people))
    for policy, one in found.lists.items():
        expected = singly.lists(policy, range(len(people)))
        ids = _ids(found, found.singly.silences)
        columns, apart = rows(one, ids), rows(expected, _ids(found, singly.silences))
        differing = {part: (columns[part], apart[part]) for part in columns if columns[part] != apart[part]}
        assert not differing, f"{policy} differs in columns and one by one: {differing}"
    assert_grades_alike(found, people, singly)
    _assert_same_measures(found, singly.measures(range(len(people))))
    return found


def _principals(singly: Singly, people: People) -> Mapping[int, Sequence[int]]:
    """Who has a ground on a list that extends to others, whose fact names somebody else of *people* in any role."""
    places = {subject.id: place for place, (subject, _) in enumerate(people)}
    found: dict[int, list[int]] = {}
    for principal in range(len(people)):
        try:
            results = singly.judged(principal).lists.values()
        except FactError:
            continue
        spells = [spell for one in results if one.compiled.extends_to for spell in one.spells]
        facts = [ground.fact for spell in spells for ground in spell.grounds if ground.fact is not None]
        named = {places.get(id_, principal) for fact in facts for _, id_ in fact.related} - {principal}
        for place in named:
            found.setdefault(place, []).append(principal)
    return found


def assert_grades_alike(found: Judged, people: People, singly: Singly) -> None:
    """What columns say of the grades of *people* is what judging them *singly* says."""
    for policy, grading in found.grades.items():
        for place, (subject, _) in enumerate(people):
            expected = singly.graded(place).get(policy)
            days = _days_to_compare(grading, expected)
            held, apart = _held(grading, place, days), _held_apart(expected, days)
            differing = {key: (held[key], apart[key]) for key in held if held[key] != apart[key]}
            assert not differing, f"{policy} of {subject.id} differs in columns and one by one: {differing}"


def _days_to_compare(grading: Gradings, expected: GradeResult | None) -> list[int]:
    """The day asked, each day of declaration or change, and the days before these."""
    days = {
        grading.as_of,
        *grading.years.declarations.tolist(),
        *(expected.timeline.changes if expected is not None else ()),
    }
    return sorted({day - back for day in days for back in (0, 1)})


def _held(grading: Gradings, place: int, days: list[int]) -> dict[str, Any]:
    subject = np.full(len(days), place, np.int32)
    found = {iso(day): grades for day, grades in zip(days, grading.at(subject, np.array(days)), strict=True)}
    one = grading.held
    since, way = int(one.since[place]), int(one.how[place])
    return {day: grading.ways.texts(int(grades)) for day, grades in found.items()} | {
        "possible": grading.ways.texts(int(one.possible[place])),
        "since": iso(since) if since else None,
        "how": WAYS[way] if way >= 0 else None,
        "year": int(one.year[place]),
    }


def _held_apart(expected: GradeResult | None, days: list[int]) -> dict[str, Any]:
    timeline = UNGRADED if expected is None else expected.timeline
    current = None if expected is None else expected.current
    since = None if expected is None else expected.held_since
    return {iso(day): timeline.at(day) for day in days} | {
        "possible": frozenset() if current is None else current.grades,
        "since": None if since is None else iso(since),
        "how": None if current is None else current.how,
        "year": 0 if current is None else current.year,
    }


def _assert_same_measures(found: Judged, expected: Measures) -> None:
    columns, apart = (_rows(one, {}) for one in (found.measures, expected))
    assert columns == apart, f"measures differ in columns and one by one: {columns}, {apart}"


def _ids(found: Judged, silences: Sequence[str]) -> Mapping[int, str]:
    """Facts by number; those below -1 are *silences*."""
    tables = (*found.dossiers.population.tables.values(), *found.dossiers.tables.values())
    known = {int(number): table.ids[row] for table in tables for row, number in enumerate(table.number)}
    return known | {-2 - n: id_ for n, id_ in enumerate(silences)} | {-1: ""}


def rows(one: ListColumns, ids: Mapping[int, str]) -> Mapping[str, list[tuple[Any, ...]]]:
    """*one* as rows, days and facts written out; a ground tells which is the first of its spell."""
    found = {part: _rows(getattr(one, part), ids) for part in ("spells", "possible", "proposals", "undecided")}
    first: dict[int, tuple[Any, ...]] = {}
    grounds = one.grounds
    for row in _rows(grounds, ids, ("spell", "subject", "opened", "rule", "fact")):
        first.setdefault(row[0], row[1:])
    spells = [first[spell] if spell >= 0 else () for spell in grounds.spell.tolist()]
    return found | {"grounds": _rows(grounds, ids, more=spells)}


def _rows(
    table: Any, ids: Mapping[int, str], names: Sequence[str] = (), more: Sequence[Any] | None = None
) -> list[tuple[Any, ...]]:
    apart = ("opening", "cause") if more is None else ("opening", "cause", "spell")
    names = names or [name for name in table.__dataclass_fields__ if name not in apart]
    columns = [_texts(name, getattr(table, name), ids) for name in names]
    return sorted(zip(*columns, *(() if more is None else (more,)), strict=True), key=repr)


def _texts(name: str, values: Any, ids: Mapping[int, str]) -> list[Any]:
    if name == "fact":
        return [ids[int(one)] for one in values]
    days = name in ("start", "low", "high", "opened", "day", "last", "law", "since", "triggered")
    return [(iso(int(one)) if one else None) if days else one.item() for one in values]
