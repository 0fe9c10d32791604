"""Recalls: verdicts that were given and would now be others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from adapters.records.accepting import resolved
from adapters.verdicts.recall import recalls as found
from web.api.access import parts
from web.api.differences_told import Differs, differences_told
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.showing import persons_asked, shown_ids

recalls: Final = Operations("recalls")
AT: Final = "/recalls/{}"


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
    ids = shown_ids([one["subject"] for one in rows], f"{AT}/subject")
    told = tuple(_told(one, id_, AT.format(n)) for n, (one, id_) in enumerate(zip(rows, ids, strict=True)))
    return Recalls(recalls=told, next=cursor(told[-1].number if told else number))


def _told(one: Mapping[str, Any], subject: str, at: str) -> Recall:
    names = ("number", "cause", "release", "facts", "found_at", "settled_at")
    different = differences_told(one["difference"], (one["release"], one["by"]), f"{at}/difference")
    known = {name: one[name] for name in names}
    return Recall(decision_id=one["decision"], subject=subject, difference=different, **known)
