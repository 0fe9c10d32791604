"""Texts looked up when asked for: as Python's one by one, or all at once in the Arrow arrays that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Places = NDArray[np.int64]


class Texts(Sequence[str]):
    """The texts of an Arrow array (or one in chunks), as Python's when asked for."""

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, number: Any) -> Any:
        return self.array[int(number)].as_py()


@dataclass(frozen=True, eq=False)
class Taken(Sequence[str]):
    """Some of a sequence of texts, looked up when asked for."""

    texts: Sequence[str]
    rows: NDArray[Any]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: Any) -> Any:
        return self.texts[int(self.rows[number])]


def find(ids: Sequence[str], rows: NDArray[Any], wanted: Sequence[str]) -> Places:
    """The place among *wanted* of the id in each of *rows*, -1 where it is none of them."""
    if isinstance(ids, Taken):
        return find(ids.texts, ids.rows[rows], wanted)
    if isinstance(ids, Texts):
        texts = wanted.array if isinstance(wanted, Texts) else pa.array(wanted, ids.array.type)
        found = pc.index_in(ids.array.take(pa.array(rows)), texts)
        return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), np.int64)
    places = {id_: place for place, id_ in enumerate(wanted)}
    return np.array([places.get(ids[int(row)], -1) for row in rows], np.int64)


def find_each(several: Sequence[tuple[Sequence[str], NDArray[Any]]], wanted: Sequence[str]) -> list[Places]:
    """The same for *several* sequences of ids with their rows, at once."""
    arrays = [ids.array.take(pa.array(rows)) for ids, rows in several if isinstance(ids, Texts) and len(rows)]
    if not arrays:
        return [find(ids, rows, wanted) for ids, rows in several]
    chunks = [one for array in arrays for one in (array.chunks if isinstance(array, pa.ChunkedArray) else [array])]
    all_ids = Texts(pa.chunked_array(chunks, pa.string()))
    lengths = [len(rows) if isinstance(ids, Texts) else 0 for ids, rows in several]
    found = np.split(find(all_ids, np.arange(len(all_ids)), wanted), np.cumsum(lengths)[:-1])
    each = zip(several, found, strict=True)
    return [one if isinstance(ids, Texts) else find(ids, rows, wanted) for (ids, rows), one in each]


def texts_of(texts: Sequence[str], places: NDArray[Any]) -> list[str]:
    """Those of *texts* at some *places*."""
    if isinstance(texts, Taken):
        return texts_of(texts.texts, texts.rows[places])
    if isinstance(texts, Texts):
        found: list[str] = texts.array.take(pa.array(places)).to_pylist()
        return found
    return [texts[place] for place in places.tolist()]
