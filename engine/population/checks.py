"""Whether columns hold what their fields may: all rows of a field at once, in the words `engine.facts` uses of one.

What fits is handed on in one form of each family: texts as texts, numbers as whole numbers or decimals, days as dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.facts import CompiledFactType
from engine.compile.fields import BadValue, Field, encoder
from engine.compile.program import Program
from engine.facts import MOST_ID, MOST_ROWS, as_given
from engine.population.building import ATTRIBUTES
from engine.population.fitting import compact, fitted
from engine.population.values import Refused, bounds, flags, flat_texts, octets
from engine.problems import FactError, Place, Problem, nearest

MOST: Final = 100
"""So many problems are told one by one."""
COMMON: Final = ("id", "date", "recorded", "subject", "related")
_MISSPELT: Final = 0.75
_BESIDE: Final = ("type", "source")
_RELATED: Final = pa.list_(pa.struct([("role", pa.string()), ("id", pa.string())]))
_VISIBLE: Final = (ord(" "), ord("~"))
_ROLE_OF: Final = ("subject", "id")
"""What the id of a related subject may be called."""

Rows = NDArray[np.int64]


@dataclass(eq=False)
class Lines:
    """Where rows stand: in *file*, the first on line *first*, or each on its own of *lines*."""

    file: str
    first: int = 1
    lines: Sequence[int] | NDArray[Any] | None = None

    def of(self, row: int) -> Place:
        """Where *row* stands."""
        return Place(self.file, int(self.lines[row]) if self.lines is not None else self.first + row)


class Joined(Lines):
    """Where the rows of several tables stand, one table after the other: so many rows of each of *parts*."""

    def __init__(self, parts: Sequence[tuple[Lines, int]]) -> None:
        super().__init__("")
        self._parts = parts

    def of(self, row: int) -> Place:
        """Where *row* stands."""
        for lines, count in self._parts:
            if row < count:
                return lines.of(row)
            row -= count
        raise IndexError(row)


@dataclass(eq=False)
class Checks:
    """Checks tables against *program*; tells the first `MOST` problems, and how many more there are."""

    program: Program
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    _untold: Place | None = None

    def __bool__(self) -> bool:
        return bool(self.problems)

    def end(self) -> None:
        """Raise `FactError` if anything is wrong."""
        if self._untold is not None:
            self.problems.append(Problem("facts.many_more", self._untold, {"count": self.more}))
        if self.problems:
            raise FactError(self.problems)

    def take(self, other: Checks) -> None:
        """Tell of what *other* found, too."""
        room = max(0, MOST - len(self.problems))
        self.problems += other.problems[:room]
        untold = other.problems[room].place if len(other.problems) > room else other._untold
        if untold is not None:
            self._count(untold, len(other.problems[room:]) + other.more)

    def problem(self, code: str, place: Place, /, **values: object) -> None:
        """Tell of a problem, or count it."""
        if len(self.problems) < MOST:
            self.problems.append(Problem(f"facts.{code}", place, values))
        else:
            self._count(place, 1)

    def rows(self, code: str, lines: Lines, rows: Rows, said: Callable[[int], Mapping[str, object]]) -> None:
        """Tell of a problem in each of *rows*, with what is *said* of it."""
        told = max(0, MOST - len(self.problems))
        for row in rows[:told].tolist():
            self.problem(code, lines.of(row), **said(row))
        if len(rows) > told:
            self._count(lines.of(int(rows[told])), len(rows) - told)

    def _count(self, place: Place, more: int) -> None:
        self._untold = self._untold or place
        self.more += more

    def value(self, of: Field, value: object, place: Place) -> None:
        """Tell that *value* does not fit the field."""
        self.problem("bad_value", place, **_refused(of, value))

    def known_type(self, name: object, place: Place) -> CompiledFactType | None:
        """The fact type *name*, if there is one."""
        found = self.program.fact_types.get(name) if isinstance(name, str) else None
        if found is None:
            choice = nearest(str(name), self.program.fact_types)
            self.problem("unknown_type", place, type=as_given(name), nearest=choice)
        return found

    def subjects(self, table: pa.Table, lines: Lines) -> pa.Table:
        """*table* of subjects, each column in its form; other columns are left out, unless one seems misspelt."""
        if not self._has(table, ("id",), lines):
            return _none(("id",))
        columns = {"id": self._ids(table, "id", lines)}
        for name in table.column_names:
            if name in ATTRIBUTES:
                columns[name] = self._field(ATTRIBUTES[name], table[name], lines)
            elif name != "id":
                meant = get_close_matches(name, ATTRIBUTES.keys() - set(table.column_names), n=1, cutoff=_MISSPELT)
                if meant:
                    self.problem("missing_column", lines.of(0), column=meant[0], nearest=f"`{name}`")
        return pa.table(columns)

    def facts(self, type_: str, table: pa.Table, lines: Lines) -> pa.Table:
        """*table* of facts of *type_*, each column in its form; empty where a column is not there that must be."""
        compiled = self.known_type(type_, lines.of(0))
        if compiled is None or not self._has(table, ("id", "date", "subject"), lines):
            return _none(("id", "subject"))
        columns = {"id": self._ids(table, "id", lines), "subject": self._whose(table["subject"], lines)}
        columns["date"] = self._day("date", table, lines)
        if "recorded" in table.column_names:
            columns["recorded"] = self._day("recorded", table, lines, needed=False)
        if "related" in table.column_names:
            columns["related"] = self._related(table["related"], lines)
        for name in table.column_names:
            if name in (*COMMON, *_BESIDE):
                continue
            if name in compiled.fields and name not in compiled.computed:
                columns[name] = self._field(compiled.fields[name], table[name], lines)
            else:
                choice = nearest(name, compiled.fields.keys() - compiled.computed)
                rows = np.flatnonzero(flags(table[name].is_valid()))[:1]
                place = lines.of(int(rows[0]) if len(rows) else 0)
                self.problem("unknown_field", place, field=as_given(name), type=type_, nearest=choice)
        self._required(compiled, table, lines)
        return pa.table(columns)

    def _has(self, table: pa.Table, names: Sequence[str], lines: Lines) -> bool:
        missing = [name for name in names if name not in table.column_names]
        for name in missing:
            choice = nearest(name, table.column_names)
            self.problem("missing_column", lines.of(0), column=name, nearest=choice)
        return not missing

    def _ids(self, table: pa.Table, name: str, lines: Lines) -> pa.ChunkedArray:
        try:
            found = pa.chunked_array([flat_texts(chunk) for chunk in table[name].chunks], pa.string())
        except Refused:
            self.rows("bad_id", lines, np.arange(len(table)), lambda row: _given(table[name], row))
            return pa.chunked_array([pa.nulls(len(table), pa.string())])
        if all(_plainly_ids(chunk) for chunk in found.chunks):
            return found
        ends = pc.min_max(pc.binary_length(found)).as_py()
        fits = pc.utf8_is_printable(found)
        if ends["min"] == 0 or (ends["max"] or 0) > MOST_ID:
            length = pc.utf8_length(found)
            fits = pc.and_(pc.and_(pc.greater(length, 0), pc.less_equal(length, MOST_ID)), fits)
        if not _all(fits):
            self.rows("bad_id", lines, _not(fits), lambda row: _given(found, row))
        return found

    def _whose(self, column: pa.ChunkedArray, lines: Lines) -> pa.ChunkedArray:
        """Whom facts are about: an id no subject has is nobody's, but there has to be one."""
        coded = pa.types.is_dictionary(column.type) and pa.types.is_string(column.type.value_type)
        coded = coded and not any(chunk.dictionary.null_count for chunk in column.chunks)
        try:
            plain = [] if coded else [flat_texts(chunk) for chunk in column.chunks]
            found = column if coded else pa.chunked_array(plain, pa.string())
        except Refused:
            found = pa.chunked_array([pa.nulls(len(column), pa.string())])
        if found.null_count:
            self.rows("bad_id", lines, _not(found.is_valid()), lambda row: _given(column, row))
        return found

    def _day(self, name: str, table: pa.Table, lines: Lines, *, needed: bool = True) -> pa.ChunkedArray:
        found, bad = fitted(Field(name, "day"), table[name])
        rows = bad[0] if bad else np.empty(0, np.int64)
        if needed and found.null_count:
            rows = np.union1d(rows, _not(found.is_valid()))
        if len(rows):
            self.rows("bad_day", lines, rows, lambda row: {"key": name} | _given(table[name], row))
        return found

    def _field(self, of: Field, column: pa.ChunkedArray, lines: Lines) -> pa.ChunkedArray:
        """*column* in the form of the field; what does not fit is told and left out."""
        found, bad = fitted(of, column)
        if bad:
            rows, expected = bad

            def said(row: int) -> Mapping[str, object]:
                value = column[row].as_py()
                found = _refused(of, value)
                return found if expected is None else {"field": of.name, "given": as_given(value), "expected": expected}

            self.rows("bad_value", lines, rows, said)
        return found

    def _related(self, column: pa.ChunkedArray, lines: Lines) -> pa.ChunkedArray:
        type_ = column.type
        names = (
            [one.name for one in type_.value_type]
            if pa.types.is_list(type_) and pa.types.is_struct(type_.value_type)
            else []
        )
        whose = next((name for name in _ROLE_OF if name in names), None)
        nothing = pa.chunked_array([pa.nulls(len(column), _RELATED)])
        if whose is None or "role" not in names:
            rows = _not(column.is_null())
            self.rows("bad_related", lines, rows, lambda row: _given(column, row))
            return nothing
        parts, start = [], 0
        for chunk in map(compact, column.chunks):
            inner = chunk.flatten()
            role, id_ = (pc.cast(inner.field(name), pa.string()) for name in ("role", whose))
            if role.null_count or id_.null_count:
                bad = flags(pc.or_(role.is_null(), id_.is_null()))
                rows = np.unique(pc.list_parent_indices(chunk).to_numpy()[bad]) + start
                self.rows("bad_related", lines, rows, lambda row: _given(column, row))
                return nothing
            start += len(chunk)
            starts = pc.subtract(chunk.offsets, chunk.offsets[0])
            named = pa.StructArray.from_arrays([role, id_], ["role", "id"])
            parts.append(pa.ListArray.from_arrays(starts, named, mask=chunk.is_null() if chunk.null_count else None))
        return pa.chunked_array(parts, _RELATED)

    def _required(self, compiled: CompiledFactType, table: pa.Table, lines: Lines) -> None:
        for name in compiled.required:
            if name not in table.column_names:
                rows: Rows = np.arange(len(table))
            elif table[name].null_count:
                rows = _not(table[name].is_valid())
            else:
                continue
            self.rows("missing_field", lines, rows, lambda _, name=name: {"field": name, "type": compiled.name})  # type: ignore[misc]  # mypy cannot infer a lambda with defaults


def _none(names: Sequence[str]) -> pa.Table:
    columns = {name: pa.array([], pa.string()) for name in names}
    return pa.table(columns | ({"date": pa.array([], pa.date32())} if "subject" in names else {}))


def _plainly_ids(array: pa.Array) -> bool:
    """Whether all of *array* are ids, as their bytes say at once: none empty or too long, visible ASCII alone."""
    if array.null_count:
        return False
    lengths, written = np.diff(bounds(array)), octets(array)
    return bool(
        lengths.min(initial=1) > 0
        and lengths.max(initial=0) <= MOST_ID
        and written.min(initial=_VISIBLE[0]) >= _VISIBLE[0]
        and written.max(initial=_VISIBLE[0]) <= _VISIBLE[1]
    )


def _given(column: pa.ChunkedArray, row: int) -> dict[str, object]:
    return {"given": as_given(column[row].as_py())}


def _refused(of: Field, value: object) -> dict[str, object]:
    """What is said of *value*, which does not fit: within rows, of the first thing that does not."""
    field, given = of, value
    try:
        if of.family != "rows":
            encoder(of)(value)
        for row in value if of.family == "rows" and isinstance(value, list) else ():
            for name, inner in (row or {}).items():
                if inner is not None and name in (of.rows or {}):
                    field, given = (of.rows or {})[name], inner
                    encoder(field)(inner)
        field, given, bad = of, value, BadValue("rows", limit=MOST_ROWS)
    except BadValue as refused:
        bad = refused
    return {"field": field.name, "given": as_given(given), "expected": bad.expected}


def _all(truths: pa.ChunkedArray) -> bool:
    return not truths.null_count and bool(pc.all(truths).as_py() in (True, None))


def _not(truths: pa.ChunkedArray) -> Rows:
    return np.flatnonzero(~flags(truths))
