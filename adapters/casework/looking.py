"""Matters and limits looked for: by who reads, policy, sector, department, state; a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from adapters.access.actor import Actor
from adapters.casework.identity import same
from adapters.casework.kept import Matter, Running, running, told
from adapters.casework.moves import CLOSED, Kind
from adapters.casework.scope import seen_by
from adapters.database.tables.casework import clock, matter, step
from engine.calendar import WorkingCalendar


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is absent does not matter."""

    kinds: tuple[Kind, ...] = ()
    subject: str | None = None
    policy: str | None = None
    sector: str | None = None
    department: str | None = None
    state: str | None = None
    open_only: bool = False
    due_by: str | None = None
    """With a limit that ends on this day or before."""
    mine: bool = False
    """In which who asks took a step."""


def page(connection: Connection, actor: Actor, wanted: Wanted, after: int, most: int) -> list[Matter]:
    """At most *most* of the matters *wanted* that *actor* may read, in the order they were opened, *after* a number."""
    query = _matters(connection, select(matter), actor, wanted).where(matter.c.number > after)
    if wanted.due_by is not None:
        due = select(clock.c.matter).where(clock.c.met.is_(None), clock.c.due <= wanted.due_by)
        query = query.where(matter.c.id.in_(due))
    return [told(row) for row in connection.execute(query.order_by(matter.c.number).limit(most)).mappings()]


@dataclass(frozen=True)
class Deadline:
    """A limit that runs, with the matter it is of; *place* is where it stands among all: its day kept, its number."""

    limit: Running
    matter: Matter
    place: tuple[str, int]


@dataclass(frozen=True)
class Due:
    """Which limits are looked for: whose, and that end on the day *by* or before, or are over *before* a day."""

    role: str | None = None
    by: str | None = None
    before: str | None = None


def deadlines(
    connection: Connection,
    actor: Actor,
    wanted: Wanted,
    due: Due,
    calendar: WorkingCalendar | None,
    after: tuple[str, int] | None,
    most: int,
) -> list[Deadline]:
    """At most *most* of the limits that run, those due first, *after* a day and number; of unknown end last."""
    query = _matters(connection, select(clock).join_from(clock, matter), actor, wanted)
    query = query.where(clock.c.met.is_(None))
    if due.role is not None:
        query = query.where(clock.c.role == due.role)
    if due.by is not None:
        query = query.where(clock.c.due <= due.by)
    if due.before is not None:
        query = query.where(clock.c.due < due.before)
    if after is not None:
        query = query.where(_after(*after))
    query = query.order_by(clock.c.due.is_(None), clock.c.due, clock.c.number).limit(most)
    rows = connection.execute(query).mappings().all()
    matters = _by_id(connection, [row["matter"] for row in rows])
    return [Deadline(running(row, calendar), matters[row["matter"]], (row["due"] or "", row["number"])) for row in rows]


def _after(day: str, number: int) -> ColumnElement[bool]:
    """What comes after the limit *number*, which ends on *day*; no day: its end is not known."""
    if not day:
        return and_(clock.c.due.is_(None), clock.c.number > number)
    return or_(clock.c.due.is_(None), clock.c.due > day, and_(clock.c.due == day, clock.c.number > number))


def _by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Matter]:
    rows = connection.execute(select(matter).where(matter.c.id.in_(sorted(set(ids))))).mappings()
    return {row["id"]: told(row) for row in rows}


def _matters(connection: Connection, query: Select[Any], actor: Actor, wanted: Wanted) -> Select[Any]:
    """*query* held to the matters *wanted* that *actor* may read."""
    query = query.where(seen_by(actor))
    if wanted.subject is not None:
        query = query.where(matter.c.subject.in_(same(connection, wanted.subject)))
    if wanted.kinds:
        query = query.where(matter.c.kind.in_(wanted.kinds))
    for name in ("policy", "sector", "department", "state"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(matter.c[name] == value)
    if wanted.mine:
        query = query.where(matter.c.id.in_(select(step.c.matter).where(step.c.actor == actor.id)))
    if wanted.open_only:
        closed = (and_(matter.c.kind == kind, matter.c.state.in_(sorted(states))) for kind, states in CLOSED.items())
        query = query.where(~or_(*closed))
    return query


@dataclass(frozen=True)
class Load:
    """Of one *kind* of matters: how many are *open*, and of these *drafts*; how many limits are *overdue* or *soon*."""

    kind: str
    open: int = 0
    drafts: int = 0
    overdue: int = 0
    soon: int = 0


def load(connection: Connection, actor: Actor, today: str, soon: str) -> list[Load]:
    """How much is to be done in the matters that *actor* may read: *today*, and through the day *soon*."""
    wanted = Wanted(open_only=True)
    drafts = func.sum(case((matter.c.state == "draft", 1), else_=0))
    of_kinds = _matters(connection, select(matter.c.kind, func.count(), drafts), actor, wanted)
    over = func.sum(case((clock.c.due < today, 1), else_=0))
    near = func.sum(case((clock.c.due.between(today, soon), 1), else_=0))
    running_ = _matters(connection, select(matter.c.kind, over, near).join_from(clock, matter), actor, wanted)
    limits = {
        kind: (late, next_)
        for kind, late, next_ in connection.execute(
            running_.where(clock.c.met.is_(None), clock.c.due <= soon).group_by(matter.c.kind)
        )
    }
    rows = connection.execute(of_kinds.group_by(matter.c.kind).order_by(matter.c.kind))
    return [Load(kind, all_, some, *limits.get(kind, (0, 0))) for kind, all_, some in rows]


def remaining(calendar: WorkingCalendar | None, today: int, due: int) -> int | None:
    """How many working days come after *today* through *due*; none where it is over, absent where not known."""
    if due <= today:
        return 0
    if calendar is None or today < calendar.first - 1 or due > calendar.last:
        return None
    return sum(1 for day in range(today + 1, due + 1) if calendar.roll(day) == day)
