"""Matters as the store keeps them: opened, moved on, with their steps and limits."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, RowMapping, insert, select, update

from adapters.casework.limits import Limit, last_day
from adapters.casework.moves import CLOSED, Kind
from adapters.clock import day_of, iso_day, stamp
from adapters.database.tables.casework import clock, matter, step
from engine.calendar import Period, WorkingCalendar, parse_day

SYSTEM: Final = "xinheng"
"""Who takes the steps that follow from facts and days alone."""


@dataclass(frozen=True)
class Evidence:
    """What a step rests on: a *text*, and where the paper is: its *reference*, the SHA-256 *digest* of its file."""

    text: str
    reference: str | None = None
    digest: str | None = None


@dataclass(frozen=True)
class Matter:
    """A matter as it stands."""

    number: int
    id: str
    kind: Kind
    subject: str | None
    policy: str | None
    sector: str | None
    department: str | None
    region: str | None
    state: str
    objected: bool
    repairing: bool
    version: int
    opened: str
    opened_at: str
    opened_by: str
    closed: str | None
    details: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.state not in CLOSED[self.kind]


@dataclass(frozen=True)
class Step:
    """A step to be kept: who takes it on which *day*, with what it stored and said."""

    step: str
    day: int
    actor: str
    evidence: Evidence
    facts: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class New:
    """A matter to be opened; *key* where it opens itself and must not twice."""

    kind: Kind
    state: str
    subject: str | None
    policy: str | None
    sector: str | None
    department: str | None
    region: str | None
    details: Mapping[str, Any]
    key: str | None = None


def open_matter(connection: Connection, new: New, first: Step, now: datetime) -> Matter:
    """Keep the *new* matter with its *first* step."""
    id_ = f"{new.kind}-{secrets.token_hex(8)}"
    row = {
        "id": id_, "kind": new.kind, "key": new.key, "subject": new.subject, "policy": new.policy,
        "sector": new.sector, "department": new.department, "region": new.region, "state": new.state,
        "objected": False, "repairing": False, "version": 1, "opened": iso_day(first.day), "opened_at": stamp(now),
        "opened_by": first.actor, "closed": None, "details": orjson.dumps(dict(new.details)).decode(),
    }  # fmt: skip
    connection.execute(insert(matter), row)
    _keep_step(connection, id_, new.state, first, now)
    return told(connection.execute(select(matter).where(matter.c.id == id_)).mappings().one())


def found_matter(connection: Connection, id_: str, *, to_change: bool = False) -> Matter | None:
    """The matter *id_*; held against others *to_change* it."""
    wanted = select(matter).where(matter.c.id == id_)
    row = connection.execute(wanted.with_for_update() if to_change else wanted).mappings().first()
    return None if row is None else told(row)


def told(row: RowMapping) -> Matter:
    """The matter of *row*."""
    values = {name: row[name] for name in Matter.__dataclass_fields__ if name != "details"}
    return Matter(**values, details=orjson.loads(row["details"]))


def move(connection: Connection, before: Matter, after: Matter, done: Step, now: datetime) -> Matter:
    """Keep that *before* has become *after* by the step *done*."""
    closed = None if after.is_open else before.closed or iso_day(day_of(now))
    after = replace(after, version=before.version + 1, closed=closed)
    values = {name: getattr(after, name) for name in ("state", "objected", "repairing", "version", "closed")}
    details = orjson.dumps(dict(after.details)).decode()
    connection.execute(update(matter).where(matter.c.id == after.id).values(**values, details=details))
    _keep_step(connection, after.id, after.state, done, now)
    return after


def _keep_step(connection: Connection, id_: str, state: str, done: Step, now: datetime) -> None:
    row = {
        "matter": id_, "step": done.step, "state": state, "day": iso_day(done.day), "at": stamp(now),
        "actor": done.actor, "evidence": orjson.dumps(done.evidence).decode(),
        "facts": orjson.dumps(done.facts).decode(), "details": orjson.dumps(dict(done.details)).decode(),
    }  # fmt: skip
    connection.execute(insert(step), row)


def steps_of(connection: Connection, id_: str) -> list[dict[str, Any]]:
    """The steps of the matter *id_*, in order."""
    rows = connection.execute(select(step).where(step.c.matter == id_).order_by(step.c.number)).mappings()
    return [
        {name: row[name] for name in ("step", "state", "day", "at", "actor")}
        | {name: orjson.loads(row[name]) for name in ("evidence", "facts", "details")}
        for row in rows
    ]


@dataclass(frozen=True)
class Running:
    """A limit of a matter as it is kept; *due* is absent where the calendar does not reach so far."""

    number: int
    matter: str
    what: str
    role: str
    starts: str
    period: str
    rolls: bool
    basis: tuple[str, ...]
    due: str | None
    met: str | None


def begin(connection: Connection, id_: str, limits: Iterable[Limit], calendar: WorkingCalendar | None) -> None:
    """Let *limits* of the matter *id_* run."""
    rows = [
        {"matter": id_, "what": one.what, "role": one.role, "starts": iso_day(one.starts), "period": str(one.period),
         "rolls": one.rolls, "basis": orjson.dumps(one.basis).decode(), "due": _iso(one.last(calendar)), "met": None}
        for one in limits
    ]  # fmt: skip
    if rows:
        connection.execute(insert(clock), rows)


def meet(connection: Connection, id_: str, day: int, whats: Sequence[str] | None = None) -> None:
    """The limits of the matter *id_* for *whats*, or all, stop mattering on *day*."""
    wanted = update(clock).where(clock.c.matter == id_, clock.c.met.is_(None))
    if whats is not None:
        wanted = wanted.where(clock.c.what.in_(whats))
    connection.execute(wanted.values(met=iso_day(day)))


def limits_kept(connection: Connection, id_: str, calendar: WorkingCalendar | None) -> list[Running]:
    """The limits of the matter *id_*, in the order they began; what the calendar now reaches has its day."""
    rows = connection.execute(select(clock).where(clock.c.matter == id_).order_by(clock.c.number)).mappings()
    return [running(row, calendar) for row in rows]


def running(row: RowMapping, calendar: WorkingCalendar | None) -> Running:
    """The limit of *row*, with its last day where *calendar* reaches it."""
    due = row["due"]
    if due is None:
        due = _iso(last_day(calendar, parse_day(row["starts"]), Period.parse(row["period"]), rolls=row["rolls"]))
    values = {name: row[name] for name in Running.__dataclass_fields__ if name not in ("due", "basis")}
    return Running(**values, due=due, basis=tuple(orjson.loads(row["basis"])))


def _iso(day: int | None) -> str | None:
    return None if day is None else iso_day(day)
