"""Who can meet a condition at all, whatever the day: others need not be asked on any."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.compile.nodes import AggregateNode, AllNode, AnyNode, GradeNode, ListedNode, Node
from engine.population.conditions import Conditions
from engine.truth import IntSet, PartlyKnown

Marks = NDArray[np.bool_]


def may_meet(nodes: Iterable[Node], conditions: Conditions, own: str, *, surely: bool = False) -> Marks | None:
    """Of whom all *nodes* may hold on some day, or *surely* hold; nothing where that may be anybody.

    Whoever is never on a list does not meet a condition that asks for it, nor does who never has a grade (S12). What
    the list *own* says of itself is not known yet. Without any fact to count a number is none but 0 for sure (S10).
    """
    found: Marks | None = None
    for marks in (_may_meet(node, conditions, own, surely=surely) for node in nodes):
        if marks is not None:
            found = marks if found is None else found & marks
    return found


def _may_meet(node: Node, conditions: Conditions, own: str, *, surely: bool) -> Marks | None:
    match node:
        case AllNode():
            return may_meet(node.members, conditions, own, surely=surely)
        case AnyNode():
            found = np.zeros(len(conditions.dossiers.population), np.bool_)
            for member in node.members:
                marks = _may_meet(member, conditions, own, surely=surely)
                if marks is None:
                    return None
                found |= marks
            return found
        case ListedNode():
            return None if own in node.policies else _ever_listed(node, conditions)
        case GradeNode():
            return _ever_graded(node, conditions)
        case AggregateNode() if surely and not _passes_nothing(node):
            found = np.zeros(len(conditions.dossiers.population), np.bool_)
            found[conditions.countable(node).subject] = True
            return found
        case _:
            return None


def _passes_nothing(node: AggregateNode) -> bool:
    """Whether by the law of some day *node* surely holds of a number that no fact is counted in."""
    numbers = (one.sure if isinstance(one, PartlyKnown) else one for one in node.domain.values)
    return node.operation != "max" and any(isinstance(one, IntSet) and 0 in one for one in numbers)


def _ever_listed(node: ListedNode, conditions: Conditions) -> Marks:
    found = np.zeros(len(conditions.dossiers.population), np.bool_)
    for policy in node.policies:
        if policy in conditions.lists:
            one = conditions.lists[policy]
            found[one.certain.subject] = True
            found[one.possible.subject] = True
    return found


def _ever_graded(node: GradeNode, conditions: Conditions) -> Marks | None:
    known = node.policy in conditions.grades
    return conditions.grades[node.policy].ever(node.domain) if known else None
