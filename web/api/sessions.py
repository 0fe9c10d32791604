"""Sessions: signing in with a password, seeing who one is, signing out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import g, request
from pydantic import Field

from adapters.access.actor import Actor
from adapters.access.permissions import Permission, Role
from adapters.access.sessions import end, session_of
from adapters.access.sign_in import Refused, sign_in
from web import cookies
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal
from web.rates import too_many

sessions: Final = Operations("sessions")
SMALL: Final = 65_536
"""So large is the body of such requests at most."""


class Password(Model):
    """Who signs in."""

    user: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=1024)


class Current(Model):
    """Who asks, and what they may."""

    user: str
    name: str
    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...]
    sectors: tuple[str, ...] = Field(description="the sectors they reach; none: all")
    department: str | None
    csrf: str | None = Field(description="what writes by cookie say in `X-CSRF-Token`; none for tokens")


@sessions.add(
    "POST", "/sessions", allow="public", body=Password, most=SMALL,
    answers={201: Answer(Current, "signed in; the cookie is set")},
)  # fmt: skip
def begin_session(body: Password) -> Any:
    """Sign in with a password."""
    now = parts().clock.now()
    done = sign_in(
        parts().database, body.user, body.password, request.remote_addr or "", now, cookies.given()
    )  # fmt: skip
    if isinstance(done, Refused):
        raise too_many(done.wait) if done.wait else Refusal(HTTPStatus.UNAUTHORIZED, "bad_password")
    cookies.change(done)
    found = session_of(parts().database, done, now)
    if found is None:  # shut out in the meantime
        raise Refusal(HTTPStatus.UNAUTHORIZED, "bad_password")
    return _told(found.actor, found.csrf), HTTPStatus.CREATED


@sessions.add("GET", "/sessions/current", allow="self:manage", answers={200: Answer(Current)})
def current_session() -> Any:
    """Who asks, and what they may."""
    return _told(actor(), g.get("csrf"))


@sessions.add("DELETE", "/sessions/current", allow="self:manage", answers={204: Answer(says="signed out")})
def end_session() -> Any:
    """Sign out; a token is revoked elsewhere."""
    if (id_ := actor().session) is not None:
        with parts().database.writing() as connection:
            end(connection, id_)
        cookies.clear()
    return None, HTTPStatus.NO_CONTENT


def _told(who: Actor, csrf: str | None) -> Current:
    return Current(
        user=who.id,
        name=who.name,
        roles=tuple(sorted(who.roles)),
        permissions=tuple(sorted(who.permissions)),
        sectors=tuple(sorted(who.sectors)),
        department=who.department,
        csrf=csrf,
    )
