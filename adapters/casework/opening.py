"""A case as it begins: for what a verdict proposes, with the limits that run from the day it was triggered."""

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


def open_case(
    connection: Connection,
    program: Program,
    standing: Standing,
    policy: str,
    grounds: Collection[str],
    first: Step,
    now: datetime,
) -> Matter:
    """Open a case about the proposals *grounds* of *policy*: by an officer, or as a draft by itself."""
    proposed = standing.proposals(policy)
    keys = program.base.policies[policy]
    chosen = [proposed[name] for name in sorted(grounds)]
    triggered = min(one["triggered"] for one in chosen)
    details = {
        "grounds": sorted(grounds), "rules": sorted({one["rule"] for one in chosen}),
        "triggered": triggered, "list": program.lists[policy].kind, "kind": standing.kind,
    }  # fmt: skip
    state = "draft" if first.step == "draft" else "proposed"
    new = New("case", state, standing.subject, policy, sector_of(policy), keys.authority, standing.region, details)
    case = open_matter(connection, new, first, now)
    begin(connection, case.id, limits_of(keys, "trigger", parse_day(triggered)), program.base.calendar)
    return case


def open_about(connection: Connection, subject: str, policy: str, grounds: Collection[str]) -> Matter | None:
    """A case that is still open about one of *grounds*, if there is one."""
    wanted = select(matter).where(
        matter.c.kind == "case", matter.c.subject.in_(same(connection, subject)), matter.c.policy == policy,
        matter.c.state.not_in(sorted(CLOSED["case"])),
    )  # fmt: skip
    cases = [told(row) for row in connection.execute(wanted).mappings()]
    return next((case for case in cases if not set(case.details["grounds"]).isdisjoint(grounds)), None)
