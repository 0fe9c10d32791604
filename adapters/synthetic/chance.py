"""The repertoire as tables to draw from: which happening meets whom how often, and on which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.synthetic.rates import GROWTH, LISTS, MONTHS, SECTORS, SORTS, Sort
from adapters.synthetic.repertoire import MOST_ANSWERS, Happening, Record, Repertoire
from adapters.synthetic.shares import KINDS, SECTIONS
from engine.calendar import Period, add

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_MONTHS: Final = {"months": 1, "years": 12}
_YEAR: Final = 12
_DAY: Final = 735_000


@dataclass(frozen=True)
class Chance:
    """What may happen between the days *first* and *last*: arrays with one place for each happening.

    A record is a type and a template, -1 for none; *wait*, *missed* (a place in *duties*) and *policy* are -1 where
    there is none. *terms* and *extensions* are first places in *periods* and how many follow.
    """

    repertoire: Repertoire
    first: int
    last: int
    trouble: float
    """How many times as often as in the usual span anything goes wrong, or is commended."""
    types: tuple[str, ...]
    policies: tuple[str, ...]
    duties: tuple[str, ...]
    periods: tuple[str, ...]
    period_days: Ints
    bounds: Floats
    """The bounds of the happenings' shares, for one sort, kind and section after another, each from its own number."""
    possible: Truths
    """By sort and kind, whether there is anything."""
    by_day: Floats
    """The share of records before each day."""
    record: Ints
    near: Ints
    needs: Ints
    cures: Ints
    asked: Ints
    span: Ints
    sort: Ints
    policy: Ints
    missed: Ints
    wait: Ints
    lasts: Ints
    terms: Ints
    extensions: Ints
    decided: Truths
    published: Truths
    repair_decided: Truths

    def type(self, name: str) -> int:
        """The number of the fact type *name*."""
        return self.types.index(name)

    def which(self, random: Generator, sort: Ints, kind: Ints, section: Ints) -> Ints:
        """A happening of each of *sort* to a subject of *kind* in a *section*; -1 where there is none."""
        if not len(self.record):
            return np.full(len(sort), -1)
        row = (sort * len(KINDS) + kind) * len(SECTIONS) + section
        found = np.searchsorted(self.bounds, row + random.random(len(row)), side="right") - row * len(self.record)
        return np.where(self.possible[sort, kind], found.clip(0, len(self.record) - 1), -1)

    def when(self, random: Generator, first: Ints, last: Ints) -> Ints:
        """A day between each of *first* and *last*, as the seasons have it; both lie in the span."""
        low, high = self.by_day[first - self.first], self.by_day[last - self.first + 1]
        share = low + random.random(len(first)) * (high - low)
        day = self.first + np.searchsorted(self.by_day, share, side="right") - 1
        return np.clip(day, first, last)


def sort_number(sort: Sort) -> int:
    """The place of *sort* among the sorts."""
    return SORTS.index(sort)


def later(random: Generator, least: int, mean: float, count: int) -> Ints:
    """Days from *least* on, exponential with *mean* beyond it."""
    return least + (-np.log1p(-random.random(count)) * mean).astype(np.int64)


def chance_of(repertoire: Repertoire, first: int, last: int, trouble: float = 1.0) -> Chance:
    """The tables of *repertoire* for the days from *first* to *last*, with so much *trouble*."""
    types = tuple(sorted(repertoire.program.base.fact_types))
    policies = tuple(sorted(repertoire.program.lists))
    happenings = repertoire.happenings
    missed = {one.missed for one in happenings} | {one.missed for one in repertoire.yearly}
    duties = tuple(sorted(one for one in missed if one is not None))
    periods: list[str] = []

    def chosen(bounds: Iterable[tuple[Period, Period] | None]) -> Ints:
        return np.array([_among(periods, one) for one in bounds], dtype=np.int64).reshape(-1, 2)

    def numbers(records: Iterable[Sequence[Record]]) -> Ints:
        found = np.full((len(happenings), MOST_ANSWERS, 2), -1)
        for number, some in enumerate(records):
            for place, one in enumerate(some):
                found[number, place] = types.index(one.type), one.template
        return found

    bounds, possible = _bounds(happenings)
    return Chance(
        repertoire, first, last, trouble, types, policies, duties,
        lasts=np.array([one.lasts for one in happenings], dtype=np.int64),
        terms=chosen(one.terms for one in happenings),
        extensions=chosen(one.extensions for one in happenings),
        periods=tuple(periods),
        period_days=np.array([_days(Period.parse(one)) for one in periods], dtype=np.int64),
        bounds=bounds,
        possible=possible,
        by_day=_by_day(first, last),
        record=numbers((one.record,) for one in happenings)[:, 0],
        near=numbers((one.near,) if one.near else () for one in happenings)[:, 0],
        needs=numbers(one.needs for one in happenings),
        cures=numbers(one.cures for one in happenings),
        asked=numbers(one.asked for one in happenings),
        span=np.array([one.in_force for one in happenings], dtype=np.int64).reshape(-1, 2),
        sort=np.array([sort_number(one.sort) for one in happenings], dtype=np.int64),
        policy=_places(policies, (one.policy for one in happenings)),
        missed=_places(duties, (one.missed for one in happenings)),
        wait=np.array([-1 if one.wait is None else one.wait for one in happenings], dtype=np.int64),
        decided=np.array([one.decided for one in happenings], dtype=np.bool_),
        published=np.array([one.published for one in happenings], dtype=np.bool_),
        repair_decided=np.array([one.repair_decided for one in happenings], dtype=np.bool_),
    )  # fmt: skip


def _days(period: Period) -> int:
    return add(_DAY, period) - _DAY


def _places(names: Sequence[str], asked: Iterable[str | None]) -> Ints:
    return np.array([-1 if one is None else names.index(one) for one in asked], dtype=np.int64)


def _among(periods: list[str], bounds: tuple[Period, Period] | None) -> tuple[int, int]:
    """The periods within *bounds*, entered in *periods*: where they begin and how many they are."""
    if bounds is None:
        return 0, 0
    first = len(periods)
    if any(one.unit not in _MONTHS for one in bounds):
        periods.extend(dict.fromkeys(map(str, bounds)))
    else:
        low, high = (one.count * _MONTHS[one.unit] for one in bounds)
        step = 1 if high - low <= _YEAR else _YEAR // 2
        counts = sorted({low, *range(-(-low // step) * step, high + 1, step), high})
        periods.extend(
            str(Period(one // _YEAR, "years") if one % _YEAR == 0 else Period(one, "months")) for one in counts
        )
    return first, len(periods) - first


def _bounds(happenings: Sequence[Happening]) -> tuple[Floats, Truths]:
    """Shares by sort, kind and section: a sector's by its weights, a list's within its sector, a rule's within it."""
    possible = np.zeros((len(SORTS), len(KINDS)), dtype=np.bool_)
    if not happenings:
        return np.zeros(0), possible
    sectors = np.array([SECTORS.get(one.sector, 1) for one in happenings])
    lists = np.array([LISTS.get(one.policy or "", 1) for one in happenings])
    prone = np.array([[section.sectors.get(one.sector, 1) for one in happenings] for section in SECTIONS])
    rows: list[Floats] = []
    for number, sort in enumerate(SORTS):
        for place, kind in enumerate(KINDS):
            usual = np.array([one.weight * (one.sort == sort and kind in one.kinds) for one in happenings])
            within: dict[str, float] = {}
            for one, weight in zip(happenings, usual, strict=True):
                within[one.sector] = within.get(one.sector, 0) + weight
            usual = usual * lists * sectors / [within[one.sector] or 1 for one in happenings]
            possible[number, place] = usual.any()
            for section in range(len(SECTIONS)):
                sums = np.cumsum(usual * prone[section])
                rows.append(len(rows) + (sums / sums[-1] if sums[-1] else np.ones(len(sums))))
    return np.concatenate(rows), possible


def _by_day(first: int, last: int) -> Floats:
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    weights = [MONTHS[day.month - 1] * GROWTH ** (day.year - days[0].year) for day in days]
    sums = np.array([0.0, *accumulate(weights)])
    found: Floats = sums / sums[-1]
    return found
