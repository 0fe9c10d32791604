"""Identities: a new name, another code, two subjects that are one, one that is two; a mistake taken back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from pydantic import Field
from sqlalchemy import Connection

from adapters.clock import iso_day, today
from adapters.records import identity
from adapters.records.belonging import resolved
from adapters.records.happened import events
from adapters.records.identity import Event, Parting, Ruling
from engine.problems import FactError
from web.api.access import actor, parts
from web.api.days import DayText
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal, told
from web.api.showing import persons_asked
from web.api.subjects import Subject

identities: Final = Operations("identities")
_TEXT: Final = r"^[^\x00]*$"


class Ruled(Model):
    """Why something happens to an identity: `evidence` or a `code` is needed, a name is none."""

    reason: str = Field(min_length=1, max_length=2_000, pattern=_TEXT)
    evidence: str | None = Field(None, min_length=1, max_length=2_000, pattern=_TEXT, description="a document, say")
    code: str | None = Field(None, min_length=1, max_length=200, description="of one of those concerned")
    day: DayText | None = Field(None, description="the day it bears; today unless given")

    def ruling(self) -> Ruling:
        """The same with who asks and when."""
        day = self.day or iso_day(today(parts().clock))
        return Ruling(actor().id, parts().clock.now(), day, self.reason, self.evidence, self.code)


class Renamed(Ruled):
    """A new name."""

    name: str = Field(min_length=1, max_length=200, pattern=_TEXT)


class Recoded(Ruled):
    """Another code; those before it go on leading to the subject."""

    new: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$", description="the code")
    scheme: str = Field("uscc", min_length=1, max_length=40, pattern=r"^[a-z_0-9]+$", description="what sort of code")


class Merged(Ruled):
    """Into whom the subject is merged."""

    into: str = Field(min_length=1, max_length=200, description="an id or a code")


class To(Subject):
    """A subject that takes something over, registered where it is new."""

    id: str = Field(min_length=1, max_length=200)


class Split(Ruled):
    """What goes to another subject: facts by id, all dated since a day, codes."""

    to: To
    facts: tuple[str, ...] = Field((), max_length=10_000)
    since: DayText | None = Field(None, description="all facts dated on this day or later")
    codes: tuple[str, ...] = Field((), max_length=100)


class EventTold(Model):
    """What happened to an identity."""

    number: int
    what: str = Field(description="rename, recode, merge, split, undo")
    subject: str
    other: str | None = Field(description="into whom, or to whom")


class EventKept(EventTold):
    """The same with who, when and why."""

    day: str
    recorded_at: str
    actor: str
    reason: str
    details: dict[str, Any]


class History(Model):
    """All that happened to an identity, in order."""

    subject: str
    events: tuple[EventKept, ...]


@identities.add(
    "POST", "/subjects/{id}/names", allow="subjects:identity", body=Renamed, answers={201: Answer(EventTold)}
)
def rename(id: str, body: Renamed) -> Any:  # noqa: A002 - as the address has it
    """Have a subject be called otherwise from now on; it is still found by the names before."""
    return _done(lambda connection: identity.rename(connection, id, body.name, body.ruling()))


@identities.add(
    "POST", "/subjects/{id}/codes", allow="subjects:identity", body=Recoded, answers={201: Answer(EventTold)}
)
def recode(id: str, body: Recoded) -> Any:  # noqa: A002 - as the address has it
    """Have another code lead to a subject, too."""
    return _done(lambda connection: identity.recode(connection, id, body.new, body.scheme, body.ruling()))


@identities.add(
    "POST", "/subjects/{id}/merge", allow="subjects:identity", body=Merged, answers={201: Answer(EventTold)}
)
def merge(id: str, body: Merged) -> Any:  # noqa: A002 - as the address has it
    """Have what is on record of a subject be on record of another; its id leads there from now on."""
    return _done(lambda connection: identity.merge(connection, id, body.into, body.ruling()))


@identities.add("POST", "/subjects/{id}/split", allow="subjects:identity", body=Split, answers={201: Answer(EventTold)})
def split(id: str, body: Split) -> Any:  # noqa: A002 - as the address has it
    """Have some of what is on record of a subject go to another, known or new."""
    parting = Parting(body.facts, body.since, body.codes)
    to = body.to.model_dump(exclude_none=True)
    return _done(lambda connection: identity.split(connection, id, to, parting, body.ruling()))


@identities.add(
    "POST", "/identity-events/{number}/undo", allow="subjects:identity", body=Ruled, answers={201: Answer(EventTold)}
)
def undo(number: str, body: Ruled) -> Any:
    """Take a merge or split back: what it moved goes back, with what has come since under the old id or codes."""
    if not number.isascii() or not number.isdecimal() or len(number) > len(str(1 << 60)):
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="event", name=number)
    return _done(lambda connection: identity.undo(connection, int(number), body.ruling()))


@identities.add("GET", "/subjects/{id}/identity", allow="subjects:identity", answers={200: Answer(History)})
def history(id: str) -> Any:  # noqa: A002 - as the address has it
    """What happened to an identity: who said so, when and why."""
    with parts().database.reading() as connection:
        whose = resolved(connection, {id}).get(id)
        found = [] if whose is None else events(connection, whose)
    if whose is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=id)
    persons_asked([whose])
    return History(subject=whose, events=tuple(EventKept(**one) for one in found))


def _done(happen: Callable[[Connection], Event]) -> tuple[EventTold, HTTPStatus]:
    try:
        with parts().database.writing() as connection:
            event = happen(connection)
    except identity.Gone as gone:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=gone.what, name=gone.name) from None
    except FactError as error:
        errors = [told(one, "body", "") for one in error.problems]
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "identity", errors) from None
    return EventTold(**vars(event)), HTTPStatus.CREATED
