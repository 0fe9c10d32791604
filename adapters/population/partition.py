"""One partition of a store: some subjects with all their facts, encoded, as the tables that are written of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adapters.population.pools import MANY, Pools
from engine.compile.fields import Field
from engine.compile.program import Program
from engine.population.columns import Column, FactTable, Population, Related
from engine.population.kept import alike, revoked_rows
from engine.population.tables import many_texts, population_of_checked, some_of

SUBJECTS: Final = "subjects"
COMMON: Final = "common"
POOLS: Final = "pools"
REVOKED: Final = "revoked"
ALIKE: Final = "alike"
TYPE: Final = "facts/"
"""What the name of the table of a fact type begins with."""


@dataclass(frozen=True, eq=False)
class Partition:
    """Subjects and facts as columns, texts numbered among themselves; beside them all fields as they came, *raw*.

    Fields of the names that are *plain* are no columns: they hold too many texts.
    """

    population: Population
    names: pa.ChunkedArray | None
    columns: Mapping[str, Mapping[str, Column]]
    raw: Mapping[str, Mapping[str, pa.ChunkedArray]]
    plain: frozenset[str]
    revoked: pa.Table
    alike: pa.Table


def encoded(program: Program, subjects: pa.Table, facts: Mapping[str, pa.Table]) -> Partition:
    """The partition of checked *subjects* and *facts*."""
    in_order: dict[str, pa.Table] = {}
    population = population_of_checked(program, subjects, facts, in_order)
    tables = {name: table for name, table in population.tables.items() if len(table)}
    plain = _plain(program, {name: in_order[name] for name in tables})
    columns: dict[str, dict[str, Column]] = {}
    raw: dict[str, dict[str, pa.ChunkedArray]] = {}
    for name, table in tables.items():
        fields, computed = program.fact_types[name].fields, program.fact_types[name].computed
        given = set(in_order[name].column_names)
        raw[name] = {one: in_order[name][one] for one in fields if one in given}
        columns[name] = {
            one: table.field(one)
            for one, field in fields.items()
            if (one in given or one in computed) and field.family != "rows" and not _is_text(field, plain)
        }
    names = subjects["name"] if "name" in subjects.column_names else None
    alike = _alike(program, tables, in_order)
    return Partition(population, names, columns, raw, plain, _revoked(population), alike)


def _plain(program: Program, tables: Mapping[str, pa.Table]) -> frozenset[str]:
    """The names of fields that hold many texts."""
    texts: dict[str, list[pa.ChunkedArray]] = {}
    for type_, table in tables.items():
        given = set(table.column_names)
        for name, field in program.fact_types[type_].fields.items():
            if name in given and field.family in ("text", "set") and field.codes is None:
                texts.setdefault(name, []).append(table[name])
    return frozenset(name for name, parts in texts.items() if many_texts(parts, MANY))


def _is_text(field: Field, names: frozenset[str]) -> bool:
    """Whether *field* holds texts and is one of *names*."""
    return field.family in ("text", "set") and field.name in names


def segments(partition: Partition, pools: Pools) -> Iterator[tuple[str, pa.Table]]:
    """The tables of *partition* by name, texts numbered by *pools*."""
    population = partition.population
    pools.plain |= partition.plain
    yield SUBJECTS, _subjects(partition, pools)
    tables = [table for table in population.tables.values() if len(table)]
    yield COMMON, pa.table({name: _joined(tables, name) for name in ("subject", "day", "recorded")})
    for table in tables:
        yield TYPE + table.type, _facts(table, partition, pools)
    yield REVOKED, partition.revoked
    yield ALIKE, partition.alike
    yield POOLS, pools.fresh()


def about(partition: Partition) -> dict[str, Any]:
    """What has to be known of *partition* before anything of it is read."""
    tables = {name: len(table) for name, table in partition.population.tables.items() if len(table)}
    related = [name for name in tables if partition.population.tables[name].related is not None]
    return {"subjects": len(partition.population), "rows": tables, "related": related}


def _joined(tables: list[FactTable], name: str) -> pa.Array:
    parts = [getattr(table, name) for table in tables]
    return pa.array(np.concatenate(parts) if parts else np.empty(0, np.int32), pa.int32())


def _subjects(partition: Partition, pools: Pools) -> pa.Table:
    population = partition.population
    columns = {"id": population.ids.array}  # type: ignore[attr-defined]  # made of tables, they stand in one
    if partition.names is not None:
        columns["name"] = partition.names
    for name, column in population.attributes.items():
        columns[name] = stored(name, column, pools)
    return pa.table(columns)


def _facts(table: FactTable, partition: Partition, pools: Pools) -> pa.Table:
    columns: dict[str, Any] = {"id": table.ids.array}  # type: ignore[attr-defined]  # as above
    if table.related is not None:
        columns["related"] = _related(table.related)
    raw, known = partition.raw[table.type], partition.columns[table.type]
    for name, column in known.items():
        if column.known.any():
            columns[f".{name}"] = stored(name, column, pools, raw.get(name) if column.family == "text" else None)
    for name, given in raw.items():
        if name not in known and (name not in partition.plain or given.null_count < len(given)):
            columns[f".{name}"] = pc.cast(given, pa.string()) if pa.types.is_dictionary(given.type) else given
    return pa.table(columns)


def stored(name: str, column: Column, pools: Pools, raw: pa.ChunkedArray | None = None) -> pa.Array:
    """*column* as the store holds it."""
    if column.family in ("text", "set"):
        return pools.column(name, column, raw)
    return pa.array(column.values)


def _related(related: Related) -> pa.Array:
    """Rows are in order and leave no gaps: their ends say where each begins."""
    roles = related.roles.array.dictionary_encode()  # type: ignore[attr-defined]  # as above
    named = pa.StructArray.from_arrays([roles, related.subjects.array], ["role", "id"])  # type: ignore[attr-defined]  # as above
    return pa.ListArray.from_arrays(pa.array(np.append(0, related.ends).astype(np.int32)), named)


def _revoked(population: Population) -> pa.Table:
    found = revoked_rows(population)
    types = [name for name, (rows, _) in found.items() for _ in range(len(rows))]
    pairs = [
        np.concatenate([pair[one] for pair in found.values()]) if found else np.empty(0, np.int64) for one in (0, 1)
    ]
    return pa.table({"type": pa.array(types, pa.string()), "revocation": pairs[0], "target": pairs[1]})


def _alike(program: Program, tables: Mapping[str, FactTable], given: Mapping[str, pa.Table]) -> pa.Table:
    """Rows of one identity, by type and group: only of those who have several facts of a type there can be any."""
    types: list[str] = []
    rows, groups = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for name, table in tables.items():
        identity = program.fact_types[name].identity
        again = table.subject[1:] == table.subject[:-1]
        several = np.flatnonzero(np.append(again, False) | np.append(False, again))
        if identity and len(several):
            asked = [one for one in ("id", *identity) if one in given[name].column_names]
            found, starts = alike(some_of(program, table, given[name].select(asked), several), identity)
            types += [name] * len(found)
            rows.append(several[found])
            groups.append(np.repeat(np.arange(len(starts) - 1), np.diff(starts)))
    return pa.table(
        {"type": pa.array(types, pa.string()), "row": np.concatenate(rows), "group": np.concatenate(groups)}
    )


__all__ = ["ALIKE", "COMMON", "POOLS", "REVOKED", "SUBJECTS", "TYPE", "Partition", "about", "encoded", "segments"]
