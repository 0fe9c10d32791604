"""Computed fields of facts, and the rows within facts they are computed of (S8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.compile.facts import CompiledFactType
from engine.compile.fields import Field, Value
from engine.facts import derive
from engine.language.fact_types import Derivation, Highest, Ratio, Run, Total
from engine.population.columns import MISSING, Column
from engine.population.raw import days, scaled, whole

RowsWithin = Sequence[list[dict[str, Value]] | None]
"""The rows within each fact, encoded."""


def derived(
    compiled: CompiledFactType, name: str, needed: Mapping[str, Column], rows: Mapping[str, RowsWithin], count: int
) -> Column:
    """The computed field *name*, row by row (S8): of what the columns *needed* and the *rows* within hold."""
    derivation = dict(compiled.derived)[name]
    values = np.full(count, MISSING["number"], np.int64)
    for row in range(count):
        known = {key: value for key, column in needed.items() if (value := column.value(row)) is not None}
        inner = {key: one for key, column in rows.items() if (one := column[row]) is not None}
        found = derive(compiled, name, derivation, known, inner)
        values[row] = MISSING["number"] if found is None else found
    return Column("number", values)


def reads(derivation: Derivation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields *derivation* reads, and the rows within."""
    match derivation:
        case Ratio():
            return derivation.ratio, ()
        case Highest():
            return (), (derivation.highest,)
        case Total():
            return (), (derivation.total,)
        case Run():
            return (), (derivation.run,)


def rows_within(field: Field, column: pa.ChunkedArray) -> RowsWithin:
    """The rows within each fact that *column* of the rows *field* holds, their values encoded."""
    array = whole(column)
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks)
    inner = array.flatten()
    columns = {
        name: _values(one, inner.field(name))
        for name, one in (field.rows or {}).items()
        if inner.type.get_field_index(name) >= 0
    }
    flat = [
        {name: value for name, value in zip(columns, values, strict=True) if value is not None}
        for values in zip(*columns.values(), strict=True)
    ]
    ends = np.cumsum(pc.fill_null(pc.list_value_length(array), 0).to_numpy())
    starts = np.append(0, ends[:-1])
    valid = np.asarray(array.is_valid()).tolist()
    cuts = zip(starts.tolist(), ends.tolist(), valid, strict=True)
    return [flat[start:end] if given else None for start, end, given in cuts]


def _values(field: Field, array: pa.Array) -> list[Value | None]:
    """Encoded values, nothing where one is missing."""
    if field.family == "number":
        return [None if one == MISSING["number"] else one for one in scaled(array, field).tolist()]
    if field.family == "day":
        return [one or None for one in days(pa.chunked_array([array])).tolist()]
    if field.family == "set":
        return [None if one is None else frozenset(one) for one in array.to_pylist()]
    return array.to_pylist()
