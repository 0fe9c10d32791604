"""Rules without a triggering fact: on which days their conditions become true, for everybody (S11)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.compile.rules import CompiledRule
from engine.dossier import PROFILE
from engine.language.terms import EndOf
from engine.population.change_days import changes
from engine.population.columns import Days
from engine.population.conditions import Conditions
from engine.population.fired import Fired
from engine.population.firing import Firings
from engine.population.moments import plain
from engine.population.truths import TRUE, UNKNOWN


def became(
    rule: CompiledRule, number: int, conditions: Conditions, firings: Firings, subjects: Days
) -> tuple[Fired, NDArray[np.int32]]:
    """The firings of *rule* for *subjects*, who are in order, and of whom it is not known on some day."""
    if isinstance(rule.anchor, EndOf):
        none = subjects[:0]
        return Fired(rule, number, plain(none, none), np.empty(0, np.uint8), [none] * len(rule.law)), subjects
    nodes = rule.conjuncts if rule.unless is None else (*rule.conjuncts, rule.unless)
    bounds = (rule.in_force[0], rule.in_force[1] + 1)
    days = changes(nodes, conditions, subjects, bounds, (PROFILE,))
    at = plain(days.subject, days.day)
    laws = firings.laws(rule, at, at.day)
    truth = firings.truth(rule, at, laws)
    new = np.ones(len(truth), np.bool_)
    new[1:] = (days.subject[1:] != days.subject[:-1]) | (truth[:-1] != TRUE)
    fired = Fired(rule, number, at, truth, laws)
    return fired.take(np.flatnonzero((truth == TRUE) & new)), days.subject[truth == UNKNOWN]
