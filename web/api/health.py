"""Whether the service lives, whether it is ready for requests, and what it counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Final

import orjson
from flask import Response, current_app, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from adapters.clock import iso_day, today
from adapters.database.migrate import is_current
from adapters.figures import Figures
from adapters.figures import figures as counted
from adapters.logs import fault, logger
from adapters.parts import Parts
from adapters.verdicts.asking import NotKnown, ask, program_of, release_meant
from adapters.workers.work import Undecided
from engine.problems import XinhengError
from web import metrics
from web.api.access import admit, parts
from web.api.operations import Answer, Model, Operations

health: Final = Operations("health", prefix="")
LOOPBACK: Final = "XINHENG_METRICS_LOOPBACK"
"""Under which key an app keeps whether its figures are for whoever asks from this machine."""
_TEXT: Final = "text/plain"


class Alive(Model):
    """The service lives."""

    status: str


class Ready(Model):
    """Whether the service is ready, and which part is not: each is `ok` or `failed`."""

    status: str
    checks: Mapping[str, str]


@health.add("GET", "/health/live", allow="public", answers={200: Answer(Alive)})
def live() -> Any:
    """Whether the service lives."""
    return Alive(status="live")


@health.add(
    "GET", "/health/ready", allow="public",
    answers={200: Answer(Ready, "ready"), 503: Answer(Ready, "not ready: which part is not")},
)  # fmt: skip
def ready() -> Any:
    """Whether the service is ready: its store is reached and current, its release loads, its workers answer."""
    found = checks()
    if set(found.values()) == {"ok"}:
        return Ready(status="ready", checks=found)
    return Ready(status="not ready", checks=found), HTTPStatus.SERVICE_UNAVAILABLE


@health.add("GET", "/metrics", allow="public", answers={200: Answer(media=(_TEXT,))})
def figures() -> Any:
    """What was counted and what waits, for Prometheus.

    Who is not permitted `metrics:read` must ask from this machine, if it may.
    """
    near = current_app.config.get(LOOPBACK, False) and ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - compared
    if not near:
        admit("metrics:read")
    return Response(metrics.told(_figures()), content_type=metrics.CONTENT_TYPE_LATEST)


def checks() -> Mapping[str, str]:
    """Which part is `ok`, and which `failed`."""
    return {name: _passes(name, check) for name, check in _CHECKS.items()}


def _figures() -> Figures | None:
    """The figures of the store; none where it is not reached: what was counted is told all the same."""
    try:
        with parts().database.reading() as connection:
            return counted(connection)
    except SQLAlchemyError as error:
        logger().warning("no figures of the store", **fault(error))
        return None


def _passes(name: str, check: Callable[[Parts], bool]) -> str:
    try:
        passed = check(parts())
    except (SQLAlchemyError, XinhengError, NotKnown, OSError) as error:
        logger().warning("not ready", part=name, **fault(error))
        return "failed"
    return "ok" if passed else "failed"


def _database(parts: Parts) -> bool:
    with parts.database.reading() as connection:
        return bool(connection.scalar(text("SELECT 1")))


def _schema(parts: Parts) -> bool:
    return is_current(parts.database)


def _release(parts: Parts) -> bool:
    program_of(parts, _live(parts))
    return True


def _workers(parts: Parts) -> bool:
    asked = {"subject": {"id": "ready", "kind": "enterprise"}, "facts": [], "as_of": iso_day(today(parts.clock))}
    return not isinstance(ask(parts, _live(parts), [orjson.dumps(asked)])[0], Undecided)


def _live(parts: Parts) -> str:
    with parts.database.reading() as connection:
        return release_meant(connection, None, parts.clock.now())


_CHECKS: Final[Mapping[str, Callable[[Parts], bool]]] = {
    "database": _database, "schema": _schema, "release": _release, "workers": _workers,
}  # fmt: skip
