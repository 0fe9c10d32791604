"""Values of one field in the form columns are encoded from, whatever Arrow type they come in.

Where the type leaves doubt, each different value is encoded once as `engine.compile.fields` encodes one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.catalogue import Phrase
from engine.compile.fields import MOST as MOST_NUMBER
from engine.compile.fields import MOST_TEXT, BadValue, Field, encoder

Bad = tuple[NDArray[np.int64], Phrase | None]
"""Rows that do not fit, and what would; `None` where each row says so for itself."""

_EPOCH: Final = 719_163
_FIRST, _LAST = -719_162, 2_932_896
"""The days from year 1 to 9999, counted from 1970-01-01."""
_ZONE: Final = "Asia/Shanghai"
_SPACE: Final = ord(" ")
_BITS: Final = 128
"""Decimals that columns are encoded from have so many bits."""


class Refused(Exception):
    """No value of the column fits, whatever it is."""


def form(of: Field) -> pa.DataType:
    """The Arrow type of the values of *of*."""
    match of.family:
        case "text":
            return pa.string()
        case "number":
            return pa.int64() if of.factor == 1 else pa.decimal128(38, places(of))
        case "day":
            return pa.date32()
        case "truth":
            return pa.bool_()
        case "set":
            return pa.list_(pa.string())
    return pa.list_(pa.struct([(name, form(inner)) for name, inner in (of.rows or {}).items()]))


def flags(truths: Any) -> NDArray[np.bool_]:
    """*truths* of Arrow as an array; unknown is false."""
    known = pc.fill_null(truths, False)
    found = known.to_numpy(zero_copy_only=False) if isinstance(known, pa.Array) else known.to_numpy()
    return np.asarray(found, np.bool_)


def flat_texts(array: pa.Array) -> pa.Array:
    """*array* of texts, as plain ones; raises `Refused`."""
    type_ = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    if not (
        pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or pa.types.is_string_view(type_)
        or pa.types.is_null(type_)
    ):
        raise Refused
    return array if pa.types.is_string(array.type) else pc.cast(array, pa.string())


def bounds(array: pa.Array) -> NDArray[np.int32]:
    """Where each text of *array* starts among its bytes, and where the last ends."""
    if not len(array):
        return np.zeros(1, np.int32)
    return np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]


def octets(array: pa.Array) -> NDArray[np.uint8]:
    """The bytes of all texts of *array*, one after the other."""
    first, last = bounds(array)[[0, -1]]
    return np.frombuffer(array.buffers()[2], np.uint8)[first:last] if last > first else np.empty(0, np.uint8)


def longest(array: pa.Array) -> int:
    """The bytes of the longest text of *array*."""
    return int(np.diff(bounds(array)).max(initial=0))


def places(of: Field) -> int:
    """How many decimals *of* may have."""
    return len(str(of.factor)) - 1


def of_texts(of: Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Bad | None]:
    """Texts and codes."""
    if not pa.types.is_dictionary(column.type) or not pa.types.is_string(column.type.value_type):
        column = pa.chunked_array([flat_texts(chunk) for chunk in column.chunks], pa.string())
    if of.codes is None:
        values = [chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk for chunk in column.chunks]
        if all(longest(one) <= MOST_TEXT and octets(one).min(initial=_SPACE) > 0 for one in values):
            return column, None
    return _one_by_one(of, column, keep=True)


def _one_by_one(of: Field, column: pa.ChunkedArray, *, keep: bool = False) -> tuple[pa.ChunkedArray, Bad | None]:
    """Each different value encoded once; *keep* the values as they are where all fit."""
    encode = encoder(of)
    values = _different(column)
    encoded: list[Any] = []
    bad: list[Any] = []
    for value in values.to_pylist():
        try:
            encoded.append(None if value is None else encode(value))
        except BadValue:
            encoded.append(None)
            bad.append(value)
    wrong = None
    if bad:
        plain = pa.chunked_array([_plain(chunk) for chunk in column.chunks], values.type)
        wrong = np.flatnonzero(flags(pc.is_in(plain, pa.array(bad, values.type)))), None
        if keep:
            column = pc.if_else(pc.is_in(plain, pa.array(bad, values.type)), None, plain)
    if keep:
        return column, wrong
    numbers = pa.chunked_array([pc.index_in(_plain(chunk), values) for chunk in column.chunks])
    return _encoded(of, encoded).take(numbers), wrong


def _different(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        used = [pc.unique(chunk.dictionary.take(pc.unique(chunk.indices))) for chunk in column.chunks]
        return pc.unique(pa.chunked_array(used, column.type.value_type))
    return pc.unique(column)


def _plain(chunk: pa.Array) -> pa.Array:
    return chunk.dictionary_decode() if pa.types.is_dictionary(chunk.type) else chunk


def _encoded(of: Field, values: list[Any]) -> pa.ChunkedArray:
    if of.family == "number":
        return pa.chunked_array([scaled(of, values)])
    if of.family == "day":
        return pa.chunked_array(
            [pa.array([None if one is None else one - _EPOCH for one in values], pa.int32()).cast(pa.date32())]
        )
    return pa.chunked_array([pa.array(values, form(of))])


def scaled(of: Field, values: list[int | None]) -> pa.Array:
    """*values* in whole units of *of* in its form."""
    whole = pa.array(values, pa.int64())
    if of.factor == 1:
        return whole
    words = np.zeros((len(whole), 2), np.int64)
    words[:, 0] = pc.fill_null(whole, 0).to_numpy()
    words[:, 1] = words[:, 0] >> 63
    valid = pa.py_buffer(np.packbits(flags(whole.is_valid()), bitorder="little"))
    return pa.Array.from_buffers(form(of), len(whole), [valid, pa.py_buffer(words)])


def of_numbers(of: Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Bad | None]:
    """Whole numbers and decimals; a binary float is neither."""
    type_ = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_integer(type_):
        return _bounded(of, column, MOST_NUMBER // of.factor)
    if pa.types.is_decimal(type_):
        if type_.bit_width != _BITS:
            column = pc.cast(column, pa.decimal128(38, type_.scale)) if type_.bit_width < _BITS else column
        if type_.scale <= places(of) and type_.bit_width <= _BITS:
            return _bounded(of, column, MOST_NUMBER // of.factor)
        return _one_by_one(of, column)
    if pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return _one_by_one(of, column)
    raise Refused


def _bounded(of: Field, column: pa.ChunkedArray, most: int) -> tuple[pa.ChunkedArray, Bad | None]:
    ends = pc.min_max(column).as_py()
    if ends["min"] is None or ((of.signed or ends["min"] >= 0) and -most <= ends["min"] and ends["max"] <= most):
        return column, None
    return _one_by_one(of, column)


def of_days(of: Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Bad | None]:
    """Days, and the days in Shanghai of instants."""
    type_ = column.type
    if pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_dictionary(type_):
        return _one_by_one(of, column)
    if pa.types.is_timestamp(type_):
        if type_.tz:  # a day is a day in Shanghai
            column = pc.local_timestamp(pc.cast(column, pa.timestamp(type_.unit, _ZONE)))
        column = pc.cast(pc.floor_temporal(column, unit="day"), pa.date32())
    elif pa.types.is_date64(type_):
        column = pc.cast(column, pa.date32())
    elif not pa.types.is_date32(type_):
        raise Refused
    numbers = pc.cast(column, pa.int32())
    ends = pc.min_max(numbers).as_py()
    if ends["min"] is None or (ends["min"] >= _FIRST and ends["max"] <= _LAST):
        return column, None
    outside = pc.or_(pc.less(numbers, _FIRST), pc.greater(numbers, _LAST))
    return pc.if_else(outside, None, column), (np.flatnonzero(flags(outside)), BadValue("day").expected)
