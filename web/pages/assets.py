"""What pages load: scripts, styles and the web font, as set-up bundled them from `web/front`."""

from __future__ import annotations

import json
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, send_from_directory

BUILT: Final = Path(__file__).parents[1] / "front" / "built"
_OURS: Final = frozenset({"names.json", "fonts.json"})
"""What was built for the service itself."""
_YEAR: Final = 31_536_000


def install(app: Flask) -> None:
    """Have *app* serve them at `/assets/`."""
    app.add_url_rule("/assets/<path:name>", "asset", _file, methods=["GET"])


def address(name: str) -> str:
    """Where the entry *name* (`pages.css`) is served."""
    return f"/assets/{_names().get(name, name)}"


@cache
def _names() -> dict[str, str]:
    """The names that the entries were built under; none where set-up did not build them."""
    found = BUILT / "names.json"
    names: dict[str, str] = json.loads(found.read_bytes()) if found.exists() else {}
    return names


def _file(name: str) -> Response:
    if name in _OURS or guess_type(name)[0] is None:
        abort(404)
    response = send_from_directory(BUILT, name, max_age=_YEAR)
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
