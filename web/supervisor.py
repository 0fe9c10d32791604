"""Who watches over the processes of a service: those that serve, and those that work off jobs."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any, Final

from gunicorn.arbiter import Arbiter

from adapters.logs import logger

_COMMAND: Final = (sys.executable, "-c", "from web.cli import main; main()", "work", "--until-closed")
_PAUSE: Final = 2.0
"""Seconds between two attempts at a process that ends at once."""


class Supervisor(Arbiter):
    """gunicorn's, which keeps processes that work off jobs besides: *jobs* of them, told by the same environment."""

    def __init__(self, app: Any, jobs: int, grace: int) -> None:
        super().__init__(app)
        self._jobs = [_Worker() for _ in range(jobs)]
        self._grace = grace

    def manage_workers(self) -> None:
        """Start whichever process is missing."""
        super().manage_workers()
        for one in self._jobs:
            one.keep()

    def stop(self, graceful: bool = True) -> None:
        """End every process, once it has done what it is at."""
        for one in self._jobs:
            one.tell()
        super().stop(graceful)
        deadline = time.monotonic() + (self._grace if graceful else 0)
        for one in self._jobs:
            one.end(deadline)


class _Worker:
    """A process that works off jobs. It ends where its input closes: when this one is gone, however it went."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def keep(self) -> None:
        if self._process is not None:
            if self._process.poll() is None or time.monotonic() < self._started + _PAUSE:
                return
            logger().error("jobs ended", pid=self._process.pid)
            self._closed()
        self._started = time.monotonic()
        self._process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE)  # noqa: S603 - a command of ours

    def tell(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def end(self, deadline: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._closed()

    def _closed(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
