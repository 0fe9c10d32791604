"""A population made of Arrow tables, one for each fact type: encoded column by column, when first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.facts import CompiledFactType
from engine.compile.fields import Field, Value, encode
from engine.compile.program import Program
from engine.facts import derive
from engine.population.building import ATTRIBUTES
from engine.population.columns import MISSING, TYPES, Column, FactTable, Ints, Pool, Population, Related, Texts

_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""
COMMON: Final = ("id", "date", "recorded", "subject", "related")


def population_of_tables(program: Program, subjects: pa.Table, facts: Mapping[str, pa.Table]) -> Population:
    """The population of *subjects* with their *facts*, by type, of fact types that *program* knows.

    *subjects* has the columns `id` and any of `kind`, `name`, `region`, `industry`, `born`, `registered`; facts have
    `id`, `date`, `subject`, perhaps `recorded` and `related` (role and id), and the fields of their type. Facts of
    nobody among *subjects* are left out.
    """
    names = sorted(name for name in facts if name in program.fact_types)
    ids = _one(subjects["id"])
    whose = _places(ids, [facts[name]["subject"] for name in names])
    encoding = _Encoding(program, subjects)
    tables: dict[str, FactTable] = {}
    number = 0
    for name, places in zip(names, whose, strict=True):
        table, subject = _in_order(facts[name], places)
        encoding.add(name, table)
        day = _days(table["date"])
        tables[name] = FactTable(
            name,
            subject,
            day,
            _recorded(table, day),
            np.arange(number, number + len(subject)),
            Texts(_one(table["id"])),
            lambda field, type_=name: encoding.column(type_, field),  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            _related(table),
        )
        number += len(subject)
    attributes = {name: encoding.attribute(field) for name, field in ATTRIBUTES.items() if name != "name"}
    return Population(Texts(ids), attributes, tables)


class _Encoding:
    """The columns of all tables; texts of fields of one name are numbered together."""

    def __init__(self, program: Program, subjects: pa.Table) -> None:
        self._program = program
        self._subjects = subjects
        self._tables: dict[str, pa.Table] = {}
        self._texts: dict[str, tuple[Pool, Mapping[str, NDArray[np.int32]]]] = {}

    def add(self, type_: str, table: pa.Table) -> None:
        self._tables[type_] = table

    def attribute(self, field: Field) -> Column:
        """What the subjects' table says of *field*."""
        if field.name not in self._subjects.column_names:
            return missing(field, len(self._subjects))
        if field.family == "text":
            pool, values = self._numbered(field.name)
            return Column("text", values[""], pool)
        return Column("day", _days(self._subjects[field.name]))

    def column(self, type_: str, name: str) -> Column:
        """The field *name* of all facts of a type."""
        compiled, table = self._program.fact_types[type_], self._tables[type_]
        field = compiled.fields[name]
        if name in compiled.computed:
            return _derived(compiled, name, table)
        if name not in table.column_names:
            return missing(field, len(table))
        match field.family:
            case "text":
                pool, values = self._numbered(name)
                return Column("text", values[type_], pool)
            case "set":
                return self._set(type_, name)
            case "day":
                return Column("day", _days(table[name]))
            case "truth":
                return Column("truth", pc.fill_null(pc.cast(_one(table[name]), pa.int8()), -1).to_numpy())
            case _:
                return Column("number", _scaled(_one(table[name]), field))

    def _numbered(self, name: str) -> tuple[Pool, Mapping[str, NDArray[np.int32]]]:
        """The texts of all fields *name*, and the numbers of each type's; of the subjects' own under no name."""
        if name not in self._texts:
            parts = {
                type_: _flat(table[name])
                for type_, table in self._tables.items()
                if name in table.column_names
                and name in self._program.fact_types[type_].fields
                and self._program.fact_types[type_].fields[name].family in ("text", "set")
            }
            if name in ATTRIBUTES and name in self._subjects.column_names:
                parts[""] = _flat(self._subjects[name])
            coded = pa.chunked_array([one for one in parts.values()], pa.string()).dictionary_encode().combine_chunks()
            coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
            numbers = pc.fill_null(coded.indices, -1).to_numpy().astype(np.int32, copy=False)
            cuts = np.cumsum([len(one) for one in parts.values()])[:-1]
            pool = Pool(coded.dictionary.to_pylist() if len(coded.dictionary) < 1 << 16 else Texts(coded.dictionary))
            self._texts[name] = pool, dict(zip(parts, np.split(numbers, cuts), strict=True))
        return self._texts[name]

    def _set(self, type_: str, name: str) -> Column:
        rows = _one(self._tables[type_][name])
        pool, values = self._numbered(name)
        offsets = np.concatenate(([0], np.cumsum(pc.fill_null(pc.list_value_length(rows), 0).to_numpy())))
        return Column("set", values[type_], pool, offsets.astype(np.int64), np.asarray(rows.is_valid()))


def missing(field: Field, rows: int) -> Column:
    """*field* in so many *rows* that all lack it."""
    if field.family == "set":
        nothing = np.zeros(rows, np.bool_)
        return Column("set", np.empty(0, np.int32), None, np.zeros(rows + 1, np.int64), nothing)
    return Column(field.family, np.full(rows, MISSING[field.family], TYPES[field.family]))  # type: ignore[arg-type]  # rows are in no column


def _flat(column: pa.ChunkedArray) -> pa.Array:
    """The texts of *column*, those of lists one after the other."""
    array = _one(column)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_list(array.type):
        array = array.flatten()
    return pc.cast(array, pa.string())


def _one(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) and found.num_chunks == 1 else found


def _days(column: pa.ChunkedArray) -> NDArray[np.int32]:
    array = pc.cast(_one(column), pa.int32())
    return np.asarray(pc.fill_null(pc.add(array, pa.scalar(_EPOCH, pa.int32())), 0).to_numpy(), np.int32)


def _recorded(table: pa.Table, day: NDArray[np.int32]) -> NDArray[np.int32]:
    if "recorded" not in table.column_names:
        return day
    told = _days(table["recorded"])
    return np.where(told == 0, day, told).astype(np.int32)


def _scaled(array: pa.Array, field: Field) -> Ints:
    """Numbers in the field's whole units."""
    known = np.asarray(array.is_valid())
    if pa.types.is_decimal(array.type):
        words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset :]
        numbers = words[: 2 * len(array) : 2] * (field.factor // 10**array.type.scale)
    else:
        numbers = pc.fill_null(array, 0).to_numpy().astype(np.int64) * field.factor
    return np.where(known, numbers, MISSING["number"])


def _places(ids: pa.Array, columns: Sequence[pa.ChunkedArray]) -> list[NDArray[np.int64]]:
    """The place among *ids* of each text of each of *columns*, -1 where it is none of them."""
    found = pc.index_in(pa.chunked_array([chunk for one in columns for chunk in one.chunks], pa.string()), ids)
    numbers = pc.fill_null(_one(found), -1).to_numpy().astype(np.int64)
    return np.split(numbers, np.cumsum([len(one) for one in columns])[:-1])


def _in_order(table: pa.Table, places: NDArray[np.int64]) -> tuple[pa.Table, NDArray[np.int32]]:
    """*table* in order of subject, day and id, with the subject of each row, without what is about nobody."""
    if (places < 0).any():
        table, places = table.filter(pa.array(places >= 0)), places[places >= 0]
    day = _days(table["date"])
    keys = (places << 24) + day
    steps = np.diff(keys)
    if (steps < 0).any() or (steps == 0).any():
        ids = _one(table["id"])
        order = pc.sort_indices(
            pa.table({"key": keys, "id": ids}), sort_keys=[("key", "ascending"), ("id", "ascending")]
        )
        table, places = table.take(order), places[order.to_numpy()]
    return table.combine_chunks(), places.astype(np.int32)


def _related(table: pa.Table) -> Related | None:
    if "related" not in table.column_names:
        return None
    rows = _one(table["related"])
    lengths = pc.fill_null(pc.list_value_length(rows), 0).to_numpy()
    if not lengths.any():
        return None
    ends = np.cumsum(lengths)
    named = rows.flatten()
    return Related(ends - lengths, ends, Texts(named.field("role")), Texts(named.field("id")))


def _derived(compiled: CompiledFactType, name: str, table: pa.Table) -> Column:
    """The computed field *name*, row by row (S8)."""
    derivation = dict(compiled.derived)[name]
    given = [one for one in table.column_names if one in compiled.fields]
    encoders = compiled.encoders
    values = np.full(len(table), MISSING["number"], np.int64)
    for row, raw in enumerate(table.select(given).to_pylist()):
        known = {key: encoders[key](value) for key, value in raw.items() if value is not None and key in encoders}
        rows = {
            key: [_row(compiled.fields[key].rows or {}, one) for one in value]
            for key, value in raw.items()
            if value is not None and key not in encoders
        }
        found = derive(compiled, name, derivation, known, rows)
        values[row] = MISSING["number"] if found is None else found
    return Column("number", values)


def _row(fields: Mapping[str, Field], raw: Mapping[str, Any]) -> dict[str, Value]:
    return {name: encode(fields[name], value) for name, value in raw.items() if value is not None}
