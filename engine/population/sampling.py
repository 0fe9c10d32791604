"""A part of a population: who is drawn by chance, the same for the same seed, and some of its subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import FactTable, Population

_OWN: Final = int.from_bytes(b"sample")


def chance(seed: int) -> np.random.Generator:
    """What draws samples by *seed*: a stream of its own, for an invented population may be made with the same seed."""
    return np.random.default_rng([_OWN, seed])


def drawn(subjects: int, share: float, seed: int) -> NDArray[np.bool_]:
    """Which of so many *subjects* are drawn by *seed*, each with the chance *share*."""
    return chance(seed).random(subjects) < share


def part(population: Population, drawn: NDArray[Any]) -> Population:
    """The subjects of *population* at the places *drawn*, in order, with all their facts."""
    place = np.full(len(population), -1, np.int32)
    place[drawn] = np.arange(len(drawn))
    return Population(
        _Some(population.ids, drawn),
        {name: column.take(drawn) for name, column in population.attributes.items()},
        {name: _of(table, place) for name, table in population.tables.items()},
        names=None if population.names is None else _Some(population.names, drawn),
    )


def _of(table: FactTable, place: NDArray[np.int32]) -> FactTable:
    rows = np.flatnonzero(place[table.subject] >= 0)
    taken = table.take(rows)
    return replace(taken, subject=place[taken.subject])


class _Some(Sequence[Any]):
    """Some of a sequence, by place."""

    def __init__(self, whole: Sequence[Any], places: NDArray[Any]) -> None:
        self._whole, self._places = whole, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: Any) -> Any:
        return self._whole[int(self._places[number])]
