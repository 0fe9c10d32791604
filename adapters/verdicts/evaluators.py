"""Evaluators by release: the live one, and a few others that verdicts ask for, each in workers of its own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Final, Generic, TypeVar

from adapters.verdicts.work import load
from adapters.workers.pool import Note, WorkerPool, unnoted
from adapters.workers.work import Answer, PoolClosed, Workers
from engine.compile.program import Program

Start = Callable[[Mapping[str, bytes]], Workers]
Files = Callable[[], Mapping[str, bytes]]
T = TypeVar("T")
_KEPT: Final = 3
"""Releases whose workers are kept at a time."""


def processes(size: int, note: Note = unnoted) -> Start:
    """Workers as *size* processes a release; *note* is told what befalls them."""
    return lambda files: WorkerPool(load, [dict(files)], size=size, note=note)


class Evaluators:
    """What evaluates by any release: *start* gives workers for the files of one. Threads may share it."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._workers: _Latest[Workers] = _Latest()

    def ask(self, release: str, files: Files, requests: Sequence[bytes]) -> list[Answer]:
        """The answers to *requests* by *release*, whose *files* are asked for where no worker has read them yet.

        Raises `WorkerLost` where the release does not load.
        """
        if not requests:
            return []
        try:
            return self._of(release, files).evaluate(requests)
        except PoolClosed:  # it had to make room for another release, just now
            return self._of(release, files).evaluate(requests)

    def _of(self, release: str, files: Files) -> Workers:
        found, gone = self._workers.of(release, lambda: self._start(files()))
        for workers in gone:
            workers.close()
        return found

    def close(self) -> None:
        """End every worker."""
        for workers in self._workers.clear():
            workers.close()


class Programs:
    """Compiled releases, as the service itself reads them to check facts and tell of policies. Threads may share it."""

    def __init__(self, compile_: Callable[[Mapping[str, bytes]], Program]) -> None:
        self._compile = compile_
        self._known: _Latest[Program] = _Latest()

    def of(self, release: str, files: Files) -> Program:
        """The program of *release*, whose *files* are asked for where it was not compiled yet."""
        return self._known.of(release, lambda: self._compile(files()))[0]


class _Latest(Generic[T]):
    """Things by release, those asked for last; each made once, and nobody waits who asks for another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, Future[T]] = OrderedDict()

    def of(self, release: str, make: Callable[[], T]) -> tuple[T, list[T]]:
        """The thing of *release*, made where there is none; and those that had to make room."""
        with self._lock:
            found = self._known.get(release)
            new = found is None
            if found is None:
                found = self._known[release] = Future()
            self._known.move_to_end(release)
        if new:
            self._make(release, found, make)
        return found.result(), self._old()

    def _make(self, release: str, into: Future[T], make: Callable[[], T]) -> None:
        try:
            into.set_result(make())
        except BaseException as error:
            with self._lock:
                self._known.pop(release, None)
            into.set_exception(error)
            raise

    def _old(self) -> list[T]:
        """Those that are too many and made, the first asked for first; they are no longer known."""
        with self._lock:
            many = len(self._known) - _KEPT
            old = [release for release, one in self._known.items() if one.done()][: max(many, 0)]
            return [self._known.pop(release).result() for release in old]

    def clear(self) -> list[T]:
        """Forget all; gives them."""
        with self._lock:
            known, self._known = self._known, OrderedDict()
        return [one.result() for one in known.values() if one.done() and one.exception() is None]
