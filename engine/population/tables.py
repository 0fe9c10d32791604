"""A population made of Arrow tables, one for each fact type: encoded column by column, when first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.fields import Field
from engine.compile.program import Program
from engine.population.building import ATTRIBUTES
from engine.population.checks import Checks, Lines
from engine.population.columns import MISSING, TYPES, Column, FactTable, Pool, Population, Related
from engine.population.derived import RowsWithin, derived, reads
from engine.population.memo import Memo
from engine.population.raw import days, scaled, whole
from engine.population.repeated import repeated_ids, repeated_subjects
from engine.population.texts import Texts

MANY_TEXTS: Final = 1 << 16
"""So many texts of a pool are left in Arrow."""
_LOOKED_AT: Final = 4
"""So many times the texts that are many are looked at."""
COMMON: Final = ("id", "date", "recorded", "subject", "related")


def population_of_tables(program: Program, subjects: pa.Table, facts: Mapping[str, pa.Table]) -> Population:
    """The population of *subjects* with their *facts*, by type.

    *subjects* has the columns `id` and any of `kind`, `name`, `region`, `industry`, `born`, `registered`; facts have
    `id`, `date`, `subject`, perhaps `recorded` and `related` (role and id), and the fields of their type. Facts of
    nobody among *subjects* are left out. Raises `FactError` with what is wrong, by the row of the table of each type.
    """
    return population_of_checked(program, *_checked(program, subjects, facts))


def population_of_checked(
    program: Program, subjects: pa.Table, facts: Mapping[str, pa.Table], in_order: dict[str, pa.Table] | None = None
) -> Population:
    """The same of tables that have passed `engine.population.checks`; types *program* does not know are left out.

    Where given, *in_order* receives the tables whose rows are those of the population.
    """
    names = sorted(name for name in facts if name in program.fact_types)
    ids = whole(subjects["id"])
    whose = _places(ids, [facts[name]["subject"] for name in names])
    encoding = _Encoding(program, subjects)
    tables: dict[str, FactTable] = {}
    number = 0
    for name, places in zip(names, whose, strict=True):
        table, subject = _in_order(facts[name], places)
        encoding.add(name, table)
        if in_order is not None:
            in_order[name] = table
        day = days(table["date"])
        tables[name] = FactTable(
            name,
            subject,
            day,
            _recorded(table, day),
            np.arange(number, number + len(subject)),
            Texts(whole(table["id"])),
            lambda field, type_=name: encoding.column(type_, field),  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            _related(table),
        )
        number += len(subject)
    attributes = {name: encoding.attribute(field) for name, field in ATTRIBUTES.items() if name != "name"}
    called = Texts(whole(subjects["name"])) if "name" in subjects.column_names else None
    return Population(Texts(ids), attributes, tables, names=called)


def some_of(program: Program, table: FactTable, given: pa.Table, rows: NDArray[np.int64]) -> FactTable:
    """The facts in some *rows* of *table*, of which *given* says the same, with texts numbered among themselves."""
    some = given.take(pa.array(rows))
    encoding = _Encoding(program, pa.table({}))
    encoding.add(table.type, some)
    return FactTable(
        table.type,
        table.subject[rows],
        table.day[rows],
        table.recorded[rows],
        table.number[rows],
        Texts(whole(some["id"])),
        lambda name: encoding.column(table.type, name),
    )


def _checked(
    program: Program, subjects: pa.Table, facts: Mapping[str, pa.Table]
) -> tuple[pa.Table, dict[str, pa.Table]]:
    """*subjects* and *facts* in their forms; raises `FactError` with what is wrong."""
    checks = Checks(program)
    whose = checks.subjects(subjects, Lines("subjects"))
    found = {name: checks.facts(name, table, Lines(name)) for name, table in facts.items()}
    if not checks:
        repeated_subjects(checks, whose["id"], Lines("subjects"))
        repeated_ids(checks, {name: (table, Lines(name)) for name, table in found.items()})
    checks.end()
    return whose, found


class _Encoding:
    """The columns of all tables; texts of fields of one name are numbered together."""

    def __init__(self, program: Program, subjects: pa.Table) -> None:
        self._program = program
        self._subjects = subjects
        self._tables: dict[str, pa.Table] = {}
        self._once = Memo()
        self._types: dict[str, list[str]] = {}

    def add(self, type_: str, table: pa.Table) -> None:
        self._tables[type_] = table
        for name in table.column_names:
            self._types.setdefault(name, []).append(type_)

    def attribute(self, field: Field) -> Column:
        """What the subjects' table says of *field*."""
        if field.name not in self._subjects.column_names:
            return missing(field, len(self._subjects))
        if field.family == "text":
            pool, values = self._numbered(field.name)
            return Column("text", values[""], pool)
        return Column("day", days(self._subjects[field.name]))

    def column(self, type_: str, name: str) -> Column:
        """The field *name* of all facts of a type."""
        compiled, table = self._program.fact_types[type_], self._tables[type_]
        field = compiled.fields[name]
        if name in compiled.computed:
            fields, rows = reads(dict(compiled.derived)[name])
            within = {one: self._rows(type_, one) for one in rows if one in table.column_names}
            return derived(compiled, name, {one: self.column(type_, one) for one in fields}, within, len(table))
        if name not in table.column_names:
            return missing(field, len(table))
        match field.family:
            case "text":
                pool, values = self._numbered(name)
                return Column("text", values[type_], pool)
            case "set":
                return self._set(type_, name)
            case "day":
                return Column("day", days(table[name]))
            case "truth":
                return Column("truth", pc.fill_null(pc.cast(whole(table[name]), pa.int8()), -1).to_numpy())
            case _:
                return Column("number", scaled(whole(table[name]), field))

    def _rows(self, type_: str, name: str) -> RowsWithin:
        field, column = self._program.fact_types[type_].fields[name], self._tables[type_][name]
        return self._once((type_, name), lambda: RowsWithin(field, column))

    def _numbered(self, name: str) -> tuple[Pool, Mapping[str, NDArray[np.int32]]]:
        """The texts of all fields *name*, and the numbers of each type's; of the subjects' own under no name."""
        return self._once(name, lambda: numbered(self._parts(name)))

    def _parts(self, name: str) -> dict[str, pa.ChunkedArray]:
        """By type, the texts of the fields *name*."""
        parts = {
            type_: self._tables[type_][name]
            for type_ in self._types.get(name, ())
            if name in self._program.fact_types[type_].fields
            and self._program.fact_types[type_].fields[name].family in ("text", "set")
        }
        if name in ATTRIBUTES and name in self._subjects.column_names:
            parts[""] = self._subjects[name]
        return parts

    def _set(self, type_: str, name: str) -> Column:
        rows = whole(self._tables[type_][name])
        pool, values = self._numbered(name)
        offsets = np.concatenate(([0], np.cumsum(pc.fill_null(pc.list_value_length(rows), 0).to_numpy())))
        return Column("set", values[type_], pool, offsets.astype(np.int64), np.asarray(rows.is_valid()))


def missing(field: Field, rows: int) -> Column:
    """*field* in so many *rows* that all lack it."""
    if field.family == "set":
        nothing = np.zeros(rows, np.bool_)
        return Column("set", np.empty(0, np.int32), None, np.zeros(rows + 1, np.int64), nothing)
    return Column(field.family, np.full(rows, MISSING[field.family], TYPES[field.family]))  # type: ignore[arg-type]  # rows are in no column


def many_texts(parts: Sequence[pa.ChunkedArray], many: int) -> bool:
    """Whether there are so *many* different texts in *parts* (or in lists there), as the first of them say."""
    some: list[pa.Array] = []
    for chunk in (chunk for part in parts for chunk in part.chunks):
        texts = _flat(chunk.slice(0, _LOOKED_AT * many))
        if not pa.types.is_dictionary(texts.type):
            some.append(texts)
        if sum(map(len, some)) >= _LOOKED_AT * many:
            break
    return sum(map(len, some)) >= many and bool(pc.count_distinct(pa.chunked_array(some)).as_py() >= many)


def numbered(parts: Mapping[str, pa.ChunkedArray]) -> tuple[Pool, Mapping[str, NDArray[np.int32]]]:
    """One pool of the texts of all *parts*, those of lists one after the other, and the numbers of each part."""
    chunks = {name: [_flat(chunk) for chunk in part.chunks] for name, part in parts.items()}
    values = [
        chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk for part in chunks.values() for chunk in part
    ]
    coded = pa.chunked_array(values, pa.string()).dictionary_encode().combine_chunks()
    coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    numbers = pc.fill_null(coded.indices, -1).to_numpy().astype(np.int32, copy=False)
    found: dict[str, NDArray[np.int32]] = {}
    start = 0
    for name, part in chunks.items():
        own = []
        for chunk in part:
            if pa.types.is_dictionary(chunk.type):
                these = numbers[start : start + len(chunk.dictionary)]
                start += len(chunk.dictionary)
                own.append(np.append(these, np.int32(-1))[pc.fill_null(chunk.indices, -1).to_numpy()])
            else:
                own.append(numbers[start : start + len(chunk)])
                start += len(chunk)
        found[name] = own[0] if len(own) == 1 else np.concatenate([np.empty(0, np.int32), *own])
    texts = coded.dictionary
    return Pool(texts.to_pylist() if len(texts) < MANY_TEXTS else Texts(texts)), found


def _flat(array: pa.Array) -> pa.Array:
    """The texts of *array*, those of lists one after the other."""
    if pa.types.is_list(array.type):
        array = array.flatten()
    if pa.types.is_dictionary(array.type) or pa.types.is_string(array.type):
        return array
    return pc.cast(array, pa.string())


def _recorded(table: pa.Table, day: NDArray[np.int32]) -> NDArray[np.int32]:
    if "recorded" not in table.column_names:
        return day
    told = days(table["recorded"])
    return np.where(told == 0, day, told).astype(np.int32)


def _places(ids: pa.Array, columns: Sequence[pa.ChunkedArray]) -> list[NDArray[np.int32]]:
    """The place among *ids* of each text of each of *columns*, -1 where it is none of them."""
    if not columns:
        return []
    chunks = [chunk for one in columns for chunk in one.chunks]
    texts = [chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk for chunk in chunks]
    found = pc.index_in(pa.chunked_array(texts, pa.string()), ids)
    numbers = pc.fill_null(whole(found), -1).to_numpy()
    each = np.split(numbers, np.cumsum([len(one) for one in texts])[:-1]) if texts else []
    rows = [
        of[chunk.indices.to_numpy()] if pa.types.is_dictionary(chunk.type) else of
        for of, chunk in zip(each, chunks, strict=True)
    ]
    places = np.concatenate([np.empty(0, np.int32), *rows])
    return np.split(places, np.cumsum([len(one) for one in columns])[:-1])


def _in_order(table: pa.Table, places: NDArray[np.int32]) -> tuple[pa.Table, NDArray[np.int32]]:
    """*table* in order of subject, day and id, with the subject of each row, without what is about nobody."""
    table = table.drop_columns(["subject"])
    if (places < 0).any():
        table, places = table.filter(pa.array(places >= 0)), places[places >= 0]
    keys = (places.astype(np.int64) << 24) + days(table["date"])
    if (np.diff(keys) <= 0).any():
        order = np.argsort(keys, kind="stable")
        _by_id(table["id"], keys[order], order)
        if (np.diff(order) < 0).any():
            table, places = table.take(pa.array(order)), places[order]
    return table.combine_chunks(), places


def _by_id(ids: pa.ChunkedArray, keys: NDArray[np.int64], order: NDArray[np.int64]) -> None:
    """Put the rows in *order* whose *keys* are equal in order of their *ids*."""
    same = keys[1:] == keys[:-1]
    at = np.flatnonzero(np.append(same, False) | np.append(False, same))
    if len(at):
        tied = pa.table({"key": keys[at], "id": ids.take(pa.array(order[at]))})
        within = pc.sort_indices(tied, sort_keys=[("key", "ascending"), ("id", "ascending")])
        order[at] = order[at][within.to_numpy()]


def _related(table: pa.Table) -> Related | None:
    if "related" not in table.column_names:
        return None
    rows = whole(table["related"])
    lengths = pc.fill_null(pc.list_value_length(rows), 0).to_numpy()
    if not lengths.any():
        return None
    ends = np.cumsum(lengths)
    named = rows.flatten()
    return Related(ends - lengths, ends, Texts(named.field("role")), Texts(named.field("id")))
