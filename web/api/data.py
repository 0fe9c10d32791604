"""Documents as OPA's Data API has them (`POST /v1/data/…`), for those whose tools ask that way.

<https://www.openpolicyagent.org/docs/rest-api#data-api>: the question is the `input` of the body, the answer its
`result`; what is not defined has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response
from pydantic import Field, model_validator

from adapters.verdicts.asking import Given, inline, program_of
from adapters.verdicts.gates import passage
from web.api.access import actor, parts
from web.api.days import Asked
from web.api.gates import GATES
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import Refusal, mistaken
from web.api.showing import at_gate, policy_asked, shown_verdict
from web.api.verdicts import SubjectId, context, given_on, known, verdict_of, with_headers
from web.observing import seconds_since

data: Final = Operations("data")
_INPUT: Final = "/input"
_INLINE: Final = ("facts", "principals", "assume_decided")


class Wanted(Model):
    """What the answer tells beside its result, as OPA's does."""

    pretty: bool = Field(False, description="laid out for reading")
    metrics: bool = Field(False, description="how long it took")
    provenance: bool = Field(False, description="by which release")


class Input(Asked):
    """Whom it is about: the id of a stored subject, or a subject with its facts, which are stored nowhere."""

    subject: SubjectId | dict[str, Any] = Field(description="an id or code; or `id`, `kind` and what else is known")
    facts: tuple[dict[str, Any], ...] = Field((), max_length=10_000)
    principals: dict[str, dict[str, Any]] | None = None
    assume_decided: bool = Field(False, description="as if authorities had agreed to what waits for them")

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Input:
        if isinstance(self.subject, str) and (beside := self.model_fields_set.intersection(_INLINE)):
            raise mistaken("stored_alone", keys=", ".join(f"`{one}`" for one in sorted(beside)))
        return self

    def question(self) -> dict[str, Any]:
        """The same as workers take it, of a subject with its facts."""
        return self.model_dump(mode="json", include={"subject", *_INLINE})


class InputAlone(Model):
    """The body of a question."""

    input: Input


class Document(Model):
    """What was asked for; without a *result* where nothing is defined."""

    result: Any = None
    decision_id: str | None = None
    metrics: dict[str, int] | None = None
    provenance: dict[str, Any] | None = None


_ANSWERS: Final = {200: Answer(Document)}


@data.add("POST", "/data/xinheng/verdict", allow="verdicts:ask", query=Wanted, body=InputAlone, answers=_ANSWERS)
def verdict_document(query: Wanted, body: InputAlone) -> Any:
    """The verdict on a stored subject, or on facts that come along."""
    given, verdict = _asked(body.input)
    return _told(query, given, orjson.Fragment(shown_verdict(given.release, verdict)))


@data.add("POST", "/data/xinheng/gates/{gate}", allow="gates:ask", query=Wanted, body=InputAlone, answers=_ANSWERS)
def gate_document(gate: str, query: Wanted, body: InputAlone) -> Any:
    """What a desk must, may or should do about a subject."""
    if gate not in GATES:
        return {}
    at_gate(gate)
    given, verdict = _asked(body.input)
    return _told(query, given, passage(program_of(parts(), given.release), orjson.loads(verdict), gate))


@data.add(
    "POST", "/data/xinheng/policies/{path:policy}", allow="verdicts:ask", query=Wanted, body=InputAlone,
    answers=_ANSWERS,
)  # fmt: skip
def policy_document(policy: str, query: Wanted, body: InputAlone) -> Any:
    """How a subject stands on a list, or its grade by one."""
    given, verdict = _asked(body.input)
    policy_asked(program_of(parts(), given.release), policy)
    shown = orjson.loads(shown_verdict(given.release, verdict))
    return _told(query, given, next((one for one in _standings(shown) if one["policy"] == policy), None))


def _standings(verdict: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*verdict["lists"], *verdict["grades"]]


def _asked(asked: Input) -> tuple[Given, bytes]:
    """The verdict given on what is *asked*, and its JSON; refused where there is none."""
    if isinstance(asked.subject, str):
        given = given_on(asked.subject, asked)
    elif not actor().may("verdicts:try"):
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission="verdicts:try")
    else:
        with known():
            given = inline(parts(), [asked.question()], asked.days(), asked.release, context())[0]
    return given, verdict_of(given, _INPUT)


def _told(wanted: Wanted, given: Given, result: Any) -> Response:
    """The document that says *result*, by the verdict *given*."""
    told: dict[str, Any] = {"decision_id": given.id}
    if result is not None:
        told["result"] = result
    if wanted.provenance:
        told["provenance"] = {"bundles": {"xinheng": {"revision": given.release}}}
    if wanted.metrics:
        told["metrics"] = {"timer_server_handler_ns": round(seconds_since() * 1e9)}
    layout = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if wanted.pretty else 0
    return with_headers(Response(orjson.dumps(told, option=layout), mimetype=JSON), given)
