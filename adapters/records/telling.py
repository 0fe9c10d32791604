"""Facts as they are kept: one, or those of a subject some at a time, as they were known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, Select, select

from adapters.database.bulk import among
from adapters.database.tables.records import fact, fact_forgotten, fact_revocation, subject
from adapters.records.belonging import EVER, is_of

_ROWS: Select[Any] = select(
    fact.c.number, fact.c.id, fact.c.content, fact.c.subject, fact.c.recorded_at, fact.c.submitted_by, subject.c.kind
).join_from(fact, subject, fact.c.subject == subject.c.id)


@dataclass(frozen=True)
class Kept:
    """A fact as it is kept: its *record*, about whom, when it was stored and by whom, and what revokes it."""

    number: int
    record: Mapping[str, Any]
    subject: str
    kind: str
    recorded_at: str
    submitted_by: str
    revocations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Which facts are wanted: of one *type*, stored by *until*, known on *day*; *after* a number, *most* of them.

    Whose they are is as it was known at the moment *seen*.
    """

    type: str | None = None
    until: str = EVER
    seen: str = EVER
    day: str | None = None
    after: int = 0
    most: int = 100


def kept(connection: Connection, id_: str) -> Kept | None:
    """The fact *id_*."""
    if "\0" in id_:
        return None
    return next(iter(_told(connection, connection.execute(_ROWS.where(fact.c.id == id_)).mappings().all())), None)


def forgotten(connection: Connection, id_: str) -> str | None:
    """When the fact *id_* was forgotten, if it was."""
    if "\0" in id_:
        return None
    return connection.scalar(select(fact_forgotten.c.at).where(fact_forgotten.c.id == id_))


def kept_of(connection: Connection, id_: str, wanted: Wanted) -> list[Kept]:
    """The facts of the subject *id_* that are *wanted*, in the order they were stored."""
    asked = _ROWS.where(is_of(id_, wanted.seen), fact.c.number > wanted.after)
    if wanted.type is not None:
        asked = asked.where(fact.c.type == wanted.type)
    if wanted.until != EVER:
        asked = asked.where(fact.c.recorded_at <= wanted.until)
    if wanted.day is not None:
        asked = asked.where(fact.c.recorded <= wanted.day)
    rows = connection.execute(asked.order_by(fact.c.number).limit(wanted.most)).mappings().all()
    return _told(connection, rows)


def _told(connection: Connection, rows: Sequence[RowMapping]) -> list[Kept]:
    revoked = _revocations(connection, [row["id"] for row in rows])
    return [
        Kept(
            row["number"], orjson.loads(row["content"]), row["subject"], row["kind"], row["recorded_at"],
            row["submitted_by"], tuple(revoked.get(row["id"], ())),
        )
        for row in rows
    ]  # fmt: skip


def _revocations(connection: Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    wanted = select(fact_revocation).where(among(connection, fact_revocation.c.revokes, ids))
    for row in connection.execute(wanted.order_by(fact_revocation.c.fact)):
        found.setdefault(row.revokes, []).append(row.fact)
    return found
