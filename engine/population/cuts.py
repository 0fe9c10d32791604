"""Later law that may shorten periods already running: the days on which it does, and their ends by it (S17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.population.folding import Openings
from engine.population.happenings import CUT, Happening, in_order
from engine.population.terms import Ends, counted
from engine.spells.openings import is_parameter
from engine.spells.stays import NO_CURE


def with_cuts(compiled: CompiledList, openings: Openings, as_of: int) -> Openings:
    """*openings* with what later law, up to the day *as_of*, may do to the period of each besides all else."""
    parts = [
        part
        for number, rule in enumerate(compiled.rules)
        if rule.recompute and is_parameter(rule)
        for part in _cuts(number, rule, openings, as_of)
    ]
    if not parts:
        return openings
    rows = np.repeat(np.arange(len(openings.subject)), np.diff(openings.events_from))
    from_, events = in_order(len(openings.subject), parts, (rows, openings.events))
    return openings._replace(events_from=from_, events=events)


def _cuts(number: int, rule: CompiledRule, openings: Openings, as_of: int) -> Iterator[Happening]:
    """Those of the grounds of one rule, but for what is carried over: that ends with the principal's."""
    term = rule.term
    if term is None:
        return
    own = np.flatnonzero((openings.rule == number) & (openings.principal < 0))
    for law in term.periods[0].changes:
        if law <= as_of:
            rows = own[openings.day[own] < law]
            low, high = counted(term.periods[0].at(law), openings.day[rows], openings.anchor[rows])
            kept = _matters(rule, openings, rows, law, (low, high))
            yield rows[kept], CUT, np.full(len(kept), law, np.int32), low[kept], high[kept]


def _matters(rule: CompiledRule, openings: Openings, rows: NDArray[Any], law: int, ends: Ends) -> NDArray[np.int64]:
    """Which of the cuts by a *law* of openings in *rows* can move their *ends* at all.

    Not that of a period which is over before and comes to no other end, nor one that leaves as much as there was.
    """
    if not only_shortened(rule):
        return np.arange(len(rows))
    low, high = (np.maximum(one[rows], openings.day[rows]) for one in (openings.low, openings.high))
    over = (high < law) & (openings.cure[rows] == NO_CURE)
    as_long = (ends[0] >= low) & (ends[1] >= high)
    return np.flatnonzero(openings.resumes[rows] | ~(over | as_long))


def only_shortened(rule: CompiledRule) -> bool:
    """Whether nothing makes a period of *rule* longer than it is at first."""
    return rule.extension is None and rule.at_end is None and rule.again is None and isinstance(rule.on_repeat, str)
