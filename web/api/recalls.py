"""Recalls: verdicts that were given and would now be others."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from adapters.records.accepting import resolved
from adapters.verdicts.recall import recalls as found
from web.api.access import parts
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.showing import persons_asked, shown_ids

recalls: Final = Operations("recalls")


class Differs(Model):
    """One thing that is now another than it was."""

    path: str = Field(description="such as `lists/labour/wage-arrears/status`, `grades/…`, `measures/…`, `outcome`")
    was: Any = Field(description="none where there was nothing")
    now: Any = Field(description="none where there is nothing")


class Recall(Model):
    """A verdict that would now be another."""

    number: int
    decision_id: str = Field(description="the receipt of the verdict")
    subject: str
    cause: str = Field(
        description="revoked, corrected or late facts, unreadable ones, or release: another one took effect"
    )
    release: str = Field(description="the hash of the release it would now be another by")
    facts: tuple[str, ...] = Field(description="the facts it is for, where it is for facts")
    difference: tuple[Differs, ...]
    found_at: str
    settled_at: str | None = Field(description="when it was found to hold again")


class Recalls(Model):
    """Recalls in the order they were found."""

    recalls: tuple[Recall, ...]
    next: str = Field(description="the cursor to go on from, now or later")


class RecallsAsked(Page):
    """Which recalls."""

    subject: str | None = Field(None, max_length=200)
    settled: bool = Field(False, description="also those that hold again")


@recalls.add("GET", "/recalls", allow="recall:read", query=RecallsAsked, answers={200: Answer(Recalls)})
def recalled(query: RecallsAsked) -> Any:
    """Verdicts that would now be others, with what differs: for facts that were revoked, or by another release."""
    (number,) = after(query, int) or (0,)
    if query.subject is not None:
        persons_asked([query.subject])
    with parts().database.reading() as connection:
        whose = query.subject and resolved(connection, {query.subject}).get(query.subject, query.subject)
        rows = list(found(connection, number, query.limit, whose, settled=query.settled))
    ids = shown_ids([one["subject"] for one in rows], "/recalls/{}")
    told = tuple(_told(one, id_) for one, id_ in zip(rows, ids, strict=True))
    return Recalls(recalls=told, next=cursor(told[-1].number if told else number))


def _told(one: Any, subject: str) -> Recall:
    names = ("number", "cause", "release", "facts", "difference", "found_at", "settled_at")
    return Recall(decision_id=one["decision"], subject=subject, **{name: one[name] for name in names})
