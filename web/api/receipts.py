"""Receipts of verdicts: what was decided, by what, and the same decided again."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field
from sqlalchemy import select

from adapters.database.tables.ledger import entry, payload
from adapters.ledger.verify import Flaw, verify
from adapters.verdicts.receipts import VERDICT, told
from adapters.verdicts.replaying import receipt, replay
from web.api.access import parts
from web.api.operations import Answer, Model, Operations
from web.api.showing import named, persons_asked
from web.api.verdicts import Question, known

receipts: Final = Operations("receipts")


class Kept(Model):
    """A receipt: its place in the chain, and what it says unless that was forgotten."""

    decision_id: str
    number: int
    timestamp: str
    hash: str
    prev_hash: str
    forgotten: bool
    receipt: dict[str, Any] | None


class Listing(Model):
    """Which receipts."""

    subject: str | None = Field(None, max_length=200, description="those of verdicts on this subject")
    after: int = Field(0, ge=0, le=2**62, description="the number of the last one seen")
    limit: int = Field(100, ge=1, le=1_000)


class KeptBriefly(Model):
    """A receipt without what it says."""

    decision_id: str
    number: int
    timestamp: str
    subject: str | None
    actor: str | None
    forgotten: bool


class Page(Model):
    """Receipts in the order they were written; *next* is the number to go on after."""

    receipts: tuple[KeptBriefly, ...]
    next: int | None


class Again(Model):
    """The question, where its facts are stored nowhere."""

    question: Question | None = None


class Replayed(Model):
    """What came of it.

    `same` bytes; `different`; `forgotten`: what it rested on is kept no longer; `facts_needed`: send the facts along;
    `other_facts`: those sent are not the ones; `undecided`: the engine failed, then or now.
    """

    decision_id: str
    result: str
    was: str | None
    now: str | None


class Chain(Model):
    """The chain gone through: whole where there are no flaws."""

    whole: bool
    entries: int
    forgotten: int
    hash: str
    flaws: tuple[Flaw, ...]


@receipts.add("GET", "/receipts", allow="receipts:read", query=Listing, answers={200: Answer(Page)})
def list_receipts(query: Listing) -> Any:
    """Receipts in the order they were written."""
    wanted = (
        select(entry.c.id, entry.c.number, entry.c.at, payload.c.subject, payload.c.actor, payload.c.salt)
        .join_from(entry, payload, isouter=True)
        .where(entry.c.what == VERDICT, entry.c.number > query.after)
        .order_by(entry.c.number)
        .limit(query.limit + 1)
    )
    if query.subject is not None:
        wanted = wanted.where(payload.c.subject == query.subject)
    with parts().database.reading() as connection:
        rows = connection.execute(wanted).all()
    shown = rows[: query.limit]
    return Page(
        receipts=tuple(
            KeptBriefly(
                decision_id=row.id,
                number=row.number,
                timestamp=row.at,
                subject=named(row.subject),
                actor=row.actor,
                forgotten=row.salt is None,
            )
            for row in shown
        ),
        next=shown[-1].number if len(rows) > query.limit else None,
    )


@receipts.add("GET", "/receipts/{id}", allow="receipts:read", answers={200: Answer(Kept)})
def one_receipt(id: str) -> Any:  # noqa: A002 - as the address has it
    """One receipt."""
    with known():
        found = receipt(parts(), id)
    if found.subject is not None:
        persons_asked([found.subject])
    return Kept(
        decision_id=found.id,
        number=found.number,
        timestamp=found.at,
        hash=found.hash,
        prev_hash=found.previous,
        forgotten=found.content is None,
        receipt=None if found.content is None else told(found.content),
    )


@receipts.add("POST", "/receipts/{id}/replay", allow="receipts:replay", body=Again, answers={200: Answer(Replayed)})
def replay_receipt(id: str, body: Again) -> Any:  # noqa: A002 - as the address has it
    """Give a verdict again from its receipt: the same facts, days and release must give the same bytes."""
    with known():
        again = replay(parts(), id, None if body.question is None else body.question.written())
    return Replayed(decision_id=id, result=again.result, was=again.was, now=again.now)


@receipts.add("POST", "/audit/verify", allow="audit:read", answers={200: Answer(Chain)})
def verify_chain() -> Any:
    """Go through the whole chain of what was done: nothing altered, nothing dropped."""
    with parts().database.reading() as connection:
        found = verify(connection)
    return Chain(
        whole=not found.flaws,
        entries=found.entries,
        forgotten=found.forgotten,
        hash=found.hash,
        flaws=found.flaws[:1_000],
    )
