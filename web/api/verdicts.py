"""Verdicts: on stored subjects, or on facts that come with the question and are stored nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
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
from engine.problems import Place, Problem
from engine.verdict import Verdict
from web import metrics
from web.api.access import actor, parts, sight
from web.api.days import Asked
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import ErrorPlace, ErrorTold, Refusal, language, told
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
    if twice := sorted(set(body.subjects) & body.inputs.keys()):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "batch_twice", keys=", ".join(f"`{one}`" for one in twice[:10]))
    batch = secrets.token_hex(16)
    asking = context(batch)
    with known():
        found = dict(zip(body.subjects, stored(parts(), body.subjects, body.days(), body.release, asking), strict=True))
        questions = [one.written() for one in body.inputs.values()]
        found |= dict(zip(body.inputs, inline(parts(), questions, body.days(), body.release, asking), strict=True))
    answers = {key: _told(one, _asked_at(body, key)) for key, one in found.items()}
    content = orjson.dumps({"batch_decision_id": batch, "responses": answers})
    return Response(content, HTTPStatus.MULTI_STATUS, mimetype=JSON)


def _asked_at(body: Many, key: str) -> str:
    """The pointer to what of *body* the answer at *key* is to."""
    if key in body.inputs:
        return f"/inputs/{escaped(key)}"
    return f"/subjects/{body.subjects.index(key)}"


def escaped(name: str) -> str:
    """*name* as JSON pointers have it."""
    return name.replace("~", "~0").replace("/", "~1")


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


def verdict_of(given: Given, at: str = "") -> bytes:
    """The JSON of the verdict *given* on what stands at the pointer *at* of the body; refused where there is none."""
    metrics.verdict(given.verdict)
    if isinstance(given.answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    if given.verdict is None:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", problems_in(given.answer, at))
    return given.verdict


def problems_in(answer: bytes, at: str = "") -> list[ErrorTold]:
    """What a worker found wrong with the question it was asked, which stands at the pointer *at* of the body."""
    spoken = language()
    return [
        ErrorTold(
            code=one["code"],
            location=ErrorPlace(part="body", pointer=f"{at}{_pointer(one)}"),
            message=one["message"][spoken],
            remedy=one["remedy"][spoken],
        )
        for one in orjson.loads(answer)["problems"]
    ]


def _pointer(problem: Mapping[str, Any]) -> str:
    """Where in a question a *problem* is that a worker tells: of its subject, or of one of its records."""
    _, _, principal = problem["file"].partition("/")
    whose = f"/principals/{escaped(principal)}" if principal else ""
    if problem["line"] == 0:
        return whose if problem["code"] == "facts.not_a_record" else f"{whose}/subject{_within(problem)}"
    return f"{whose}/facts/{problem['line'] - 1}{_within(problem)}"


def _within(problem: Mapping[str, Any]) -> str:
    record, field, key = problem["line"] > 0, problem["field"], problem["key"]
    if field is not None:
        return f"/fields/{field}" if record else f"/{field}"
    if key is not None:
        return f"/{key}".replace(".", "/")
    return WITHIN.get(problem["code"], "")


WITHIN: Final[Mapping[str, str]] = {
    "facts.bad_id": "/id", "facts.same_id": "/id", "facts.unknown_type": "/type", "facts.bad_related": "/related",
    "facts.other_subject": "/subject", "facts.revocation_cycle": "/fields/revokes",
}  # fmt: skip
"""What of a record a problem is about that names neither a field nor a key."""


def _told(given: Given | NotKnown, at: str) -> Mapping[str, Any]:
    if isinstance(given, NotKnown):
        errors = [told(Problem("service.unknown_subject", Place(at), {"subject": given.name}), "body", at)]
        return _none(HTTPStatus.NOT_FOUND, None, errors)
    metrics.verdict(given.verdict)
    if isinstance(given.answer, Undecided):
        return _none(HTTPStatus.SERVICE_UNAVAILABLE, given.id, [])
    if given.verdict is None:
        return _none(HTTPStatus.UNPROCESSABLE_ENTITY, None, problems_in(given.answer, at))
    verdict = orjson.Fragment(shown_verdict(given.release, given.verdict))
    return {"status": HTTPStatus.OK.value, "decision_id": given.id, "verdict": verdict, "errors": ()}


def _none(status: HTTPStatus, decision: str | None, errors: Iterable[ErrorTold]) -> Mapping[str, Any]:
    """That there is no verdict, and why."""
    said = [one.model_dump(exclude_none=True) for one in errors]
    return {"status": status.value, "decision_id": decision, "verdict": None, "errors": said}
