"""One application for all tests of a process: its routes are the same on every store, and to make them takes time."""

from __future__ import annotations

from typing import Final

from flask import Flask

from adapters.parts import Parts
from web import rates
from web.api.access import PARTS
from web.app import create_app

_MADE: Final[dict[bool, Flask]] = {}


def application_on(parts: Parts, *, raises: bool = False) -> Flask:
    """The application, which serves *parts* until it is asked to serve others; nobody has asked it anything yet.

    With *raises*, what is a fault of ours is raised, and no answer.
    """
    if raises not in _MADE:
        _MADE[raises] = create_app(parts)
        _MADE[raises].testing = raises
    app = _MADE[raises]
    app.extensions[PARTS] = parts
    rates.install(app, rates.Rates())
    return app
