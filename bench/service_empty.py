"""An empty Flask route, served as the service is: by the same server with the same settings."""

from __future__ import annotations

from flask import Flask

from adapters.logs import configure
from adapters.settings import settings
from web.server import Server


class _Empty(Server):
    """The server with an app of its own."""

    def load(self) -> Flask:
        """An app that answers nothing."""
        app = Flask("empty")
        for path in ("/empty", "/health/ready"):
            app.add_url_rule(path, path, lambda: "")
        return app


def main() -> None:
    """Serve it."""
    told = settings()
    configure(told.log)
    _Empty(told).run()
