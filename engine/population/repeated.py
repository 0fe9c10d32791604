"""Which texts come twice: looked for by their hashes, since hardly any do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.population.checks import Checks, Lines
from engine.population.values import bounds, octets
from engine.problems import Place

_WORD: Final = 8
_ROOM: Final = 4
"""So many times the places there are hashes, at least."""
_FEW: Final = 1 << 16
"""So few hashes are sorted at once."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)


def repeated_ids(checks: Checks, facts: Mapping[str, tuple[pa.Table, Lines]]) -> None:
    """Tell which facts of one subject have one id, whatever their types."""
    first: dict[tuple[str, str], Place] = {}
    whole = np.concatenate([_of(table["id"]) ^ _mixed(_of(table["subject"])) for table, _ in facts.values()] or [_NONE])
    several = _several(whole)
    start = 0
    for table, lines in facts.values():
        rows = (
            np.flatnonzero(np.isin(whole[start : start + len(table)], several))
            if len(several)
            else np.empty(0, np.int64)
        )
        start += len(table)
        some = table.select(["subject", "id"]).take(pa.array(rows, pa.int64()))
        for row, whose, id_ in zip(rows.tolist(), some["subject"].to_pylist(), some["id"].to_pylist(), strict=True):
            if (whose, id_) in first:
                checks.problem("id_again", lines.of(row), id=id_, first=str(first[whose, id_]))
            else:
                first[whose, id_] = lines.of(row)


def repeated_subjects(checks: Checks, ids: pa.ChunkedArray, lines: Lines) -> None:
    """Tell which subjects stand in *ids* more than once."""
    whole = _of(ids)
    several = _several(whole)
    first: dict[str, Place] = {}
    rows = np.flatnonzero(np.isin(whole, several)) if len(several) else np.empty(0, np.int64)
    for row, id_ in zip(rows.tolist(), ids.take(pa.array(rows, pa.int64())).to_pylist(), strict=True):
        if id_ in first:
            checks.problem("subject_again", lines.of(row), id=id_, first=str(first[id_]))
        else:
            first[id_] = lines.of(row)


_NONE: Final = np.empty(0, np.uint64)


def _several(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Those of *hashes* that come more than once.

    Each is put into a place of its own, as its first bits say: only what is pushed out of one can be equal to another.
    """
    if len(hashes) > _FEW:
        bits = (len(hashes) * _ROOM).bit_length()
        places = (hashes >> np.uint64(64 - bits)).view(np.int64)
        last, rows = np.empty(1 << bits, np.int32), np.arange(len(hashes), dtype=np.int32)
        last[places] = rows
        pushed = np.flatnonzero(last[places] != rows)
        if len(pushed) * 2 < len(hashes):
            out, instead = hashes[pushed], hashes[last[places[pushed]]]
            return np.union1d(out[out == instead], _several(out[out != instead]))
    ordered = np.sort(hashes)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _of(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """A hash of each text of *column*."""
    return np.concatenate([_hashes(chunk) for chunk in column.chunks if len(chunk)] or [_NONE])


def _hashes(array: pa.Array) -> NDArray[np.uint64]:
    """A hash of each text, eight bytes of all of them at a time."""
    if pa.types.is_dictionary(array.type):
        return _hashes(array.dictionary)[array.indices.to_numpy()]
    ends = bounds(array).astype(np.int64)
    padded = np.concatenate((octets(array), np.zeros(_WORD, np.uint8)))
    words = np.ndarray((len(padded) - _WORD + 1,), "<u8", padded, strides=(1,))
    first, lengths = ends[:-1] - ends[0], np.diff(ends)
    found = lengths.astype(np.uint64)
    for taken in range(0, int(lengths.max(initial=0)), _WORD):
        rows = slice(None) if taken + _WORD <= lengths.min() else np.flatnonzero(lengths > taken)
        left = np.minimum(lengths[rows] - taken, _WORD).astype(np.uint64)
        shift = (np.uint64(_WORD) - left) * np.uint64(_WORD)
        found[rows] = _mixed(found[rows] ^ ((words[first[rows] + taken] << shift) >> shift))
    return found


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    found = hashes * _MIX
    return found ^ (found >> _HALF)
