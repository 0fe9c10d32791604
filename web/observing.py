"""What every request leaves behind: an id, a line in the log, a count. None of it says what was sent or asked about."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from logging import INFO
from time import perf_counter
from typing import Any, Final

from flask import Flask, Response, g, got_request_exception, request

from adapters.logs import fault, logger
from web import metrics

_ID: Final = "X-Request-Id"
_GIVEN: Final = "HTTP_X_REQUEST_ID"
_MOST_ID: Final = 64
_TRACE: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
_NO_ROUTE: Final = "(none)"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Trace:
    """Of whose work the request is a part (W3C Trace Context)."""

    trace_id: str
    span_id: str


def install(app: Flask) -> None:
    """Have *app* tell of its requests. To be called first, so that it sees them first and last."""
    app.before_request(_begun)
    app.after_request(_ended)
    app.logger.disabled = True  # it would tell the path, and what errors say
    got_request_exception.connect(_raised, app)


def trace() -> Trace | None:
    """The trace that the request belongs to."""
    found: Trace | None = g.get("trace")
    return found


def seconds_since() -> float:
    """Seconds since the request came."""
    return perf_counter() - float(g.started)


def _here() -> Any:
    """What `g` stands for in this request: to ask it once costs less than to ask `g` each time."""
    return g._get_current_object()  # noqa: SLF001 - as Flask's proxies are to be asked


def _begun() -> None:
    here, seen = _here(), request.environ
    here.started = perf_counter()
    given = seen.get(_GIVEN, "")
    plain = given.isascii() and given.replace("-", "").replace("_", "").isalnum() and len(given) <= _MOST_ID
    here.request_id = given if plain else secrets.token_hex(16)
    if found := _TRACE.fullmatch(seen.get("HTTP_TRACEPARENT", "")):
        here.trace = Trace(found[1], found[2])


def _ended(response: Response) -> Response:
    here, rule, status = _here(), request.url_rule, response.status_code
    response.headers.add(_ID, here.request_id)
    seconds = perf_counter() - here.started
    route = rule.rule if rule is not None else _NO_ROUTE
    method = request.method if request.method in _METHODS else _NO_ROUTE
    metrics.observe(method, route, status, seconds)
    log = logger()
    if log.is_enabled_for(INFO):
        told = {"request_id": here.request_id, "method": method, "route": route, "status": status}
        log.info("request", **told, ms=round(seconds * 1000, 3), **_who())
    return response


def _who() -> dict[str, Any]:
    told = {}
    if actor := g.get("actor"):
        told["actor"] = actor.id
    if found := trace():
        told |= {"trace_id": found.trace_id, "span_id": found.span_id}
    return told


def _raised(_app: Flask, exception: BaseException, **_: Any) -> None:
    logger().error("fault", request_id=g.get("request_id"), **fault(exception))
