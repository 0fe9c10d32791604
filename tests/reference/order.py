"""The order policies are looked at in (S12): each after those whose status it asks about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from engine.language.base import PolicyBase
from engine.language.conditions import GradeTest, ListedCondition, Span, WhereCondition
from engine.language.policy import Policy
from engine.language.terms import EndOf
from tests.reference.dossier import Refused


def in_order(base: PolicyBase) -> list[str]:
    """The policies in force, lower strata first; drafts are no law."""
    asks = {name: _asked_by(base, name) for name, policy in base.policies.items() if policy.status == "active"}
    ordered: list[str] = []
    while len(ordered) < len(asks):
        ready = sorted(name for name in asks if name not in ordered and asks[name] <= set(ordered))
        if not ready:
            raise Refused(f"policies ask about each other: {', '.join(sorted(set(asks) - set(ordered)))}")
        ordered.append(ready[0])
    return ordered


def asks_itself(base: PolicyBase, name: str) -> bool:
    """Whether *name* asks about its own past."""
    return name in _asked_about(base, name)


def speaks_of_ground(part: Any) -> bool:
    """Whether a condition speaks of a ground: its trigger, listing or correction; else one answer serves all day."""
    match part:
        case WhereCondition():
            return True
        case Span() if part.same or part.since not in {None, "year"}:
            return True
        case BaseModel():
            return any(speaks_of_ground(getattr(part, name)) for name in type(part).model_fields)
        case tuple():
            return any(speaks_of_ground(inner) for inner in part)
    return False


def _asked_by(base: PolicyBase, name: str) -> set[str]:
    return _asked_about(base, name) - {name}


def _asked_about(base: PolicyBase, name: str) -> set[str]:
    """The policies whose status *name* asks about: not for its measures, which are looked at last."""
    policy = base.policies[name]
    asking: list[Any] = [policy.list, policy.grade, policy.listings, policy.repair]
    asking += [overlay.adds[name].listings for overlay in base.overlays.values() if name in overlay.adds]
    return {found for part in asking for found in _names(part)}


def _names(part: Any) -> Iterator[str]:
    match part:
        case ListedCondition():
            yield from part.listed
        case GradeTest():
            yield part.policy
        case EndOf():
            yield part.end_of
        case Policy() | str():
            return
        case BaseModel():
            for name in type(part).model_fields:
                yield from _names(getattr(part, name))
        case Mapping():
            for inner in part.values():
                yield from _names(inner)
        case tuple():
            for inner in part:
                yield from _names(inner)
