"""The application: its parts, its operations, and what every answer carries."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Flask, Response, g, request

from adapters.parts import Parts
from web import cookies, headers, rates
from web.api import document, problems
from web.api.access import PARTS
from web.api.operations import mount
from web.api.resources import RESOURCES

MOST_BYTES: Final = 32 << 20
"""So large may the body of a request be."""
PREFIX: Final = "/v1"
_ID: Final = "X-Request-Id"
_MOST_ID: Final = 64


def create_app(parts: Parts, limits: rates.Rates = rates.Rates()) -> Flask:  # noqa: B008 - a frozen value
    """The application made of *parts*, which lets requests through by *limits*."""
    app = Flask("web")
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.extensions[PARTS] = parts
    app.before_request(_begun)
    app.after_request(_ended)
    problems.install(app)
    rates.install(app, limits)
    known = [one for resource in RESOURCES for one in resource.known]
    for one in known:
        mount(app, one, PREFIX)
    document.install(app, known, PREFIX)
    return app


def _begun() -> None:
    given = request.headers.get(_ID, "")
    plain = given.isascii() and given.replace("-", "").replace("_", "").isalnum() and len(given) <= _MOST_ID
    g.request_id = given if plain else secrets.token_hex(16)


def _ended(response: Response) -> Response:
    response.headers[_ID] = g.request_id
    cookies.write(response)
    headers.strict(response)
    return response
