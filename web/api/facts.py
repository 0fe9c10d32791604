"""Facts: sent one by one, many at once, or as a stream; each is stored once, however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response, request, stream_with_context
from pydantic import Field

from adapters.clock import iso_day
from adapters.records.accepting import MOST
from adapters.records.arriving import Door, lines_of
from adapters.records.belonging import resolved
from adapters.records.checking import Sender
from adapters.records.lots import Row
from adapters.records.telling import Kept, Wanted, forgotten, kept, kept_of
from adapters.state.refreshing import soon
from adapters.verdicts.asking import program_of, release_meant
from engine.compile.program import Program
from web.api.access import actor, parts
from web.api.days import Asked
from web.api.facts_told import ManyTaken, Summary, Taken, error_told, outcome_told
from web.api.operations import JSON, Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.problems import Refusal
from web.api.showing import fact_seen, id_shown

facts: Final = Operations("facts")
NDJSON: Final = "application/x-ndjson"
MOST_STREAMED: Final = 1 << 30
"""So many bytes may a stream have."""


class Related(Model):
    """Another subject that a fact names, and in which role."""

    role: str = Field(min_length=1, max_length=200)
    subject: str = Field(min_length=1, max_length=200)


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

    facts: tuple[dict[str, Any], ...] = Field((), max_length=MOST, description="each as a single one is sent")
    subjects: tuple[dict[str, Any], ...] = Field(
        (), max_length=MOST, description="subjects to register before, each with its `id`"
    )


class StoredFact(Model):
    """A fact as it is kept, as who asks may see it."""

    fact: dict[str, Any]
    subject: str
    recorded_at: str
    submitted_by: str
    revocations: tuple[str, ...] = Field(description="ids of the facts that revoke it")
    masked: tuple[str, ...] = Field(description="JSON pointers to what is kept back in `fact`")


class StoredFacts(Model):
    """Facts of a subject, in the order they were stored."""

    facts: tuple[StoredFact, ...]
    next: str | None = Field(description="the cursor of the next page; none where there is none")


class Listed(Asked, Page):
    """Which facts, as known when."""

    type: str | None = Field(None, max_length=200, pattern=r"^[a-z][a-z_.0-9]*$")

    def wanted(self) -> Wanted:
        """The same as the store is asked."""
        days = self.days()
        day = None if self.known_at is None else iso_day(days.known_at)
        begin = after(self, int) or (0,)
        return Wanted(self.type, days.until, days.seen, day, begin[0], self.limit + 1)


@facts.add(
    "POST", "/facts", allow="facts:write", body=Fact,
    answers={201: Answer(Taken, "stored"), 200: Answer(Taken, "the very same was stored before")},
)  # fmt: skip
def submit(body: Fact) -> Any:
    """Store one fact."""
    record = body.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    outcome = _door().let_in([Row(fact=record)])[0]
    if outcome.problems:
        status = HTTPStatus.CONFLICT if outcome.status == "conflict" else HTTPStatus.UNPROCESSABLE_ENTITY
        raise Refusal(status, "facts", [error_told(one, "") for one in outcome.problems])
    if outcome.status == "created":
        soon(parts(), body.id)
    return Response(
        orjson.dumps(outcome_told(outcome, 1, "")),
        HTTPStatus.CREATED if outcome.status == "created" else HTTPStatus.OK,
        mimetype=JSON,
    )


@facts.add(
    "POST", "/facts/batch", allow="facts:write", body=Facts,
    answers={207: Answer(ManyTaken, "what became of each")},
)  # fmt: skip
def submit_many(body: Facts) -> Any:
    """Store many facts at once, each taken or refused by itself; subjects may come along."""
    rows = [Row(subject=one) for one in body.subjects] + [Row(fact=one) for one in body.facts]
    known = len(body.subjects)
    pointers = [f"/subjects/{n}" for n in range(known)] + [f"/facts/{n}" for n in range(len(body.facts))]
    summary = Summary()
    summary.add(_door().let_in(rows), pointers)
    return summary.response()


@facts.add(
    "POST", "/facts/stream", allow="facts:write", takes=(NDJSON,), most=MOST_STREAMED,
    answers={207: Answer(ManyTaken, "what became of each line; as NDJSON where `Accept` asks for it", (JSON, NDJSON))},
)  # fmt: skip
def submit_stream() -> Any:
    """Store facts and subjects that come one a line, in parts: what is told of as stored stays stored."""
    if request.mimetype != NDJSON:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media", wanted=NDJSON)
    door = _door()
    if request.accept_mimetypes.best_match([JSON, NDJSON]) == NDJSON:
        answer = stream_with_context(_streamed(door))
        return Response(answer, HTTPStatus.MULTI_STATUS, mimetype=NDJSON)
    summary = Summary()
    for lines in lines_of(request.stream):
        summary.add(door.let_in_lines(lines), None)
    return summary.response()


def _streamed(door: Door) -> Iterator[bytes]:
    """What became of each line, told once its part is stored; last of all, how many of them there were."""
    counts = {"created": 0, "known": 0, "refused": 0}
    first = 1
    for lines in lines_of(request.stream):
        outcomes = door.let_in_lines(lines)
        for one in outcomes:
            counts["refused" if one.problems else one.status] += 1
        yield b"".join(
            orjson.dumps(outcome_told(one, row, f"/{row}"), option=orjson.OPT_APPEND_NEWLINE)
            for row, one in enumerate(outcomes, first)
        )
        first += len(outcomes)
    yield orjson.dumps({"end": counts}, option=orjson.OPT_APPEND_NEWLINE)


@facts.add("GET", "/facts/{path:id}", allow="facts:read", answers={200: Answer(StoredFact)})
def stored(id: str) -> Any:  # noqa: A002 - as the address has it
    """One fact as it is kept, with what revokes it."""
    with parts().database.reading() as connection:
        found = kept(connection, id)
        gone = forgotten(connection, id) if found is None else None
    if gone is not None:
        raise Refusal(HTTPStatus.GONE, "forgotten", what="fact", name=id, at=gone)
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="fact", name=id)
    return facts_shown([found], _program())[0]


@facts.add("GET", "/subjects/{id}/facts", allow="facts:read", query=Listed, answers={200: Answer(StoredFacts)})
def stored_of(id: str, query: Listed) -> Any:  # noqa: A002 - as the address has it
    """The facts of a subject, as they were known at a time, in the order they were stored."""
    wanted = query.wanted()
    with parts().database.reading() as connection:
        whose = resolved(connection, {id}, wanted.seen).get(id)
        found = [] if whose is None else kept_of(connection, whose, wanted)
    if whose is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=id)
    page = found[: query.limit]
    more = cursor(page[-1].number) if len(found) > len(page) else None
    return StoredFacts(facts=tuple(facts_shown(page, _program(), "/facts/{}")), next=more)


def facts_shown(found: Sequence[Kept], program: Program, at: str = "") -> list[StoredFact]:
    """*found* as who asks may see them; they stand at the pointer *at* with their number put in."""
    told_of = []
    for number, one in enumerate(found):
        shown = fact_seen(program, one.record, one.subject, one.kind, f"{at.format(number)}/fact")
        told_of.append(
            StoredFact(
                fact=shown.content,
                subject=id_shown(one.subject, one.kind),
                recorded_at=one.recorded_at,
                submitted_by=one.submitted_by,
                revocations=one.revocations,
                masked=shown.masked,
            )
        )
    return told_of


def _program() -> Program:
    with parts().database.reading() as connection:
        release = release_meant(connection, None, parts().clock.now())
    return program_of(parts(), release)


def _door() -> Door:
    """Where what who asks sends comes in."""
    who = actor()
    sender = Sender(
        who.id,
        parts().clock.now(),
        who.may("data:import"),
        who,
    )
    return Door(parts().database, parts().lots, parts().clock, _program(), sender, who.may("subjects:write"))
