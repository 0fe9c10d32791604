"""Facts: sent one by one, many at once, or as a stream; each is stored once, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import request
from pydantic import Field
from sqlalchemy import select

from adapters.access.actor import Actor
from adapters.database.tables.records import fact
from adapters.records.accepting import MOST, Outcome, Sender, accept
from adapters.state.refreshing import soon
from adapters.verdicts.asking import program_of, release_meant
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations, read_json, sent
from web.api.problems import ErrorTold, Refusal, told

facts: Final = Operations("facts")
NDJSON: Final = "application/x-ndjson"


class Related(Model):
    """Another subject that a fact names, and in which role."""

    role: str = Field(max_length=200)
    subject: str = Field(max_length=200)


class Fact(Model):
    """One record about one subject."""

    id: str = Field(min_length=1, max_length=200, description="the sender's own; the same fact may be sent again")
    type: str = Field(max_length=200, description="a fact type of the live release")
    subject: str = Field(min_length=1, max_length=200, description="whom it is about: an id, or a code it is known by")
    date: str = Field(max_length=10, description="the day it bears")
    recorded: str | None = Field(None, max_length=10, description="the day it counts as known from; only from imports")
    source: str = Field("", max_length=200, description="who says so")
    fields: dict[str, Any] = Field({}, description="what it says, as its fact type has it")
    related: tuple[Related, ...] = Field((), max_length=1000)


class Facts(Model):
    """Many records, each taken or refused by itself."""

    facts: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=MOST, description="each as a single one is sent")


class Taken(Model):
    """What became of a record."""

    id: str | None
    status: str = Field(description="created, known (the very same was there), conflict, refused")
    errors: tuple[ErrorTold, ...] = ()


class ManyTaken(Model):
    """What became of each record, in the order they were sent."""

    created: int
    known: int
    refused: int
    results: tuple[Taken, ...]


class StoredFact(Model):
    """A fact as it is kept."""

    fact: dict[str, Any]
    subject: str
    recorded_at: str


@facts.add(
    "POST", "/facts", allow="facts:write", body=Fact,
    answers={201: Answer(Taken, "stored"), 200: Answer(Taken, "the very same was stored before")},
)  # fmt: skip
def submit(body: Fact) -> Any:
    """Store one fact."""
    outcome = _accept([body.model_dump(mode="json", exclude_none=True)])[0]
    if outcome.problems:
        status = HTTPStatus.CONFLICT if outcome.status == "conflict" else HTTPStatus.UNPROCESSABLE_ENTITY
        raise Refusal(status, "facts", [told(one, "body", "") for one in outcome.problems])
    if outcome.status == "created":
        soon(parts(), body.id)
    return _told(outcome, 0), HTTPStatus.CREATED if outcome.status == "created" else HTTPStatus.OK


@facts.add(
    "POST", "/facts/batch", allow="facts:write", body=Facts,
    answers={207: Answer(ManyTaken, "what became of each")},
)  # fmt: skip
def submit_many(body: Facts) -> Any:
    """Store many facts at once, each taken or refused by itself."""
    return _many(_accept(list(body.facts)), "/facts/{}"), HTTPStatus.MULTI_STATUS


@facts.add(
    "POST", "/facts/stream", allow="facts:write", takes=(NDJSON,),
    answers={207: Answer(ManyTaken, "what became of each line")},
)  # fmt: skip
def submit_stream() -> Any:
    """Store facts that come one a line."""
    if request.mimetype != NDJSON:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media", wanted=NDJSON)
    lines = [line for line in sent().split(b"\n") if line.strip()]
    if len(lines) > MOST:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_many_rows", limit=MOST)
    return _many(_accept([read_json(line) for line in lines]), "/{}"), HTTPStatus.MULTI_STATUS


@facts.add("GET", "/facts/{id}", allow="facts:read", answers={200: Answer(StoredFact)})
def stored(id: str) -> Any:  # noqa: A002 - as the address has it
    """One fact as it is kept."""
    with parts().database.reading() as connection:
        row = connection.execute(select(fact).where(fact.c.id == id)).first()
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="fact", name=id)
    return StoredFact(fact=orjson.loads(row.content), subject=row.subject, recorded_at=row.recorded_at)


def _accept(records: Sequence[Any]) -> list[Outcome]:
    now, who = parts().clock.now(), actor()
    with parts().database.reading() as connection:
        release = release_meant(connection, None, now)
    program = program_of(parts(), release)
    with parts().database.writing() as connection:
        return accept(connection, program, records, Sender(who.id, now, _is_trusted(who), who))


def _is_trusted(who: Actor) -> bool:
    return who.may("data:import")


def _many(outcomes: Sequence[Outcome], pointer: str) -> ManyTaken:
    count = [one.status for one in outcomes].count
    results = tuple(_told(one, number, pointer) for number, one in enumerate(outcomes))
    refused = count("refused") + count("conflict")
    return ManyTaken(created=count("created"), known=count("known"), refused=refused, results=results)


def _told(outcome: Outcome, number: int, pointer: str = "") -> Taken:
    errors = tuple(told(one, "body", pointer.format(number)) for one in outcome.problems)
    return Taken(id=outcome.id, status=outcome.status, errors=errors)
