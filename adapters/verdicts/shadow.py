"""The shadow: a candidate release evaluated beside the live one, after the answer was given, never in its way.

What is answered by the live release is put into a bounded queue and evaluated by a thread of its own, by workers of
its own. Where that falls behind, verdicts are dropped and counted; whoever asked notices nothing of either.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Final, Protocol

import orjson
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from adapters.clock import Clock, stamp
from adapters.database.connect import Database
from adapters.database.tables.shadow import difference, trial
from adapters.publishing.kept import files_of
from adapters.verdicts.differing import differing_in_anything
from adapters.verdicts.evaluators import Evaluators, Start
from adapters.workers.work import Answer, Undecided
from engine.problems import XinhengError

MOST_WAITING: Final = 1_000
MOST_KEPT: Final = 10_000
"""Differences that are kept of one trial; further ones are counted."""
_AT_ONCE: Final = 50
_EVERY: Final = 2.0
"""Seconds after which another process's candidate is noticed at the latest."""
_PATIENCE: Final = 5.0
"""Seconds that whoever ends waits for what is being looked at."""
_LOG: Final = logging.getLogger(__name__)


class Beside(Protocol):
    """What is told of every verdict by the live release."""

    @property
    def watching(self) -> bool:
        """Whether there is a candidate: verdicts are then made anew, since those kept were not put to it."""

    def beside(self, release: str, requests: Sequence[bytes], answers: Sequence[Answer]) -> None:
        """Have *requests*, which *release* gave *answers* to, be looked at some time; returns at once."""

    def look(self) -> None:
        """Notice at once that there is another candidate."""

    def close(self) -> None:
        """End."""


class Nobody:
    """No shadow at all."""

    watching = False

    def beside(self, release: str, requests: Sequence[bytes], answers: Sequence[Answer]) -> None:
        """Nothing is looked at."""

    def look(self) -> None:
        """There is none."""

    def close(self) -> None:
        """There is nothing to end."""


@dataclass(frozen=True)
class Trial:
    """The trial *number* of the candidate *release*."""

    number: int
    release: str


@dataclass(frozen=True)
class _Answered:
    release: str
    request: bytes
    answer: bytes


@dataclass
class _Counted:
    """What came of some verdicts."""

    same: int = 0
    failed: int = 0
    differing: list[Mapping[str, Any]] = field(default_factory=list)


def current(connection: Connection) -> Trial | None:
    """The trial that is under way, if any."""
    row = connection.execute(select(trial.c.number, trial.c.release).where(trial.c.ended_at.is_(None))).first()
    return None if row is None else Trial(row.number, row.release)


class Shadow:
    """A shadow on *database* whose workers *start* gives. It begins when it is first told of a verdict."""

    def __init__(self, database: Database, clock: Clock, start: Start, most: int = MOST_WAITING) -> None:
        self._database, self._clock = database, clock
        self._evaluators = Evaluators(start)
        self._waiting: Queue[_Answered] = Queue(most)
        self._lock = Lock()
        self._thread: Thread | None = None
        self._trial: Trial | None = None
        self._looked = float("-inf")
        self._dropped = 0
        self._closed = False

    @property
    def watching(self) -> bool:
        """Whether there is a candidate; whoever asks has the thread look for one from then on."""
        self._begin()
        return self._trial is not None

    def beside(self, release: str, requests: Sequence[bytes], answers: Sequence[Answer]) -> None:
        """Have *requests*, which *release* gave *answers* to, be looked at some time; returns at once."""
        self._begin()
        if self._trial is None or self._trial.release == release:
            return
        for request, answer in zip(requests, answers, strict=True):
            if isinstance(answer, Undecided):
                continue
            try:
                self._waiting.put_nowait(_Answered(release, request, answer))
            except Full:
                with self._lock:
                    self._dropped += 1

    def look(self) -> None:
        """Notice at once that there is another candidate."""
        with self._database.reading() as connection:
            self._trial = current(connection)
        self._looked = monotonic()

    def close(self) -> None:
        """Leave what waits, and end the thread and the workers."""
        with self._lock:
            self._closed, thread = True, self._thread
        if thread is not None:
            thread.join(_PATIENCE)
        self._evaluators.close()

    def wait(self) -> None:
        """Until all that waits is looked at."""
        self._waiting.join()

    def _begin(self) -> None:
        """Have the thread run; one that a fault ended is replaced."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._lock:
            if not self._closed and (self._thread is None or not self._thread.is_alive()):
                self._thread = Thread(target=self._run, name="shadow", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closed:
            some = self._some()
            try:
                if monotonic() - self._looked > _EVERY:
                    self.look()
                if some and self._trial is not None:
                    self._keep(self._trial, self._compared(self._trial, some))
            except (XinhengError, SQLAlchemyError):
                _LOG.warning("the shadow left %s verdicts out", len(some), exc_info=True)
                with self._lock:
                    self._dropped += len(some)
            finally:
                for _ in some:
                    self._waiting.task_done()

    def _some(self) -> list[_Answered]:
        """What waits, as much as is looked at together; nothing where nothing came for a while."""
        found: list[_Answered] = []
        try:
            found.append(self._waiting.get(timeout=_EVERY / 10))
            while len(found) < _AT_ONCE:
                found.append(self._waiting.get_nowait())
        except Empty:
            pass
        return found

    def _compared(self, candidate: Trial, some: Sequence[_Answered]) -> _Counted:
        requests = [one.request for one in some]
        answers = self._evaluators.ask(candidate.release, self._files(candidate.release), requests)
        counted = _Counted()
        for one, answer in zip(some, answers, strict=True):
            if isinstance(answer, Undecided):
                counted.failed += 1
            elif different := differing_in_anything(one.answer, answer):
                counted.differing.append(self._row(candidate, one, answer, different))
            else:
                counted.same += 1
        return counted

    def _row(self, candidate: Trial, one: _Answered, answer: bytes, different: Any) -> Mapping[str, Any]:
        asked = orjson.loads(one.request)
        return {
            "trial": candidate.number,
            "at": stamp(self._clock.now()),
            "subject": asked["subject"]["id"] if asked.get("stored") else None,
            "as_of": asked["as_of"],
            "known_at": asked["known_at"],
            "live": one.release,
            "live_verdict": hashlib.sha256(one.answer).hexdigest(),
            "candidate_verdict": hashlib.sha256(answer).hexdigest(),
            "content": orjson.dumps(different).decode(),
        }

    def _keep(self, candidate: Trial, counted: _Counted) -> None:
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        values = {
            trial.c.same: trial.c.same + counted.same,
            trial.c.differing: trial.c.differing + len(counted.differing),
            trial.c.failed: trial.c.failed + counted.failed,
            trial.c.dropped: trial.c.dropped + dropped,
        }
        with self._database.writing() as connection:
            connection.execute(update(trial).where(trial.c.number == candidate.number).values(values))
            kept = select(func.count()).where(difference.c.trial == candidate.number)
            room = MOST_KEPT - (connection.scalar(kept) or 0)
            if counted.differing and room > 0:
                connection.execute(insert(difference), counted.differing[:room])

    def _files(self, release: str) -> Callable[[], Mapping[str, bytes]]:
        def files() -> Mapping[str, bytes]:
            with self._database.reading() as connection:
                return files_of(connection, release)

        return files
