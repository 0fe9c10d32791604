"""Columns held against the same subjects judged one by one: every row that only one of the two has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.calendar import iso
from engine.population.judged import Judged
from engine.population.singly import Singly
from engine.population.timelines import rows_of

PARTS: Final = ("spells", "grounds", "possible", "proposals", "undecided")
_APART: Final = ("opening", "spell")
"""What only tells where a row stands among others."""
_DAYS: Final = frozenset(("start", "low", "high", "opened", "day", "last", "law", "triggered", "since"))

_TOGETHER: Final = 200
"""So many subjects are compared at once."""

Row = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Difference:
    """What only columns, and what only judging one by one, say of the subject at *place*: a *part* of a *policy*."""

    place: int
    policy: str
    part: str
    columns: tuple[Row, ...]
    one_by_one: tuple[Row, ...]


def differences(
    judged: Judged, singly: Singly, places: Sequence[int], told: Callable[[int], None] = lambda _done: None
) -> Iterator[Difference]:
    """Where *judged* and *singly* differ on the subjects at *places*, which are in order; *told* how many are done."""
    for start in range(0, len(places), _TOGETHER):
        some = places[start : start + _TOGETHER]
        yield from sorted(_of_some(judged, singly, some), key=lambda one: one.place)
        told(start + len(some))


def _of_some(judged: Judged, singly: Singly, places: Sequence[int]) -> Iterator[Difference]:
    """Policy by policy, the differences on *places*."""
    for policy, one in judged.lists.items():
        other = singly.lists(policy, places)
        for part in PARTS:
            columns = _rows(_of(getattr(one, part), places), part, judged.fact_id)
            apart = _rows(getattr(other, part), part, lambda number: _fact_id(judged, singly, number))
            yield from _told_apart(policy, part, columns, apart)
    measures, theirs = _of(judged.measures, places), singly.measures(places)
    yield from _told_apart("", "measures", _rows(measures, "measures", str), _rows(theirs, "measures", str))
    for policy, grading in judged.grades.items():
        for place in places:
            result = singly.graded(place).get(policy)
            held = frozenset() if result is None else result.timeline.at(judged.dossiers.as_of)
            mine = grading.ways.texts(int(grading.held.possible[place]))
            if mine != held:
                grades = [((("grade", "/".join(sorted(one))),),) for one in (mine, held)]
                yield Difference(place, policy, "grade", grades[0], grades[1])


def _told_apart(policy: str, part: str, columns: Sequence[Row], apart: Sequence[Row]) -> Iterator[Difference]:
    """The rows that only one of the two has, subject by subject."""
    if columns == apart:
        return
    only = _without(columns, apart), _without(apart, columns)
    for place in sorted({_subject(row) for rows in only for row in rows}):
        mine, theirs = (tuple(row for row in rows if _subject(row) == place) for rows in only)
        yield Difference(place, policy, part, mine, theirs)


def _subject(row: Row) -> int:
    return next(int(value) for name, value in row if name == "subject")


def _of(table: Any, places: Sequence[int]) -> Any:
    """The rows of *table*, which is in order of subject, that are of *places*."""
    first, last = np.searchsorted(table.subject, np.array([places[0], places[-1] + 1], table.subject.dtype))
    names = table.__dataclass_fields__
    rows = rows_of(table.subject[first:last], np.array(places, table.subject.dtype)) + first
    return type(table)(**{name: getattr(table, name)[rows] for name in names})


def _fact_id(judged: Judged, singly: Singly, number: int) -> str:
    return singly.silences[-2 - number] if number < -1 else judged.fact_id(number)


def _rows(table: Any, part: str, fact_id: Callable[[int], str]) -> list[Row]:
    if not len(table.subject):
        return []
    names = [name for name in table.__dataclass_fields__ if name not in _APART and (part, name) != ("grounds", "cause")]
    columns = [[_value(name, one, fact_id) for one in getattr(table, name)] for name in names]
    return sorted((tuple(zip(names, row, strict=True)) for row in zip(*columns, strict=True)), key=str)


def _value(name: str, value: Any, fact_id: Callable[[int], str]) -> Any:
    if name == "fact":
        return fact_id(int(value))
    return (iso(int(value)) if value else "") if name in _DAYS else value.item()


def _without(rows: Iterable[Row], others: Iterable[Row]) -> tuple[Row, ...]:
    """What is left of *rows* without *others*, of which each takes away one: a row may be there twice."""
    return tuple((Counter(rows) - Counter(others)).elements())
