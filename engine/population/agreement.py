"""Columns held against the same subjects judged one by one: every row that only one of the two has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.calendar import iso
from engine.population.columns import span
from engine.population.evaluate import Judged
from engine.population.results import ListColumns
from engine.population.singly import Singly

PARTS: Final = ("spells", "grounds", "possible", "proposals", "undecided")
_APART: Final = ("opening", "spell")
"""What only tells where a row stands among others."""
_DAYS: Final = frozenset(("start", "low", "high", "opened", "day", "last", "law", "triggered", "since"))

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
    for done, place in enumerate(places, 1):
        for policy, one in judged.lists.items():
            other = singly.lists(policy, (place,))
            for part in PARTS:
                columns = _rows(_of(one, part, place), part, judged.fact_id)
                apart = _rows(getattr(other, part), part, lambda number: _fact_id(judged, singly, number))
                if columns != apart:
                    yield Difference(place, policy, part, _without(columns, apart), _without(apart, columns))
        measures, theirs = _measures(judged, place), _rows(singly.measures((place,)), "measures", str)
        if measures != theirs:
            yield Difference(place, "", "measures", _without(measures, theirs), _without(theirs, measures))
        for policy, grading in judged.grades.items():
            result = singly.graded(place).get(policy)
            held = frozenset() if result is None else result.timeline.at(judged.dossiers.as_of)
            mine = grading.ways.texts(int(grading.held.possible[place]))
            if mine != held:
                grades = [((("grade", "/".join(sorted(one))),),) for one in (mine, held)]
                yield Difference(place, policy, "grade", grades[0], grades[1])
        told(done)


def _of(one: ListColumns, part: str, place: int) -> Any:
    table = getattr(one, part)
    rows = span(table.subject, place)
    return type(table)(**{name: getattr(table, name)[rows.start : rows.stop] for name in table.__dataclass_fields__})


def _fact_id(judged: Judged, singly: Singly, number: int) -> str:
    return singly.silences[-2 - number] if number < -1 else judged.fact_id(number)


def _rows(table: Any, part: str, fact_id: Callable[[int], str]) -> list[Row]:
    names = [name for name in table.__dataclass_fields__ if name not in _APART and (part, name) != ("grounds", "cause")]
    columns = [[_value(name, one, fact_id) for one in getattr(table, name)] for name in names]
    return sorted((tuple(zip(names, row, strict=True)) for row in zip(*columns, strict=True)), key=str)


def _value(name: str, value: Any, fact_id: Callable[[int], str]) -> Any:
    if name == "fact":
        return fact_id(int(value))
    return (iso(int(value)) if value else "") if name in _DAYS else value.item()


def _measures(judged: Judged, place: int) -> list[Row]:
    found = judged.measures
    return _rows(found.take(np.array(span(found.subject, place), np.int64)), "measures", str)


def _without(rows: Iterable[Row], others: Iterable[Row]) -> tuple[Row, ...]:
    """What is left of *rows* without *others*, of which each takes away one: a row may be there twice."""
    return tuple((Counter(rows) - Counter(others)).elements())
