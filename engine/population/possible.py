"""Who can meet a condition at all, whatever the day: others need not be asked on any."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.compile.nodes import AllNode, AnyNode, GradeNode, ListedNode, Node
from engine.population.conditions import Conditions

Marks = NDArray[np.bool_]


def may_meet(nodes: Iterable[Node], conditions: Conditions, own: str) -> Marks | None:
    """Of whom all *nodes* may hold on some day; nothing where that may be anybody.

    Whoever is never on a list does not meet a condition that asks for it, nor does who never has a grade (S12). What
    the list *own* says of itself is not known yet.
    """
    found: Marks | None = None
    for marks in (_may_meet(node, conditions, own) for node in nodes):
        if marks is not None:
            found = marks if found is None else found & marks
    return found


def _may_meet(node: Node, conditions: Conditions, own: str) -> Marks | None:
    match node:
        case AllNode():
            return may_meet(node.members, conditions, own)
        case AnyNode():
            found = np.zeros(len(conditions.dossiers.population), np.bool_)
            for member in node.members:
                marks = _may_meet(member, conditions, own)
                if marks is None:
                    return None
                found |= marks
            return found
        case ListedNode():
            return None if own in node.policies else _ever_listed(node, conditions)
        case GradeNode():
            return _ever_graded(node, conditions)
        case _:
            return None


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
