"""What is on record of a subject, put together for the engine: its facts, and those of whose listings may reach it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, or_, select, union_all

from adapters.database.bulk import among
from adapters.database.connect import some_of
from adapters.database.tables.records import fact, fact_related, subject, subject_code, subject_name
from adapters.records.belonging import EVER, is_of, owner
from adapters.records.belonging import aliases as aliases_of
from adapters.records.subjects import ATTRIBUTES

__all__ = ["EVER", "OnRecord", "on_record", "referred_to"]

_ID: BindParameter[str] = bindparam("subject")
_FACTS = (
    select(fact.c.number, fact.c.content)
    .where(fact.c.subject == _ID, fact.c.recorded_at <= bindparam("until"))
    .order_by(fact.c.number)
)
_MERGED = select(subject.c.id).where(subject.c.merged_into == _ID)
_NAMES = union_all(
    select(subject.c.id).where(subject.c.id == _ID),
    _MERGED,
    select(subject_code.c.code).where(or_(subject_code.c.subject == _ID, subject_code.c.subject.in_(_MERGED))),
)
"""Every name that means the subject now."""
_PRINCIPALS = (
    select(fact.c.subject, fact_related.c.subject.label("named"))
    .distinct()
    .join_from(fact_related, fact)
    .where(fact_related.c.subject.in_(_NAMES), fact.c.recorded_at <= bindparam("until"))
    .order_by(fact.c.subject)
)
_SUBJECT = select(subject).where(subject.c.id == _ID)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record: the *subject* as the engine takes it, its *facts* as JSON texts, and its principals'.

    *numbers* are those under which the facts are stored, in the same order.
    """

    subject: Mapping[str, Any]
    facts: tuple[str, ...]
    numbers: tuple[int, ...]
    principals: Mapping[str, OnRecord] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    """Other names by which facts of the principals name the subject: they are told by its id."""
    revision: int = 0
    """How often what verdicts on the subject may depend on had changed."""

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
        if self.aliases:
            told["aliases"] = self.aliases
        return told


def on_record(connection: Connection, id_: str, until: str = EVER, seen: str = EVER) -> OnRecord | None:
    """What was on record of the subject *id_* at the moment *until*; nothing where it is not known.

    Who is who is as it was known at the moment *seen*, or at *until* where that is earlier.
    """
    seen = min(seen, until)
    found = connection.execute(_SUBJECT, {"subject": id_}).mappings().first()
    if found is None:
        return None
    namers = _namers(connection, id_, until, seen)
    aliases = tuple(sorted({named for _, named in namers if named != id_}))
    principals = {}
    for other in dict.fromkeys(whose for whose, _ in namers if whose != id_):
        theirs = connection.execute(_SUBJECT, {"subject": other}).mappings().one()
        principals[other] = _renamed(_record(connection, theirs, until, seen), aliases, id_)
    record = _record(connection, found, until, seen)
    return replace(record, principals=principals, aliases=aliases, revision=found["revision"])


def _namers(connection: Connection, id_: str, until: str, seen: str) -> list[tuple[str, str]]:
    """Whose facts name the subject *id_* in a role, and by which name."""
    if seen == EVER:
        return [(whose, named) for whose, named in connection.execute(_PRINCIPALS, {"subject": id_, "until": until})]
    whose = owner(seen).label("whose")
    names = {id_, *aliases_of(connection, id_, seen)}
    wanted = (
        select(whose, fact_related.c.subject)
        .distinct()
        .join_from(fact_related, fact)
        .where(among(connection, fact_related.c.subject, names), fact.c.recorded_at <= until)
        .order_by(whose)
    )
    return [(one, named) for one, named in connection.execute(wanted)]


def _record(connection: Connection, row: RowMapping, until: str, seen: str) -> OnRecord:
    if seen == EVER:
        kept = connection.execute(_FACTS, {"subject": row["id"], "until": until}).all()
    else:
        wanted = select(fact.c.number, fact.c.content).where(is_of(row["id"], seen), fact.c.recorded_at <= until)
        kept = connection.execute(wanted.order_by(fact.c.number)).all()
    told = _told(row)
    if seen != EVER and "name" in told:
        told["name"] = _called(connection, row["id"], seen) or told["name"]
    return OnRecord(told, tuple(one.content for one in kept), tuple(one.number for one in kept))


def _called(connection: Connection, id_: str, seen: str) -> str | None:
    """What the subject *id_* was called at the moment *seen*."""
    names = select(subject_name.c.name).where(subject_name.c.subject == id_, subject_name.c.recorded_at <= seen)
    return connection.scalar(names.order_by(subject_name.c.number.desc()).limit(1))


def _renamed(record: OnRecord, aliases: Collection[str], id_: str) -> OnRecord:
    """*record*, whose facts name the subject *id_* by its id alone."""
    return replace(record, facts=tuple(_with_id(one, aliases, id_) for one in record.facts)) if aliases else record


def _with_id(content: str, aliases: Collection[str], id_: str) -> str:
    said = orjson.loads(content)
    related = said.get("related") or ()
    if not any(one["subject"] in aliases for one in related):
        return content
    said["related"] = [one | {"subject": id_} if one["subject"] in aliases else one for one in related]
    return orjson.dumps(said).decode()


def _told(row: RowMapping) -> dict[str, Any]:
    return {"id": row["id"]} | {key: row[key] for key in ATTRIBUTES if row[key] is not None}


def referred_to(connection: Connection, referred: Mapping[str, Any]) -> OnRecord | None:
    """What `OnRecord.referred` told of, with its facts as they are stored; nothing where one was forgotten."""
    numbers = tuple(referred["facts"])
    found: dict[int, str] = {}
    for some in some_of(numbers):
        rows = connection.execute(select(fact.c.number, fact.c.content).where(fact.c.number.in_(some)))
        found |= {row.number: row.content for row in rows if row.content is not None}
    aliases = tuple(referred.get("aliases") or ())
    principals = {
        id_: None
        if (record := referred_to(connection, one)) is None
        else _renamed(record, aliases, referred["subject"]["id"])
        for id_, one in (referred.get("principals") or {}).items()
    }
    known = {id_: one for id_, one in principals.items() if one is not None}
    if len(found) < len(numbers) or len(known) < len(principals):
        return None
    return OnRecord(referred["subject"], tuple(found[one] for one in numbers), numbers, known, aliases)
