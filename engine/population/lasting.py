"""Lists that last exactly the days their condition holds, for everybody (S11)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.dossier import PROFILE
from engine.population.change_days import Changes, changes
from engine.population.columns import Days
from engine.population.compiled import compiled as machine
from engine.population.conditions import Conditions
from engine.population.firing import Firings
from engine.population.left import NotInColumns
from engine.population.moments import plain
from engine.population.results import ListColumns, nothing
from engine.population.timelines import Stretches
from engine.population.truths import FALSE, TRUE, both
from engine.population.uniting import CONDITION, Spells


def lasting(compiled: CompiledList, conditions: Conditions, firings: Firings, subjects: Days) -> ListColumns:
    """The days on which the condition of *compiled* holds for *subjects*, who are in order."""
    node, law = compiled.lasting, compiled.in_force
    if node is None or compiled.asks_itself:
        raise NotInColumns
    days = changes((node,), conditions, subjects, (law[0], law[1] + 1), (PROFILE,))
    at = plain(days.subject, days.day)
    truth = both(firings.kind(at.subject, at.day), conditions.truth(node, at))
    truth[(at.day < law[0]) | (at.day > law[1])] = FALSE
    last = conditions.dossiers.as_of
    certain, possible = (_runs(days, mask, last) for mask in (truth == TRUE, truth != FALSE))
    highs = np.zeros(len(certain.subject), np.int32)
    machine(_at_most)(
        certain.subject, certain.start, certain.last, possible.subject, possible.start, possible.last, last, highs
    )
    spells = Spells(
        certain.subject,
        certain.start,
        certain.last,
        highs,
        np.full(len(highs), CONDITION, np.int8),
        np.zeros(len(highs), np.bool_),
    )
    return replace(nothing(compiled.policy), spells=spells, possible=possible.apart_from(certain))


def _runs(days: Changes, holds: NDArray[np.bool_], last: int) -> Stretches:
    """The stretches on which what was asked on *days* *holds*, the last of each subject to the *last* day."""
    if not len(holds):
        return Stretches(days.subject, days.day, days.day)
    new = np.ones(len(holds), np.bool_)
    new[1:] = days.subject[1:] != days.subject[:-1]
    starts = holds & (new | ~np.concatenate(([False], holds[:-1])))
    final = np.append(new[1:], True)
    ends = holds & (final | ~np.append(holds[1:], False))
    following = np.append(days.day[1:], 0) - 1
    ended = np.where(final, last, following)
    return Stretches(days.subject[starts], days.day[starts], ended[ends].astype(np.int32))


def _at_most(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    subject, start, last, whose, possible, through, final, highs
):
    """How far each run that surely ends may go on before the next begins: as `engine.spells.lasting` has it."""
    for row in range(len(subject)):
        place = np.searchsorted(whose, subject[row])
        while possible[place] > last[row] or through[place] < last[row]:
            place += 1
        before = final
        if row + 1 < len(subject) and subject[row + 1] == subject[row]:
            before = start[row + 1] - 1
        reach = min(before, through[place])
        highs[row] = FOREVER if reach == final else reach
