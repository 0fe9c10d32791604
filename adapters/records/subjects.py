"""Subjects: registered once, found by any code they were known by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from sqlalchemy import Connection, insert, select

from adapters.clock import stamp
from adapters.database.tables.records import subject, subject_name
from adapters.records.accepting import touch
from adapters.records.belonging import resolved
from adapters.records.checking import Sender
from engine.online.question import read_subject
from engine.problems import FactError, Problem

ATTRIBUTES: Final = ("kind", "name", "region", "industry", "born", "registered")


def register(connection: Connection, record: Mapping[str, Any], sender: Sender) -> Literal["created", "known"]:
    """Register the subject of *record* (`id`, `kind` and what else is known of it).

    Raises `FactError` where the record is wrong, or is another than the one registered under its id: what changes of
    a subject later is a fact about it (`subject_profile`), and its name changes by a rename.
    """
    problems: list[Problem] = []
    read_subject(record, "subject", problems)
    if problems:
        raise FactError(problems)
    row = {key: record.get(key) for key in ATTRIBUTES}
    before = connection.execute(select(subject).where(subject.c.id == record["id"])).mappings().first()
    if before is None:
        now = stamp(sender.now)
        connection.execute(insert(subject), {"id": record["id"], "recorded_at": now, **row})
        if row["name"]:
            connection.execute(insert(subject_name), {"subject": record["id"], "name": row["name"], "recorded_at": now})
        touch(connection, [record["id"]])
        return "created"
    return "known"


def found(connection: Connection, name: str) -> Mapping[str, Any] | None:
    """The subject known by the id or code *name*, with its attributes."""
    whose = resolved(connection, {name}).get(name)
    if whose is None:
        return None
    return dict(connection.execute(select(subject).where(subject.c.id == whose)).mappings().one())
