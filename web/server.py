"""The server: gunicorn, with a process for each core and threads in each, told by our settings alone.

What all processes read (the compiled live release) is loaded before they are forked, so that they share its memory.
What none may share (connections, the rule engine's processes) each makes for itself.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import ExitStack
from typing import Any, Final

from gunicorn import glogging
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from adapters.logs import fault, logger
from adapters.parts import Parts
from adapters.service import compiled, parts_of
from adapters.settings import Settings
from adapters.verdicts.asking import ask, program_of, release_meant
from adapters.verdicts.evaluators import Programs
from engine.problems import XinhengError
from web import metrics
from web.api.health import LOOPBACK
from web.app import create_app
from web.fair import gone
from web.rates import Rates
from web.supervisor import Supervisor

_NO_REQUESTS: Final = b'{"subject":{"id":"first","kind":"enterprise"},"facts":[],"as_of":"2026-01-01"}'


_GARBAGE: Final = (50_000, 20, 20)
"""How often garbage is looked for: seldom, since what requests make is mostly gone by itself (many facts at once)."""


class Server(BaseApplication):
    """The application served by gunicorn as *told*."""

    def __init__(self, told: Settings) -> None:
        self._told = told
        self._programs = Programs(compiled)
        self._open = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what our settings say."""
        told = self._told
        for name, value in {
            "bind": f"{told.host}:{told.port}",
            "workers": told.processes,
            "worker_class": "web.fair.FairWorker",
            "threads": told.threads,
            "timeout": told.timeout,
            "graceful_timeout": told.grace,
            "keepalive": 75,
            "logger_class": Logger,
            "proc_name": "xinheng",
            "control_socket_disable": True,
            "on_starting": self._on_starting,
            "worker_exit": self._on_worker_exit,
            "child_exit": _on_child_exit,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of one process, with parts of its own, which answers at once."""
        parts = self._open.enter_context(parts_of(self._told, self._programs, metrics.worker))
        _warm(parts)
        limits = Rates(f"{self._told.rate}/minute", f"{self._told.rate_others}/minute")
        app = create_app(parts, limits)
        if far := self._told.proxies:
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=far, x_proto=far, x_host=far)  # type: ignore[method-assign]  # Flask's way
        app.config["MAX_CONTENT_LENGTH"] = self._told.most_bytes
        app.config[LOOPBACK] = self._told.metrics == "loopback"
        return app

    def run(self) -> None:
        """Serve until told to end."""
        Supervisor(self, self._told.jobs, self._told.grace).run()

    def _on_starting(self, _arbiter: Any) -> None:
        with parts_of(self._told, self._programs) as parts:
            with parts.database.reading() as connection:
                release = release_meant(connection, None, parts.clock.now())
            program_of(parts, release)
        gc.set_threshold(*_GARBAGE)
        gc.freeze()

    def _on_worker_exit(self, _arbiter: Any, worker: Any) -> None:
        if worker.pid == os.getpid():
            self._open.close()


def _warm(parts: Parts) -> None:
    """Have the rule engine's processes started; where the store is gone for a while, the first request does."""
    try:
        with parts.database.reading() as connection:
            release = release_meant(connection, None, parts.clock.now())
        ask(parts, release, [_NO_REQUESTS])
    except (SQLAlchemyError, XinhengError) as error:
        logger().warning("not warm", **fault(error))


def _on_child_exit(_arbiter: Any, worker: Any) -> None:
    metrics.forget(worker.pid)
    gone(worker)


class Logger(glogging.Logger):
    """What gunicorn says, as our log has it: of requests neither their addresses nor what is wrong with them."""

    def setup(self, cfg: Any) -> None:
        """Need nothing: logs are set up before."""

    def close_on_exec(self) -> None:
        """Have no files."""

    def reopen_files(self) -> None:
        """Have no files."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Tell nothing: every request is told where it is answered."""

    def critical(self, msg: object, *args: object, **_: Any) -> None:
        """Tell of something that must not happen."""
        logger().critical("server", said=_whole(msg, args))

    def error(self, msg: object, *_args: object, **_: Any) -> None:
        """Tell of an error."""
        logger().error("server", said=_plain(msg))

    def warning(self, msg: object, *_args: object, **_: Any) -> None:
        """Tell of something odd."""
        logger().warning("server", said=_plain(msg))

    def info(self, msg: object, *args: object, **_: Any) -> None:
        """Tell of what goes as it should."""
        logger().info("server", said=_whole(msg, args))

    def debug(self, msg: object, *_args: object, **_: Any) -> None:
        """Tell of the least."""
        logger().debug("server", said=_plain(msg))

    def exception(self, msg: object, *_args: object, **_: Any) -> None:
        """Tell of what was raised."""
        logger().error("server", said=_plain(msg), **_raised())

    def log(self, lvl: int | str, msg: object, *_args: object, **_: Any) -> None:
        """Tell of anything."""
        logger().info("server", said=_plain(msg), given=str(lvl))


def _whole(message: object, args: tuple[object, ...]) -> str:
    return str(message) % args if args else str(message)


def _plain(message: object) -> str:
    return str(message).split(":", 1)[0]


def _raised() -> dict[str, Any]:
    error = sys.exception()
    return {} if error is None else fault(error)
