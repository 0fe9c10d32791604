"""A verdict given again from its receipt: the same facts, days and release must give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import select

from adapters.database.tables.ledger import entry, payload
from adapters.parts import Parts
from adapters.records.dossiers import referred_to
from adapters.verdicts.asking import Days, NotKnown, ask, request_of
from adapters.verdicts.keeping import verdict_of
from adapters.verdicts.receipts import VERDICT, hash_of
from adapters.workers.work import Undecided
from engine.calendar import parse_day

Result = Literal["same", "different", "forgotten", "facts_needed", "other_facts", "undecided"]


@dataclass(frozen=True)
class Receipt:
    """A receipt as the ledger keeps it; *content* is gone where it was forgotten."""

    id: str
    number: int
    at: str
    hash: str
    previous: str
    content: Mapping[str, Any] | None
    subject: str | None = None


@dataclass(frozen=True)
class Replay:
    """What came of giving a verdict again.

    *forgotten*: what it rested on is no longer kept. *facts_needed*: it was about facts that are stored nowhere;
    *other_facts*: those sent along are not the ones.
    """

    id: str
    result: Result
    was: str | None = None
    now: str | None = None


def receipt(parts: Parts, id_: str) -> Receipt:
    """The receipt *id_*; raises `NotKnown`."""
    joined = select(entry, payload.c.content, payload.c.subject).join_from(entry, payload, isouter=True)
    with parts.database.reading() as connection:
        row = connection.execute(joined.where(entry.c.id == id_, entry.c.what == VERDICT)).first()
        if row is None:
            raise NotKnown("receipt", id_)
        content = None if row.content is None else orjson.loads(row.content)
        if content is not None and content["input"] is not None and content["verdict_hash"] is not None:
            content["result"] = verdict_of(connection, content["verdict_hash"])
    return Receipt(row.id, row.number, row.at, row.hash, row.previous, content, row.subject)


def replay(parts: Parts, id_: str, facts: Mapping[str, Any] | None = None) -> Replay:
    """Give the verdict of the receipt *id_* again; *facts* is the question, where it came with its facts.

    Raises `NotKnown` where there is no such receipt.
    """
    content = receipt(parts, id_).content
    if content is None:
        return Replay(id_, "forgotten")
    days = Days(parse_day(content["as_of"]["fact"]), parse_day(content["as_of"]["knowledge"]))
    request = _request(parts, content, days, facts)
    if not isinstance(request, bytes):
        return Replay(id_, request)
    answer = ask(parts, content["rules_hash"], [request])[0]
    was = content["verdict_hash"]
    if isinstance(answer, Undecided) or was is None:
        return Replay(id_, "undecided", was)
    now = hashlib.sha256(answer).hexdigest()
    return Replay(id_, "same" if now == was else "different", was, now)


def _request(
    parts: Parts, content: Mapping[str, Any], days: Days, facts: Mapping[str, Any] | None
) -> bytes | Literal["forgotten", "facts_needed", "other_facts"]:
    """What to ask again, or why it cannot be."""
    if content["input"] is None:
        if facts is None:
            return "facts_needed"
        same = hash_of(facts) == content["facts_hash"]
        return orjson.dumps({**facts, **days.written()}) if same else "other_facts"
    with parts.database.reading() as connection:
        record = referred_to(connection, content["input"])
    if record is None:
        return "forgotten"
    return request_of(record, days) if hash_of(record) == content["facts_hash"] else "other_facts"
