"""The numbers in made-up records: around what rules ask for, so that a moved threshold meets somebody at every step.

Amounts and counts are log-normal. A record that passes a test lies beyond the threshold, one that falls short of it
before, the nearer the more often; drawn by chance, about half of what the lowest rule asks for is usual. Amounts of
money are round figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engine.compile.domains import Domain
from engine.compile.fields import Field
from engine.truth import IntSet, PartlyKnown

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Usual(NamedTuple):
    """What is usual of a figure: log-normal about *median*, *spread* its sigma; *none* is the share of zeros."""

    median: float
    spread: float
    none: float = 0.0


class Score(NamedTuple):
    """What is usual of a score: normal about *mean*, none below zero or above *most*."""

    mean: float
    spread: float
    most: float


_BY_UNIT: Final[Mapping[str, Usual]] = {
    "CNY": Usual(20_000, 1.6),
    "count": Usual(3, 0.9),
    "points": Usual(8, 0.8),
    "days": Usual(20, 0.6),
    "years": Usual(6, 0.8),
}
_OTHER: Final = Usual(20, 0.8)

_BY_NAME: Final[Mapping[str, Usual]] = {
    "fine": Usual(4_000, 1.7),
    "confiscated": Usual(1_500, 1.8, 0.6),
    "income": Usual(600_000, 1.9, 0.1),
    "zero_months": Usual(2, 0.9, 0.55),
    "vat": Usual(3_000, 1.7, 0.3),
    "unpaid": Usual(110_000, 1.1),
    "payable": Usual(500_000, 1.2),
    "green_items": Usual(1, 0.6, 0.3),
}
_SCORES: Final[Mapping[str, Score]] = {
    "environment_evaluation": Score(82, 9, 100),
    "tax_service_evaluation": Score(310, 70, 500),
    "taxi_company_evaluation": Score(810, 90, 1_000),
}
_BEYOND: Final = 0.9
_AMONG: Final = 0.9
_HALF: Final = 0.5
_ROUND: Final = 0.7
_MOST: Final = 10**15


class Figures:
    """Draws the whole numbers of *field* of a fact type, for records of templates."""

    def __init__(
        self, type_: str, field: Field, domains: Sequence[Domain | None], near: Sequence[bool], asked: Sequence[int]
    ) -> None:
        spans = [_span(domain, short=short) for domain, short in zip(domains, near, strict=True)]
        self._asked = np.array([span is not None for span in spans])
        self._low = np.array([span[0] if span else 0 for span in spans])
        self._high = np.array([span[1] if span else 0 for span in spans])
        self._money = field.unit == "CNY"
        self._factor = field.factor
        self._score = _SCORES.get(type_) if field.name == "score" else None
        self._usual = _usual(field, asked)

    def draw(self, random: Generator, template: Ints) -> Ints:
        """A number for each record of *template*."""
        chosen = self._by_chance(random, len(template))
        asked = np.flatnonzero(self._asked[template])
        if len(asked):
            chosen[asked] = self._within(random, self._low[template[asked]], self._high[template[asked]])
        return chosen

    def _by_chance(self, random: Generator, count: int) -> Ints:
        normal = random.standard_normal(count)
        if self._score is not None:
            found = (self._score.mean + self._score.spread * normal).clip(0, self._score.most) * self._factor
            return found.astype(np.int64)
        found = np.exp(np.log(self._usual.median * self._factor) + self._usual.spread * normal)
        if self._usual.none:
            found = np.where(random.random(count) < self._usual.none, 0, found)
        return self._rounded(random, found.clip(max=_MOST).astype(np.int64))

    def _within(self, random: Generator, low: Ints, high: Ints) -> Ints:
        """Beyond *low* where there is no *high* (-1), before *high* where *low* is zero, else anywhere between."""
        away = np.exp(_BEYOND * np.abs(random.standard_normal(len(low))))
        share = random.random(len(low))
        between = low + np.expm1(share * np.log1p((high - low).clip(min=0))).astype(np.int64)
        beyond = (np.maximum(low, 1) * away).clip(max=_MOST).astype(np.int64)
        before = (high / away).astype(np.int64)
        found = np.where(high < 0, beyond, np.where((low == 0) & (high > 0), before, between))
        return np.clip(self._rounded(random, found), low, np.where(high < 0, _MOST, high))

    def _rounded(self, random: Generator, numbers: Ints) -> Ints:
        """Most amounts of money to two figures, none to less than a yuan."""
        if not self._money:
            return numbers
        digits = np.floor(np.log10(numbers.clip(min=1))).astype(np.int64) - 1
        digits = np.where(random.random(len(numbers)) < _ROUND, digits, 0)
        step = np.maximum(10 ** digits.clip(min=0), self._factor)
        found: Ints = numbers // step * step
        return found


def _usual(field: Field, asked: Sequence[int]) -> Usual:
    known = _BY_NAME.get(field.name)
    if known is not None:
        return known
    by_unit = _BY_UNIT.get(field.unit or "", _OTHER)
    if not asked:
        return by_unit
    return Usual(max(_HALF * asked[0] / field.factor, _HALF / field.factor), _AMONG)


def _span(domain: Domain | None, *, short: bool) -> tuple[int, int] | None:
    """The first stretch of numbers in *domain*, none below zero, -1 for no end; with *short* the one just outside."""
    known = domain.sure if isinstance(domain, PartlyKnown) else domain
    if not isinstance(known, IntSet):
        return None
    if short:
        known = known.complement()
    for low, high in known.spans:
        if high is None or high >= 0:
            return max(low or 0, 0), -1 if high is None else high
    return None
