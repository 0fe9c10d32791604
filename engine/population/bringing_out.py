"""Facts brought out of the columns, those of many subjects at once, as they are told one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.compile.program import Program
from engine.facts import Fact, flattened
from engine.population.columns import Column, FactTable, Population, texts_at
from engine.population.texts import texts_of
from engine.predicates import FlatFact


class Told(NamedTuple):
    """A *fact* and the *number* it has in the columns."""

    fact: Fact
    number: int


def brought_out(
    program: Program,
    population: Population,
    places: NDArray[Any],
    flags: Mapping[tuple[str, str], frozenset[str]],
) -> Mapping[int, list[Told]]:
    """All facts about the subjects at *places*, which are in order, table after table; sets with *flags* for codes."""
    found: dict[int, list[Told]] = {place: [] for place in places.tolist()}
    for name, table in population.tables.items():
        asked = places.astype(table.subject.dtype)  # of another type, the whole column would be converted
        first, last = np.searchsorted(table.subject, asked), np.searchsorted(table.subject, asked, side="right")
        count = last - first
        if not count.any():
            continue
        rows = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())
        type_, related = program.fact_types[name], table.related
        told_of = _fields(program, table, rows)
        ids, days = texts_of(table.ids, rows), np.column_stack([table.day[rows], table.recorded[rows]]).tolist()
        known = zip(rows.tolist(), table.number[rows].tolist(), ids, days, told_of, strict=True)
        for row, number, id_, (day, recorded), told in known:
            flat = FlatFact(name, flattened(type_, told, flags))
            named = () if related is None else related.of(row)
            found[int(table.subject[row])].append(Told(Fact(id_, name, day, recorded, told, flat, named), number))
    return found


def _fields(program: Program, table: FactTable, rows: NDArray[Any]) -> list[dict[str, Any]]:
    """What is told in each of *rows*, by field."""
    found: list[dict[str, Any]] = [{} for _ in rows]
    for field in program.fact_types[table.type].fields.values():
        if field.family == "rows":
            continue
        column = table.field_of(field.name, rows)
        known = np.flatnonzero(column.known)
        for place, value in zip(known.tolist(), _values(column, known), strict=True):
            found[place][field.name] = value
    return found


def _values(column: Column, rows: NDArray[Any]) -> list[Any]:
    """What *rows* hold, none of which lacks a value, as `engine.facts` has it."""
    if column.offsets is not None:
        return [column.value(row) for row in rows.tolist()]
    if column.family == "text":
        return texts_at(column, column.values[rows])
    values = column.values[rows].tolist()
    return [bool(one) for one in values] if column.family == "truth" else values
