"""A proceeding as it begins: for what a verdict proposes, with the limits that run from the day it was triggered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from adapters.access.reach import sector_of
from adapters.casework.identity import same
from adapters.casework.kept import Matter, New, Step, begin, open_matter, told
from adapters.casework.limits import limits_of
from adapters.casework.moves import CLOSED
from adapters.casework.standing import Standing
from adapters.database.tables.casework import matter
from engine.calendar import parse_day
from engine.compile.program import Program


def open_proceeding(
    connection: Connection,
    program: Program,
    standing: Standing,
    policy: str,
    grounds: Collection[str],
    first: Step,
    now: datetime,
) -> Matter:
    """Open a proceeding about the proposals *grounds* of *policy*: by an officer, or as a draft by itself."""
    proposed = standing.proposals(policy)
    keys = program.base.policies[policy]
    chosen = [proposed[name] for name in sorted(grounds)]
    triggered = min(one["triggered"] for one in chosen)
    details = {
        "grounds": sorted(grounds), "rules": sorted({one["rule"] for one in chosen}),
        "triggered": triggered, "list": program.lists[policy].kind, "kind": standing.kind,
    }  # fmt: skip
    state = "draft" if first.step == "draft" else "proposed"
    new = New(
        "proceeding", state, standing.subject, policy, sector_of(policy), keys.authority, standing.region, details
    )
    proceeding = open_matter(connection, new, first, now)
    begin(connection, proceeding.id, limits_of(keys, "trigger", parse_day(triggered)), program.base.calendar)
    return proceeding


def open_about(connection: Connection, subject: str, policy: str, grounds: Collection[str]) -> Matter | None:
    """A proceeding that is still open about one of *grounds*, if there is one."""
    wanted = select(matter).where(
        matter.c.kind == "proceeding", matter.c.subject.in_(same(connection, subject)), matter.c.policy == policy,
        matter.c.state.not_in(sorted(CLOSED["proceeding"])),
    )  # fmt: skip
    proceedings = [told(row) for row in connection.execute(wanted).mappings()]
    return next((one for one in proceedings if not set(one.details["grounds"]).isdisjoint(grounds)), None)
