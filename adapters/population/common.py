"""Whose the facts of all types are, and of which days: those of several partitions put together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from adapters.population.choosing import Piece
from adapters.population.partition import COMMON
from adapters.population.pieces import numbers, starts
from adapters.population.segments import Segments

_COLUMNS = ("subject", "day", "recorded")


def in_one(parts: Sequence[Piece], types: Sequence[str]) -> list[NDArray[np.int32]]:
    """Subject, day and day recorded of the facts of *types*, type after type, within each *parts* after each other."""
    whole = [[numbers(part.table(COMMON)[name]) for name in _COLUMNS] for part in parts]
    if len(parts) == 1 and list(parts[0].about["rows"]) == types:
        return [one.astype(np.int32, copy=False) for one in whole[0]]
    first = np.cumsum([0, *(part.about["subjects"] for part in parts)], dtype=np.int32)
    begins = [starts(part.about["rows"]) for part in parts]
    slices: list[list[NDArray[np.int32]]] = [[], [], []]
    for name in types:
        for number, part in enumerate(parts):
            if name in part.about["rows"]:
                where = slice(begins[number][name], begins[number][name] + part.about["rows"][name])
                slices[0].append(whole[number][0][where] + first[number])
                slices[1].append(whole[number][1][where])
                slices[2].append(whole[number][2][where])
    found = [np.concatenate(one) if one else np.empty(0, np.int32) for one in slices]
    forget(parts, COMMON)
    return found


def forget(parts: Sequence[Piece], table: str) -> None:
    """Give back the memory that reading *table* of *parts* took: what was read of it has been copied."""
    for part in parts:
        if isinstance(part, Segments) and table in part:
            part.forget(table)
