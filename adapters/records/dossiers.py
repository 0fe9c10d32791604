"""What is on record of a subject, put together for the engine: its facts, and those of whose listings may reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, select

from adapters.database.tables.records import fact, fact_related, subject
from adapters.records.subjects import ATTRIBUTES

_FACTS = (
    select(fact.c.content)
    .where(fact.c.subject == bindparam("subject"), fact.c.recorded_at <= bindparam("until"))
    .order_by(fact.c.number)
)
_PRINCIPALS = (
    select(fact.c.subject)
    .distinct()
    .join_from(fact_related, fact)
    .where(fact_related.c.subject == bindparam("subject"), fact.c.recorded_at <= bindparam("until"))
    .order_by(fact.c.subject)
)
_SUBJECT = select(subject).where(subject.c.id == bindparam("subject"))
EVER = "9999-12-31T23:59:59.999999Z"


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record: the *subject* as the engine takes it, its *facts* as JSON texts, and its principals'."""

    subject: Mapping[str, Any]
    facts: tuple[str, ...]
    principals: Mapping[str, OnRecord] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """The same as a part of a request to a worker."""
        told: dict[str, Any] = {
            "subject": self.subject, "facts": [orjson.Fragment(one) for one in self.facts],
        }  # fmt: skip
        if self.principals:
            told["principals"] = {id_: one.written() for id_, one in self.principals.items()}
        return told


def on_record(connection: Connection, id_: str, until: str = EVER) -> OnRecord | None:
    """What was on record of the subject *id_* at the moment *until*; nothing where it is not known."""
    found = connection.execute(_SUBJECT, {"subject": id_}).mappings().first()
    if found is None:
        return None
    principals = {}
    for other in connection.scalars(_PRINCIPALS, {"subject": id_, "until": until}):
        if other != id_:
            theirs = connection.execute(_SUBJECT, {"subject": other}).mappings().one()
            principals[other] = OnRecord(_told(theirs), _facts(connection, other, until))
    return OnRecord(_told(found), _facts(connection, id_, until), principals)


def _facts(connection: Connection, id_: str, until: str) -> tuple[str, ...]:
    return tuple(connection.scalars(_FACTS, {"subject": id_, "until": until}))


def _told(row: RowMapping) -> dict[str, Any]:
    return {"id": row["id"]} | {key: row[key] for key in ATTRIBUTES if row[key] is not None}
