"""The first days on which conditions hold that go on holding once they do: no day between needs to be asked about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.compile.nodes import AggregateNode, AllNode, AnyNode, Node
from engine.population.columns import NO_DAY, Days
from engine.population.compiled import compiled
from engine.population.conditions import Conditions
from engine.population.moments import Moments
from engine.population.seeking import first_between, span_of
from engine.truth import IntSet


def first_held(node: Node, conditions: Conditions, opened: Moments) -> Days | None:
    """The first day from the opening of each ground on, on which *node* holds; `NO_DAY` where it never does.

    Nothing where it may cease to hold, or may hold though nothing is known to count.
    """
    match node:
        case AnyNode() | AllNode():
            days = [first_held(member, conditions, opened) for member in node.members]
            known = [one for one in days if one is not None]
            if not days or len(known) < len(days):
                return None
            each = np.stack(known)
            if isinstance(node, AllNode):
                return np.where((each == NO_DAY).any(axis=0), np.int32(NO_DAY), each.max(axis=0))
            return _earliest(each)
        case AggregateNode(since="trigger" | "listing" | None, within=None, operation="count", same=()):
            least = _least(node)
            return None if least is None else _counted(node, least, conditions, opened)
        case _:
            return None


def _earliest(each: NDArray[np.int32]) -> Days:
    """Of several days of each the earliest there is."""
    none = np.iinfo(np.int32).max
    first = np.where(each == NO_DAY, none, each).min(axis=0)
    return np.where(first == none, np.int32(NO_DAY), first)


def _least(node: AggregateNode) -> int | None:
    """So many are enough for *node*, whatever the law; nothing where more may be too many."""
    if len(node.domain.values) != 1:
        return None
    match node.domain.values[0]:
        case IntSet(spans=((int() as low, None),)) if low > 0:
            return low
        case _:
            return None


def _counted(node: AggregateNode, least: int, conditions: Conditions, opened: Moments) -> Days:
    """The first day from the opening of each ground on, by which *least* facts count for sure."""
    counted, found = conditions.countable(node), np.zeros(len(opened), np.int32)
    subject, day = counted.subject, counted.day
    if not counted.sure.all():
        subject, day = subject[counted.sure], day[counted.sure]
    since = conditions.span_start(node, opened)
    compiled(_nth)(subject, day, opened.subject, since, opened.opened, least, found)
    return found


def _nth(of, day, subject, since, opened, least, found):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    begin, end = 0, 0
    for row in range(len(subject)):
        begin, end = span_of(of, subject[row], begin, end)
        nth = first_between(day, begin, end, since[row]) + least - 1
        if nth < end:
            found[row] = max(day[nth], opened[row])
