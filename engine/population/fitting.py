"""Columns held against their fields: what fits, in the one form of its family, and the rows that do not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.catalogue import Phrase
from engine.compile.fields import BadValue, Field
from engine.facts import MOST_ROWS
from engine.population.values import Bad, Refused, flags, flat_texts, form, of_days, of_numbers, of_texts, places


def fitted(of: Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Bad | None]:
    """*column* in the form of the field *of*, and the rows that do not fit, which are empty in it."""
    if column.null_count == len(column):
        kept = _fits(of, column.type) and of.family != "rows"
        return column if kept else pa.chunked_array([pa.nulls(len(column), form(of))]), None
    try:
        match of.family:
            case "text":
                return of_texts(of, column)
            case "number":
                return of_numbers(of, column)
            case "day":
                return of_days(of, column)
            case "truth" if pa.types.is_boolean(column.type):
                return column, None
            case "set":
                return _sets(of, column)
            case "rows":
                return _rows(of, column)
    except Refused:
        pass
    rows = np.flatnonzero(flags(column.is_valid()))
    return pa.chunked_array([pa.nulls(len(column), form(of))]), (rows, _wrong(of))


def _fits(of: Field, type_: pa.DataType) -> bool:
    """Whether columns of *type_* are handed on as they are."""
    match of.family:
        case "text":
            own = type_.value_type if pa.types.is_dictionary(type_) else type_
            return bool(pa.types.is_string(own))
        case "number":
            return bool(pa.types.is_integer(type_) or (pa.types.is_decimal128(type_) and type_.scale <= places(of)))
    return bool(type_ == form(of))


def compact(chunk: pa.Array) -> pa.Array:
    """A chunk of lists, of 32 bits, whose missing lists have no members."""
    if not pa.types.is_list(chunk.type):
        chunk = pc.cast(chunk, pa.list_(chunk.type.value_type))
    if chunk.null_count and len(chunk.flatten()) != chunk.offsets[-1].as_py() - chunk.offsets[0].as_py():
        return chunk.take(pa.array(np.arange(len(chunk))))
    return chunk


def _wrong(of: Field) -> Phrase | None:
    what = {"number": "number", "day": "day", "truth": "truth", "set": "codes", "text": "text"}.get(of.family)
    return BadValue(what).expected if what else BadValue("rows", limit=MOST_ROWS).expected


def _sets(of: Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Bad | None]:
    parts, bad, start, expected = [], [], 0, None
    for chunk in column.chunks:
        array, rows, what = _set(of, chunk)
        parts.append(array)
        bad.append(rows + start)
        start += len(chunk)
        expected = what or expected
    rows = np.concatenate(bad) if bad else np.empty(0, np.int64)
    return pa.chunked_array(parts, pa.list_(pa.string())), (rows, expected) if len(rows) else None


def _set(of: Field, chunk: pa.Array) -> tuple[pa.Array, NDArray[np.int64], Phrase | None]:
    if pa.types.is_null(chunk.type):
        return pa.nulls(len(chunk), pa.list_(pa.string())), np.empty(0, np.int64), None
    if not (pa.types.is_list(chunk.type) or pa.types.is_large_list(chunk.type)):
        raise Refused
    chunk = compact(chunk)
    members = flat_texts(chunk.flatten())
    member = Field(of.name, "text", codes=of.codes)
    _, wrong = of_texts(member, pa.chunked_array([members]))
    empty = np.flatnonzero(flags(members.is_null())) if members.null_count else np.empty(0, np.int64)
    starts = pc.subtract(chunk.offsets, chunk.offsets[0])
    array = pa.ListArray.from_arrays(starts, members, mask=chunk.is_null() if chunk.null_count else None)
    if wrong is None and not len(empty):
        return array, np.empty(0, np.int64), None
    at = np.union1d(wrong[0] if wrong else empty, empty)
    rows = np.unique(pc.list_parent_indices(chunk).to_numpy()[at])
    return pa.nulls(len(chunk), pa.list_(pa.string())), rows.astype(np.int64), None


def _rows(of: Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Bad | None]:
    """Rows within rows: each column of them as a field of its own."""
    parts, bad, start = [], [np.empty(0, np.int64)], 0
    is_list = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
    if not is_list or not pa.types.is_struct(column.type.value_type):
        raise Refused
    for chunk in map(compact, column.chunks):
        inner = chunk.flatten()
        parents = pc.list_parent_indices(chunk).to_numpy()
        columns: dict[str, pa.Array] = {}
        fields = of.rows or {}
        for one in inner.type:
            values = inner.field(one.name)
            if one.name not in fields:
                bad.append(start + parents[flags(values.is_valid())])
                continue
            found, wrong = fitted(fields[one.name], pa.chunked_array([values]))
            whole = found.combine_chunks() if found.num_chunks != 1 else found.chunk(0)
            columns[one.name] = pc.cast(whole, form(fields[one.name]))
            if wrong:
                bad.append(start + parents[wrong[0]])
        long = flags(pc.greater(pc.list_value_length(chunk), MOST_ROWS))
        bad += [start + np.flatnonzero(long), start + parents[flags(inner.is_null())]]
        starts = pc.subtract(chunk.offsets, chunk.offsets[0])
        all_ = {name: columns.get(name, pa.nulls(len(inner), form(field))) for name, field in fields.items()}
        struct = pa.StructArray.from_arrays(list(all_.values()), list(all_))
        parts.append(
            pa.ListArray.from_arrays(
                pc.cast(starts, pa.int32()), struct, mask=chunk.is_null() if chunk.null_count else None
            )
        )
        start += len(chunk)
    rows = np.unique(np.concatenate(bad)).astype(np.int64)
    found = pa.chunked_array(parts) if parts else column
    return found, (rows, None) if len(rows) else None
