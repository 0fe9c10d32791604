"""The texts of all partitions of a store, numbered together as they come, where there are not too many of a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from adapters.population.pieces import by_type
from engine.population.columns import Column, Pool
from engine.population.texts import Texts

MANY: Final = 1 << 13
"""Of a name with so many texts, the texts themselves are kept."""


class Pools:
    """Numbers of texts by name of the field; texts of the names that are *plain* are kept as they are."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {}
        self._fresh: list[tuple[str, str]] = []
        self._found: dict[str, tuple[Pool, NDArray[np.int32] | None]] = {}
        self.plain: set[str] = set()

    def learn(self, table: pa.Table) -> None:
        """Take up what an earlier partition found new."""
        for name, text in zip(table["name"].to_pylist(), table["text"].to_pylist(), strict=True):
            numbers = self._numbers.setdefault(name, {})
            numbers[text] = len(numbers)

    def fresh(self) -> pa.Table:
        """What has been new since this was asked last."""
        found, self._fresh, self._found = self._fresh, [], {}
        names, texts = [name for name, _ in found], [text for _, text in found]
        return pa.table({"name": pa.array(names, pa.string()), "text": pa.array(texts, pa.string())})

    def column(self, name: str, column: Column, raw: pa.ChunkedArray | None = None) -> pa.Array | pa.ChunkedArray:
        """*column* of texts or sets as the store holds it: as numbers, or as texts, which may stand in *raw*."""
        found = self._numbered(name, column.pool) if column.pool is not None else None
        values: pa.Array
        if column.pool is None:
            values = pa.nulls(len(column.values), pa.int32())
        elif found is None and raw is not None and pa.types.is_string(raw.type):
            return raw
        elif found is None:
            absent = column.values < 0
            values = texts_of(column.pool).take(pa.array(np.where(absent, 0, column.values), mask=absent))
        else:
            values = pa.array(np.append(found, np.int32(-1)).astype(_narrow(found))[column.values])
        if column.offsets is None:
            return values
        given = column.known
        mask = None if given.all() else pa.array(~given)
        return pa.ListArray.from_arrays(pa.array(column.offsets.astype(np.int32)), values, mask=mask)

    def _numbered(self, name: str, pool: Pool) -> NDArray[np.int32] | None:
        """The number of each text of *pool*, that of a partition; nothing where there are too many."""
        if name not in self._found or self._found[name][0] is not pool:
            self._found[name] = pool, self._of_all(name, pool)
        return self._found[name][1]

    def _of_all(self, name: str, pool: Pool) -> NDArray[np.int32] | None:
        numbers = self._numbers.setdefault(name, {})
        if name in self.plain or len(numbers) + len(pool.texts) >= MANY:
            self.plain.add(name)
            return None
        return np.array([self._number(name, numbers, text) for text in pool.texts], np.int32)

    def _number(self, name: str, numbers: dict[str, int], text: str) -> int:
        found = numbers.get(text)
        if found is None:
            found = numbers[text] = len(numbers)
            self._fresh.append((name, text))
        return found


def texts_of(pool: Pool) -> pa.Array:
    """The texts of *pool* as an array."""
    return pool.texts.array if isinstance(pool.texts, Texts) else pa.array(list(pool.texts), pa.string())


def pools_of(tables: Iterable[pa.Table]) -> dict[str, list[str]]:
    """The texts by name, by number, of what each partition found new."""
    found: dict[str, list[str]] = {}
    for table in tables:
        for name, some in by_type(table, "name"):
            found.setdefault(name, []).extend(some["text"].to_pylist())
    return found


def _narrow(numbers: NDArray[np.int32]) -> type[np.int8 | np.int16]:
    """The narrowest type that holds *numbers*, of which there are at most `MANY`."""
    return np.int8 if numbers.max(initial=0) <= np.iinfo(np.int8).max else np.int16
