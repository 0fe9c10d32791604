"""What is told to other instances, in the order it was stored, with the subjects it names: to peers alone.

Facts; what happened to identities; and which facts were forgotten, so that nobody else keeps them or has them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, RowMapping, delete, insert, or_, select

from adapters.access.actor import Actor
from adapters.access.masking import is_person
from adapters.access.reads import READ, read_many
from adapters.database.connect import some_of
from adapters.database.tables.exchange import peer
from adapters.database.tables.records import fact, fact_forgotten, identity_event, identity_move, subject
from adapters.exchange.outgoing import last_number
from adapters.ledger.chain import Said, add
from adapters.parts import Parts
from adapters.records.belonging import CODE, FACT
from adapters.records.subjects import ATTRIBUTES

ACT: Final = "pull"
MOST: Final = 1_000


@dataclass(frozen=True)
class Batch:
    """What is *told*, and the subjects it names; *next* is the number to go on after, *more* whether there is more."""

    told: Sequence[Mapping[str, Any]]
    subjects: Sequence[Mapping[str, Any]]
    next: int
    more: bool


def region_of(connection: Connection, user: str) -> str | None:
    """Of which region *user* may pull facts, by its prefix; nothing where they are no peer."""
    return connection.scalar(select(peer.c.region).where(peer.c.user == user))


def admit(connection: Connection, user: str, region: str | None, by: Actor, now: str) -> None:
    """Have *user* be a peer for *region*; none any more where no region is named."""
    connection.execute(delete(peer).where(peer.c.user == user))
    if region is not None:
        row = {"user": user, "region": region, "recorded_at": now, "recorded_by": by.id}
        connection.execute(insert(peer), row)


def behind(connection: Connection, region: str, after: int, limit: int) -> Batch:
    """The facts of *region* behind the number *after*, at most *limit* of them."""
    newest = last_number(connection)
    wanted = select(fact.c.number, fact.c.content, fact.c.subject).where(fact.c.number > after)
    if region:
        wanted = wanted.join_from(fact, subject, fact.c.subject == subject.c.id)
        wanted = wanted.where(subject.c.region.startswith(region, autoescape=True))
    rows = connection.execute(wanted.order_by(fact.c.number).limit(limit + 1)).all()
    shown, more = rows[:limit], len(rows) > limit
    facts = [{**orjson.loads(row.content), "subject": row.subject} for row in shown]
    names = {row.subject for row in shown} | {one["subject"] for each in facts for one in each.get("related") or ()}
    return Batch(facts, _subjects(connection, names), shown[-1].number if more else max(newest, after), more)


def events_behind(connection: Connection, region: str, after: int, limit: int) -> Batch:
    """What happened to identities of *region* behind the number *after*: at most *limit* events."""
    wanted = select(identity_event).where(identity_event.c.number > after, identity_event.c.uid.is_not(None))
    if region:
        there = select(subject.c.id).where(subject.c.region.startswith(region, autoescape=True))
        wanted = wanted.where(or_(identity_event.c.subject.in_(there), identity_event.c.other.in_(there)))
    rows = connection.execute(wanted.order_by(identity_event.c.number).limit(limit + 1)).mappings().all()
    shown, more = rows[:limit], len(rows) > limit
    names = {name for row in shown for name in (row["subject"], row["other"]) if name}
    return Batch(
        [_event(connection, row) for row in shown], _subjects(connection, names), _next(rows, limit, after), more
    )


def _event(connection: Connection, row: RowMapping) -> Mapping[str, Any]:
    """The event of *row* as others are told it: numbers, which mean nothing to them, by what they mean."""
    details = orjson.loads(row["details"])
    told: dict[str, Any] = {key: row[key] for key in ("uid", "what", "subject", "other", "day", "reason")}
    told |= {key: details[key] for key in ("evidence", "to", "code", "scheme") if details.get(key) is not None}
    if row["what"] in ("split", "undo"):
        moved = select(identity_move.c.what, identity_move.c.name).where(identity_move.c.event == row["number"])
        rows = connection.execute(moved.order_by(identity_move.c.number)).all()
        told |= {
            key: [one.name for one in rows if one.what == what] for key, what in (("facts", FACT), ("codes", CODE))
        }
    if row["what"] == "undo":
        undone = select(identity_event.c.uid).where(identity_event.c.number == details["undoes"])
        told["undoes"] = connection.scalar(undone)
    return told


def forgotten_behind(connection: Connection, region: str, after: int, limit: int) -> Batch:
    """The facts of *region* that were forgotten, behind the number *after*: at most *limit* of them."""
    wanted = select(fact_forgotten).where(fact_forgotten.c.number > after)
    if region:
        wanted = wanted.where(fact_forgotten.c.region.startswith(region, autoescape=True))
    rows = connection.execute(wanted.order_by(fact_forgotten.c.number).limit(limit + 1)).mappings().all()
    told = [{key: row[key] for key in ("id", "at", "rule")} for row in rows[:limit]]
    return Batch(told, (), _next(rows, limit, after), len(rows) > limit)


def _next(rows: Sequence[RowMapping], limit: int, after: int) -> int:
    """The number to go on after, once the first *limit* of *rows*, which are behind *after*, were told."""
    shown = rows[:limit]
    return int(shown[-1]["number"]) if shown else after


def note(
    parts: Parts, connection: Connection, actor: Actor, request: str, after: int, batch: Batch, what: str = "facts"
) -> None:
    """Note in the ledger that *actor* was told of *batch*, which is of *what*, and so of persons."""
    content = {"after": after, "until": batch.next, what: len(batch.told)}
    id_ = f"{ACT}-{request}"
    persons = sum(is_person(one["kind"]) for one in batch.subjects)
    told = read_many(f"{READ}-{id_}", actor.id, id_, persons)
    add(connection, [Said(id_, ACT, actor.id, orjson.dumps(content)), told], parts.clock.now())


def _subjects(connection: Connection, names: set[str]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for some in some_of(sorted(names)):
        wanted = select(subject.c.id, *(subject.c[key] for key in ATTRIBUTES)).where(subject.c.id.in_(some))
        rows = connection.execute(wanted.order_by(subject.c.id)).mappings()
        found += [{key: value for key, value in row.items() if value is not None} for row in rows]
    return found
