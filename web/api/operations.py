"""Operations of the API: a route, the permission it asks for, the models of what comes and goes, in one decorator.

The document at `/openapi.json` is made of the same (`web.api.document`), so it cannot say anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any, Final, Literal, TypeVar

import orjson
from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from adapters.access.permissions import Permission
from adapters.deep import DEPTH, too_deep
from adapters.twice import key_twice
from web.api.access import admit
from web.api.problems import Refusal, of_model
from web.api.showing import settled

JSON: Final = "application/json"
_SHORT: Final = 200
"""Bytes of a query that is kept as it was read."""
F = TypeVar("F", bound=Callable[..., Any])
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Model(BaseModel):
    """A shape of the API: nothing beside what it names."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


@dataclass(frozen=True)
class Answer:
    """What an operation may answer: the shape, and the media types it may have; no *model*: a text, or nothing."""

    model: Any = None
    says: str = ""
    media: tuple[str, ...] = (JSON,)


@dataclass(frozen=True)
class Operation:
    """One operation: *path* has parts in braces; *takes* are the media types of a body that is read by the view.

    Its body has *most* bytes, where that is less than what every body may have.
    """

    method: Method
    path: str
    view: Callable[..., Any]
    allow: Permission
    answers: Mapping[int, Answer]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    takes: tuple[str, ...] = ()
    most: int | None = None
    tag: str = ""
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    @property
    def address(self) -> str:
        """The path from the root on."""
        return self.prefix + self.path


class Operations:
    """The operations of one resource, gathered by the decorators of its module.

    *tag* groups them in the document, *prefix* comes before their paths.
    """

    def __init__(self, tag: str, prefix: str = "/v1") -> None:
        self.tag, self.prefix = tag, prefix
        self.known: list[Operation] = []

    def add(  # noqa: PLR0913 - one declaration says all of an operation
        self,
        method: Method,
        path: str,
        *,
        allow: Permission,
        answers: Mapping[int, Answer],
        query: type[BaseModel] | None = None,
        body: type[BaseModel] | None = None,
        takes: tuple[str, ...] = (),
        most: int | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Callable[[F], F]:
        """Have a view answer *method* at *path* for who is permitted *allow*.

        The view takes the parts of the path, and `query` and `body` where it has models of these. It returns a model,
        JSON as bytes, a response, or one of them with a status. With *takes* it reads the body itself.
        """

        def added(view: F) -> F:
            about = (self.tag, view.__name__, parameters or {}, self.prefix)
            self.known.append(Operation(method, path, view, allow, answers, query, body, takes, most, *about))
            return view

        return added


def mount(app: Flask, operations: Operation) -> None:
    """Have *app* answer *operations*."""
    one = operations
    rule = one.address.replace("{", "<").replace("}", ">")
    app.add_url_rule(
        rule, f"{one.tag}.{one.name}", _viewing(one), methods=[one.method], provide_automatic_options=False
    )


def _viewing(one: Operation) -> Callable[..., Response]:
    """The view of *one*: who asks is admitted first, then what they sent is read, then it is answered."""

    def view(**path: str) -> Response:
        if one.most is not None:
            request.max_content_length = one.most
        admit(one.allow)
        if any("\0" in text for text in path.values()):  # nothing is called so; PostgreSQL cannot even be asked
            raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
        errors: list[Any] = []
        if one.query is not None:
            path["query"] = _asked(one.query, errors)
        elif request.args:
            _read(_Nothing, dict(request.args), "query", errors)
        if one.body is not None:
            path["body"] = _read(one.body, _json(), "body", errors)
        if errors or _has_nul(request.query_string):
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "request", errors)
        return settled(responded(one.view(**path)))

    return view


class _Nothing(Model):
    """No parameters at all."""


def responded(value: Any) -> Response:
    """*value* of a view as a response."""
    status = HTTPStatus.OK
    headers: Mapping[str, str] = {}
    if isinstance(value, tuple):
        value, status, *more = value
        headers = more[0] if more else {}
    if isinstance(value, Response):
        return value
    if isinstance(value, BaseModel):
        value = orjson.dumps(value.model_dump(mode="json"))
    elif value is None:
        value = b""
    elif not isinstance(value, bytes):
        value = orjson.dumps(value)
    made = Response(value, status, mimetype=JSON)
    if status == HTTPStatus.NO_CONTENT:
        made.headers.pop("Content-Type", None)
    made.headers.update(headers)
    return made


def _has_nul(said: bytes) -> bool:
    """Whether what the address asks for, in its query *said*, has a character that no name has."""
    return (b"%00" in said or b"\0" in said) and any("\0" in text for text in request.args.values())


def _asked(model: type[BaseModel], errors: list[Any]) -> Any:
    """What the address asks for by *model*; a short one that came before is not read again."""
    if len(said := request.query_string) > _SHORT:
        return _read(model, _arguments(model), "query", errors)
    try:
        return _asked_before(model, said)
    except ValidationError as error:
        errors += of_model(error, "query", model.model_fields)
        return None


@lru_cache(maxsize=1024)
def _asked_before(model: type[BaseModel], _said: bytes) -> BaseModel:
    """What the address of this request, which says *_said*, asks for by *model*: frozen, so all may have the same."""
    return model.model_validate(_arguments(model))


def _arguments(model: type[BaseModel]) -> dict[str, Any]:
    """The arguments of the address; a repeated one is a list where *model* has one, and else refused by it."""
    several = _several(model)
    return {name: values if name in several or len(values) > 1 else values[0] for name, values in request.args.lists()}


@cache
def _several(model: type[BaseModel]) -> frozenset[str]:
    """The fields of *model* that are lists."""
    return frozenset(name for name, one in model.model_fields.items() if "tuple" in str(one.annotation))


def _json() -> Any:
    if request.mimetype != JSON:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media", wanted=JSON)
    return read_json(sent())


def sent() -> bytes:
    """The body as it was sent, whole; refused where it is packed, since what it unpacks to could be of any size.

    One that does not say how long it is would be cut where it is too long, and what is left might pass for all of it.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "packed")
    data = request.get_data(cache=False)
    most = request.max_content_length
    if most is not None and request.content_length is None and len(data) >= most:
        raise RequestEntityTooLarge
    return data


def read_json(data: bytes) -> Any:
    """*data* as JSON; refused where it is none, is nested too deep, or has a key twice: readers would differ on it."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, "json", said=str(error)) from None
    if too_deep(data, value):
        raise Refusal(HTTPStatus.BAD_REQUEST, "json_depth", limit=DEPTH)
    if (key := key_twice(data, value)) is not None:
        raise Refusal(HTTPStatus.BAD_REQUEST, "json_twice", key=key)
    return value


def _read(model: type[BaseModel], value: Any, part: str, errors: list[Any]) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors += of_model(error, part, model.model_fields, value)
        return None
