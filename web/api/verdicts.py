"""Verdicts: on stored subjects, or on facts that come with the question and are stored nowhere."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response
from pydantic import Field

from adapters.verdicts.asking import Given, NotKnown, inline, stored
from adapters.workers.work import Undecided
from engine.verdict import Verdict
from web import metrics
from web.api.access import actor, parts
from web.api.days import Asked
from web.api.operations import JSON, Answer, Operations
from web.api.problems import ErrorPlace, ErrorTold, Refusal

verdicts: Final = Operations("verdicts")


class Inline(Asked):
    """A question with its facts."""

    subject: dict[str, Any] = Field(description="`id`, `kind` and what else is known")
    facts: tuple[dict[str, Any], ...] = Field((), max_length=10_000)
    principals: dict[str, dict[str, Any]] | None = Field(
        None, description="whose listings may reach the subject, with their facts; not known unless given"
    )
    assume_decided: bool = Field(False, description="as if authorities had agreed to what waits for them")


@verdicts.add("GET", "/subjects/{id}/verdict", allow="verdicts:ask", query=Asked, answers={200: Answer(Verdict)})
def verdict_on(id: str, query: Asked) -> Any:  # noqa: A002 - as the address has it
    """What a release makes of what is on record of a subject."""
    try:
        given = stored(parts(), [id], query.days(), query.release, actor().id, {})[0]
    except NotKnown as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=error.what, name=error.name) from None
    return answered(given)


@verdicts.add("POST", "/verdicts", allow="verdicts:try", body=Inline, answers={200: Answer(Verdict)})
def verdict_inline(body: Inline) -> Any:
    """What a release makes of the facts sent along; they are stored nowhere."""
    asked = body.model_dump(mode="json", include={"subject", "facts", "principals", "assume_decided"})
    try:
        given = inline(parts(), asked, body.days(), body.release, actor().id, {})
    except NotKnown as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=error.what, name=error.name) from None
    return answered(given)


def answered(given: Given) -> Response:
    """The verdict *given*, with what it is by in the headers; a problem where there is none."""
    metrics.verdict(None if isinstance(given.answer, Undecided) else given.answer)
    if isinstance(given.answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    if given.answer.startswith(b'{"problems"'):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", _problems(given.answer))
    response = Response(given.answer, mimetype=JSON)
    response.headers["Decision-Id"] = given.id
    response.headers["Rules-Hash"] = given.release
    return response


def _problems(answer: bytes) -> list[ErrorTold]:
    return [
        ErrorTold(
            code=one["code"],
            location=ErrorPlace(part="body", pointer=one["place"]),
            message=one["message"],
            remedy=one["remedy"],
        )
        for one in orjson.loads(answer)["problems"]
    ]
