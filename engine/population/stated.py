"""The periods that decisions state where law leaves a range (S16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.compile.rules import CompiledRule
from engine.population.columns import Days, FactTable, texts_at
from engine.population.fired import Fired
from engine.population.happenings import EXTENDED, Happening
from engine.population.moments import Moments, nowhere
from engine.population.naming import named, pairs_from
from engine.population.truths import TRUE


@dataclass(frozen=True, eq=False)
class Stated:
    """The *periods* that decisions state: each of a ground, which is in *row*, one of these *number*, on a *day*.

    Those of one ground are in the order they are looked at; `NO_DAY` is that of the decision that lists it.
    """

    periods: tuple[Period | None, ...]
    row: NDArray[Any]
    number: NDArray[Any]
    day: Days


def stated_by(decisions: FactTable, places: NDArray[Any]) -> Stated:
    """The periods that the decisions at *places* state, each of the ground it lists."""
    periods, number = _periods(decisions, places)
    return Stated(periods, np.arange(len(places)), number, nowhere(len(places)))


def stated_later(rule: CompiledRule, at: Moments, terms: FactTable, before: Stated | None) -> Stated:
    """The periods that decisions on *terms* state of the grounds opened *at* a moment, after those stated *before*."""
    rows, places = pairs_from(at, at.opened, terms)
    meant = named((rows, places), at, rule, terms)
    rows, places = rows[meant], places[meant]
    periods, number = _periods(terms, places)
    if before is None:
        return Stated(periods, rows, number, terms.day[places])
    row = np.concatenate([before.row, rows])
    order = np.argsort(row, kind="stable")
    return Stated(
        (*before.periods, *periods),
        row[order],
        np.concatenate([before.number, number + len(before.periods)])[order],
        np.concatenate([before.day, terms.day[places]])[order],
    )


def extended(fired: Fired, terms: FactTable) -> Iterator[Happening]:
    """The extensions that decisions on *terms* state of the grounds that surely open, in months and days."""
    rows, places = pairs_from(fired.at, fired.at.opened, terms)
    meant = named((rows, places), fired.at, fired.rule, terms) & (fired.truth[rows] == TRUE)
    rows, places = rows[meant], places[meant]
    periods, number = _periods(terms, places, "extend")
    spans = np.array([(-1, -1) if period is None else period.span for period in periods] or [(-1, -1)], np.int32)
    months, days = spans[number].T
    told = np.flatnonzero(days >= 0)
    yield rows[told], EXTENDED, terms.day[places[told]], months[told], days[told]


def _periods(
    table: FactTable, rows: NDArray[Any], name: str = "period"
) -> tuple[tuple[Period | None, ...], NDArray[Any]]:
    """The different periods that *rows* state as *name*, and which of them each does."""
    column = table.field(name)
    numbers, inverse = np.unique(column.values[rows], return_inverse=True)
    texts = iter(texts_at(column, numbers[numbers >= 0]))
    return tuple(_period(next(texts)) if number >= 0 else None for number in numbers), inverse


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None
