"""What was sent by somebody who has to sign in first, or did so anew: kept in the page, and sent again by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from web import cookies
from web.pages.frame import render

FIELD: Final = "csrf"
"""The field of a form that proves it is ours."""
_SECRETS: Final = frozenset({"password", "old", "new", "again"})
"""Fields that are typed anew, since no page holds them."""
_FORM: Final = "application/x-www-form-urlencoded"
_MOST: Final = 2 << 20
"""Bytes of a form that a page holds, for whoever it is."""
Pairs = list[tuple[str, str]]


def sign_in_first() -> Any:
    """The page that asks who was sent here to sign in, and holds what they sent meanwhile."""
    pairs = _sent()
    kept = {"next": nearest(request.path)}
    if pairs is not None:
        kept |= {"to": request.full_path.rstrip("?"), "kept": orjson.dumps(pairs).decode()}
    return sign_in_form(kept, over=True), HTTPStatus.UNAUTHORIZED.value


def sign_in_form(kept: Mapping[str, str], *, user: str = "", wrong: str | None = None, over: bool = False) -> str:
    """The page that asks who somebody is, and holds where they want to and what they sent, as *kept*."""
    return render(
        "frame/sign_in.html", kept=kept, user=user, wrong=wrong, over=over, kept_here=cookies.are_kept(),
        elsewhere=request.headers.get("Sec-Fetch-Site") == "cross-site" and "here" not in request.args,
    )  # fmt: skip


def send_again(to: str, kept: str) -> Any:
    """The page that asks whether what was *kept* shall be sent *to* where it was meant for."""
    return render("frame/send_again.html", to=to, pairs=list(_pairs(kept)))


def anew() -> Any:
    """The same for what was just sent, by a form of a session that is over; nothing where it cannot be kept."""
    pairs = _sent()
    if pairs is None:
        return None
    return send_again(request.full_path.rstrip("?"), orjson.dumps(pairs).decode()), HTTPStatus.FORBIDDEN.value


def nearest(path: str) -> str:
    """The page at *path* or, where none can be read there, the next towards the root."""
    adapter = current_app.create_url_adapter(request)
    while adapter is not None and path not in ("", "/"):
        try:
            adapter.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"


def _sent() -> Pairs | None:
    """What the form says that was sent; nothing where it has files or secrets, which no page holds, or is too large."""
    is_plain = request.mimetype == _FORM or not request.content_length
    if not is_plain or (request.content_length or 0) > _MOST or _SECRETS & set(request.form):
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]


def _pairs(kept: str) -> Iterator[tuple[str, str]]:
    """The names and values that *kept* holds."""
    try:
        found = orjson.loads(kept)
    except orjson.JSONDecodeError:
        return
    for one in found if isinstance(found, list) else ():
        match one:
            case [str(name), str(value)] if name != FIELD:
                yield name, value
