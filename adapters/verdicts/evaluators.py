"""Evaluators by release: the live one, and a few others that verdicts ask for, each in workers of its own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Final

from adapters.verdicts.work import load
from adapters.workers.pool import Note, WorkerPool, unnoted
from adapters.workers.work import Answer, Workers
from engine.compile.program import Program

Start = Callable[[Mapping[str, bytes]], Workers]
_KEPT: Final = 3
"""Releases whose workers are kept at a time."""


def processes(size: int, note: Note = unnoted) -> Start:
    """Workers as *size* processes a release; *note* is told what befalls them."""
    return lambda files: WorkerPool(load, [dict(files)], size=size, note=note)


class Evaluators:
    """What evaluates by any release: *start* gives workers for the files of one. Threads may share it."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._lock = Lock()
        self._workers: OrderedDict[str, Workers] = OrderedDict()

    def ask(self, release: str, files: Callable[[], Mapping[str, bytes]], requests: Sequence[bytes]) -> list[Answer]:
        """The answers to *requests* by *release*, whose *files* are asked for where no worker has read them yet."""
        return self._of(release, files).evaluate(requests)

    def _of(self, release: str, files: Callable[[], Mapping[str, bytes]]) -> Workers:
        with self._lock:
            if release not in self._workers:
                self._workers[release] = self._start(files())
            self._workers.move_to_end(release)
            gone = [self._workers.popitem(last=False)[1] for _ in range(len(self._workers) - _KEPT)]
            found = self._workers[release]
        for workers in gone:
            workers.close()
        return found

    def close(self) -> None:
        """End every worker."""
        with self._lock:
            for workers in self._workers.values():
                workers.close()
            self._workers.clear()


class Programs:
    """Compiled releases, as the service itself reads them to check facts and tell of policies. Threads may share it."""

    def __init__(self, compile_: Callable[[Mapping[str, bytes]], Program]) -> None:
        self._compile = compile_
        self._lock = Lock()
        self._known: OrderedDict[str, Program] = OrderedDict()

    def of(self, release: str, files: Callable[[], Mapping[str, bytes]]) -> Program:
        """The program of *release*, whose *files* are asked for where it was not compiled yet."""
        with self._lock:
            if release not in self._known:
                self._known[release] = self._compile(files())
            self._known.move_to_end(release)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return self._known[release]
