"""What holds on the days periods end, and may prolong them: asked where the walk comes to such a day (S16)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.calendar import add
from engine.compile.lists import CompiledList
from engine.population.columns import Days, Rows
from engine.population.conditions import Conditions
from engine.population.folding import Openings
from engine.population.moments import Moments, nowhere
from engine.population.numbered import Numbered
from engine.population.truths import Truths
from engine.population.walked import Answers

_AHEAD: Final = 32
"""So many times in a row a period is taken to be prolonged when its end is first asked about."""


class Endings:
    """Answers whether the periods of grounds of one list are prolonged at their ends."""

    def __init__(self, compiled: CompiledList, conditions: Conditions) -> None:
        self._compiled = compiled
        self._conditions = conditions

    def further(self, openings: Openings, known: Answers, asks: NDArray[Any]) -> Answers:
        """What is *known*, and whether what prolongs each of *openings* holds on the day it *asks* about."""
        rows = np.flatnonzero(asks)
        every, days = [rows], [asks[rows]]
        for _ in range(_AHEAD):
            asked = zip(openings.rule[every[-1]].tolist(), days[-1].tolist(), strict=True)
            later = np.array([self._later(rule, day) for rule, day in asked], np.int32)
            going = later <= known.as_of
            if not going.any():
                break
            every.append(every[-1][going])
            days.append(later[going])
        row, day = np.concatenate(every), np.concatenate(days)
        keys = np.concatenate([known.keys, row << 32 | day])
        truths = np.concatenate([known.truths, self._holds(openings, row, day)])
        keys, first = np.unique(keys, return_index=True)
        return Answers(keys, truths[first], known.as_of)

    def _later(self, rule: int, day: int) -> int:
        at_end = self._compiled.rules[rule].at_end
        return day if at_end is None else add(day, at_end[1])

    def _holds(self, openings: Openings, rows: Rows, day: Days) -> Truths:
        found = np.zeros(len(rows), np.uint8)
        numbered, correction = Numbered(self._conditions.dossiers.tables.values()), self._compiled.correction
        for number in np.unique(openings.rule[rows]):
            here, at_end = np.flatnonzero(openings.rule[rows] == number), self._compiled.rules[number].at_end
            if at_end is None:
                continue
            for table, places, of_fact in numbered.among(openings.fact[rows[here]]):
                one = rows[here[places]]
                on = day[here[places]]
                triggered, opened = openings.triggered[one], openings.day[one]
                at = Moments(openings.subject[one], on, on, table, of_fact, triggered, opened, nowhere(len(one)))
                found[here[places]] = self._conditions.truth(at_end[0], self._conditions.seen_from(correction, at))
        return found
