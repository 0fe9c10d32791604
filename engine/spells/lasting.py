"""Lists that last exactly the days their condition holds (S11)."""

from __future__ import annotations

from engine.calendar import FOREVER
from engine.change_days import change_days
from engine.compile.nodes import Node
from engine.conditions import Conditions, Moment
from engine.dossier import PROFILE
from engine.spells.firing import Firings
from engine.spells.spell import Spell
from engine.timeline import Interval, ListTimeline
from engine.truth import Truth, every


def lasting(
    node: Node, conditions: Conditions, firings: Firings, law: tuple[int, int], *, asks_itself: bool
) -> tuple[tuple[Spell, ...], ListTimeline, Truth]:
    """The spells on which *node* holds, the timeline with the days it may, and whether it holds on the last day.

    Only on the days of *law*: where nothing sets the list up nobody is on it, whatever is unknown (S13).
    What asks about its own past is asked on every day: the answer of one may change that of the next (S12).
    """
    dossier = conditions.dossier
    first, last = dossier.first_day, dossier.as_of
    profiles = {fact.day for fact in dossier.of_type(PROFILE) if first <= fact.day <= last}
    bounds = {day for day in (law[0], law[1] + 1) if first <= day <= last}
    changes = profiles | bounds
    days = range(first, last + 1) if asks_itself else sorted(change_days(node, conditions, first, last) | changes)
    certain: list[Interval] = []
    possible: list[Interval] = []
    truth: Truth = False
    conditions.own_past = lambda _: ListTimeline(tuple(certain), tuple(possible))
    for day, following in zip(days, [*days[1:], last + 1], strict=True):
        is_law = law[0] <= day <= law[1]
        truth = is_law and every((firings.kind(day), conditions.truth(node, Moment(day, day, None, day, day))))
        if truth is True:
            _append(certain, day, following - 1)
        if truth is not False:
            _append(possible, day, following - 1)
    following = [*(start for start, _ in certain[1:]), last + 1]
    spells = tuple(
        Spell(start, end, _at_most(end, possible, after - 1, last), "condition", ())
        for (start, end), after in zip(certain, following, strict=False)
    )
    at_most = tuple(spell.high for spell in spells)
    return spells, ListTimeline(tuple(certain), tuple(possible), at_most), truth


def _at_most(end: int, possible: list[Interval], before: int, last: int) -> int:
    """How far a run that surely ends on *end* may go on *before* the next begins.

    A run that reaches the *last* day looked at has no end yet.
    """
    reach = min(before, next(high for low, high in possible if low <= end <= high))
    return FOREVER if reach == last else reach


def _append(intervals: list[Interval], first: int, last: int) -> None:
    if intervals and intervals[-1][1] + 1 == first:
        intervals[-1] = (intervals[-1][0], last)
    else:
        intervals.append((first, last))
