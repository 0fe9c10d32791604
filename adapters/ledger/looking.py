"""The ledger looked through, newest first: by who did it, what it was, about whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from adapters.clock import end_of, stamp
from adapters.database.tables.ledger import checkpoint, entry, head, payload


@dataclass(frozen=True)
class Wanted:
    """Which entries; what is absent does not matter. *since* and *until* are days, both included."""

    actor: str | None = None
    what: str | None = None
    subject: str | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger, and what it says: nothing where that is *forgotten*."""

    number: int
    id: str
    what: str
    at: str
    hash: str
    actor: str | None
    subject: str | None
    content: Any
    forgotten: bool


@dataclass(frozen=True)
class End:
    """Where the chain ends, and the last checkpoint that was signed and kept, if any was."""

    entries: int
    hash: str | None
    signed: int | None
    signed_at: str | None


def entries(connection: Connection, wanted: Wanted, before: int | None, most: int) -> list[Entry]:
    """At most *most* of the entries *wanted*, the newest first, *before* a number."""
    query = select(entry, payload.c.actor, payload.c.subject, payload.c.content).join_from(entry, payload, isouter=True)
    for column, value in ((payload.c.actor, wanted.actor), (entry.c.what, wanted.what),
                          (payload.c.subject, wanted.subject)):  # fmt: skip
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(entry.c.at > stamp(end_of(wanted.since - 1)))
    if wanted.until is not None:
        query = query.where(entry.c.at < stamp(end_of(wanted.until) + timedelta(microseconds=1)))
    if before is not None:
        query = query.where(entry.c.number < before)
    rows = connection.execute(query.order_by(entry.c.number.desc()).limit(most))
    return [
        Entry(row.number, row.id, row.what, row.at, row.hash, row.actor, row.subject,
              None if row.content is None else orjson.loads(row.content), row.content is None)
        for row in rows
    ]  # fmt: skip


def end(connection: Connection) -> End:
    """Where the chain ends now."""
    last = connection.execute(select(head.c.number, head.c.hash)).first()
    newest = select(checkpoint.c.number, checkpoint.c.at).order_by(checkpoint.c.number.desc()).limit(1)
    signed = connection.execute(newest).first()
    number, hash_ = (0, None) if last is None else (last.number, last.hash)
    return End(number, hash_, *((None, None) if signed is None else (signed.number, signed.at)))


def kinds(connection: Connection) -> list[str]:
    """What entries there are of, in order of their names; each is found by a step of the index."""
    found: list[str] = []
    query = select(func.min(entry.c.what))
    one = connection.scalar(query)
    while one is not None:
        found.append(one)
        one = connection.scalar(query.where(entry.c.what > one))
    return found
