"""Whose records changed since they were judged: noted in the transaction of the change, so that nobody is forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.bulk import among
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.recall import recall_pending
from adapters.database.tables.records import subject
from adapters.database.tables.state import pending


def mark(connection: Connection, subjects: Iterable[str]) -> None:
    """Note that *subjects*, those of them that are known, have to be judged again, and verdicts on them looked at.

    The lock on facts must be held.
    """
    named = sorted(set(subjects))
    known = select(subject.c.id).where(among(connection, subject.c.id, named))
    there = select(pending.c.subject).where(pending.c.subject == subject.c.id).exists()
    connection.execute(insert(pending).from_select(["subject"], known.where(~there)))
    look_again(connection, named, "")


def look_again(connection: Connection, subjects: Iterable[str], release: str) -> None:
    """Note that verdicts on *subjects* may now be others: by *release*, or, without one, by their records."""
    one = subject.alias()
    verdicts = select(payload.c.number).join_from(payload, entry).where(entry.c.what == "verdict")
    merged = select(one.c.id).where(one.c.merged_into == subject.c.id)
    own = verdicts.where(payload.c.subject == subject.c.id).exists()
    others = verdicts.where(payload.c.subject.in_(merged)).exists()
    some = select(subject.c.id, literal(release)).where(among(connection, subject.c.id, subjects), or_(own, others))
    adding = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = adding(recall_pending).from_select(["subject", "release"], some)
    connection.execute(new.on_conflict_do_nothing())  # a verdict just given may have noted it, too


def waiting(connection: Connection, most: int, after: str = "") -> list[str]:
    """Some of those who have to be judged again, in order, from *after* on."""
    rows = select(pending.c.subject).where(pending.c.subject > after).order_by(pending.c.subject).limit(most)
    return list(connection.scalars(rows))
