"""What went wrong with a request, as `application/problem+json` (RFC 9457): all errors at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Final

import orjson
from flask import Flask, Response, g, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from adapters.logs import fault, logger
from engine.catalogue import LANGUAGES, Phrase, catalogue, text
from engine.problems import FactError, PolicyError, Problem, nearest

MEDIA: Final = "application/problem+json"
_MOST: Final = 1_000
"""Errors told of one request at most; how many there are is said."""


class ErrorPlace(BaseModel):
    """Where an error is: a JSON *pointer* or the name of a parameter, or a place in a file."""

    model_config = ConfigDict(extra="forbid")
    part: str | None = Field(None, description="`body`, `query`, `path`, `header`, or the name of a file")
    pointer: str | None = Field(None, description="JSON pointer into the body, or the name of the parameter")
    line: int | None = Field(None, description="from 1")
    column: int | None = Field(None, description="from 1")


class ErrorTold(BaseModel):
    """One error: its *code*, where it is, what is wrong and how to mend it."""

    model_config = ConfigDict(extra="forbid")
    code: str
    location: ErrorPlace
    message: str
    remedy: str
    values: dict[str, str | tuple[str, ...]] | None = Field(
        None, description="what message and remedy speak of, where who shows them may word them otherwise"
    )


class ProblemTold(BaseModel):
    """What went wrong with the request."""

    model_config = ConfigDict(extra="forbid")
    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="the id of the request")
    errors: tuple[ErrorTold, ...] = ()


class Refusal(Exception):
    """A request that is refused with *status*; *code* names texts `api.<code>` with *values* put in."""

    def __init__(self, status: HTTPStatus, code: str, errors: Iterable[ErrorTold] = (), **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.errors, self.values = status, code, tuple(errors), values
        self.headers: dict[str, str] = {}


def language() -> str:
    """The language the client reads: that of the page, or of `Accept-Language`; Chinese where neither says."""
    if (chosen := g.get("language")) is not None:
        return str(chosen)
    for wanted, _ in request.accept_languages:
        if wanted.lower().startswith("en"):
            return "en"
        if wanted.lower().startswith("zh"):
            break
    return LANGUAGES[0]


def told(problem: Problem, part: str = "body", pointer: str | None = None, *, apart: bool = False) -> ErrorTold:
    """*problem* as the API tells it, at its own place, or at *pointer* of *part* where that is given.

    *apart*: what its texts speak of is told besides.
    """
    place = (
        ErrorPlace(part=part, pointer=pointer)
        if pointer is not None
        else ErrorPlace(part=problem.place.file, line=problem.place.line, column=problem.place.column)
    )
    return ErrorTold(
        code=problem.code, location=place, message=problem.message(language()), remedy=problem.remedy(language()),
        values={name: _value(one) for name, one in problem.values.items()} if apart else None,
    )  # fmt: skip


def _value(one: object) -> str | tuple[str, ...]:
    """A value of a problem as it is told by itself."""
    if isinstance(one, tuple):
        return tuple(map(str, one))
    return text(one.key, language(), **one.values) if isinstance(one, Phrase) else str(one)


def mistaken(code: str, /, **values: object) -> PydanticCustomError:
    """What is wrong with a value of a request, for a model to raise: the texts are those of `api.request.<code>`."""
    return PydanticCustomError(code, code, values)


def of_model(error: ValidationError, part: str, names: Iterable[str] = (), given: object = None) -> list[ErrorTold]:
    """What pydantic found wrong with *part* of a request, which was *given* and may have keys of these *names*."""
    found = error.errors(include_url=False, include_input=False)
    within = {one["loc"][:-1] for one in found if one["loc"]}
    alone = (one for one in found if one["type"] != "too_short" or one["loc"] not in within)  # it counts sound ones
    return [_of_one(one, part, names, given) for one in islice(alone, _MOST)]


def _pointer(loc: Sequence[str | int], given: object) -> str:
    """Where *loc* is in what was *given*: which of several forms pydantic took a value for is no part of it."""
    steps: list[str] = []
    for number, step in enumerate(loc, 1):
        if isinstance(given, Mapping) and step not in given and number < len(loc):
            continue
        steps.append(str(step).replace("~", "~0").replace("/", "~1"))
        given = _within(given, step)
    return "".join(f"/{step}" for step in steps)


def _within(given: object, step: str | int) -> object:
    if isinstance(given, Mapping):
        return given.get(step)
    return given[step] if isinstance(given, list) and isinstance(step, int) and step < len(given) else None


def _of_one(one: ErrorDetails, part: str, names: Iterable[str], given: object) -> ErrorTold:
    spoken, loc = language(), one["loc"]
    kind = one["type"]
    if one.get("ctx", {}).get("field_type") == "Value":  # of a text, too, pydantic counts items then
        kind = f"string_{kind}"
    key = f"api.request.{_KNOWN.get(kind, kind)}"
    key = key if f"{key}.message" in catalogue(spoken) else "api.request.other"
    values: dict[str, object] = {**one.get("ctx", {}), "said": one["msg"][:1].lower() + one["msg"][1:]}
    values |= {"expected": values["expected_tags"]} if "expected_tags" in values else {}
    if "expected" in values:
        choices = str(values["expected"]).replace("'", "`").replace(" or ", ", ").split(", ")
        values["expected"] = text("api.request.choice.join", spoken).join(choices)
    if kind == "extra_forbidden" and len(loc) == 1:
        values["nearest"] = near = nearest(str(loc[0]), names)
        key = key if isinstance(near, Phrase) or near == "-" else "api.request.extra_near"
    return ErrorTold(
        code=f"request.{one['type']}",
        location=ErrorPlace(part=part, pointer=_pointer(loc, given)),
        message=text(f"{key}.message", spoken, **values),
        remedy=text(f"{key}.remedy", spoken, **values),
    )


_KNOWN: Final[Mapping[str, str]] = {
    "missing": "missing", "extra_forbidden": "extra", "literal_error": "choice", "union_tag_invalid": "choice",
    "string_pattern_mismatch": "pattern",
    "int_type": "whole", "int_parsing": "whole", "int_from_float": "whole", "int_parsing_size": "whole",
    "tuple_type": "list", "list_type": "list", "dict_type": "object", "model_type": "object",
    "string_type": "text", "bool_type": "truth", "bool_parsing": "truth", "float_type": "number",
    "float_parsing": "number", "finite_number": "number", "greater_than_equal": "least", "less_than_equal": "most",
    "string_too_short": "short", "string_too_long": "long", "too_short": "few", "too_long": "many",
}  # fmt: skip
"""What pydantic finds, by the texts that say it here; of the rest it says itself what is wrong."""


def problem_told(refusal: Refusal) -> ProblemTold:
    """What *refusal* tells."""
    spoken = language()
    return ProblemTold(
        type=f"/problems/{refusal.code}",
        title=text(f"api.{refusal.code}.title", spoken),
        status=refusal.status.value,
        detail=text(f"api.{refusal.code}.detail", spoken, **called(refusal.values)),
        instance=g.get("request_id", ""),
        errors=refusal.errors[:_MOST],
    )


def called(values: Mapping[str, object]) -> dict[str, object]:
    """*values* of a refusal with what they name by a word of ours as it is called in the language of who reads it."""
    known = catalogue(language())
    return {name: known.get(f"api.{name}.{one}", one) if name in _WORDS else one for name, one in values.items()}


_WORDS: Final = frozenset({"what", "state", "act"})


def response(refusal: Refusal) -> Response:
    """*refusal* as a response."""
    body = problem_told(refusal)
    made = Response(orjson.dumps(body.model_dump(exclude_none=True)), refusal.status, mimetype=MEDIA)
    made.headers.update(refusal.headers)
    made.headers["Content-Language"] = language().replace("_", "-")
    return made


def install(app: Flask) -> None:
    """Have *app* answer whatever goes wrong as a problem."""
    app.register_error_handler(Refusal, response)
    app.register_error_handler(FactError, lambda error: response(of_facts(error)))
    app.register_error_handler(PolicyError, lambda error: response(of_policies(error)))
    app.register_error_handler(OperationalError, _of_store)
    app.register_error_handler(InterfaceError, _of_store)
    app.register_error_handler(HTTPException, lambda error: response(of_http(error)))


def of_facts(error: FactError) -> Refusal:
    """*error* of who sent facts as a refusal."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", [told(one) for one in error.problems])


def of_policies(error: PolicyError) -> Refusal:
    """*error* of who wrote policies as a refusal."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "policies", [told(one) for one in error.problems])


def _of_store(error: Exception) -> Response:
    logger().error("store", request_id=g.get("request_id"), **fault(error))
    refusal = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "store")
    refusal.headers["Retry-After"] = "1"
    return response(refusal)


def of_http(error: HTTPException) -> Refusal:
    """*error* of the server's as a refusal."""
    status = HTTPStatus(error.code or 500)
    refusal = Refusal(status, _HTTP.get(status, "other"), number=status.value, phrase=status.phrase)
    refusal.headers.update({name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")})
    return refusal


_HTTP: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many",
    HTTPStatus.INTERNAL_SERVER_ERROR: "fault",
}
