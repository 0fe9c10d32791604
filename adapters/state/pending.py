"""Whose records changed since they were judged: noted in the transaction of the change, so that nobody is forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from adapters.database.bulk import among
from adapters.database.tables.records import subject
from adapters.database.tables.state import pending


def mark(connection: Connection, subjects: Iterable[str]) -> None:
    """Note that *subjects*, those of them that are known, have to be judged again. The lock on facts must be held."""
    waiting = select(pending.c.subject).where(pending.c.subject == subject.c.id).exists()
    new = select(subject.c.id).where(among(connection, subject.c.id, subjects), ~waiting)
    connection.execute(insert(pending).from_select(["subject"], new))


def waiting(connection: Connection, most: int, after: str = "") -> list[str]:
    """Some of those who have to be judged again, in order, from *after* on."""
    rows = select(pending.c.subject).where(pending.c.subject > after).order_by(pending.c.subject).limit(most)
    return list(connection.scalars(rows))
