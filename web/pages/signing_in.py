"""Signing in and out, and the language one reads."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Response, redirect, request

from adapters.access.sessions import end
from adapters.access.sign_in import Refused, sign_in
from web import cookies
from web.api.access import actor, parts
from web.pages.frame import render, say
from web.pages.language import choose
from web.pages.routes import Pages
from web.rates import too_many

signing_in: Final = Pages("frame")
_MOST_NAME, _MOST_PASSWORD = 64, 1024


@signing_in.add("/sign-in", allow="public", methods=("GET", "POST"))
def sign_in_page() -> Any:
    """Ask for a password; who gives the right one goes on to where they wanted to."""
    onward = own_path(request.values.get("next", "/"))
    if request.method == "GET":
        return render("frame/sign_in.html", next=onward, user="", wrong=None)
    user, password = request.form.get("user", "")[:_MOST_NAME], request.form.get("password", "")[:_MOST_PASSWORD]
    done = sign_in(
        parts().database, user, password, request.remote_addr or "", parts().clock.now(), cookies.given()
    )  # fmt: skip
    if isinstance(done, Refused):
        if done.wait:
            raise too_many(done.wait)
        wrong = say("api.bad_password.detail")
        return render("frame/sign_in.html", next=onward, user=user, wrong=wrong), HTTPStatus.UNAUTHORIZED
    cookies.change(done)
    return see(onward)


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
