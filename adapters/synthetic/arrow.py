"""Arrays of numbers as Arrow columns, their buffers taken as they are: no Python object for each value."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Missing = NDArray[np.bool_]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_EPOCH_YEAR: Final = 1970
_DIGITS: Final = 18


def whole(numbers: NDArray[np.int64], missing: Missing | None = None) -> pa.Array:
    """Whole *numbers*, none where *missing*."""
    return _fixed(pa.int64(), numbers, missing)


def truths(values: NDArray[np.bool_], missing: Missing | None = None) -> pa.Array:
    """*values*, none where *missing*."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [_valid(missing), _bits(values)])


def days(ordinals: NDArray[Any], missing: Missing | None = None) -> pa.Array:
    """*ordinals* as dates, none below zero or where *missing*."""
    absent = ordinals < 0 if missing is None else missing | (ordinals < 0)
    return _fixed(pa.date32(), (ordinals - _EPOCH).astype(np.int32), absent)


def decimals(scaled: NDArray[np.int64], scale: int, missing: Missing) -> pa.Array:
    """*scaled* whole numbers as exact decimals of *scale* places, none where *missing*."""
    words = np.empty((len(scaled), 2), dtype=np.int64)
    words[:, 0] = scaled
    words[:, 1] = scaled >> 63
    return _fixed(pa.decimal128(_DIGITS, scale), words, missing)


def coded(places: NDArray[Any], names: pa.Array, missing: Missing | None = None) -> pa.Array:
    """*names* at *places* as a dictionary, none below zero or where *missing*."""
    absent = places < 0 if missing is None else missing | (places < 0)
    inside = np.where(absent, 0, places).astype(np.int16)  # statistics of a file look at places that are absent, too
    return pa.DictionaryArray.from_arrays(_fixed(pa.int16(), inside, absent), names)


def texts_of(codes: NDArray[np.uint8], missing: Missing | None = None) -> pa.Array:
    """Rows of ASCII *codes* as texts, none where *missing*."""
    count, length = codes.shape
    lengths = np.full(count, length) if missing is None else np.where(missing, 0, length)
    kept = codes if missing is None else codes[~missing]
    buffers = [_valid(missing), pa.py_buffer(_offsets(lengths)), pa.py_buffer(kept.tobytes())]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def lists(lengths: NDArray[Any], values: pa.Array, missing: Missing | None = None) -> pa.Array:
    """*values* cut into lists of *lengths*; none where *missing*."""
    buffers = [_valid(missing), pa.py_buffer(_offsets(lengths))]
    return pa.Array.from_buffers(pa.list_(values.type), len(lengths), buffers, children=[values])


def years(ordinals: NDArray[Any]) -> NDArray[np.int64]:
    """The calendar year of each of *ordinals*."""
    return (ordinals - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + _EPOCH_YEAR


def _fixed(type_: pa.DataType, values: NDArray[Any], missing: Missing | None) -> pa.Array:
    return pa.Array.from_buffers(type_, len(values), [_valid(missing), pa.py_buffer(np.ascontiguousarray(values))])


def _offsets(lengths: NDArray[Any]) -> NDArray[np.int32]:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def _valid(missing: Missing | None) -> pa.Buffer | None:
    return None if missing is None else _bits(~missing)


def _bits(values: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(values, bitorder="little"))
