"""Verdicts: on stored subjects, or on facts that come with the question and are stored nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

import orjson
from flask import Response, g, request
from pydantic import Field

from adapters.verdicts.asking import AboutPerson, Days, Given, NotKnown, inline, stored
from adapters.verdicts.receipts import Context
from adapters.workers.work import Undecided
from engine.verdict import Verdict
from web import metrics
from web.api.access import actor, parts, sight
from web.api.days import Asked
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import ErrorPlace, ErrorTold, Refusal
from web.api.showing import purpose_needed, shown_verdict
from web.observing import trace

verdicts: Final = Operations("verdicts")
MOST: Final = 1_000
"""Subjects that one request asks about at most."""
SubjectId = Annotated[str, Field(min_length=1, max_length=200)]


class Question(Model):
    """A subject with its facts."""

    subject: dict[str, Any] = Field(description="`id`, `kind` and what else is known")
    facts: tuple[dict[str, Any], ...] = Field((), max_length=10_000)
    principals: dict[str, dict[str, Any]] | None = Field(
        None, description="whose listings may reach the subject, with their facts; not known unless given"
    )
    assume_decided: bool = Field(False, description="as if authorities had agreed to what waits for them")

    def written(self) -> dict[str, Any]:
        """The same as workers take it."""
        return self.model_dump(mode="json", include=set(Question.model_fields))


class Inline(Question, Asked):
    """A question with its facts, and as of when."""


class Many(Asked):
    """Many questions at once: stored subjects, and questions with their facts by a key of the sender's."""

    subjects: tuple[SubjectId, ...] = Field((), max_length=MOST, description="ids, or codes they are known by")
    inputs: dict[str, Question] = Field({}, max_length=MOST)


@dataclass(frozen=True)
class OneAnswer:
    """The answer about one subject: a *verdict*, or a *problem*."""

    status: int
    decision_id: str | None
    verdict: Verdict | None
    errors: tuple[ErrorTold, ...] = ()


class Answers(Model):
    """The answers by subject, or by key of the sender's."""

    batch_decision_id: str
    responses: dict[str, OneAnswer]


@verdicts.add("GET", "/subjects/{id}/verdict", allow="verdicts:ask", query=Asked, answers={200: Answer(Verdict)})
def verdict_on(id: str, query: Asked) -> Any:  # noqa: A002 - as the address has it
    """What a release makes of what is on record of a subject."""
    return answered(given_on(id, query))


@verdicts.add("POST", "/verdicts", allow="verdicts:try", body=Inline, answers={200: Answer(Verdict)})
def verdict_inline(body: Inline) -> Any:
    """What a release makes of the facts sent along; they are stored nowhere."""
    with known():
        return answered(inline(parts(), [body.written()], body.days(), body.release, context())[0])


@verdicts.add(
    "POST", "/verdicts/batch", allow="verdicts:ask", body=Many, answers={207: Answer(Answers, "an answer to each")}
)
def verdict_batch(body: Many) -> Any:
    """Verdicts on many subjects at once, stored ones and such as come with their facts."""
    batch = secrets.token_hex(16)
    asking = context(batch)
    with known():
        found = dict(zip(body.subjects, stored(parts(), body.subjects, body.days(), body.release, asking), strict=True))
        questions = [one.written() for one in body.inputs.values()]
        found |= dict(zip(body.inputs, inline(parts(), questions, body.days(), body.release, asking), strict=True))
    told = {key: _told(one) for key, one in found.items()}
    content = orjson.dumps({"batch_decision_id": batch, "responses": told})
    return Response(content, HTTPStatus.MULTI_STATUS, mimetype=JSON)


def given_on(name: str, query: Asked) -> Given:
    """The verdict on the stored subject *name*; refused where it is not known."""
    return given_then(name, query.days(), query.release)


def given_then(name: str, days: Days, release: str | None) -> Given:
    """The same as of *days*, by *release* or the live one."""
    with known():
        given = stored(parts(), [name], days, release, context())[0]
        if isinstance(given, NotKnown):
            raise given
    return given


def context(batch: str | None = None) -> Context:
    """Who asks, where and what for, as part of whose work, as receipts tell it."""
    rule = request.url_rule.rule if request.url_rule is not None else request.path
    seen = sight()
    part_of = trace()
    more = {} if part_of is None else asdict(part_of)
    return Context(actor().id, rule, seen.purpose, g.request_id, batch, more, persons=seen.sees("personal"))


@contextmanager
def known() -> Iterator[None]:
    """Refuse the request where what it names is not in the store, or is a person that who asks may not know of."""
    try:
        yield
    except NotKnown as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=error.what, name=error.name) from None
    except AboutPerson:
        raise purpose_needed() from None


def answered(given: Given) -> Response:
    """The verdict *given*, with what it is by in the headers; a problem where there is none."""
    return with_headers(Response(shown_verdict(given.release, verdict_of(given)), mimetype=JSON), given)


def with_headers(response: Response, given: Given) -> Response:
    """*response* with what the verdict *given* is by."""
    response.headers["Decision-Id"] = given.id
    response.headers["Rules-Hash"] = given.release
    return response


def verdict_of(given: Given) -> bytes:
    """The JSON of the verdict *given*; refused where there is none."""
    metrics.verdict(given.verdict)
    if isinstance(given.answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    if given.verdict is None:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", problems_in(given.answer))
    return given.verdict


def problems_in(answer: bytes) -> list[ErrorTold]:
    """What a worker found wrong with the facts it was asked about."""
    return [
        ErrorTold(
            code=one["code"],
            location=ErrorPlace(part="body", pointer=one["place"]),
            message=one["message"],
            remedy=one["remedy"],
        )
        for one in orjson.loads(answer)["problems"]
    ]


def _told(given: Given | NotKnown) -> Mapping[str, Any]:
    if isinstance(given, NotKnown):
        return {"status": HTTPStatus.NOT_FOUND.value, "decision_id": None, "verdict": None, "errors": ()}
    metrics.verdict(given.verdict)
    if isinstance(given.answer, Undecided):
        status = HTTPStatus.SERVICE_UNAVAILABLE.value
        return {"status": status, "decision_id": given.id, "verdict": None, "errors": ()}
    if given.verdict is None:
        told = [one.model_dump(exclude_none=True) for one in problems_in(given.answer)]
        status = HTTPStatus.UNPROCESSABLE_ENTITY.value
        return {"status": status, "decision_id": None, "verdict": None, "errors": told}
    verdict = orjson.Fragment(shown_verdict(given.release, given.verdict))
    return {"status": HTTPStatus.OK.value, "decision_id": given.id, "verdict": verdict, "errors": ()}
