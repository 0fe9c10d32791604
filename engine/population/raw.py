"""Arrow columns as the arrays of numbers that columns of a population hold."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.fields import Field
from engine.population.columns import MISSING, Ints

_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""


def whole(column: pa.ChunkedArray) -> pa.Array:
    """*column* in one piece."""
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) and found.num_chunks == 1 else found


def days(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """Dates as ordinals."""
    array = pc.cast(whole(column), pa.int32())
    return np.asarray(pc.fill_null(pc.add(array, pa.scalar(_EPOCH, pa.int32())), 0).to_numpy(), np.int32)


def scaled(array: pa.Array, field: Field) -> Ints:
    """Numbers in the field's whole units."""
    known = np.asarray(array.is_valid())
    if pa.types.is_decimal(array.type):
        words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset :]
        numbers = words[: 2 * len(array) : 2] * (field.factor // 10**array.type.scale)
    else:
        numbers = pc.fill_null(array, 0).to_numpy().astype(np.int64) * field.factor
    return np.where(known, numbers, MISSING["number"])
