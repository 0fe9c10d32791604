"""Facts told to other instances in the order they were stored, with the subjects they name: to peers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, select

from adapters.access.actor import Actor
from adapters.access.masking import is_person
from adapters.access.reads import READ, read_many
from adapters.database.connect import some_of
from adapters.database.tables.exchange import peer
from adapters.database.tables.records import fact, subject
from adapters.exchange.outgoing import last_number
from adapters.ledger.chain import Said, add
from adapters.parts import Parts
from adapters.records.subjects import ATTRIBUTES

ACT: Final = "pull"
MOST: Final = 1_000


@dataclass(frozen=True)
class Batch:
    """Facts and the subjects they name; *next* is the number to go on after, *more* whether something is there."""

    facts: Sequence[Mapping[str, Any]]
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


def note(parts: Parts, connection: Connection, actor: Actor, request: str, after: int, batch: Batch) -> None:
    """Note in the ledger that *actor* was told of *batch*, and so of persons."""
    content = {"after": after, "until": batch.next, "facts": len(batch.facts)}
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
