"""Who asks: the actor behind a request, and whether the operation is for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import current_app, g, request

from adapters.access.actor import NOBODY, Actor
from adapters.access.permissions import Permission
from adapters.access.tokens import actor_of
from adapters.parts import Parts
from web.api.problems import Refusal

_BEARER: Final = "bearer "
PARTS: Final = "xinheng"
"""Under which name an app keeps its parts."""


def parts() -> Parts:
    """What the running app is made of."""
    found: Parts = current_app.extensions[PARTS]
    return found


def actor() -> Actor:
    """Who asks."""
    found: Actor = g.actor
    return found


def admit(permission: Permission) -> None:
    """Let the request go on where who asks is permitted *permission*; else raise `Refusal`."""
    g.actor = _asking()
    if permission != "public" and not g.actor.may(permission):
        if g.actor is NOBODY:
            refusal = Refusal(HTTPStatus.UNAUTHORIZED, "unauthorized")
            refusal.headers["WWW-Authenticate"] = 'Bearer realm="xinheng"'
            raise refusal
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission=permission)


def _asking() -> Actor:
    given = request.headers.get("Authorization", "")
    if not given:
        return NOBODY
    found = None
    if given[: len(_BEARER)].lower() == _BEARER:
        with parts().database.reading() as connection:
            found = actor_of(connection, given[len(_BEARER) :].strip(), parts().clock.now())
    if found is None:
        refusal = Refusal(HTTPStatus.UNAUTHORIZED, "bad_token")
        refusal.headers["WWW-Authenticate"] = 'Bearer realm="xinheng", error="invalid_token"'
        raise refusal
    return found
