"""What authorities decided about the firings of one list, for everybody (S18)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.population.columns import NO_DAY, Days, FactTable, Rows
from engine.population.compiled import compiled as machine
from engine.population.conditions import Conditions
from engine.population.cures import cured
from engine.population.days import held_from
from engine.population.fired import Fired
from engine.population.firing import Firings
from engine.population.left import Left
from engine.population.moments import nowhere
from engine.population.naming import named, pairs_from
from engine.population.truths import TRUE
from engine.population.unsupported import Unmet, unmet


@dataclass(frozen=True, eq=False)
class Settled:
    """Of each firing of one rule: the row of the *decision* that listed it, -1 where none did; the day it was *closed*.

    *closed* is no day where no decision did it. *awaits*: a decision on record finds it waiting.
    """

    decision: Rows
    closed: Days
    awaits: NDArray[np.bool_]

    @classmethod
    def nothing(cls, count: int) -> Self:
        """No decision on so many firings."""
        return cls(np.full(count, -1, np.int64), nowhere(count), np.zeros(count, np.bool_))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Firings (their *part* and *row* there) with decisions: whether each is *named*, and found waiting (*ok*)."""

    part: NDArray[Any]
    row: NDArray[Any]
    decision: NDArray[Any]
    name: Rows
    named: NDArray[np.bool_]
    ok: NDArray[np.bool_]


def settled(
    compiled: CompiledList,
    parts: list[Fired],
    conditions: Conditions,
    firings: Firings,
    decisions: FactTable | None,
    left: Left,
) -> tuple[list[Settled], Unmet]:
    """What *decisions* made of the firings in *parts*, and what they mean that no firing which waits supports."""
    if decisions is None:
        return [Settled.nothing(len(one)) for one in parts], Unmet.nothing()
    grounds, kept = decisions.field("grounds"), conditions.dossiers.kept
    left.mark(
        decisions.subject[kept.changed[decisions.subject] & ~grounds.known], "unnamed decisions where something is gone"
    )
    found = [_pairs(number, one, compiled, conditions, firings, decisions) for number, one in enumerate(parts)]
    columns = [np.concatenate([getattr(one, name) for one in found]) if found else np.empty(0, np.int64)
               for name in ("part", "row", "decision", "name", "named", "ok")]  # fmt: skip
    offsets = np.concatenate(([0], np.cumsum([len(one) for one in parts]))).astype(np.int64)
    order = np.lexsort((columns[3], columns[2]))
    part, row, decision, name = (columns[n][order].astype(np.int64) for n in range(4))
    means, ok = (columns[n][order].astype(np.bool_) for n in (4, 5))
    firing = offsets[part] + row
    listed, closed_by = (np.full(offsets[-1], -1, np.int64) for _ in range(2))
    waits, awaits = np.zeros(len(order), np.bool_), np.zeros(offsets[-1], np.bool_)
    outcome = decisions.field("outcome")
    lists = outcome.values != (-1 if outcome.pool is None else outcome.pool.number("decline"))
    machine(_settle)(firing, decision, name, means, ok, lists, grounds.known, listed, closed_by, waits)
    met = np.column_stack([decision, name])[waits]
    awaits[firing[means & ok]] = True
    closed = nowhere(len(closed_by))
    closed[closed_by >= 0] = decisions.day[closed_by[closed_by >= 0]]
    spans = [slice(int(first), int(last)) for first, last in itertools.pairwise(offsets)]
    each = [Settled(listed[span], closed[span], awaits[span]) for span in spans]
    rows = np.flatnonzero(lists & ~left.marked[decisions.subject])
    return each, unmet(decisions, rows, met, kept)


def _pairs(
    number: int,
    fired: Fired,
    compiled: CompiledList,
    conditions: Conditions,
    firings: Firings,
    decisions: FactTable,
) -> _Pairs:
    concerned = np.flatnonzero(np.isin(fired.at.subject, decisions.subject))
    at = fired.at.take(concerned)
    rows, places = pairs_from(at, np.zeros(len(at), np.int32), decisions)
    means = named((rows, places), at, fired.rule, decisions)
    day = decisions.day[places]
    early = day < at.day[rows]  # of a fact that is decided on already nothing waits any more
    kept = np.flatnonzero(~early | (means & decisions.field("grounds").known[places] & bool(fired.rule.types)))
    rows, places, means, day, early = rows[kept], places[kept], means[kept], day[kept], early[kept]
    ok = means & ~early
    asked = np.flatnonzero(ok)
    if len(asked):
        moments = at.take(rows[asked])
        laws = firings.laws(fired.rule, moments, day[asked])
        ok[asked] = firings.becoming(fired.rule, moments, laws) == TRUE
    if compiled.lapses is not None:
        ok &= day < held_from(at.day[rows], compiled.lapses)
    if fired.rule.until is not None:
        cure = cured(fired.rule.until, compiled.correction, conditions, at)[rows]
        ok &= (cure == NO_DAY) | (cure >= day)
    name = fired.name[concerned][rows]
    return _Pairs(np.full(len(rows), number), concerned[rows], places, name, means, ok)


def _settle(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    firing, decision, name, named, ok, lists, given, listed, closed_by, found
):
    """Go through the decisions in order: each opens what it finds waiting, or closes it.

    The first pair of a decision with each name it finds waiting is *found*.
    """
    run = 0
    while run < len(decision):
        end, one = run, decision[run]
        waits = False
        while end < len(decision) and decision[end] == one and name[end] == name[run]:
            waits = waits or (closed_by[firing[end]] < 0 and named[end] and ok[end])
            end += 1
        found[run] = waits
        for pair in range(run, end):
            if closed_by[firing[pair]] < 0 and (waits or (given[one] and named[pair])):
                closed_by[firing[pair]] = one
                if lists[one] and named[pair] and ok[pair]:
                    listed[firing[pair]] = one
        run = end


def by_decision(fired: Fired, one: Settled, decisions: FactTable, firings: Firings) -> Fired:
    """Those of *fired* that a decision lists: opened on its day, by the law of that day."""
    rows = np.flatnonzero(one.decision >= 0)
    taken = fired.take(rows)
    opened = decisions.day[one.decision[rows]]
    at = replace(taken.at, opened=opened)
    return Fired(taken.rule, taken.number, at, np.full(len(rows), TRUE), firings.laws(taken.rule, at, opened))
