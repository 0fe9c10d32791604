"""Verdicts in sentences, with why and why not; two of them beside each other; and what text asks as a question."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Literal

import orjson
from flask import Response
from pydantic import Field

from adapters.cli.records import Records
from adapters.cli.wording import Wording
from adapters.publishing.kept import files_of
from adapters.records.accepting import resolved
from adapters.records.dossiers import on_record
from adapters.verdicts.asking import Given, ask, inline, program_of, release_meant, request_of
from adapters.verdicts.differing import differing
from adapters.verdicts.questions import questions_in, shown_question
from adapters.verdicts.saying import marked
from adapters.verdicts.sentences import typed
from adapters.verdicts.worded import worded
from adapters.workers.work import Undecided
from engine.verdict import Verdict
from web.api.access import parts, sight
from web.api.days import RELEASE, Asked, KnownText
from web.api.differences_told import Differs, differences_told
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import ErrorTold, Refusal, language, told
from web.api.showing import persons_asked, taken_out
from web.api.verdicts import Inline, Question, context, given_on, known, verdict_of, with_headers

sentences: Final = Operations("sentences")
_MOST_TEXT: Final = 1 << 20


class Sentence(Model):
    """One thing said, and what belongs below it."""

    text: str
    style: Literal["", "bold", "dim", "good", "bad", "open"]
    only: bool = Field(False, description="beside another verdict: whether that one does not say it")
    members: tuple[Sentence, ...]


class Part(Model):
    """Sentences of a verdict that answer one question."""

    of: str = Field(description="head, list, grade, measures, undecided, near, forecast, left_out")
    policy: str | None
    sentences: tuple[Sentence, ...]


class Why(Model):
    """Why a rule holds or does not, for a fact or for the day: every condition with the value found."""

    policy: str
    title: str
    rule: str
    fact: str | None
    truth: Literal["true", "false", "unknown"]
    sentences: tuple[Sentence, ...]


class InSentences(Model):
    """A verdict, and what it says in sentences."""

    verdict: Verdict
    parts: tuple[Part, ...]
    whys: tuple[Why, ...] = Field(description="of each policy that the verdict speaks of")


class Beside(Model):
    """Two questions, whose verdicts are held beside each other."""

    was: Inline
    now: Inline


class DiffersInWords(Differs):
    """One thing that is now another than it was, in words."""

    about: str = Field(description="the list, grade or measure")
    was_said: str
    now_said: str


class Compared(Model):
    """Two verdicts in sentences, and what differs."""

    was: InSentences
    now: InSentences
    differences: tuple[DiffersInWords, ...]


class KnownThen(Model):
    """As known when."""

    known_at: KnownText | None = Field(None, description="a day or a moment; all that is known unless given")


class Pasted(Model):
    """Facts as text: JSON, YAML or CSV, as files of facts have them."""

    text: str = Field(min_length=1, max_length=_MOST_TEXT)
    release: str | None = Field(None, pattern=RELEASE, description="the hash of a release; the live one unless given")


class Questions(Model):
    """The subjects that a text speaks of with their facts, and what of it could not be read."""

    questions: tuple[Question, ...]
    errors: tuple[ErrorTold, ...]


@sentences.add("POST", "/verdicts/sentences", allow="verdicts:try", body=Inline, answers={200: Answer(InSentences)})
def said_inline(body: Inline) -> Any:
    """What a release makes of the facts sent along, in sentences; they are stored nowhere."""
    given, content = _inline(body)
    return with_headers(Response(content, mimetype=JSON), given)


@sentences.add(
    "GET", "/subjects/{id}/verdict/sentences", allow="verdicts:ask", query=Asked, answers={200: Answer(InSentences)}
)
def said_stored(id: str, query: Asked) -> Any:  # noqa: A002 - as the address has it
    """What a release makes of what is on record of a subject, in sentences."""
    persons_asked([id])
    given = given_on(id, query)
    verdict_of(given)
    days = query.days()
    with parts().database.reading() as connection:
        record = on_record(connection, resolved(connection, {id}, days.seen).get(id, id), days.until, days.seen)
    if record is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=id)
    content = _said(given.release, request_of(record, days, say=_saying()))
    return with_headers(Response(content, mimetype=JSON), given)


@sentences.add("POST", "/verdicts/comparison", allow="verdicts:try", body=Beside, answers={200: Answer(Compared)})
def compared(body: Beside) -> Any:
    """Two verdicts on facts sent along, beside each other: what one says and the other does not."""
    both = [_inline(body.was, "/was"), _inline(body.now, "/now")]
    was, now = (orjson.loads(content) for _, content in both)
    marked(was, now)
    differences = differing(was["verdict"], now["verdict"])
    told_of = differences_told(differences, [given.release for given, _ in both], "/differences")
    shown = sorted(told_of, key=lambda one: one.path != "outcome")  # what it all comes to is told first
    program = program_of(parts(), both[1][0].release)
    records = {one.id: one for one in typed(program, (*body.was.facts, *body.now.facts))}
    named = Records(Wording(program, language()), records)
    said = [{**one.model_dump(), **worded(named, one.model_dump(), was, now)} for one in shown]
    return with_headers(
        Response(orjson.dumps({"was": was, "now": now, "differences": said}), mimetype=JSON), both[1][0]
    )


@sentences.add("GET", "/subjects/{id}/question", allow="facts:read", query=KnownThen, answers={200: Answer(Question)})
def question(id: str, query: KnownThen) -> Any:  # noqa: A002 - as the address has it
    """What is on record of a subject, as a question with its facts; what who asks does not see is left out."""
    persons_asked([id])
    days = Asked(as_of=None, known_at=query.known_at, release=None).days()
    with known(), parts().database.reading() as connection:
        release = release_meant(connection, None, parts().clock.now())
        record = on_record(connection, resolved(connection, {id}, days.seen).get(id, id), days.until, days.seen)
    if record is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=id)
    content, masked = shown_question(record, sight(), program_of(parts(), release))
    taken_out(masked)
    return Response(orjson.dumps(content), mimetype=JSON)


@sentences.add("POST", "/questions", allow="verdicts:try", body=Pasted, answers={200: Answer(Questions)})
def questions(body: Pasted) -> Any:
    """Which subjects a text speaks of, and the facts it tells of each: nothing is kept of it."""
    with known(), parts().database.reading() as connection:
        release = release_meant(connection, body.release, parts().clock.now())
        files = files_of(connection, release)
    found, rejected = questions_in(body.text.encode(), program_of(parts(), release), files)
    errors = [told(one.problem) for one in rejected]
    content = {"questions": found, "errors": [one.model_dump() for one in errors]}
    return Response(orjson.dumps(content), mimetype=JSON)


def _inline(body: Inline, at: str = "") -> tuple[Given, bytes]:
    """The verdict on *body*, which stands at the pointer *at* of what was sent, and what it says in sentences."""
    with known():
        given = inline(parts(), [body.written()], body.days(), body.release, context())[0]
    verdict_of(given, at)
    return given, _said(given.release, orjson.dumps({**body.written(), **body.days().written(), "say": _saying()}))


def _saying() -> dict[str, Any]:
    """In which language a worker says a verdict, and what who asks sees."""
    return {"language": language(), "sees": sorted(sight().classes)}


def _said(release: str, request: bytes) -> bytes:
    answer = ask(parts(), release, [request])[0]
    if isinstance(answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    return answer
