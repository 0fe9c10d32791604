"""What several partitions hold of one column, put together; one alone is left where it lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.fields import Field
from engine.population.columns import MISSING, TYPES, Ints, Related, Rows
from engine.population.texts import Texts

Chunks = Sequence[tuple[pa.ChunkedArray | None, int]]
"""What each partition holds of a field, nothing where it holds none, and of how many facts."""


class Later(Texts):
    """So many texts, read when the first of them is asked for."""

    def __init__(self, count: int, read: Callable[[], pa.ChunkedArray]) -> None:
        self._count, self._read = count, read

    def __len__(self) -> int:
        return self._count

    @cached_property
    def array(self) -> pa.ChunkedArray:
        """The texts."""
        return self._read()


class LaterRelated(Related):
    """Whom facts name, read when first asked for."""

    def __init__(self, read: Callable[[], Related]) -> None:
        object.__setattr__(self, "_read", read)

    def __getattr__(self, name: str) -> Any:
        """What `_read` finds, kept from then on."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._read()
        for one in ("starts", "ends", "roles", "subjects"):
            object.__setattr__(self, one, getattr(found, one))
        return getattr(found, name)

    def take(self, rows: NDArray[Any]) -> Related:
        """What some *rows* name, read when first asked for."""
        return LaterRelated(lambda: Related(self.starts, self.ends, self.roles, self.subjects).take(rows))


def starts(rows: Mapping[str, int]) -> Mapping[str, int]:
    """Where the facts of each type begin."""
    ends = np.cumsum(list(rows.values()))
    return {name: int(end) - count for (name, count), end in zip(rows.items(), ends, strict=True)}


def numbers(column: pa.ChunkedArray, absent: int = 0) -> NDArray[Any]:
    """The numbers of *column*; not copied where it is in one piece and none is missing."""
    if column.null_count:
        column = pc.fill_null(pc.cast(column, pa.int32()), absent)
    return np.asarray(column.chunk(0).to_numpy() if column.num_chunks == 1 else column.to_numpy())


def joined(chunks: Chunks, field: Field) -> NDArray[Any]:
    """The values of *field* in *chunks*."""
    absent, type_ = MISSING[field.family], TYPES[field.family]
    parts = [np.full(rows, absent, type_) if one is None else numbers(one) for one, rows in chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def some_of(chunks: Chunks, rows: NDArray[Any]) -> Chunks:
    """What *chunks* hold in *rows*, which are in order."""
    ends = np.cumsum([count for _, count in chunks])
    found: list[tuple[pa.ChunkedArray | None, int]] = []
    for (one, count), these in zip(chunks, np.split(rows, np.searchsorted(rows, ends[:-1])), strict=True):
        if len(these) and one is not None:
            own = pa.array(these - (ends[len(found)] - count))
            taken = pa.chunked_array([one.chunk(0).take(own)]) if one.num_chunks == 1 else one.take(own)
            found.append((taken, len(these)))
        else:
            found.append((None, len(these)))
    return found


def lengths(column: pa.ChunkedArray) -> Ints:
    """How many members each list of *column* has."""
    return np.asarray(pc.fill_null(pc.list_value_length(column), 0).to_numpy(), np.int64)


def members(column: pa.ChunkedArray | None, rows: int, family: str) -> NDArray[np.int32]:
    """The numbers in *column*, those of sets one after the other."""
    if column is None:
        return np.full(rows if family == "text" else 0, -1, np.int32)
    if family == "set":
        column = pa.chunked_array([chunk.flatten() for chunk in column.chunks], column.type.value_type)
    return numbers(column, -1).astype(np.int32, copy=False)


def as_texts(chunks: Chunks, pool: pa.Array, field: Field) -> pa.ChunkedArray:
    """The texts of *field* in *chunks*, which hold them or their numbers in *pool*; those of sets one by one."""
    return pa.chunked_array(
        [text for one, rows in chunks for text in _plain(one, rows, pool, field.family)], pa.string()
    )


def _plain(column: pa.ChunkedArray | None, rows: int, pool: pa.Array, family: str) -> list[pa.Array]:
    if column is None:
        return [pa.nulls(rows if family == "text" else 0, pa.string())]
    chunks = [chunk.flatten() if family == "set" else chunk for chunk in column.chunks]
    return [chunk if pa.types.is_string(chunk.type) else _looked_up(chunk, pool) for chunk in chunks]


def _looked_up(chunk: pa.Array, pool: pa.Array) -> pa.Array:
    places = pc.fill_null(chunk, -1).to_numpy()
    absent = places < 0
    if not len(pool):
        return pa.nulls(len(chunk), pa.string())
    return pool.take(pa.array(np.where(absent, 0, places), mask=absent))


def by_type(table: pa.Table, column: str = "type") -> list[tuple[str, pa.Table]]:
    """The rows of each type (or whatever *column* says), as far as they stand together."""
    runs = pc.run_end_encode(table[column].combine_chunks()) if len(table) else None
    found: list[tuple[str, pa.Table]] = []
    start = 0
    for one in [] if runs is None else (runs.chunks if isinstance(runs, pa.ChunkedArray) else [runs]):
        for name, end in zip(one.values.to_pylist(), one.run_ends.to_pylist(), strict=True):
            found.append((name, table.slice(start, end - start)))
            start = end
    return found


def each(pairs: Sequence[tuple[Rows, Rows]], side: int) -> Rows:
    """One side of all *pairs*."""
    return np.concatenate([pair[side] for pair in pairs])


def whom(tables: Sequence[tuple[pa.Table, int]]) -> Related:
    """Whom the facts in *tables* name, each with its number of facts; one of them at least names somebody."""
    sizes, flat = [], []
    for table, count in tables:
        if "related" in table.column_names:
            sizes.append(lengths(table["related"]))
            flat += [chunk.flatten() for chunk in table["related"].chunks]
        else:
            sizes.append(np.zeros(count, np.int64))
    ends = np.cumsum(np.concatenate(sizes))
    named = pa.chunked_array(flat)
    role, id_ = (pc.struct_field(named, one) for one in ("role", "id"))
    return Related(ends - np.concatenate(sizes), ends, Texts(role), Texts(id_))
