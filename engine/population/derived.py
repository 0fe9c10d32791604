"""Computed fields of facts, and the rows within facts they are computed of (S8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.facts import CompiledFactType
from engine.compile.fields import Field, Value
from engine.compile.nodes import FieldNode
from engine.computed import derive
from engine.language.fact_types import Derivation, Highest, Ratio, Run, Total
from engine.population.columns import MISSING, Column, Ints
from engine.population.raw import days, scaled, whole

_RANGED: Final = ("number", "day")
"""Families of whole numbers."""


class RowsWithin:
    """The rows within each fact that *column* holds of the rows *field*, their values encoded."""

    def __init__(self, field: Field, column: pa.ChunkedArray) -> None:
        array = whole(column)
        self._field = field
        self._array = pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array

    @property
    def given(self) -> NDArray[np.bool_]:
        """Whether each fact has rows, if only none."""
        return np.asarray(self._array.is_valid())

    @property
    def ends(self) -> Ints:
        """Where the rows of each fact end among those of all."""
        return np.cumsum(pc.fill_null(pc.list_value_length(self._array), 0).to_numpy(), dtype=np.int64)

    def of(self, name: str) -> pa.Array | None:
        """The field *name* of the rows of all facts, if it is there."""
        inner = self._array.flatten()
        return inner.field(name) if inner.type.get_field_index(name) >= 0 else None

    def each(self) -> Sequence[list[dict[str, Value]] | None]:
        """The rows of each fact."""
        columns = {
            name: _values(one, values)
            for name, one in (self._field.rows or {}).items()
            if (values := self.of(name)) is not None
        }
        flat = [
            {name: value for name, value in zip(columns, values, strict=True) if value is not None}
            for values in zip(*columns.values(), strict=True)
        ]
        ends = self.ends
        cuts = zip(np.append(0, ends[:-1]).tolist(), ends.tolist(), self.given.tolist(), strict=True)
        return [flat[start:end] if given else None for start, end, given in cuts]


def derived(
    compiled: CompiledFactType, name: str, needed: Mapping[str, Column], rows: Mapping[str, RowsWithin], count: int
) -> Column:
    """The computed field *name* (S8): of what the columns *needed* and the *rows* within hold."""
    derivation = dict(compiled.derived)[name]
    tests = compiled.run_tests.get(name, ())
    if isinstance(derivation, Run) and derivation.run in rows and all(one.field.family in _RANGED for one in tests):
        return Column("number", _longest_runs(tests, rows[derivation.run]))
    values = np.full(count, MISSING["number"], np.int64)
    each = {key: one.each() for key, one in rows.items()}
    for row in range(count):
        known = {key: value for key, column in needed.items() if (value := column.value(row)) is not None}
        inner = {key: one for key, column in each.items() if (one := column[row]) is not None}
        found = derive(compiled, name, derivation, known, inner)
        values[row] = MISSING["number"] if found is None else found
    return Column("number", values)


def _longest_runs(tests: Sequence[FieldNode], rows: RowsWithin) -> Ints:
    """The longest run of rows of each fact that pass all *tests*, unless an unknown row could lengthen it."""
    ends = rows.ends
    sure = possible = np.ones(ends[-1] if len(ends) else 0, np.bool_)
    for test in tests:
        passed, may_pass = _passing(test, rows.of(test.field.name), len(sure))
        sure, possible = sure & passed, possible & may_pass
    found = _longest(sure, ends)
    return np.where(rows.given & (found == _longest(possible, ends)), found, MISSING["number"])


def _passing(test: FieldNode, array: pa.Array | None, count: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of *count* rows pass *test* for sure, and which may; each different value is tested once."""
    domain = test.domain.values[0]
    if array is None or domain is None:
        return np.zeros(count, np.bool_), np.ones(count, np.bool_)
    absent = MISSING[test.field.family]
    values = scaled(array, test.field) if test.field.family == "number" else days(pa.chunked_array([array]))
    different, which = np.unique(values, return_inverse=True)
    truths = [None if one == absent else domain.passes(one) for one in different.tolist()]
    passed = np.array([one is True for one in truths], np.bool_)
    return passed[which], np.array([one is not False for one in truths], np.bool_)[which]


def _longest(marked: NDArray[np.bool_], ends: Ints) -> Ints:
    """How many *marked* stand together at most, of those up to each of *ends*."""
    starts = np.append(0, ends[:-1])[: len(ends)]
    lengths = ends - starts
    places = np.arange(len(marked))
    before = np.maximum(np.maximum.accumulate(np.where(marked, -1, places)), np.repeat(starts - 1, lengths))
    found = np.zeros(len(ends), np.int64)
    if len(marked):
        found[lengths > 0] = np.maximum.reduceat(places - before, starts[lengths > 0])
    return found


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


def _values(field: Field, array: pa.Array) -> list[Value | None]:
    """Encoded values, nothing where one is missing."""
    if field.family == "number":
        return [None if one == MISSING["number"] else one for one in scaled(array, field).tolist()]
    if field.family == "day":
        return [one or None for one in days(pa.chunked_array([array])).tolist()]
    if field.family == "set":
        return [None if one is None else frozenset(one) for one in array.to_pylist()]
    return array.to_pylist()
