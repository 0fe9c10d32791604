"""A prepared store opened as a population: at once, and of the columns only what is asked for.

Several partitions are put together when a column is asked for; one alone is read where it lies in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from adapters.population.choosing import Chosen, piece_of
from adapters.population.common import forget, in_one
from adapters.population.finding import secret_in
from adapters.population.once import Once
from adapters.population.partition import POOLS, SUBJECTS, TYPE
from adapters.population.pieces import (
    Chunks,
    Later,
    LaterRelated,
    as_texts,
    joined,
    lengths,
    members,
    numbers,
    some_of,
    whom,
)
from adapters.population.pools import pools_of
from adapters.population.segments import Segments
from adapters.population.signatures import Signature, signatures
from engine.compile.fields import BadValue, Field
from engine.compile.program import Program
from engine.population.building import ATTRIBUTES
from engine.population.columns import MISSING, Column, FactTable, Pool, Population, Related
from engine.population.derived import RowsWithin, derived, reads
from engine.population.masks import OF_ALL
from engine.population.memo import Memo
from engine.population.tables import missing, numbered
from engine.problems import FactError, Place, Problem

Plainly = Callable[[], tuple[Pool, NDArray[np.int32]]]
"""What numbers the texts of a field."""

STORE: Final = "store.json"
FORMAT: Final = 1


def part_name(number: int) -> str:
    """The file of partition *number*."""
    return f"part-{number:05}.arrows"


def partitions_of(folder: Path) -> int:
    """How many partitions the store in *folder* has."""
    return int(orjson.loads((folder / STORE).read_bytes())["partitions"])


def is_store(folder: Path) -> bool:
    """Whether there is a prepared store in *folder*."""
    return (folder / STORE).is_file()


def open_store(folder: Path, program: Program, chosen: Sequence[Chosen] | None = None) -> Population:
    """The population of the store in *folder*, or of those *chosen* of its partitions, as *program* sees it.

    What the fact types of *program* ask otherwise than those it was prepared with is encoded anew from what is kept;
    raises `FactError` where that cannot be.
    """
    opened = _Opened(folder, program, chosen)
    opened.check()
    return opened.population()


class _Opened:
    """The partitions of a store, and the columns put together of them."""

    def __init__(self, folder: Path, program: Program, chosen: Sequence[Chosen] | None) -> None:
        kept = orjson.loads((folder / STORE).read_bytes())
        if kept["format"] != FORMAT:
            raise FactError([Problem("facts.prepared_format", Place((folder / STORE).as_posix()))])
        self._folder, self._program = folder, program
        self._signatures: Mapping[str, Mapping[str, Signature]] = kept["signatures"]
        self._identities: Mapping[str, Sequence[str]] = kept["identities"]
        self._plain = frozenset(kept["plain"])
        every = [folder / part_name(number) for number in range(kept["partitions"])]
        self._secret = partial(secret_in, tuple(every), (folder / STORE).stat().st_mtime_ns)
        told = [Chosen(number) for number in range(len(every))] if chosen is None else chosen
        self._parts = [piece_of(Segments(every[one.number]), one) for one in told]
        self._pools = pools_of(Segments(file).table(POOLS) for file in every)
        self._rows: list[Mapping[str, int]] = [part.about["rows"] for part in self._parts]
        self._subjects = [int(part.about["subjects"]) for part in self._parts]
        known = {name for rows in self._rows for name in rows}
        self._types = sorted(known & program.fact_types.keys())
        self._count = {name: sum(rows.get(name, 0) for rows in self._rows) for name in self._types}
        self._once = Memo()
        self._of_name: dict[str, Pool] = {}

    def population(self) -> Population:
        """All of it."""
        common = in_one(self._parts, self._types)
        tables: dict[str, FactTable] = {}
        start = 0
        for name in self._types:
            rows = slice(start, start + self._count[name])
            start += self._count[name]
            tables[name] = FactTable(
                name,
                common[0][rows],
                common[1][rows],
                common[2][rows],
                np.arange(rows.start, rows.stop),
                Later(self._count[name], lambda n=name: self._chunks(n, "id")),  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
                lambda field, type_=name: self.column(type_, field),  # type: ignore[misc]  # likewise
                self._related(name),
                lambda field, rows, type_=name: self.few(type_, field, rows),  # type: ignore[misc]  # likewise
            )
        attributes = {name: self._attribute(field) for name, field in ATTRIBUTES.items() if name != "name"}
        ids = Later(sum(self._subjects), lambda: self._of_subjects("id"))
        found = Once(self._parts, self._types, self._identities).prepared()
        once: Mapping[object, Callable[[], Any]] = {**found, OF_ALL: self._secret}
        named = all("name" in part.table(SUBJECTS).column_names for part in self._parts)
        names = Later(sum(self._subjects), lambda: self._of_subjects("name")) if named else None
        return Population(ids, attributes, tables, once, names)

    def column(self, type_: str, name: str) -> Column:
        """The field *name* of all facts of a type."""
        if self._computed_anew(type_, name):
            return self._derived(type_, name)
        chunks = self._field(type_, name)

        def plainly() -> tuple[Pool, NDArray[np.int32]]:
            pool, by_type = self._numbered(name)
            return pool, by_type[type_]

        column = self._column(type_, name, chunks, plainly)
        if len(chunks) > 1:
            forget(self._parts, TYPE + type_)
        return column

    def few(self, type_: str, name: str, rows: NDArray[Any]) -> Column:
        """The field *name* of a few facts of a type, those in *rows*, which are in order: of these alone it is read."""
        if self._computed_anew(type_, name):
            return self.column(type_, name).take(rows)
        chunks = some_of(self._field(type_, name), rows)

        def plainly() -> tuple[Pool, NDArray[np.int32]]:
            texts = pa.array(self._pools.get(name, []), pa.string())
            pool, alone = numbered({type_: as_texts(chunks, texts, self._program.fact_types[type_].fields[name])})
            return pool, alone[type_]

        return self._column(type_, name, chunks, plainly)

    def _computed_anew(self, type_: str, name: str) -> bool:
        """Whether a computed field is not, or otherwise, in the store."""
        computed = name in self._program.fact_types[type_].computed
        return computed and self._signatures[type_].get(name) != self._wanted[type_][name]

    def _column(self, type_: str, name: str, chunks: Chunks, plainly: Plainly) -> Column:
        """The field *name* of the facts of a type in *chunks*; texts that are kept as they are, numbered *plainly*."""
        field, kept = self._program.fact_types[type_].fields[name], self._signatures[type_].get(name)
        if kept is None or all(one is None for one, _ in chunks):
            return missing(field, sum(count for _, count in chunks))
        if field.family in ("text", "set"):
            return self._texts(field, chunks, plainly)
        values = joined(chunks, field)
        if field.family == "number" and field.factor != kept["factor"]:
            values = np.where(values == MISSING["number"], values, values * field.factor // kept["factor"])
        return Column(field.family, values)  # type: ignore[arg-type]  # rows are in no column

    @cached_property
    def _wanted(self) -> Mapping[str, Mapping[str, Signature]]:
        return signatures(self._program)

    def check(self) -> None:
        """Raise `FactError` where what is kept is not what *program* takes."""
        problems: list[Problem] = []
        for type_ in self._types:
            kept, wanted = self._signatures[type_], self._wanted[type_]
            for name, signature in wanted.items():
                if kept.get(name) != signature and name not in self._program.fact_types[type_].computed:
                    problems += self._fault(type_, name, kept.get(name))
        if problems:
            raise FactError(problems)

    def _fault(self, type_: str, name: str, kept: Signature | None) -> list[Problem]:
        """What keeps the field *name*, otherwise declared when it was prepared, from being used."""
        place, field = Place(self._folder.as_posix()), self._program.fact_types[type_].fields[name]
        said = {"type": type_, "field": name}
        if kept is not None and (kept["family"] != field.family or kept["family"] == "rows"):
            stored = any(one is not None for one, _ in self._field(type_, name))
            return (
                [Problem("facts.prepared_otherwise", place, said)] if stored and kept["family"] != field.family else []
            )
        found, column = list[Problem](), self.column(type_, name)
        lacking = self._count[type_] - int(column.known.sum())
        if field.required and lacking:
            found.append(Problem("facts.prepared_missing", place, said | {"count": lacking}))
        if kept is not None and (bad := self._unfit(type_, field, column, kept)) is not None:
            found.append(Problem("facts.prepared_value", place, said | {"given": bad[0], "expected": bad[1].expected}))
        return found

    def _unfit(self, type_: str, field: Field, column: Column, kept: Signature) -> tuple[object, BadValue] | None:
        """A value of *column* that does not fit the field, if there is one."""
        values = column.values if column.given is not None else column.values[column.known]
        if field.family in ("text", "set") and field.codes is not None and column.pool is not None:
            for number in np.unique(values).tolist():
                if column.pool.texts[number] not in field.codes:
                    return column.pool.texts[number], BadValue("one_of", codes=", ".join(sorted(field.codes)[:20]))
        if field.family == "number" and len(values):
            raw = joined(self._field(type_, field.name), field)
            uneven = raw[(raw != MISSING["number"]) & (raw * field.factor % kept["factor"] != 0)]
            if len(uneven):
                return int(uneven[0]) / kept["factor"], BadValue("decimals", limit=len(str(field.factor)) - 1)
            if not field.signed and values.min() < 0:
                return int(values.min()) / field.factor, BadValue("not_negative")
        return None

    def _field(self, type_: str, name: str) -> Chunks:
        """What each partition holds of a field, and of how many facts."""
        tables = self._tables(type_)
        return [(table[f".{name}"] if f".{name}" in table.column_names else None, count) for table, count in tables]

    def _texts(self, field: Field, chunks: Chunks, plainly: Plainly) -> Column:
        if field.name in self._plain:
            pool, values = plainly()
        else:
            pool = self._of_name.setdefault(field.name, Pool(self._pools.get(field.name, [])))
            values = np.concatenate([members(one, rows, field.family) for one, rows in chunks])
        if field.family == "text":
            return Column("text", values, pool)
        sizes = [np.zeros(n, np.int64) if one is None else lengths(one) for one, n in chunks]
        given = [np.zeros(n, np.bool_) if one is None else one.is_valid().to_numpy() for one, n in chunks]
        offsets = np.concatenate(([0], np.cumsum(np.concatenate(sizes))))
        return Column("set", values, pool, offsets, np.concatenate(given).astype(np.bool_))

    def _numbered(self, name: str) -> tuple[Pool, Mapping[str, NDArray[np.int32]]]:
        """The numbers of the texts of *name* where the store keeps texts: found when first asked for."""
        return self._once(name, lambda: numbered(self._plain_texts(name)))

    def _plain_texts(self, name: str) -> Mapping[str, pa.ChunkedArray]:
        """The texts of *name* of all facts, by type; the subjects' own under no name."""
        pool = pa.array(self._pools.get(name, []), pa.string())
        parts: dict[str, pa.ChunkedArray] = {}
        for type_ in self._types:
            field = self._program.fact_types[type_].fields.get(name)
            if field is not None and field.family in ("text", "set") and name in self._signatures[type_]:
                parts[type_] = as_texts(self._field(type_, name), pool, field)
        if name in ATTRIBUTES:
            told = [(part.table(SUBJECTS)[name], 0) for part in self._parts]
            parts[""] = as_texts(told, pool, ATTRIBUTES[name])
        return parts

    def _derived(self, type_: str, name: str) -> Column:
        compiled = self._program.fact_types[type_]
        fields, rows = reads(dict(compiled.derived)[name])
        within: dict[str, RowsWithin] = {}
        for one in rows:
            chunks = self._field(type_, one)
            given = next((chunk.type for chunk, _ in chunks if chunk is not None), None)
            if given is not None:
                flat = [[pa.nulls(n, given)] if chunk is None else chunk.chunks for chunk, n in chunks]
                column = pa.chunked_array([chunk for these in flat for chunk in these], given)
                within[one] = RowsWithin(compiled.fields[one], column)
        try:
            needed = {one: self.column(type_, one) for one in fields}
            return derived(compiled, name, needed, within, self._count[type_])
        except (BadValue, KeyError):
            said = {"type": type_, "field": name}
            raise FactError([Problem("facts.prepared_otherwise", Place(self._folder.as_posix()), said)]) from None

    def _attribute(self, field: Field) -> Column:
        if field.family == "day":
            return Column("day", numbers(self._of_subjects(field.name)).astype(np.int32, copy=False))
        if field.name in self._plain:
            pool, by_type = self._numbered(field.name)
            return Column("text", by_type[""], pool)
        pool = self._of_name.setdefault(field.name, Pool(self._pools.get(field.name, [])))
        parts = [members(part.table(SUBJECTS)[field.name], 0, "text") for part in self._parts]
        return Column("text", np.concatenate(parts), pool)

    def _of_subjects(self, name: str) -> pa.ChunkedArray:
        return pa.chunked_array([chunk for part in self._parts for chunk in part.table(SUBJECTS)[name].chunks])

    def _chunks(self, type_: str, name: str) -> pa.ChunkedArray:
        return pa.chunked_array([chunk for table, _ in self._tables(type_) for chunk in table[name].chunks])

    def _tables(self, type_: str) -> list[tuple[pa.Table, int]]:
        """What each partition holds of the facts of a type, and of how many."""
        parts = zip(self._parts, self._rows, strict=True)
        return [(part.table(TYPE + type_), rows[type_]) for part, rows in parts if type_ in rows]

    def _related(self, type_: str) -> Related | None:
        told = [type_ in part.about["related"] for part in self._parts]
        return LaterRelated(lambda: whom(self._tables(type_))) if any(told) else None
