"""Facts that were forgotten where they came from, forgotten here too as soon as nothing that stands needs them.

As with what is forgotten by a policy here: in doubt it is kept, and looked at again the next day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from adapters.clock import today
from adapters.database.tables.exchange import forgotten_there
from adapters.database.tables.records import fact
from adapters.ledger.forgetting import Forgotten, forget
from adapters.parts import Parts
from adapters.records.outlived import Outlived, Plan
from adapters.records.retention import stands_without, verdict_in
from adapters.verdicts.asking import Days, ask, program_of, release_meant, request_of

_SOME: Final = 200
"""Subjects looked at together."""


@dataclass(frozen=True)
class _Those:
    """The facts of one *subject* that were forgotten elsewhere, and by which *rule*."""

    subject: str
    facts: frozenset[str]
    rule: str


def forget_those(parts: Parts, actor: str) -> Forgotten:
    """Forget what was forgotten elsewhere and nothing here needs; gives how much that is."""
    day, facts, receipts = today(parts.clock), 0, 0
    for plan in _plans(parts, day):
        with parts.database.writing() as connection:
            done = forget(connection, plan, day, actor, parts.clock.now())
        facts += done.facts if done else 0
        receipts += done.receipts if done else 0
    return Forgotten(facts, receipts)


def _plans(parts: Parts, day: int) -> Iterator[Plan]:
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
    days, after = Days(day, day), ""
    while True:
        with parts.database.reading() as connection:
            some = _waiting(connection, after)
            program = program_of(parts, release) if some else None
            found = [Outlived(connection, program, one.subject, day) for one in some] if program else []
        if not some:
            return
        after = some[-1].subject
        answers = ask(parts, release, [request_of(one.record, days) for one in found])
        for those, one, answer in zip(some, found, answers, strict=True):
            verdict = verdict_in(answer)
            if verdict is None or one.has_case:
                continue
            plan = one.without(verdict, those.facts, those.rule)
            if stands_without(parts, release, one, verdict, plan, days):
                yield plan


def _waiting(connection: Connection, after: str) -> list[_Those]:
    """Some subjects behind *after* with facts that were forgotten elsewhere."""
    joined = select(fact.c.subject).distinct().join_from(forgotten_there, fact, forgotten_there.c.id == fact.c.id)
    ids = connection.scalars(joined.where(fact.c.subject > after).order_by(fact.c.subject).limit(_SOME)).all()
    rows = select(fact.c.subject, forgotten_there).join_from(forgotten_there, fact, forgotten_there.c.id == fact.c.id)
    found: dict[str, list[tuple[str, str]]] = {id_: [] for id_ in ids}
    for row in connection.execute(rows.where(fact.c.subject.in_(ids))):
        found[row.subject].append((row.id, f"{row.source}: {row.rule}"))
    return [
        _Those(id_, frozenset(fact_id for fact_id, _ in each), "; ".join(sorted({rule for _, rule in each})))
        for id_, each in found.items()
    ]
