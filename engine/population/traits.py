"""What a population is broken down by: county, section of industry, kind and size, a code a subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Pool, Population
from engine.population.impact import TRAITS, Trait

_SECTIONS: Final = (
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"), (65, "I"), (69, "J"),
    (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"), (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
)  # fmt: skip
"""The last division of each section of GB/T 4754-2017."""


@dataclass(frozen=True, eq=False)
class Coded:
    """One trait: its *values*, and the *code* of each subject's among them; the first is that nothing is known."""

    values: Sequence[str]
    code: NDArray[np.int32]

    def counts(self, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of the *marked* subjects have each value."""
        return np.bincount(self.code[marked], minlength=len(self.values))


def traits(population: Population) -> dict[Trait, Coded]:
    """Each trait of *population*, as its subjects' records say."""
    return population.once("traits", lambda: {trait: _coded(population, trait) for trait in TRAITS})


def _coded(population: Population, trait: Trait) -> Coded:
    column = population.attributes.get(trait)
    if column is None or column.pool is None:
        return Coded(("",), np.zeros(len(population), np.int32))
    values, codes = _values(column.pool, trait, np.unique(column.values[column.values >= 0]))
    code = codes[column.values]
    code[column.values < 0] = 0
    return Coded(values, code)


def _values(pool: Pool, trait: Trait, numbers: NDArray[Any]) -> tuple[Sequence[str], NDArray[np.int32]]:
    """The values that texts of *pool* come to, and which of them each does."""
    texts = {int(number): pool.texts[int(number)] for number in numbers}
    told = {number: section(text) if trait == "industry" else text for number, text in texts.items()}
    values = ["", *sorted(set(told.values()) - {""})]
    codes = np.zeros(max(len(pool.texts), 1), np.int32)
    for number, text in told.items():
        codes[number] = values.index(text)
    return values, codes


def section(industry: str) -> str:
    """The section letter of an *industry* code of GB/T 4754: of a division, a group or a class; empty for others."""
    if industry[:1].isalpha():
        return industry[0]
    division = int(industry[:2]) if industry[:2].isdecimal() else 0
    return next((letter for last, letter in _SECTIONS if 0 < division <= last), "")
