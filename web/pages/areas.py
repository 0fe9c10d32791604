"""The areas of the pages, in the order of the menu; a new one is added here."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, g, redirect, request
from werkzeug.exceptions import HTTPException

from web.api import problems
from web.pages import assets, frame
from web.pages.account import account
from web.pages.admin import admin
from web.pages.author import author
from web.pages.base.pages import base
from web.pages.casework import casework
from web.pages.home.pages import home
from web.pages.keeping import nearest
from web.pages.public.pages import public
from web.pages.reviewing import releases as _releases  # noqa: F401 - adds its pages
from web.pages.reviewing.reviews import review
from web.pages.routes import Pages, mount
from web.pages.signing_in import signing_in
from web.pages.simulations.pages import simulate
from web.pages.subjects.pages import subjects
from web.pages.trying.pages import trying

AREAS: Final[Sequence[Pages]] = (
    signing_in,
    home,
    base,
    author,
    account,
    trying,
    admin,
    review,
    casework,
    subjects,
    simulate,
    public,
)
_FOR_SYSTEMS: Final = ("/v1/", "/health/", "/metrics", "/openapi.json", "/assets/", "/docs")


def install(app: Flask) -> None:
    """Have *app* serve the pages, and tell people who went astray so on a page."""
    frame.install(app)
    assets.install(app)
    for area in AREAS:
        for page in area.known:
            mount(app, page)
    app.register_error_handler(HTTPException, _astray)


def _astray(error: HTTPException) -> Any:
    refusal = problems.of_http(error)
    if request.path.startswith(_FOR_SYSTEMS) or not request.accept_mimetypes.accept_html or "within" in g:
        return problems.response(refusal)
    if refusal.status is HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
        return redirect(nearest(request.path), HTTPStatus.SEE_OTHER)  # the address of a form that was sent
    if refusal.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        g.pop("actor", None)  # what failed may have been looking them up
    return frame.strict(frame.problem_page(refusal))
