"""Columns held against the same subjects judged one by one, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.calendar import iso
from engine.compile.program import Program
from engine.dossier import Subject
from engine.facts import Fact
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.building import population_of
from engine.population.evaluate import Judged, evaluate
from engine.population.measures import Measures
from engine.population.results import ListColumns
from engine.population.singly import Singly
from tests.generators import Scene

People = list[tuple[Subject, Sequence[Fact]]]


def people_of(program: Program, scene: Scene) -> People:
    """The subject of *scene*, and its principals, each with its facts."""
    asked = (scene.as_of.toordinal(), scene.known_at.toordinal())
    subject, facts, principals = read_question(program, Question(scene.subject, scene.facts, *asked, scene.principals))
    return [(subject, facts), *(principals or {}).values()]


def assert_alike(program: Program, people: People, as_of: int, known_at: int, *, assume_decided: bool) -> Judged:
    """What columns say of *people*, which is what judging them one by one says."""
    population = population_of(program, people)
    found = evaluate(program, population, as_of, known_at, assume_decided=assume_decided)
    singly = Singly(program, population, as_of, known_at, assume_decided=assume_decided)
    for policy, one in found.lists.items():
        expected = singly.lists(policy, range(len(people)))
        ids = _ids(found, found.singly.silences)
        columns, apart = rows(one, ids), rows(expected, _ids(found, singly.silences))
        differing = {part: (columns[part], apart[part]) for part in columns if columns[part] != apart[part]}
        assert not differing, f"{policy} differs in columns and one by one: {differing}"
    singly.judge(range(len(people)))
    _assert_same_measures(program, found, singly.measures())
    return found


def _assert_same_measures(program: Program, found: Judged, expected: Measures) -> None:
    graded = {rank for rank, policy in enumerate(program.order) if policy in program.grades}
    columns, apart = ([row for row in _rows(one, {}) if row[1] not in graded] for one in (found.measures, expected))
    assert columns == apart, f"measures differ in columns and one by one: {columns}, {apart}"


def _ids(found: Judged, silences: Sequence[str]) -> Mapping[int, str]:
    """Facts by number; those below -1 are *silences*."""
    tables = (*found.dossiers.population.tables.values(), *found.dossiers.tables.values())
    known = {int(number): table.ids[row] for table in tables for row, number in enumerate(table.number)}
    return known | {-2 - n: id_ for n, id_ in enumerate(silences)} | {-1: ""}


def rows(one: ListColumns, ids: Mapping[int, str]) -> Mapping[str, Any]:
    """*one* as rows, days and facts written out."""
    return {
        part: _rows(getattr(one, part), ids) for part in ("spells", "grounds", "possible", "proposals", "undecided")
    }


def _days_of(rows: Iterable[tuple[Any, ...]]) -> dict[Any, list[tuple[Any, ...]]]:
    found: dict[Any, list[tuple[Any, ...]]] = {}
    for whose, *days in rows:
        found.setdefault(whose, []).append(tuple(days))
    return found


def _rows(table: Any, ids: Mapping[int, str]) -> list[tuple[Any, ...]]:
    names = [name for name in table.__dataclass_fields__ if name not in ("opening", "cause")]
    return sorted(zip(*(_texts(name, getattr(table, name), ids) for name in names), strict=True))


def _texts(name: str, values: Any, ids: Mapping[int, str]) -> list[Any]:
    if name == "fact":
        return [ids[int(one)] for one in values]
    days = name in ("start", "low", "high", "opened", "day", "last", "law", "since", "triggered")
    return [(iso(int(one)) if one else None) if days else one.item() for one in values]
