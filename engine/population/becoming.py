"""Rules without a triggering fact: on which days their conditions become true, for everybody (S11)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.rules import CompiledRule
from engine.dossier import PROFILE
from engine.population.change_days import Changes, changes, each_after, each_once
from engine.population.columns import Days, FactTable
from engine.population.conditions import Conditions
from engine.population.fired import Fired
from engine.population.firing import Firings
from engine.population.moments import plain
from engine.population.timelines import rows_of
from engine.population.truths import TRUE, UNKNOWN


def became(
    rule: CompiledRule,
    number: int,
    conditions: Conditions,
    firings: Firings,
    subjects: Days,
    decisions: FactTable | None,
    *,
    decided: bool,
) -> tuple[Fired, Days]:
    """The firings of *rule* for *subjects*, who are in order, and of whom it is not known on some day.

    Where they have to be *decided* on, by *decisions*: all that are firings by the law of a day of listing (S13).
    """
    nodes = rule.conjuncts if rule.unless is None else (*rule.conjuncts, rule.unless)
    days = changes(nodes, conditions, subjects, (rule.in_force[0], rule.in_force[1] + 1), (PROFILE,))
    if not decided:
        at = plain(days.subject, days.day)
        laws = firings.laws(rule, at, at.day)
        truth, new = firings.truth(rule, at, laws), _first(days.subject)
        new[1:] |= truth[:-1] != TRUE
        return Fired(rule, number, at, truth, laws).take(np.flatnonzero((truth == TRUE) & new)), at.subject[
            truth == UNKNOWN
        ]
    listings = _listings(rule, conditions, subjects, decisions)
    rows, places = each_after(listings.subject, np.zeros(len(listings.subject), np.int32), days)
    at = plain(days.subject[places], days.day[places])
    truth, new = firings.truth(rule, at, firings.laws(rule, at, listings.day[rows])), _first(rows)
    new[1:] |= truth[:-1] != TRUE
    becomes = np.flatnonzero((truth == TRUE) & new)
    once = each_once(at.subject[becomes], at.day[becomes])
    last = plain(once.subject, once.day)
    laws = firings.laws(rule, last, np.full(len(last), conditions.dossiers.as_of, np.int32))
    return Fired(rule, number, last, firings.becoming(rule, last, laws), laws), at.subject[truth == UNKNOWN]


def _first(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each of *numbers* is another than the one before."""
    found = np.ones(len(numbers), np.bool_)
    found[1:] = numbers[1:] != numbers[:-1]
    return found


def _listings(rule: CompiledRule, conditions: Conditions, subjects: Days, decisions: FactTable | None) -> Changes:
    """The days by whose law each of *subjects* may be listed: those of the decisions, and while undecided the last."""
    subject, day = subjects, np.full(len(subjects), conditions.dossiers.as_of, np.int32)
    if decisions is None or "listing" not in rule.law:
        return Changes(subject, day)
    rows = rows_of(decisions.subject, subjects)
    return each_once(np.concatenate([subject, decisions.subject[rows]]), np.concatenate([day, decisions.day[rows]]))
