"""Asking the API from within: pages get what any client gets, by the same operation, permission, sight and ledger."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response, current_app, g, request

from web.api.access import PURPOSE
from web.api.operations import responded
from web.api.problems import Refusal
from web.pages.language import spoken

_HANDED: Final = ("actor", "csrf", "request_id", "trace")
Query = Mapping[str, Any]


def ask(method: str, path: str, *, query: Query | None = None, body: Any = None, purpose: str | None = None) -> Any:
    """What the API answers to *method* at *path* (`/v1/…`), read from JSON; bytes where it is something else.

    *query* leaves out what is `None`; *body* is sent as JSON, or as it is where it is bytes; *purpose* is what who asks
    wants it for. Raises what the operation does: `Refusal`, `FactError`, `PolicyError`.
    """
    answer = asked(method, path, query=query, body=body, purpose=purpose)
    data = answer.get_data()
    if (answer.mimetype or "").endswith("json"):
        return orjson.loads(data) if data else None
    return data


def asked(
    method: str,
    path: str,
    *,
    query: Query | None = None,
    body: Any = None,
    purpose: str | None = None,
    media: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response to the same; *media* is the type of a *body* of bytes."""
    if "?" in path:  # somebody's name for a thing, which would say more than where it is
        raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
    data = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
    told = {"Accept-Language": spoken().replace("_", "-"), **(headers or {})}
    if purpose:
        told[PURPOSE] = purpose
    handed = {name: g.get(name) for name in _HANDED if name in g}
    # A context of the application besides, since `g` would else be the page's own.
    with (
        current_app.app_context(),
        current_app.test_request_context(
            path,
            method=method,
            base_url=request.host_url,
            query_string={name: value for name, value in (query or {}).items() if value is not None},
            data=data,
            content_type=media if data is not None else None,
            headers=told,
            environ_overrides={"REMOTE_ADDR": request.remote_addr or ""},
        ),
    ):
        for name, value in handed.items():
            setattr(g, name, value)
        g.within = True
        return responded(current_app.dispatch_request())
