"""Whose a matter is after merges: it keeps the id it was opened under, and is of whom that id means now."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from adapters.database.tables.records import subject
from adapters.records.accepting import resolved


def now_known(connection: Connection, names: set[str]) -> list[str]:
    """The subjects that *names* mean now, in order; who is not known is left out."""
    return sorted(set(resolved(connection, names).values()))


def same(connection: Connection, name: str) -> list[str]:
    """Every id that means the subject known as *name*; none where nobody is."""
    whose = resolved(connection, {name}).get(name)
    if whose is None:
        return []
    return list(
        connection.scalars(select(subject.c.id).where(or_(subject.c.id == whose, subject.c.merged_into == whose)))
    )
