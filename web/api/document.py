"""The OpenAPI 3.1 document, made of the operations and their models, and served at `/openapi.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Flask, Response
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from adapters.access.permissions import ANYBODY
from adapters.access.sight import PURPOSES
from web.api.access import CSRF, PURPOSE
from web.api.operations import JSON, Answer, Operation
from web.api.problems import MEDIA, ProblemTold
from web.api.showing import MASKED

_REF: Final = "#/components/schemas/{model}"
_PART: Final = re.compile(r"\{(?:[a-z]+:)?([a-z_]+)\}")


def install(app: Flask, operations: Sequence[Operation]) -> None:
    """Have *app* serve the document of *operations*, which is made when first asked for."""

    @cache
    def written() -> bytes:
        return orjson.dumps(document(operations))

    def openapi() -> Response:
        return Response(written(), mimetype=JSON)

    app.add_url_rule("/openapi.json", "openapi", openapi, methods=["GET"])


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """The document of *operations*."""
    known = list(operations)
    shapes = _Shapes(known)
    paths: dict[str, dict[str, Any]] = {}
    for one in known:
        paths.setdefault(_PART.sub(r"{\1}", one.address), {})[one.method.lower()] = _operation(one, shapes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Xinheng 信衡",
            "version": "1",
            "description": "Facts in, verdicts out: what a policy base makes of the credit records of a subject.",
        },
        "paths": paths,
        "components": {
            "schemas": shapes.definitions,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-xinheng",
                    "description": f"set by signing in; writes say in `{CSRF}` what that told as `csrf`",
                },
            },
        },
    }


class _Shapes:
    """The schemas of all models, each once."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        wanted: dict[tuple[Any, JsonSchemaMode], None] = {(ProblemTold, "serialization"): None}
        for one in operations:
            if one.body is not None:
                wanted[one.body, "validation"] = None
            for answer in one.answers.values():
                if answer.model is not None:
                    wanted[answer.model, "serialization"] = None
        adapters = [(key, mode, TypeAdapter(key)) for key, mode in wanted]
        found, defined = TypeAdapter.json_schemas(adapters, ref_template=_REF, schema_generator=GenerateJsonSchema)
        self._found = found
        self.definitions = defined.get("$defs", {})

    def of(self, model: Any, mode: JsonSchemaMode) -> Any:
        return self._found[model, mode]


def _operation(one: Operation, shapes: _Shapes) -> dict[str, Any]:
    summary, _, more = (one.view.__doc__ or "").strip().partition("\n")
    told: dict[str, Any] = {
        "operationId": f"{one.tag}.{one.name}",
        "tags": [one.tag],
        "summary": summary,
        "description": " ".join(more.split()),
        "parameters": [*_in_path(one), *_in_query(one), *_in_headers(one)],
        "responses": {str(status): _response(answer, shapes) for status, answer in sorted(one.answers.items())},
    }
    problem = {"description": "a problem", "content": {MEDIA: {"schema": shapes.of(ProblemTold, "serialization")}}}
    told["responses"] |= {str(status.value): problem for status in _refusals(one)}
    if one.body is not None:
        told["requestBody"] = {
            "required": True, "content": {JSON: {"schema": shapes.of(one.body, "validation")}},
        }  # fmt: skip
    elif one.takes:
        told["requestBody"] = {"required": True, "content": {media: {} for media in one.takes}}
    if one.allow != "public":
        told["security"] = [{"token": []}, {"session": []}]
        told["x-permission"] = one.allow
    return told


def _refusals(one: Operation) -> list[HTTPStatus]:
    """With which problems *one* may answer, beside those it names."""
    always = [HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN,
              HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE]  # fmt: skip
    if _PART.search(one.path) or one.query is not None or one.body is not None:
        always.append(HTTPStatus.NOT_FOUND)
    if one.body is not None or one.takes:
        always += [HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.CONFLICT]
    return [status for status in always if status not in one.answers]


def _response(answer: Answer, shapes: _Shapes) -> dict[str, Any]:
    told: dict[str, Any] = {"description": answer.says or "done"}
    if answer.model is not None:
        told["content"] = {media: {"schema": shapes.of(answer.model, "serialization")} for media in answer.media}
    elif answer.media != (JSON,):
        told["content"] = {media: {} for media in answer.media}
    return told


def _in_path(one: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": one.parameters.get(name, ""),
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }
        for name in _PART.findall(one.path)
    ]


def _in_headers(one: Operation) -> list[dict[str, Any]]:
    """The purpose, with which some see more than others, of whatever is not for anybody."""
    if one.allow in ANYBODY:
        return []
    says = f"what it is asked for: with the roles it says what is shown; `{MASKED}` tells what is not"
    purposes = {"type": "string", "enum": list(PURPOSES)}
    return [{"name": PURPOSE, "in": "header", "required": False, "description": says, "schema": purposes}]


def _in_query(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    schema = one.query.model_json_schema(mode="validation", ref_template=_REF)
    needed = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "description": about.get("description", ""),
            "schema": {key: value for key, value in about.items() if key not in ("description", "title")},
        }
        for name, about in schema.get("properties", {}).items()
    ]
