"""What brings a measure to those its policy holds: which grounds may, and whether they do (S23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.measures import Carriage
from engine.compile.nodes import Node
from engine.population.columns import Column, Days, FactTable, Pool
from engine.population.conditions import Conditions
from engine.population.days import add
from engine.population.folding import Grounds
from engine.population.holding import Held, Runs
from engine.population.moments import Moments, nowhere, plain
from engine.population.numbered import Numbered
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, always, both, truths_of


@dataclass(frozen=True, eq=False)
class Bringers:
    """What may bring a measure to each place of those *held*: *grounds*, else the policy itself.

    *truths* are whether each ground brings it, *itself* whether the policy does where there is no such ground.
    """

    held: Held
    grounds: NDArray[Any]
    truths: Truths
    itself: Truths

    @property
    def perhaps(self) -> NDArray[np.bool_]:
        """The places the measure is brought to, or may be."""
        return self._some(self.truths != FALSE, self.itself != FALSE)

    @property
    def surely(self) -> NDArray[np.bool_]:
        """The places the measure is brought to."""
        return self._some(self.truths == TRUE, self.itself == TRUE)

    def beside(self, grounds: NDArray[np.bool_], itself: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The places it is brought to by other grounds than those marked, or where *itself* is not marked."""
        return self._some((self.truths == TRUE) & ~grounds[self.grounds], (self.itself == TRUE) & ~itself)

    def _some(self, grounds: NDArray[np.bool_], itself: NDArray[np.bool_]) -> NDArray[np.bool_]:
        found = itself & ~self.held.having(self.grounds)
        found[self.held.of[self.grounds[grounds]]] = True
        return found


def chosen(carriage: Carriage, held: Held, compiled: CompiledList | None, day: int) -> NDArray[Any]:
    """The grounds open on *day* that may bring the measure: of its degrees, and not for longer than it lasts."""
    found = held.grounds.low >= day
    if carriage.degrees and compiled is not None:
        found &= of_degrees(carriage, compiled, held.grounds)
    if carriage.by_ground and carriage.period is not None:
        found &= add(held.grounds.opened, carriage.period) >= day
    return np.flatnonzero(found)


def of_degrees(carriage: Carriage, compiled: CompiledList, grounds: Grounds) -> NDArray[np.bool_]:
    """Which of *grounds* are of the degrees that the measure is for."""
    wanted = np.array([rule.degree in carriage.degrees for rule in compiled.rules] or [False], np.bool_)
    return wanted[grounds.rule]


def running(carriage: Carriage, held: Held, grounds: NDArray[Any], day: int) -> Runs:
    """How long the measure is brought on *day*: by each run, or by each of *grounds* if its period counts from them."""
    runs = held.runs
    if carriage.by_ground and held.grounded:
        one = held.grounds.take(grounds)
        runs = Runs(held.of[grounds], one.opened, one.low, one.high)
    runs = runs.through(runs.ends(carriage.period))
    return runs if carriage.period is None else runs.take(np.flatnonzero(runs.high >= day))


class Bringing:
    """Asks what brings measures to those *held* on the day of *conditions*."""

    def __init__(self, conditions: Conditions, held: Held, compiled: CompiledList | None, numbered: Numbered) -> None:
        self._conditions, self._held, self._compiled, self._numbered = conditions, held, compiled, numbered

    def bringers(self, carriage: Carriage, grounds: NDArray[Any], here: NDArray[np.bool_]) -> Bringers:
        """Those of *grounds*, else the policy itself, that bring the measure or may, to the places *here*."""
        held, itself = self._held, always(True, len(self._held))
        if carriage.guard is None and carriage.condition is None:
            return Bringers(held, grounds, always(True, len(grounds)), itself)
        grounds = grounds[here[held.of[grounds]]]
        truths, place = always(True, len(grounds)), held.of[grounds]
        if carriage.guard is not None:
            plainly = self._plainly(carriage.guard, here)
            itself = both(itself, plainly)
            truths = both(truths, self._guarded(carriage, grounds, plainly[place]))
        if carriage.condition is not None and carriage.linked:
            plainly = self._plainly(carriage.condition, here)
            itself, truths = both(itself, plainly), both(truths, plainly[place])
        elif carriage.condition is not None:
            itself = both(itself, self._plainly(carriage.condition, here & ~held.having(grounds)))
            truths = both(truths, self._seen(carriage.condition, grounds))
        return Bringers(held, grounds, truths, itself)

    def _plainly(self, node: Node, here: NDArray[np.bool_]) -> Truths:
        """Whether *node* holds on the day at the places *here*, of no ground."""
        places, found = np.flatnonzero(here), always(False, len(here))
        subject = self._held.subject[places]
        found[places] = self._conditions.truth(node, plain(subject, self._today(len(places))))
        return found

    def _guarded(self, carriage: Carriage, grounds: NDArray[Any], plainly: Truths) -> Truths:
        """Whether an overlay speaks of the records *grounds* were opened for, if it goes by records."""
        if carriage.region is None or self._compiled is None or not len(grounds):
            return plainly
        found, one = plainly.copy(), self._held.grounds.take(grounds)
        typed = np.array([bool(rule.types) for rule in self._compiled.rules], np.bool_)
        for table, places, rows in self._numbered.among(one.fact):
            if table is None:
                found[places[typed[one.rule[places]]]] = UNKNOWN
            else:
                found[places] = _within(carriage.region, table.field("authority_region"), rows)
        return found

    def _seen(self, node: Node, grounds: NDArray[Any]) -> Truths:
        """Whether *node* holds on the day as seen from each of *grounds*."""
        found, one, asked = always(True, len(grounds)), self._held.grounds.take(grounds), self._conditions
        correction = self._compiled.correction if self._compiled is not None else None
        for table, places, rows in self._numbered.among(one.fact):
            at = seen_from(one.take(places), self._today(len(places)), table, rows)
            found[places] = asked.truth(node, asked.seen_from(correction, at))
        return found

    def _today(self, rows: int) -> Days:
        return np.full(rows, self._conditions.dossiers.as_of, np.int32)


def seen_from(grounds: Grounds, day: Days, table: FactTable | None, rows: NDArray[Any]) -> Moments:
    """Each *day* as seen from one of *grounds*, whose facts are in *rows* of *table*."""
    return Moments(grounds.subject, day, day, table, rows, grounds.triggered, grounds.opened, nowhere(len(day)))


def _within(region: str, column: Column, rows: NDArray[Any]) -> Truths:
    """Whether the region of each row is *region* or inside it; unknown where it is missing."""
    pool = column.pool or Pool(())
    inside = np.array([*(text.startswith(region) for text in pool.texts), False], np.bool_)
    values = column.values[rows]
    return truths_of(inside[values], values >= 0)
