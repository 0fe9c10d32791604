"""Who is on a list on a day, and how many on each of many days: what two releases are compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Days
from engine.population.compiled import compiled
from engine.population.results import ListColumns

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OnDay:
    """Of every subject: whether it is *listed* on a day, perhaps (*unknown*), *proposed*; and its *last* day then.

    Perhaps is also who may have to be decided on.
    """

    listed: Marks
    unknown: Marks
    proposed: Marks
    last: Days


def on_day(
    one: ListColumns | None, subjects: int, day: int, counted: Marks | None = None, *, decision: bool = False
) -> OnDay:
    """Where so many *subjects* stand with a list on *day*, the day asked about; nobody is on one that is none.

    Where only some are *counted*, the others are told of as though they stood nowhere. On a list that needs a
    *decision*, what may have fired may be waiting for one.
    """
    nobody = np.zeros(subjects, np.bool_)
    found = OnDay(nobody, nobody.copy(), nobody.copy(), np.zeros(subjects, np.int32))
    if one is None:
        return found
    open_ = np.flatnonzero((one.spells.start <= day) & (day <= one.spells.low))
    found.listed[one.spells.subject[open_]] = True
    np.maximum.at(found.last, one.spells.subject[open_], one.spells.high[open_])
    for start, last, subject in (
        (one.spells.start, one.spells.high, one.spells.subject),
        (one.possible.start, one.possible.last, one.possible.subject),
    ):
        found.unknown[subject[(start <= day) & (day <= last)]] = True
    found.proposed[one.proposals.subject] = True
    found.proposed[found.listed] = False
    if decision:
        waiting = one.undecided.subject
        found.unknown[waiting[~found.proposed[waiting]]] = True
    found.unknown[found.listed] = False
    if counted is not None:
        for marks in (found.listed, found.unknown, found.proposed):
            marks[~counted] = False
    return found


def listed_on(one: ListColumns | None, subjects: int, day: int, counted: Marks | None = None) -> Marks:
    """Which of so many *subjects*, or of those *counted*, are listed on *day*."""
    found = np.zeros(subjects, np.bool_)
    if one is not None:
        spells = one.spells
        found[spells.subject[(spells.start <= day) & (day <= spells.low)]] = True
    return found if counted is None else found & counted


def series(one: ListColumns | None, days: Sequence[int], counted: Marks | None = None) -> NDArray[np.int64]:
    """How many subjects, or of those *counted*, are surely on the list on each of *days*."""
    if one is None:
        return np.zeros(len(days), np.int64)
    spells = one.spells.subject, one.spells.start, one.spells.low
    if counted is not None:
        kept = counted[spells[0]]
        spells = spells[0][kept], spells[1][kept], spells[2][kept]
    if not len(spells[0]):
        return np.zeros(len(days), np.int64)
    starts, ends = np.empty(len(spells[0]), np.int32), np.empty(len(spells[0]), np.int32)
    count = compiled(_apart)(*spells, starts, ends)
    begun = np.searchsorted(np.sort(starts[:count]), days, side="right")
    over = np.searchsorted(np.sort(ends[:count]), days, side="left")
    return np.asarray(begun - over, np.int64)


def _apart(subject, start, low, starts, ends):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    """The stays of each subject where they overlap made one; how many there are."""
    count, whose = 0, -1
    for row in range(len(subject)):
        if subject[row] == whose and start[row] <= ends[count - 1]:
            ends[count - 1] = max(ends[count - 1], low[row])
        else:
            starts[count], ends[count], whose = start[row], low[row], subject[row]
            count += 1
    return count
