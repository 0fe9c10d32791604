"""The page that shows the OpenAPI document: Swagger UI from its wheel, served from here, with no script in the page."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, render_template

_FILES: Final[Mapping[str, str]] = {
    "swagger-ui.css": "css/swagger-ui.css",
    "swagger-ui-bundle.js": "js/swagger-ui-bundle.js",
    "swagger.svg": "images/swagger.svg",
}
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI puts styles into the page as it draws; scripts come from here alone."""
_START: Final = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#document", deepLinking: true, validatorUrl: null});\n'


def install(app: Flask) -> None:
    """Have *app* serve the page at `/docs`."""
    app.add_url_rule("/docs", "docs", _page, methods=["GET"])
    app.add_url_rule("/docs/<name>", "docs_file", _file, methods=["GET"])


def _page() -> Response:
    response = Response(render_template("api/reader.html"), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _CSP
    return response


def _file(name: str) -> Response:
    if name == "start.js":
        return Response(_START, mimetype="text/javascript")
    if name not in _FILES:
        abort(404)
    path = _assets() / _FILES[name]
    response = Response(path.read_bytes(), mimetype=_TYPES[path.suffix])
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _assets() -> Path:
    """Where the wheel has Swagger UI; it is not imported."""
    spec = find_spec("flask_openapi3_swagger")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("flask-openapi3-swagger is not installed (run `make install`)")
    return Path(next(iter(spec.submodule_search_locations))) / "templates" / "swagger"
