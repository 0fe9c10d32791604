"""What everybody may see of lists: those that a policy has made public, within the time it says, persons masked."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from sqlalchemy import Connection, func, select

from adapters.clock import iso_day
from adapters.database.tables.casework import matter, step
from adapters.database.tables.records import fact, fact_revocation, subject
from engine.calendar import add, parse_day
from engine.language.policy import Policy

_RAISED = "objection"
_SETTLED = "objection_settled"
_TAKEN_DOWN = "take-down"


_by, _again = fact_revocation.alias(), fact_revocation.alias()
_REVOKED = (
    select(_by.c.fact)
    .where(_by.c.revokes == fact.c.id, ~select(_again.c.fact).where(_again.c.revokes == _by.c.fact).exists())
    .exists()
)
"""Whether a record is taken back, by what is not taken back itself."""


def is_public(policy: Policy) -> bool:
    """Whether the authority makes who is on the list of *policy* public by itself, and to more than itself."""
    publish = policy.publish
    return publish is not None and publish.mode == "proactive" and publish.scope != "internal"


def is_shown(policy: Policy, since: str | None, last: str | None, day: int) -> bool:
    """Whether a stay from *since* to *last* (none: open) on the list of *policy* is shown on *day*.

    It is shown while it lasts, and for the longest time that the policy says at most.
    """
    if not is_public(policy) or policy.publish is None or since is None:
        return False
    begun = parse_day(since)
    if not begun <= day <= (day if last is None else parse_day(last)):
        return False
    longest = policy.publish.longest
    return longest is None or day <= add(begun, longest)


def taken_down(connection: Connection, policy: str, subjects: Collection[str]) -> frozenset[str]:
    """Those of *subjects* whose listing on *policy* an authority noted to be public no longer."""
    whose = func.coalesce(subject.c.merged_into, subject.c.id).label("whose")
    ended = select(step.c.number).where(step.c.matter == matter.c.id, step.c.step == _TAKEN_DOWN).exists()
    case = select(whose).join_from(matter, subject, subject.c.id == matter.c.subject)
    case = case.where(matter.c.kind == "proceeding", matter.c.policy == policy, whose.in_(subjects))
    gone = connection.scalars(case.where(matter.c.state == "listed", ended))
    return frozenset(gone) - frozenset(connection.scalars(case.where(matter.c.state == "published")))


def suspends(policy: Policy) -> bool:
    """Whether who is on the list of *policy* is not shown while an objection waits to be settled."""
    return policy.objection is not None and "publication" in policy.objection.suspends


def disputed(connection: Connection, policy: str, subjects: Collection[str], day: int) -> frozenset[str]:
    """Those of *subjects* whose objection to *policy* is not settled on *day*."""
    rows = connection.execute(
        select(fact.c.subject, fact.c.type, fact.c.day, fact.c.content)
        .where(fact.c.subject.in_(subjects), fact.c.type.in_((_RAISED, _SETTLED)), fact.c.day <= iso_day(day))
        .where(~_REVOKED)
        .order_by(fact.c.number)
    )
    latest: dict[tuple[str, str], str] = {}
    for row in rows:
        if orjson.loads(row.content).get("fields", {}).get("policy") == policy:
            key = row.subject, row.type
            latest[key] = max(latest.get(key, ""), row.day)
    return frozenset(
        one for one in subjects if latest.get((one, _RAISED), "") > latest.get((one, _SETTLED), "")
    )  # fmt: skip
