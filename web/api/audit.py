"""The ledger looked through: who did what about whom, and when; and where its chain ends."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from adapters.ledger.looking import Wanted, end, entries, kinds
from engine.calendar import parse_day
from web.api.access import parts, sight
from web.api.days import DayText
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.showing import shown_ids

audit: Final = Operations("audit")


class Asked(Page):
    """Which entries."""

    actor: str | None = Field(None, max_length=200)
    what: str | None = Field(None, max_length=200, description="`verdict`, `read`, or the name of an act")
    subject: str | None = Field(None, max_length=200, description="the id of a subject")
    since: DayText | None = Field(None, description="of this day or after")
    until: DayText | None = Field(None, description="of this day or before")


class EntryTold(Model):
    """An entry: what it says of a subject is told to who sees personal data for the purpose given."""

    number: int
    id: str
    what: str
    at: str
    actor: str | None
    subject: str | None
    hash: str
    forgotten: bool
    content: Any | None


class Entries(Model):
    """Entries, the newest first."""

    entries: tuple[EntryTold, ...]
    next: str | None


class EndTold(Model):
    """Where the chain ends, the last checkpoint that was signed, and what there are entries of."""

    entries: int
    hash: str | None
    signed: int | None
    signed_at: str | None
    kinds: tuple[str, ...]


@audit.add("GET", "/audit/entries", allow="audit:read", query=Asked, answers={200: Answer(Entries)})
def list_entries(query: Asked) -> Any:
    """What was done, the newest first."""
    begun = after(query, int)
    since, until = (None if day is None else parse_day(day) for day in (query.since, query.until))
    wanted = Wanted(query.actor, query.what, query.subject, since, until)
    with parts().database.reading() as connection:
        found = entries(connection, wanted, None if begun is None else begun[0], query.limit + 1)
    page = found[: query.limit]
    subjects = shown_ids([one.subject for one in page], "/entries/{}/subject")
    seen = sight().sees("personal")
    told = tuple(
        EntryTold(
            number=one.number, id=one.id, what=one.what, at=one.at, actor=one.actor, subject=subject, hash=one.hash,
            forgotten=one.forgotten, content=one.content if one.subject is None or seen else None,
        )
        for one, subject in zip(page, subjects, strict=True)
    )  # fmt: skip
    return Entries(entries=told, next=cursor(page[-1].number) if len(found) > len(page) else None)


@audit.add("GET", "/audit", allow="audit:read", answers={200: Answer(EndTold)})
def chain_end() -> Any:
    """Where the chain ends; going through it is `POST /v1/audit/verify`."""
    with parts().database.reading() as connection:
        last, known = end(connection), kinds(connection)
    return EndTold(
        entries=last.entries, hash=last.hash, signed=last.signed, signed_at=last.signed_at, kinds=tuple(known)
    )  # fmt: skip
