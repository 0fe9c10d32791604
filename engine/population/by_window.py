"""Grades by a rolling window: judged one by one, but one for all whom nothing that the grade looks at sets apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.compile.grades import CompiledGrade
from engine.compile.nodes import parts
from engine.population.columns import Days
from engine.population.compiled import compiled as machine
from engine.population.conditions import Conditions
from engine.population.giving import given_outright
from engine.population.groups import always_apart, likeness, looks_at_each, matters


def models(compiled: CompiledGrade, conditions: Conditions, who: NDArray[np.bool_]) -> Days:
    """By whom everybody is judged: each of those *who* by the one with the earliest record among those like it.

    From its own first day on everyone has the grades of its model; all others are judged by themselves.
    """
    found = np.arange(len(who), dtype=np.int32)
    nodes = (part for node in compiled.nodes() for part in parts(node))
    if compiled.asks_itself or any(looks_at_each(part, conditions) for part in nodes):
        return found
    apart = ~who
    for subject, _, _ in matters(compiled, conditions, given_outright(compiled, conditions)):
        apart[subject] = True
    for subject in always_apart(compiled, conditions):
        apart[subject] = True
    key, size = likeness(compiled, conditions, np.zeros(len(who), np.int32), 1)
    earliest = np.full(size, -1, np.int32)
    machine(_earliest)(apart, key, conditions.dossiers.first_day, earliest)
    found[~apart] = earliest[key[~apart]]
    return found


def _earliest(apart, key, first_day, earliest):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    for subject in range(len(apart)):
        if not apart[subject]:
            other = earliest[key[subject]]
            if other < 0 or first_day[subject] < first_day[other]:
                earliest[key[subject]] = subject
