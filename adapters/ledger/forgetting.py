"""Forgetting: payloads of the ledger and their salts erased, and facts; what stays says that, when and why."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, literal, select

from adapters.casework.forgetting import forget_matters
from adapters.clock import iso_day, stamp
from adapters.database.bulk import among
from adapters.database.connect import hold, some_of
from adapters.database.tables import verdicts
from adapters.database.tables.exchange import forgotten_there
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.recall import recall
from adapters.database.tables.records import (
    fact,
    fact_forgotten,
    fact_related,
    fact_revocation,
    identity_move,
    naming,
    subject,
)
from adapters.database.tables.reports import report_code
from adapters.database.tables.shadow import difference
from adapters.database.tables.simulations import behind
from adapters.database.tables.state import change, stay
from adapters.ledger.chain import Said, add
from adapters.records.accepting import FACTS, touch
from adapters.records.belonging import FACT, resolved
from adapters.records.outlived import Plan
from adapters.state.pending import look_again
from adapters.verdicts.differing import is_about
from adapters.verdicts.recall import RELEASE
from adapters.verdicts.receipts import VERDICT

FORGET: Final = "forget"
"""What entries of the ledger are that tell of forgetting."""


@dataclass(frozen=True)
class Forgotten:
    """How many *facts* and *receipts* were forgotten."""

    facts: int
    receipts: int


def forget(connection: Connection, plan: Plan, day: int, actor: str, now: datetime) -> Forgotten | None:
    """Forget what *plan* says, as of *day*; nothing where what is on record of the subject has changed since.

    Ids of facts stay reserved. Commitments of the ledger stay too, so that its chain holds; nobody can find out any
    more what they were made of.
    """
    hold(connection, FACTS)
    if connection.scalar(select(subject.c.revision).where(subject.c.id == plan.subject)) != plan.revision:
        return None
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    concerned = _concerned(connection, plan.subject)
    receipts = dict(_receipts(connection, concerned, set(plan.numbers)))
    told = forget_matters(connection, plan.subject, {one.policy for one in plan.stays}, plan.facts)
    _facts(connection, plan, stamp(now))
    _differences(connection, plan, concerned)
    for some in some_of([*receipts, *told]):
        ids = select(entry.c.id).where(entry.c.number.in_(some))
        connection.execute(delete(recall).where(recall.c.decision.in_(ids)))
        connection.execute(delete(payload).where(payload.c.number.in_(some)))
    digests = {digest for digest in receipts.values() if digest is not None}
    for column in (verdicts.said.c.digest, verdicts.kept.c.digest, report_code.c.verdict):
        connection.execute(delete(column.table).where(among(connection, column, digests)))
    connection.execute(delete(behind).where(among(connection, behind.c.subject, concerned)))
    touch(connection, [plan.subject])
    content = {
        "as_of": iso_day(day),
        "rules": [{"policy": one.policy, "kept_until": one.until and iso_day(one.until)} for one in plan.stays],
        "facts": len(plan.facts),
        "receipts": sorted(receipts),
    }
    add(connection, [Said(secrets.token_hex(16), FORGET, actor, orjson.dumps(content))], now)
    return Forgotten(len(plan.facts), len(receipts))


def _facts(connection: Connection, plan: Plan, at: str) -> None:
    ids, whose = plan.facts, plan.subject
    said = select(fact.c.id, literal(at), literal(plan.rules()), subject.c.region)
    tombs = said.join_from(fact, subject, fact.c.subject == subject.c.id).where(among(connection, fact.c.id, ids))
    connection.execute(
        insert(fact_forgotten).from_select(["id", "at", "rule", "region"], tombs.order_by(fact.c.number))
    )
    connection.execute(delete(forgotten_there).where(among(connection, forgotten_there.c.id, ids)))
    for table in (fact_related, fact_revocation):
        connection.execute(delete(table).where(among(connection, table.c.fact, ids)))
    moved = (identity_move.c.what == FACT) & among(connection, identity_move.c.name, ids)
    connection.execute(delete(identity_move).where(moved))
    connection.execute(delete(fact).where(among(connection, fact.c.id, ids)))
    left = select(fact_related.c.subject).join_from(fact_related, fact).where(fact.c.subject == whose)
    connection.execute(delete(naming).where(naming.c.subject == whose, naming.c.named.not_in(left)))
    policies = {one.policy for one in plan.stays}
    merged = select(subject.c.id).where(subject.c.merged_into == whose)
    mine = (change.c.subject == whose) | change.c.subject.in_(merged)
    connection.execute(delete(change).where(mine, change.c.policy.in_(policies)))
    for one in plan.stays:  # the other rows of the state are made anew, without the facts
        its = (stay.c.subject == whose, stay.c.policy == one.policy, stay.c.start == one.start)
        connection.execute(delete(stay).where(*its))


def _concerned(connection: Connection, whose: str) -> set[str]:
    """Every id of *whose*, and of whom its facts name: what was said of them may rest on its facts."""
    names = {whose, *connection.scalars(select(naming.c.named).where(naming.c.subject == whose))}
    names |= set(resolved(connection, names).values())
    return names | set(connection.scalars(select(subject.c.id).where(among(connection, subject.c.merged_into, names))))


def _differences(connection: Connection, plan: Plan, concerned: Collection[str]) -> None:
    """Forget in what verdicts on those *concerned* came out otherwise, where that may tell of what *plan* is about.

    The shadow's differences say not what they rest on: all of them go.
    """
    connection.execute(delete(difference).where(among(connection, difference.c.subject, concerned)))
    policies, facts = {one.policy for one in plan.stays}, set(plan.facts)
    rows = select(recall).where(among(connection, recall.c.subject, concerned))
    gone = [
        one
        for one in connection.execute(rows)
        if facts.intersection(orjson.loads(one.facts))
        or any(is_about(each["path"], policies) for each in orjson.loads(one.difference))
    ]
    for some in some_of([one.number for one in gone]):
        connection.execute(delete(recall).where(recall.c.number.in_(some)))
    for one in gone:  # what is left of them is found again, for other records as for a release
        if one.sort == RELEASE:
            look_again(connection, [one.subject], one.release)


def _receipts(
    connection: Connection, concerned: Collection[str], numbers: set[int]
) -> Iterator[tuple[int, str | None]]:
    """Receipts about those *concerned* that rest on one of the facts *numbers*, and the digests of what was said."""
    about = among(connection, payload.c.subject, concerned)
    wanted = select(payload.c.number, payload.c.content).join_from(payload, entry)
    given = wanted.where(entry.c.what == VERDICT, about).order_by(payload.c.number)
    for number, content in connection.execute(given):
        said = orjson.loads(content)
        if numbers & set(_rests_on(said.get("input"))):
            yield number, said.get("verdict_hash")


def _rests_on(referred: Any) -> Iterable[int]:
    """The numbers of the facts that a receipt's input refers to."""
    if not isinstance(referred, dict):
        return
    yield from referred.get("facts") or ()
    for one in (referred.get("principals") or {}).values():
        yield from _rests_on(one)
