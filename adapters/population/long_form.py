"""Facts of all types one below the other: a column `type`, and their fields as JSON or each in a column of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from adapters.population.sources import Batch
from engine.compile.facts import CompiledFactType
from engine.compile.fields import Field
from engine.facts import as_given
from engine.population.checks import COMMON, Checks, Lines
from engine.population.values import flags

FIELDS: Final = "fields"
_PREFIX: Final = "fields."
_RELATED: Final = "related."
_LIST: Final = "[]"
_BESIDE: Final = (*COMMON, "type", "source", FIELDS)
_TRUTHS: Final = {"true": True, "是": True, "false": False, "否": False}

exact: Final = partial(json.loads, parse_float=Decimal)
"""JSON with its numbers as they are written."""
_MISFITS: Final = (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError)
"""What Arrow raises for values that no column of one type holds."""


def by_type(table: pa.Table, lines: Lines, checks: Checks, type_: str | None = None) -> Iterator[Batch]:
    """The facts of *table* type by type; all are of *type_* where it has no column that says so."""
    if "type" not in table.column_names:
        if type_ is None:
            checks.problem("no_type", lines.of(0))
        elif checks.known_type(type_, lines.of(0)) is not None:
            yield _batch(table, type_, lines, None, checks)
        return
    types = table["type"]
    names = pc.unique(pc.cast(types, pa.string())).to_pylist()
    for name in names:
        rows = np.flatnonzero(flags(pc.equal(types, name) if name is not None else types.is_null()))
        if checks.known_type(name, lines.of(int(rows[0]))) is not None:
            yield _batch(table, name, lines, rows if len(names) > 1 else None, checks)


def _batch(table: pa.Table, name: str, lines: Lines, rows: NDArray[np.int64] | None, checks: Checks) -> Batch:
    if rows is not None:
        table = table.take(pa.array(rows))
        lines = Lines(lines.file, lines=[lines.of(int(row)).line for row in rows])
    compiled = checks.program.fact_types[name]
    columns = {one: table[one] for one in COMMON if one in table.column_names}
    for one in table.column_names:
        field = one.removeprefix(_PREFIX).removesuffix(_LIST)
        if one not in _BESIDE and not one.startswith(_RELATED) and table[one].null_count < len(table):
            columns[field] = _listed(table[one]) if one.endswith(_LIST) else table[one]
            if field in compiled.fields and compiled.fields[field].family == "truth":
                columns[field] = _truths(columns[field])
    if FIELDS in table.column_names:
        columns |= _fields(compiled, table[FIELDS], lines, checks)
    if isinstance(columns.get("related"), pa.ChunkedArray):
        columns["related"] = _parsed(columns["related"])
    elif named := [one for one in table.column_names if one.startswith(_RELATED)]:
        columns["related"] = _named(table, named)
    return Batch(name, pa.table(columns), lines)


def _fields(
    compiled: CompiledFactType, column: pa.ChunkedArray, lines: Lines, checks: Checks
) -> Mapping[str, pa.ChunkedArray]:
    """What *column* holds of each field."""
    if pa.types.is_struct(column.type):
        flat = {one.name: pc.struct_field(column, one.name) for one in column.type}
        return {name: values for name, values in flat.items() if values.null_count < len(values)}
    records: list[Mapping[str, Any]] = []
    for row, one in enumerate(column.to_pylist()):
        record = _record(one)
        if record is None:
            checks.problem("not_json", lines.of(row), given=as_given(one))
        records.append(record or {})
    names = dict.fromkeys(name for record in records for name in record)
    return {
        name: _column(compiled.fields.get(name), [one.get(name) for one in records], lines, checks) for name in names
    }


def _record(given: Any) -> Mapping[str, Any] | None:
    """One fact's fields, from a JSON text, a map or a mapping; nothing where it is none of them."""
    if isinstance(given, (str, bytes)):
        try:
            given = exact(given) if given else {}
        except (ValueError, RecursionError):
            return None
    if isinstance(given, list) and all(isinstance(one, tuple) for one in given):
        given = dict(given)
    return {} if given is None else given if isinstance(given, Mapping) else None


def _column(field: Field | None, values: list[Any], lines: Lines, checks: Checks) -> pa.ChunkedArray:
    """*values* of one field as a column: numbers as texts, to be read exactly; what no column holds is told."""
    if field is None:
        return pa.chunked_array([pa.array([None if one is None else str(one) for one in values], pa.string())])
    if field.family == "number":
        values = [_number(one) for one in values]
    elif field.family == "rows":
        values = [_rows(field, one) for one in values]
    try:
        return pa.chunked_array([pa.array(values, _shape(field))])
    except _MISFITS:
        pass  # row by row, then, to tell which
    kept = []
    for row, value in enumerate(values):
        try:
            kept.append(pa.array([value], _shape(field)))
        except _MISFITS:
            checks.value(field, value, lines.of(row))
            kept.append(pa.nulls(1, _shape(field)))
    return pa.chunked_array([pa.concat_arrays(kept)])


def _number(value: Any) -> Any:
    """A number as its text; what is none stays what it is, and fits no column of texts."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _rows(field: Field, value: Any) -> Any:
    if not isinstance(value, list) or not all(
        isinstance(one, Mapping) and one.keys() <= (field.rows or {}).keys() for one in value
    ):
        return value if value is None else "?"  # fits no column of rows
    inner = field.rows or {}
    return [
        {name: _number(one) if inner[name].family == "number" else one for name, one in row.items()} for row in value
    ]


def _shape(field: Field) -> pa.DataType:
    """The type of a column of raw values."""
    match field.family:
        case "truth":
            return pa.bool_()
        case "set":
            return pa.list_(pa.string())
        case "rows":
            return pa.list_(pa.struct([(name, _shape(inner)) for name, inner in (field.rows or {}).items()]))
    return pa.string()


def _truths(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Truths written as texts; as they are where one of them is written otherwise."""
    if not pa.types.is_string(column.type):
        return column
    words = pa.array(list(_TRUTHS), pa.string())
    places = pc.index_in(pc.utf8_lower(column), words)
    if places.null_count > column.null_count:
        return column
    return pc.take(pa.array(list(_TRUTHS.values())), places)


def _listed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts with `;` between the members of a set."""
    if not pa.types.is_string(column.type):
        return column
    return pc.split_pattern_regex(pc.utf8_trim_whitespace(column), r"\s*[;；]\s*")


def _parsed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Related subjects written as JSON, read; as they are where they are not."""
    if not pa.types.is_string(column.type):
        return column
    try:
        rows = [json.loads(one) if one else None for one in column.to_pylist()]
        shape = pa.list_(pa.struct([("role", pa.string()), ("subject", pa.string())]))
        return pa.chunked_array([pa.array([_whom(row) for row in rows], shape)])
    except (ValueError, TypeError, AttributeError, pa.ArrowException):
        return column


def _whom(row: Any) -> Any:
    return None if row is None else [{"role": one["role"], "subject": one.get("subject", one.get("id"))} for one in row]


def _named(table: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    """Related subjects with a column for each role."""
    roles = [one.removeprefix(_RELATED) for one in columns]
    cells = [table[one].to_pylist() for one in columns]
    rows = [
        [{"role": role, "subject": one} for role, one in zip(roles, row, strict=True) if one]
        for row in zip(*cells, strict=True)
    ]
    return pa.chunked_array([pa.array(rows, pa.list_(pa.struct([("role", pa.string()), ("subject", pa.string())])))])
