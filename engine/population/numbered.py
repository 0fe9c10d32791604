"""Where a fact is, by its number: in which table, in which row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import FactTable, Rows


class Numbered:
    """The facts of *tables*, each of which has numbers of its own, in order."""

    def __init__(self, tables: Iterable[FactTable]) -> None:
        self._tables = sorted((one for one in tables if len(one)), key=lambda one: int(one.number[0]))
        self._first = np.array([one.number[0] for one in self._tables], np.int64)

    def id_of(self, number: int) -> str:
        """The id of the fact of a *number*."""
        table = self._tables[int(np.searchsorted(self._first, number, side="right")) - 1]
        return table.ids[int(np.searchsorted(table.number, number))]

    def among(self, numbers: Rows) -> Iterator[tuple[FactTable | None, NDArray[Any], Rows]]:
        """By table, the places among *numbers* of its facts and the rows of these; first the places of no fact."""
        none = np.flatnonzero(numbers < 0)
        if len(none):
            yield None, none, np.full(len(none), -1)
        which = np.searchsorted(self._first, numbers, side="right") - 1
        which[none] = -1
        for number in np.unique(which[which >= 0]):
            table, places = self._tables[number], np.flatnonzero(which == number)
            yield table, places, np.searchsorted(table.number, numbers[places])
