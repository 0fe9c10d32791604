"""Signing in and out, and the language one reads."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Response, g, redirect, request

from adapters.access.actor import NOBODY
from adapters.access.sessions import end, session_of
from adapters.access.sign_in import Refused, sign_in
from web import cookies
from web.api.access import actor, parts
from web.pages.frame import say
from web.pages.keeping import send_again, sign_in_form
from web.pages.language import choose
from web.pages.routes import Pages
from web.rates import too_many

signing_in: Final = Pages("frame")
_MOST_NAME, _MOST_PASSWORD = 64, 1024


@signing_in.add("/sign-in", allow="public", methods=("GET", "POST"))
def sign_in_page() -> Any:
    """Ask for a password; who gives the right one goes on to where they wanted to, or sends what they had typed."""
    kept = {"next": request.args.get("next", "/")}
    kept |= {name: request.form[name] for name in ("next", "to", "kept") if name in request.form}
    if request.method == "GET":
        # A link from elsewhere brings no cookie along: the page then looks again by itself, from here.
        came_back = "here" in request.args and actor() is not NOBODY
        return see(own_path(kept["next"])) if came_back else sign_in_form(kept)
    user, password = request.form.get("user", "")[:_MOST_NAME], request.form.get("password", "")[:_MOST_PASSWORD]
    done = sign_in(
        parts().database, user, password, request.remote_addr or "", parts().clock.now(), cookies.given()
    )  # fmt: skip
    if isinstance(done, Refused):
        if done.wait:
            raise too_many(done.wait)
        wrong = say("api.bad_password.detail")
        return sign_in_form(kept, user=user, wrong=wrong), HTTPStatus.UNAUTHORIZED
    cookies.change(done)
    found = session_of(parts().database, done, parts().clock.now())
    if "kept" in kept and found is not None:
        g.actor, g.csrf = found.actor, found.csrf
        return send_again(own_path(kept.get("to", "/")), kept["kept"])
    return see(own_path(kept["next"]))


@signing_in.add("/sign-out", allow="public", methods=("POST",))
def sign_out() -> Response:
    """End the session."""
    if (id_ := actor().session) is not None:
        with parts().database.writing() as connection:
            end(connection, id_)
        cookies.clear()
    return see("/")


@signing_in.add("/language", allow="public", methods=("POST",))
def change_language() -> Response:
    """Be spoken to in another language from now on."""
    response = see(own_path(request.form.get("next", "/")))
    choose(response, request.form.get("language", ""))
    return response


def see(path: str) -> Response:
    """Send the browser on to *path* of this host, to read."""
    response: Any = redirect(path, HTTPStatus.SEE_OTHER)
    return response  # type: ignore[no-any-return]


def own_path(given: str) -> str:
    """*given* where it is a path of this very host; else the root."""
    parts_ = urlsplit(given.replace("\\", "/"))
    plain = given.startswith("/") and not given.startswith(("//", "/\\")) and not parts_.scheme and not parts_.netloc
    return given if plain and given.isprintable() else "/"
