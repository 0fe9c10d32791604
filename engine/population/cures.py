"""The days on which cures of grounds come, many at once (S16)."""

from __future__ import annotations

import numpy as np

from engine.compile.nodes import AggregateNode, Node
from engine.population.change_days import Changes, changes, days_of, each_after, merged
from engine.population.columns import NO_DAY, Days
from engine.population.conditions import Conditions
from engine.population.moments import Moments
from engine.population.truths import TRUE


def cured(
    until: Node, correction: AggregateNode | None, conditions: Conditions, opened: Moments
) -> Days:
    """The first day on which *until* holds of each ground *opened* at a moment, from that day on; `NO_DAY` if never."""
    found = np.full(len(opened), NO_DAY, np.int32)
    subjects = np.unique(opened.subject)
    days = changes((until,), conditions, subjects)
    if correction is not None:
        days = _with_corrections(days, correction, conditions, subjects)
    days = merged(days, Changes(opened.subject, opened.opened))
    rows, day = each_after(opened.subject, opened.opened, days)
    if not len(rows):
        return found
    at = opened.take(rows)
    at = Moments(at.subject, day, day, at.table, at.row, at.trigger_day, at.opened, at.correction)
    holds = np.flatnonzero(conditions.truth(until, conditions.seen_from(correction, at)) == TRUE)
    first = holds[np.unique(rows[holds], return_index=True)[1]]
    found[rows[first]] = day[first]
    return found


def _with_corrections(days: Changes, correction: AggregateNode, conditions: Conditions, subjects: Days) -> Changes:
    for name in correction.facts:
        for subject, day in days_of(conditions, name, subjects):
            days = merged(days, Changes(subject, day))
    return days
