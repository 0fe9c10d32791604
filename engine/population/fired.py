"""What fires or may, of one rule at a time: with the fact that triggered it, or with none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.rules import CompiledRule
from engine.population.columns import Days, Rows
from engine.population.moments import Moments
from engine.population.ordered import are_ordered
from engine.population.results import Waiting
from engine.population.truths import Truths

_NO_RULE: Final = -(1 << 20)
"""No rule has a number of so many."""


@dataclass(frozen=True, eq=False)
class Fired:
    """The firings of *rule*, which has a *number* in its list, *at* the moments they came about.

    *truth* is whether each fires under all of *laws*, which are the days of each law. *names* are the numbers of what
    decisions call them, where these name no fact on record.
    """

    rule: CompiledRule
    number: int
    at: Moments
    truth: Truths
    laws: list[Days]
    names: Rows | None = None

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: NDArray[Any]) -> Fired:
        """Some of them."""
        laws, names = [law[rows] for law in self.laws], None if self.names is None else self.names[rows]
        return replace(self, at=self.at.take(rows), truth=self.truth[rows], laws=laws, names=names)

    def called(self, names: Rows, texts: NDArray[np.object_]) -> Fired:
        """The same, each by the text that decisions call it and the number of this."""
        return replace(self, at=replace(self.at, called=texts), names=names)

    @property
    def fact(self) -> Rows:
        """The number of the fact of each, -1 where there is none."""
        return numbers_of(self.at)

    @property
    def name(self) -> Rows:
        """What decisions call the ground of each: its fact, or its rule as -1 and less, or else less than any rule."""
        if self.names is not None:
            return _NO_RULE - self.names
        fact = self.fact
        return np.where(fact < 0, -1 - self.number, fact)


def numbers_of(at: Moments) -> Rows:
    """The number of the fact of each moment, -1 where there is none."""
    if at.table is None:
        return np.full(len(at), -1, np.int64)
    none = at.row < 0
    if not none.any():
        return at.table.number[at.row]
    return np.where(none, -1, at.table.number[np.maximum(at.row, 0)])


def waiting(parts: list[tuple[Fired, NDArray[np.bool_]]]) -> Waiting:
    """Those of each of *parts* that are marked, in order of subject."""
    marked = [each.take(np.flatnonzero(mask)) for each, mask in parts if mask.any()]
    if not marked:
        return Waiting.none()
    subject = np.concatenate([each.at.subject for each in marked])
    rule = np.concatenate([np.full(len(each), each.number, np.int16) for each in marked])
    fact = np.concatenate([each.fact for each in marked])
    day = np.concatenate([each.at.day for each in marked])
    found = Waiting(subject, rule, fact, day)
    if are_ordered(subject, day, rule, fact):
        return found
    return found.take(np.lexsort((fact, rule, day, subject)))
