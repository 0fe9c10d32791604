"""The days on which cures of grounds come, many at once (S16)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.nodes import AggregateNode, Node
from engine.population.change_days import changes, each_after
from engine.population.columns import NO_DAY, Days, distinct
from engine.population.conditions import Conditions
from engine.population.lastingly import first_held
from engine.population.moments import Moments
from engine.population.possible import may_meet
from engine.population.truths import TRUE


def cured(until: Node, correction: AggregateNode | None, conditions: Conditions, opened: Moments) -> Days:
    """The first day on which *until* holds of each ground *opened* at a moment, from that day on; `NO_DAY` if never."""
    found = np.full(len(opened), NO_DAY, np.int32)
    marks = may_meet((until,), conditions, "", surely=True)
    if marks is None:
        asked, some = np.arange(len(opened)), opened
    else:
        asked = np.flatnonzero(marks[opened.subject])
        some = opened.take(asked)
    days = first_held(until, conditions, some)
    if days is not None:
        found[asked] = days
        return found
    rows, day = _first_of_days(until, correction, conditions, some)
    found[asked[rows]] = day
    return found


def _first_of_days(
    until: Node, correction: AggregateNode | None, conditions: Conditions, opened: Moments
) -> tuple[NDArray[Any], Days]:
    """The rows of *opened* of which *until* holds one day, and the first such day."""
    subjects = distinct(np.sort(opened.subject))
    corrections = correction.facts if correction is not None else ()
    days = changes((until,), conditions, subjects, types=corrections, more=[(opened.subject, opened.opened)])
    rows, places = each_after(opened.subject, opened.opened, days)
    day = days.day[places]
    at = opened.take(rows)
    at = Moments(at.subject, day, day, at.table, at.row, at.trigger_day, at.opened, at.correction)
    holds = np.flatnonzero(conditions.truth(until, conditions.seen_from(correction, at)) == TRUE)
    first = holds[np.unique(rows[holds], return_index=True)[1]]
    return rows[first], day[first]
