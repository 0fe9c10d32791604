"""How far somebody reaches: the sectors of an officer, and what facts may decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.access.actor import Actor
from engine.dossier import ABOUT_POLICY
from engine.problems import Place, Problem

ASKED: Final = frozenset({"repair_application", "objection"})
"""Facts about a policy that the subject brings about; the others of `ABOUT_POLICY` are acts of its authority."""


def sector_of(policy: str) -> str:
    """The sector of a policy: the first part of its id."""
    return policy.partition("/")[0]


def may_for_policy(actor: Actor, policy: str) -> bool:
    """Whether *policy* is of a sector that *actor* reaches."""
    return not actor.sectors or sector_of(policy) in actor.sectors


def may_not_send(actor: Actor, record: Mapping[str, Any], place: Place) -> Problem | None:
    """Why *actor* may not send the fact *record*, if they may not.

    What an authority decides about a policy (a listing, a repair, a publication) takes effect by being sent: it asks
    for `casework:decide`, and for the policy's sector.
    """
    type_ = record.get("type")
    if not isinstance(type_, str) or type_ not in ABOUT_POLICY:
        return None
    if type_ not in ASKED and not actor.may("casework:decide"):
        return Problem("access.decides", place, {"type": type_})
    fields = record.get("fields")
    policy = fields.get("policy") if isinstance(fields, Mapping) else None
    if isinstance(policy, str) and not may_for_policy(actor, policy):
        return Problem("access.beyond", place, {"policy": policy, "sectors": ", ".join(sorted(actor.sectors))})
    return None
