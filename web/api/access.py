"""Who asks: the actor behind a request, whether the operation is for them, and what they see."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import Final

from flask import current_app, g, request

from adapters.access.actor import NOBODY, Actor
from adapters.access.permissions import Permission
from adapters.access.sessions import session_of
from adapters.access.sight import PURPOSES, Purpose, Sight, sight_of
from adapters.access.tokens import actor_of
from adapters.parts import Parts
from engine.catalogue import text
from web import cookies, rates
from web.api.problems import ErrorPlace, ErrorTold, Refusal, language

_BEARER: Final = "bearer "
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
PARTS: Final = "xinheng"
"""Under which name an app keeps its parts."""
CSRF: Final = "X-CSRF-Token"
"""What a write by a cookie says beside it, since other sites can have a browser send the cookie, and not this."""
PURPOSE: Final = "Xinheng-Purpose"
"""What something is asked for: with the role it says what is seen."""


def parts() -> Parts:
    """What the running app is made of."""
    found: Parts = current_app.extensions[PARTS]
    return found


def actor() -> Actor:
    """Who asks."""
    found: Actor = g.actor
    return found


def sight() -> Sight:
    """What who asks sees, for the purpose they give."""
    found: Sight = g.sight
    return found


def admit(permission: Permission) -> None:
    """Let the request go on where who asks is permitted *permission*, and not too often; else raise `Refusal`.

    A page that asks from within (`web.pages.asking`) has said who asks, and was counted itself.
    """
    if "within" not in g:
        g.actor = _asking(permission)
        rates.take(g.actor)
    who: Actor = g.actor
    if permission != "public" and not who.may(permission):
        if who is NOBODY:
            raise _unauthorized("unauthorized")
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission=permission)
    g.sight = sight_of(who, _purpose())


def _asking(permission: Permission) -> Actor:
    given = request.headers.get("Authorization", "")
    if given:
        return _by_token(given)
    asking = signed_in()
    if asking is NOBODY:
        return NOBODY
    if permission != "public" and request.method not in _SAFE:
        said = request.headers.get(CSRF, "").encode()
        if not hmac.compare_digest(said, g.csrf.encode()):
            raise Refusal(HTTPStatus.FORBIDDEN, "csrf", header=CSRF)
    return asking


def signed_in() -> Actor:
    """Who came by the cookie of a session, whose `csrf` their writes must say; else nobody."""
    secret = cookies.given()
    found = None if secret is None else session_of(parts().database, secret, parts().clock.now())
    if found is None:
        return NOBODY
    if found.secret is not None:
        cookies.change(found.secret)
    g.csrf = found.csrf
    return found.actor


def _by_token(given: str) -> Actor:
    found = None
    if given[: len(_BEARER)].lower() == _BEARER:
        here = parts()
        found = actor_of(here.database, given[len(_BEARER) :].strip(), here.clock.now())
    if found is None:
        rates.take(NOBODY)
        raise _unauthorized("bad_token", ', error="invalid_token"')
    return found


def _unauthorized(code: str, more: str = "") -> Refusal:
    refusal = Refusal(HTTPStatus.UNAUTHORIZED, code)
    refusal.headers["WWW-Authenticate"] = f'Bearer realm="xinheng"{more}'
    return refusal


def _purpose() -> Purpose | None:
    given = request.headers.get(PURPOSE)
    for known in PURPOSES:
        if given == known:
            return known
    if given is None:
        return None
    spoken = language()
    error = ErrorTold(
        code="request.purpose",
        location=ErrorPlace(part="header", pointer=PURPOSE),
        message=text("api.request.purpose.message", spoken),
        remedy=text("api.request.purpose.remedy", spoken, known=", ".join(PURPOSES)),
    )
    raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "request", [error])
