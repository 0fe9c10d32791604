"""A population made of typed facts, subject by subject: for what has been read one by one already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.conditions import SUBJECT_FIELDS
from engine.compile.fields import Field
from engine.compile.program import Program
from engine.dossier import Subject
from engine.facts import Fact
from engine.population.columns import MISSING, TYPES, Column, FactTable, Pool, Population, Related

ATTRIBUTES: Mapping[str, Field] = {
    **{name: SUBJECT_FIELDS[name] for name in ("kind", "region", "industry")},
    "name": Field("name", "text"),
    "size": Field("size", "text"),
    "born": Field("born", "day"),
    "registered": Field("registered", "day"),
}
"""What is told of subjects."""


def population_of(program: Program, people: Sequence[tuple[Subject, Sequence[Fact]]]) -> Population:
    """The population of *people*, each with its facts, in that order."""
    pools: dict[str, dict[str, int]] = {}
    by_type: dict[str, list[tuple[int, Fact]]] = {}
    for place, (_, facts) in enumerate(people):
        for fact in facts:
            by_type.setdefault(fact.type, []).append((place, fact))
    tables: dict[str, FactTable] = {}
    columns: dict[str, Mapping[str, Column]] = {}
    number = 0
    for name, found in sorted(by_type.items()):
        found.sort(key=lambda one: (one[0], one[1].day, one[1].id))
        facts = [fact for _, fact in found]
        fields = program.fact_types[name].fields
        columns[name] = {
            field: _column(of, [fact.fields.get(field) for fact in facts], pools)
            for field, of in fields.items()
            if of.family != "rows"
        }
        tables[name] = FactTable(
            name,
            np.array([place for place, _ in found], np.int32),
            np.array([fact.day for fact in facts], np.int32),
            np.array([fact.recorded for fact in facts], np.int32),
            np.arange(number, number + len(facts)),
            [fact.id for fact in facts],
            columns[name].__getitem__,
            _related(facts),
        )
        number += len(facts)
    subjects = [subject for subject, _ in people]
    attributes = {
        name: _column(of, [subject.attributes.get(name) for subject in subjects], pools)
        for name, of in ATTRIBUTES.items()
    }
    return Population([subject.id for subject in subjects], attributes, tables)


def _column(field: Field, values: Sequence[Any], pools: dict[str, dict[str, int]]) -> Column:
    """*values* of *field*; its texts are those of its name among *pools*, which grow."""
    numbers = pools.setdefault(field.name, {})
    pool = Pool(_Grown(numbers))
    if field.family == "set":
        members = [sorted(_number(numbers, text) for text in value or ()) for value in values]
        offsets = np.concatenate(([0], np.cumsum([len(one) for one in members], dtype=np.int64)))
        flat = np.array([one for row in members for one in row], np.int32)
        return Column("set", flat, pool, offsets, np.array([value is not None for value in values], np.bool_))
    if field.family == "rows":
        raise ValueError(f"`{field.name}` holds rows")
    missing = MISSING[field.family]
    if field.family == "text":
        values = [None if value is None else _number(numbers, value) for value in values]
    array: NDArray[Any] = np.array([missing if value is None else int(value) for value in values], TYPES[field.family])
    return Column(field.family, array, pool if field.family == "text" else None)


def _number(numbers: dict[str, int], text: str) -> int:
    return numbers.setdefault(text, len(numbers))


class _Grown(Sequence[str]):
    """The texts of a pool by number, as far as it has grown."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._texts: list[str] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: Any) -> Any:
        if len(self._texts) < len(self._numbers):
            self._texts = list(self._numbers)
        return self._texts[number]


def _related(facts: Iterable[Fact]) -> Related | None:
    named = [fact.related for fact in facts]
    if not any(named):
        return None
    offsets = np.concatenate(([0], np.cumsum([len(one) for one in named], dtype=np.int64)))
    pairs = [pair for one in named for pair in one]
    return Related(offsets[:-1], offsets[1:], [role for role, _ in pairs], [subject for _, subject in pairs])
