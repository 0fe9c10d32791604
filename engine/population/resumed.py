"""Where repairs are undone: the grounds that may go on from that day in the place of those repaired (S20).

Whether one does is known when the list is walked; so is its end, where that is the one it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.population.columns import FactTable
from engine.population.conditions import Conditions
from engine.population.fired import Fired
from engine.population.folding import Openings
from engine.population.happenings import in_order
from engine.population.naming import named, pairs_from
from engine.population.openings import changing
from engine.population.repairs import stops
from engine.population.terms import end
from engine.population.truths import TRUE
from engine.population.walked import ALWAYS


def alike(compiled: CompiledList, rule: CompiledRule) -> bool:
    """Whether all repairs of *rule* are undone in one way, which decisions do not choose the period of."""
    ways = {one.resume for one in rule.repairs or compiled.repairs if not one.none_provided}
    return len(ways) < 2 and not ("anew" in ways and rule.term is not None and rule.term.range is not None)


def resumed(
    compiled: CompiledList, fired: Fired, opened: Openings, conditions: Conditions, about: Mapping[str, FactTable]
) -> Openings:
    """What may go on of what *fired* has *opened*, row by row: one for each day on which its repair may be undone."""
    rows, day = _undone(fired, about["repair_undone"])
    taken = fired.take(rows)
    taken = replace(taken, at=replace(taken.at, opened=day))
    rule, count, none = fired.rule, len(rows), np.zeros(len(rows), np.int32)
    anchor = opened.anchor[rows]
    low, high = none, none
    if any(one.resume == "anew" for one in rule.repairs or compiled.repairs):
        low, high = end(rule, fired.at.take(rows), opened.law[rows], day, None)
        anchor = day
    happens = (*changing(compiled, taken, conditions, about), stops(compiled, taken, conditions, about))
    same = {name: getattr(opened, name)[rows] for name in Openings._fields if name not in ("events_from", "events")}
    from_, events = in_order(count, happens)
    return Openings(
        **{
            **same, "day": day, "low": low, "high": high, "again_low": none, "again_high": none, "events": events,
            "events_from": from_, "order": np.full(count, -1), "unless": np.full(count, ALWAYS, np.int8),
            "resumes": np.ones(count, np.bool_), "anchor": anchor,
        }
    )  # fmt: skip


def _undone(fired: Fired, undone: FactTable) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Each row of *fired* with each day after its opening on which its repair may be *undone*, once."""
    rows, places = pairs_from(fired.at, fired.at.opened + np.int32(1), undone)
    means = named((rows, places), fired.at, fired.rule, undone) & (fired.truth[rows] == TRUE)
    pairs = np.unique(np.column_stack([rows[means], undone.day[places[means]]]).astype(np.int64), axis=0)
    return pairs[:, 0], pairs[:, 1].astype(np.int32)
