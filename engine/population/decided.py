"""What authorities decided about the firings of one list, for everybody (S18).

Where a decision means what no firing that waits supports, the subject is judged one by one.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

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


@dataclass(frozen=True, eq=False)
class Settled:
    """Of each firing of one rule: the row of the *decision* that listed it, -1 where none did; the day it was *closed*.

    *closed* is no day where no decision did it. *awaits*: a decision on record finds it waiting.
    """

    decision: Rows
    closed: Days
    awaits: NDArray[np.bool_]


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
) -> list[Settled]:
    """What *decisions* made of the firings in *parts*; *left* is marked with those they are not plain for."""
    nothing = [
        Settled(np.full(len(one), -1, np.int64), nowhere(len(one)), np.zeros(len(one), np.bool_)) for one in parts
    ]
    if decisions is None:
        return nothing
    grounds = decisions.field("grounds")
    kept = conditions.dossiers.kept
    changed = kept.changed[decisions.subject]
    left.mark(decisions.subject[changed & ~grounds.known], "unnamed decisions where something is gone")
    found = [_pairs(number, one, compiled, conditions, firings, decisions, left) for number, one in enumerate(parts)]
    columns = [np.concatenate([getattr(one, name) for one in found]) if found else np.empty(0, np.int64)
               for name in ("part", "row", "decision", "name", "named", "ok")]  # fmt: skip
    offsets = np.concatenate(([0], np.cumsum([len(one) for one in parts]))).astype(np.int64)
    firing = offsets[columns[0].astype(np.int64)] + columns[1].astype(np.int64)
    order = np.lexsort((columns[3], columns[2]))
    listed, closed_by = np.full(offsets[-1], -1, np.int64), np.full(offsets[-1], -1, np.int64)
    trouble = np.zeros(len(decisions), np.bool_)
    outcome = decisions.field("outcome")
    lists = outcome.values != (-1 if outcome.pool is None else outcome.pool.number("decline"))
    sizes = np.diff(grounds.offsets) if grounds.offsets is not None else np.zeros(len(decisions), np.int64)
    for row in np.flatnonzero(changed & grounds.known):
        sizes[row] = len(kept.standing(int(decisions.subject[row]), grounds.value(int(row))))
    machine(_settle)(
        firing[order], columns[2].astype(np.int64)[order], columns[3].astype(np.int64)[order],
        columns[4].astype(np.bool_)[order], columns[5].astype(np.bool_)[order],
        lists, grounds.known, sizes, listed, closed_by, trouble,
    )  # fmt: skip
    left.mark(decisions.subject[trouble], "unsupported decisions")
    awaits = np.zeros(offsets[-1], np.bool_)
    awaits[firing[columns[4].astype(np.bool_) & columns[5].astype(np.bool_)]] = True
    closed = nowhere(len(closed_by))
    closed[closed_by >= 0] = decisions.day[closed_by[closed_by >= 0]]
    spans = [slice(int(first), int(last)) for first, last in itertools.pairwise(offsets)]
    return [Settled(listed[span], closed[span], awaits[span]) for span in spans]


def _pairs(
    number: int,
    fired: Fired,
    compiled: CompiledList,
    conditions: Conditions,
    firings: Firings,
    decisions: FactTable,
    left: Left,
) -> _Pairs:
    concerned = np.flatnonzero(np.isin(fired.at.subject, decisions.subject))
    at = fired.at.take(concerned)
    rows, places = pairs_from(at, np.zeros(len(at), np.int32), decisions)
    means = named((rows, places), at, fired.rule, decisions)
    day = decisions.day[places]
    early = day < at.day[rows]
    given = decisions.field("grounds").known[places]
    left.mark(at.subject[rows[early & given & means]], "decided before")
    kept = np.flatnonzero(~early)
    rows, places, means, day = rows[kept], places[kept], means[kept], day[kept]
    ok = means.copy()
    asked = np.flatnonzero(means)
    if len(asked):
        moments = at.take(rows[asked])
        laws = firings.laws(fired.rule, moments, day[asked])
        ok[asked] = firings.truth(fired.rule, moments, laws) == TRUE
    if compiled.lapses is not None:
        ok &= day < held_from(at.day[rows], compiled.lapses)
    if fired.rule.until is not None:
        cure = cured(fired.rule.until, compiled.correction, conditions, at)[rows]
        ok &= (cure == NO_DAY) | (cure >= day)
    name = fired.fact[concerned][rows] if fired.rule.types else np.full(len(rows), -1 - fired.number)
    return _Pairs(np.full(len(rows), number), concerned[rows], places, name, means, ok)


def _settle(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    firing, decision, name, named, ok, lists, given, members, listed, closed_by, trouble
):
    """Go through the decisions in order: each opens what it finds waiting, or closes it."""
    place = 0
    for one in range(len(lists)):
        begin = place
        while place < len(decision) and decision[place] == one:
            place += 1
        names = 0
        run = begin
        while run < place:
            end = run
            waits = False
            while end < place and name[end] == name[run]:
                waits = waits or (closed_by[firing[end]] < 0 and named[end] and ok[end])
                end += 1
            names += waits
            for pair in range(run, end):
                if closed_by[firing[pair]] < 0 and (waits or (given[one] and named[pair])):
                    closed_by[firing[pair]] = one
                    if lists[one] and named[pair] and ok[pair]:
                        listed[firing[pair]] = one
            run = end
        if lists[one] and (names < members[one] if given[one] else names == 0):
            trouble[one] = True


def by_decision(fired: Fired, one: Settled, decisions: FactTable, firings: Firings) -> Fired:
    """Those of *fired* that a decision lists: opened on its day, by the law of that day."""
    rows = np.flatnonzero(one.decision >= 0)
    taken = fired.take(rows)
    opened = decisions.day[one.decision[rows]]
    at = replace(taken.at, opened=opened)
    return Fired(taken.rule, taken.number, at, np.full(len(rows), TRUE), firings.laws(taken.rule, at, opened))
