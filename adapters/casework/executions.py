"""What departments owe of measures: noticed where one is in force, acknowledged and reported by them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from adapters.access.reach import sector_of
from adapters.casework.identity import same
from adapters.casework.kept import SYSTEM, Evidence, Matter, New, Step, begin, meet, move, open_matter, told
from adapters.casework.limits import ACKNOWLEDGE, END, EXECUTE, Limit
from adapters.casework.standing import Standing
from adapters.clock import day_of
from adapters.database.tables.casework import matter

_IN_FORCE: Final = Evidence("the measure is in force by the facts on record")
_OVER: Final = Evidence("the measure is not in force any more by the facts on record")


def owed(connection: Connection, standing: Standing, now: datetime) -> Iterator[Mapping[str, str]]:
    """Notice what departments owe of the measures in force for the subject, and what they owe no longer."""
    theirs = same(connection, standing.subject)
    wanted = select(matter).where(matter.c.kind == "execution", matter.c.subject.in_(theirs)).order_by(matter.c.number)
    kept = [told(row) for row in connection.execute(wanted).mappings()]
    known = {_identity({**one.details, "policy": one.policy}, str(one.department)): one for one in kept}
    in_force = dict(_due(standing))
    for identity, (measure, department) in in_force.items():
        if identity not in known:
            done = _noticed(connection, standing, measure, department, now)
            yield {"matter": done.id, "step": "notice", "state": done.state}
        elif known[identity].state in ("ending", "ended"):
            done = _again(connection, known[identity], now)
            yield {"matter": done.id, "step": "again", "state": done.state}
    for identity, one in known.items():
        if identity not in in_force and one.state not in ("ending", "ended"):
            done = _over(connection, one, now)
            yield {"matter": one.id, "step": "over", "state": done.state}


def _due(standing: Standing) -> Iterator[tuple[tuple[Any, ...], tuple[Mapping[str, Any], str]]]:
    """What each department has to carry out, by what is the same as long as the same stay carries it."""
    for one in standing.verdict["measures"]:
        if one["withheld"] is None and one["since"] is not None:
            for department in one["by"]:
                yield _identity(one, department), (one, department)


def _identity(measure: Mapping[str, Any], department: str) -> tuple[Any, ...]:
    return (*(measure[name] for name in ("measure", "policy", "via", "since")), department)


def _noticed(
    connection: Connection,
    standing: Standing,
    measure: Mapping[str, Any],
    department: str,
    now: datetime,
) -> Matter:
    names = ("measure", "title", "via", "strength", "since", "last", "gates")
    details = {name: measure[name] for name in names} | {"sort": measure["kind"], "kind": standing.kind}
    policy = measure["policy"]
    key = hashlib.sha256(orjson.dumps([standing.subject, *_identity(measure, department)])).hexdigest()
    new = New("execution", "pending", standing.subject, policy, sector_of(policy), department, standing.region,
              details, key)  # fmt: skip
    day = day_of(now)
    one = open_matter(connection, new, Step("notice", day, SYSTEM, _IN_FORCE), now)
    _begun(connection, one, day)
    return one


def _begun(connection: Connection, one: Matter, day: int) -> None:
    """Let the department's limits run, where the measure is one that it has to carry out."""
    if one.details["strength"] == "shall":
        limits = (("acknowledgement", ACKNOWLEDGE), ("report", EXECUTE))
        owed_by = (Limit(what, "department", day, period, rolls=False) for what, period in limits)
        begin(connection, one.id, owed_by, None)


def _again(connection: Connection, one: Matter, now: datetime) -> Matter:
    """A measure that was over, or withheld, and is in force again."""
    day = day_of(now)
    state = "executed" if one.state == "ending" else "pending"
    meet(connection, one.id, day)
    after = move(connection, one, replace(one, state=state), Step("again", day, SYSTEM, _IN_FORCE), now)
    if state == "pending":
        _begun(connection, one, day)
    return after


def _over(connection: Connection, one: Matter, now: datetime) -> Matter:
    """A measure that is over: what was carried out has to be ended, the rest is ended by itself."""
    day = day_of(now)
    state = "ending" if one.state == "executed" else "ended"
    meet(connection, one.id, day)
    after = move(connection, one, replace(one, state=state), Step("over", day, SYSTEM, _OVER), now)
    if state == "ending":
        begin(connection, one.id, (Limit("end", "department", day, END, rolls=False),), None)
    return after
