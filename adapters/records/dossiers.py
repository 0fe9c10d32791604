"""What is on record of a subject, put together for the engine: its facts, and those of whose listings may reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, select

from adapters.database.connect import some_of
from adapters.database.tables.records import fact, fact_related, subject
from adapters.records.belonging import EVER
from adapters.records.subjects import ATTRIBUTES

_FACTS = (
    select(fact.c.number, fact.c.content)
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


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record: the *subject* as the engine takes it, its *facts* as JSON texts, and its principals'.

    *numbers* are those under which the facts are stored, in the same order.
    """

    subject: Mapping[str, Any]
    facts: tuple[str, ...]
    numbers: tuple[int, ...]
    principals: Mapping[str, OnRecord] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """The same as a part of a request to a worker; whose listings may reach the subject is known (S24)."""
        return {**self.alone(), "principals": {id_: one.alone() for id_, one in self.principals.items()}}

    def alone(self) -> dict[str, Any]:
        """The subject and its own facts."""
        return {"subject": self.subject, "facts": [orjson.Fragment(one) for one in self.facts]}

    def referred(self) -> dict[str, Any]:
        """The same as `written` without what the facts say: by their numbers, as receipts keep it."""
        told: dict[str, Any] = {"subject": self.subject, "facts": self.numbers}
        if self.principals:
            told["principals"] = {id_: one.referred() for id_, one in self.principals.items()}
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
            principals[other] = _record(connection, theirs, until)
    return replace(_record(connection, found, until), principals=principals)


def _record(connection: Connection, row: RowMapping, until: str) -> OnRecord:
    kept = connection.execute(_FACTS, {"subject": row["id"], "until": until}).all()
    return OnRecord(_told(row), tuple(one.content for one in kept), tuple(one.number for one in kept))


def _told(row: RowMapping) -> dict[str, Any]:
    return {"id": row["id"]} | {key: row[key] for key in ATTRIBUTES if row[key] is not None}


def referred_to(connection: Connection, referred: Mapping[str, Any]) -> OnRecord | None:
    """What `OnRecord.referred` told of, with its facts as they are stored; nothing where one was forgotten."""
    numbers = tuple(referred["facts"])
    found: dict[int, str] = {}
    for some in some_of(numbers):
        rows = connection.execute(select(fact.c.number, fact.c.content).where(fact.c.number.in_(some)))
        found |= {row.number: row.content for row in rows if row.content is not None}
    principals = {id_: referred_to(connection, one) for id_, one in (referred.get("principals") or {}).items()}
    known = {id_: one for id_, one in principals.items() if one is not None}
    if len(found) < len(numbers) or len(known) < len(principals):
        return None
    return OnRecord(referred["subject"], tuple(found[one] for one in numbers), numbers, known)
