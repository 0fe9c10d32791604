"""A subject of a prepared store found by its id, or by the key that reports show in place of it.

Keys are made with a secret: a hash of all ids of the store. Whoever has the store can make it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from adapters.population.partition import SUBJECTS
from adapters.population.segments import Segments
from engine.population.masks import key_of


def secret_of(parts: Iterable[Segments]) -> bytes:
    """What the keys of the subjects in *parts*, which are all of a store, are made with."""
    digest = blake2b(digest_size=32)
    for ids in _ids(parts):
        whole = pa.ListArray.from_arrays(pa.array([0, len(ids)], pa.int32()), ids)
        digest.update(pc.binary_join(whole, "\n")[0].as_buffer())
    return digest.digest()


@lru_cache(maxsize=4)
def secret_in(files: tuple[Path, ...], _written: int) -> bytes:
    """The same of all *files* of a store, found once: a store that is written anew is another one."""
    return secret_of(map(Segments, files))


def place_of(parts: Sequence[Segments], asked: str) -> int | None:
    """The place among all subjects in *parts* of the one with the id, or else with the key, that is *asked* for."""
    start = 0
    for ids in _ids(parts):
        found = pc.index(ids, pa.scalar(asked, ids.type)).as_py()
        if found >= 0:
            return start + int(found)
        start += len(ids)
    secret, everybody = secret_of(parts), (id_ for ids in _ids(parts) for id_ in ids.to_pylist())
    return next((place for place, id_ in enumerate(everybody) if key_of(id_, secret) == asked), None)


def _ids(parts: Iterable[Segments]) -> Iterator[pa.Array]:
    for part in parts:
        yield pc.cast(part.table(SUBJECTS)["id"].combine_chunks(), pa.string())
