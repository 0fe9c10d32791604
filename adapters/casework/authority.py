"""Who may send which of the facts that every base has: the subject's own, and the acts of an authority. One table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from adapters.access.actor import Actor
from adapters.access.permissions import Permission
from adapters.access.reach import may_not_send as beyond_reach
from adapters.casework.bearing import sectors_of
from adapters.database.tables.records import fact
from engine.compile.program import Program
from engine.language.policy import Policy
from engine.problems import Place, Problem

ASKS: Final[Mapping[str, Permission]] = {
    "listing_decision": "casework:decide",
    "term_decision": "casework:decide",
    "publication": "casework:decide",
    "repair_decision": "casework:decide",
    "repair_undone": "casework:decide",
    "objection_settled": "casework:decide",
    "objection": "facts:write",
    "repair_application": "facts:write",
    "revocation": "facts:write",
    "subject_profile": "facts:write",
}
"""What sending a fact of each built-in type asks for. An act asks for the policy's sector or authority besides, and a
revocation for what sending the revoked fact would ask for, or for having sent it."""


def may_not_send(program: Program, actor: Actor, record: Mapping[str, Any], place: Place) -> Problem | None:
    """Why *actor* may not send the fact *record* by itself, outside of a proceeding, if they may not."""
    type_ = record.get("type")
    if not isinstance(type_, str) or type_ not in ASKS:
        return None
    if found := beyond_reach(actor, record, place):
        return found
    fields = record.get("fields")
    name = fields.get("policy") if isinstance(fields, Mapping) else None
    policy = program.base.policies.get(name) if isinstance(name, str) else None
    if policy is None or ASKS[type_] != "casework:decide":
        return None
    if "officer" not in actor.roles and actor.department != policy.authority:
        return Problem("casework.not_authority", place, {"policy": name, "authority": policy.authority})
    if isinstance(fields, Mapping) and _needs_proceeding(policy, type_, fields):
        return Problem("casework.needs_proceeding", place, {"type": type_, "policy": name})
    return None


def may_not_revoke(
    connection: Connection, program: Program, actor: Actor, revoked: str, place: Place
) -> Problem | None:
    """Why *actor* may not revoke the fact *revoked*, if they may not: it is another's, and not of what they handle."""
    row = connection.execute(select(fact).where(fact.c.id == revoked)).first()
    if row is None or row.submitted_by == actor.id:
        return None
    if row.type in ASKS:
        found = may_not_send(program, actor, orjson.loads(row.content), place)
        return None if found is not None and found.code == "casework.needs_proceeding" else found
    if "officer" in actor.roles and (not actor.sectors or actor.sectors & sectors_of(program, row.type)):
        return None
    return Problem("casework.not_sender", place, {"revokes": revoked})


def _needs_proceeding(policy: Policy, type_: str, fields: Mapping[str, Any]) -> bool:
    """Whether the policy asks for a process that a fact by itself would go around."""
    if type_ == "listing_decision":
        return policy.notice is not None and fields.get("outcome") == "list"
    clocks = (clock for clock in (policy.notice, policy.objection) if clock is not None)
    return type_ == "publication" and any("publication" in clock.suspends for clock in clocks)
