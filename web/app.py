"""The application: its parts, its operations, its pages, and what every answer carries."""

from __future__ import annotations

from typing import Final

from flask import Flask

from adapters.parts import Parts
from web import cookies, headers, observing, rates
from web.api import document, problems, reader
from web.api.access import PARTS
from web.api.operations import mount
from web.api.resources import RESOURCES
from web.pages import areas

MOST_BYTES: Final = 32 << 20
"""So large may the body of a request be."""

MOST_BYTES_TYPED: Final = 8 << 20
"""So large may what a form holds be: a character of Chinese takes nine bytes in it."""


def create_app(parts: Parts, limits: rates.Rates = rates.Rates()) -> Flask:  # noqa: B008 - a frozen value
    """The application made of *parts*, which lets requests through by *limits*."""
    app = Flask("web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES_TYPED
    app.extensions[PARTS] = parts
    observing.install(app)
    app.after_request(cookies.write)
    problems.install(app)
    rates.install(app, limits)
    known = [one for resource in RESOURCES for one in resource.known]
    for one in known:
        mount(app, one)
    document.install(app, known)
    reader.install(app)
    areas.install(app)
    app.wsgi_app = headers.strict(app.wsgi_app)  # type: ignore[method-assign]  # Flask's way
    return app
