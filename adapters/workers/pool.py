"""A supervised pool of worker processes: what crashes or hangs is replaced, and only the guilty request is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from queue import SimpleQueue
from threading import Condition
from typing import Literal, Self

from adapters.workers.work import Answer, Load, PoolClosed, Undecided, WorkerLost
from adapters.workers.worker import Work, Worker

BATCH = 50
What = Literal["started", "lost", "retried", "undecided"]
Note = Callable[[What], None]
"""Told what befalls the processes: one started, one lost, a request tried again, one that got no answer at all."""


def unnoted(_what: What) -> None:
    """Take no note."""


class WorkerPool:
    """*size* processes that answer by `load(*args)`; *loading* and *timeout* are the seconds that and a batch may take.

    A batch is of so many requests at most; *note* is told what befalls the processes.

    Threads may share it. A request whose worker crashes, hangs or faults is tried once more, alone and on another
    worker; where that fails too its answer is `Undecided`, and the others' are not touched.
    """

    def __init__(
        self,
        load: Load,
        args: Sequence[object] = (),
        *,
        size: int = 2,
        timeout: float = 10.0,
        loading: float = 60.0,
        batch: int = BATCH,
        note: Note = unnoted,
    ) -> None:
        self._note = note
        self._batch = batch
        self._load, self._size, self._timeout, self._loading = load, size, timeout, loading
        self._changed = Condition()
        self._release: _Release | None = self._started(args)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="workers")

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        """Answer each of *requests*, in order, all by one release."""
        batches = [requests[start : start + self._batch] for start in range(0, len(requests), self._batch)]
        with self._using() as release:
            if len(batches) == 1:
                return release.answers(batches[0])
            return list(chain.from_iterable(self._threads.map(release.answers, batches)))

    def replace(self, *args: object) -> None:
        """Answer by the release that *args* load, once it has loaded in its own processes; else raise `WorkerLost`."""
        with self._using():
            release = self._started(args)
        self._switch(release)

    def close(self) -> None:
        """Answer what is under way, then end every process."""
        self._switch(None)
        self._threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _started(self, args: Sequence[object]) -> _Release:
        return _Release(Work(self._load, tuple(args), self._timeout, self._loading), self._size, self._note)

    def _switch(self, release: _Release | None) -> None:
        with self._changed:
            if self._release is None:  # closed meanwhile
                old = release
            else:
                old, self._release = self._release, release
                self._changed.wait_for(lambda: not old.users)
        if old is not None:
            old.end()

    @contextmanager
    def _using(self) -> Iterator[_Release]:
        with self._changed:
            release = self._release
            if release is None:
                raise PoolClosed("the pool is closed")
            release.users += 1
        try:
            yield release
        finally:
            with self._changed:
                release.users -= 1
                self._changed.notify_all()


class _Release:
    """The workers of one release, each in a slot; one that could not be replaced leaves its slot empty."""

    def __init__(self, work: Work, size: int, note: Note) -> None:
        self.users = 0
        self._work, self._size, self._note = work, size, note
        self._slots: SimpleQueue[Worker | None] = SimpleQueue()
        self._slots.put(self._started())
        for _ in range(size - 1):
            self._slots.put(self._fresh())

    def answers(self, requests: Sequence[bytes]) -> list[Answer]:
        """The answer to each of *requests*; what got none in their company is asked once more, alone."""
        answers = self._attempt(requests)
        return [
            self._again(request) if isinstance(answer, Undecided) else answer
            for request, answer in zip(requests, answers, strict=True)
        ]

    def end(self) -> None:
        for _ in range(self._size):
            worker = self._slots.get()
            if worker is not None:
                worker.end()

    def _again(self, request: bytes) -> Answer:
        self._note("retried")
        answer = self._attempt([request])[0]
        if isinstance(answer, Undecided):
            self._note("undecided")
        return answer

    def _attempt(self, requests: Sequence[bytes]) -> list[Answer]:
        worker, sound = self._slots.get(), False
        try:
            if worker is not None and not worker.is_idle:  # it died since it was last asked, of nobody's request
                self._note("lost")
                worker.end()
                worker = None
            worker = worker or self._started()
            answers = worker.ask(requests)
            sound = not any(isinstance(answer, Undecided) for answer in answers)
        except WorkerLost as lost:
            return [Undecided(str(lost))] * len(requests)
        finally:
            self._slots.put(worker if sound else self._replaced(worker))
        return answers

    def _replaced(self, worker: Worker | None) -> Worker | None:
        """Another worker for *worker*, of which nobody knows what it would say next."""
        if worker is not None:
            self._note("lost")
            worker.end()
        return self._fresh()

    def _fresh(self) -> Worker | None:
        try:
            return self._started()
        except WorkerLost:
            return None

    def _started(self) -> Worker:
        worker = Worker(self._work)
        self._note("started")
        return worker
