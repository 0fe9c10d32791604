"""Logs: one JSON object a line, on standard error; of what people send neither bodies nor names nor tokens."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from functools import cache
from threading import Lock
from traceback import walk_tb
from typing import Any, Final

import orjson
import structlog

from adapters.settings import Log

_LEVELS: Final[Mapping[Log, int]] = {
    "debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR,
}  # fmt: skip
_SHOWN: Final = 12
"""Frames of a fault that are told."""


def configure(level: Log) -> None:
    """Log from *level* on; what libraries say from warnings on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _written,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=_Output,
        cache_logger_on_first_use=True,
    )
    logger.cache_clear()
    logging.basicConfig(handlers=[_Library()], level=logging.WARNING, force=True)


@cache
def logger() -> Any:
    """What is logged to: `logger().info("event", key=value)`."""
    return structlog.get_logger().bind()


def fault(error: BaseException) -> dict[str, Any]:
    """What is told of *error*: its kind and where it was raised. Its message may hold what somebody sent."""
    frames = [f"{frame.f_code.co_filename}:{line}" for frame, line in walk_tb(error.__traceback__)]
    cause = error.__cause__
    return {
        "error": type(error).__qualname__,
        "cause": None if cause is None else type(cause).__qualname__,
        "frames": frames[-_SHOWN:],
    }


def _written(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> bytes:
    first = {key: event.pop(key) for key in ("at", "level", "event")}
    return orjson.dumps({**first, **event}, default=str)


class _Output:
    """Where lines go. A disk that is full costs lines of the log, and never an answer."""

    def __init__(self, *_names: object) -> None:
        """Need nothing."""

    def msg(self, line: bytes) -> None:
        with _one_at_a_time, suppress(OSError, ValueError):
            sys.stderr.buffer.write(line + b"\n")
            sys.stderr.buffer.flush()

    debug = info = warning = error = critical = msg


_one_at_a_time: Final = Lock()


class _Library(logging.Handler):
    """What libraries log, without the values they put into it."""

    def emit(self, record: logging.LogRecord) -> None:
        raised = record.exc_info[1] if record.exc_info else None
        told = {} if raised is None else fault(raised)
        logger().log(record.levelno, "library", library=record.name, said=str(record.msg), **told)


structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # until it is told
