"""A job done by a worker: taken by one alone, with a heartbeat; what became of it is kept whatever happens."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, and_, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from adapters.clock import stamp
from adapters.database.tables.jobs import job
from adapters.jobs.faults import kept
from adapters.jobs.kinds import KINDS, Run, named
from adapters.jobs.progress import Halted, Progress
from adapters.parts import Parts
from engine.problems import FactError, Place, PolicyError, Problem

_LOG: Final = logging.getLogger(__name__)
_MOST_ATTEMPTS: Final = 5
"""How often a job is begun without getting any further."""


@dataclass(frozen=True)
class Terms:
    """How jobs are worked on: a worker silent for *lease* seconds is taken for dead, and says it lives every *beat*."""

    lease: float = 60.0
    beat: float = 10.0


@dataclass(frozen=True)
class _End:
    """How a job ends for now."""

    state: str
    result: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Worker:
    """What does jobs with *parts*, on *terms*, until it is told to *stop*."""

    parts: Parts
    terms: Terms = field(default_factory=Terms)
    stop: Event = field(default_factory=Event)

    def run(self, id_: str) -> None:
        """Do the job *id_*, unless it has ended or another has it.

        A fault of its own is raised once the job is noted as failed; what a store that is gone for a while does to a
        job lets it wait to be taken up again.
        """
        taken = self._take(id_)
        if taken is None:
            return
        row, token = taken
        progress = Progress(
            self.parts.database, self.parts.clock, id_, token, row.actor, orjson.loads(row.cursor), self.stop
        )
        end = _End("failed", problems=(_problem("jobs.fault", row.kind),))
        try:
            with _beating(progress, self.terms.beat):
                end = self._done(row, progress)
        except (OperationalError, InterfaceError, KeyboardInterrupt):
            end = _End("waiting")
            raise
        finally:
            self._end(id_, token, end)

    def _done(self, row: Row[Any], progress: Progress) -> _End:
        if row.kind not in KINDS:
            return _End("failed", problems=(_problem("jobs.unknown_kind", row.kind),))
        does: Run = named(KINDS[row.kind])
        try:
            return _End("done", does(self.parts, orjson.loads(row.arguments), progress))
        except Halted as halted:
            return _End("cancelled" if halted.why == "cancelled" else "waiting")
        except (FactError, PolicyError) as error:
            return _End("failed", problems=tuple(error.problems))

    def _take(self, id_: str) -> tuple[Row[Any], str] | None:
        """The job *id_*, now this worker's under a token of its own; none where it is not to be had."""
        token, now = secrets.token_hex(16), self.parts.clock.now()
        with self.parts.database.writing() as connection:
            row = connection.execute(select(job).where(job.c.id == id_).with_for_update()).first()
            if row is None or not self._is_free(row):
                return None
            if row.cancel_asked:
                _close(connection, id_, _End("cancelled"), stamp(now))
                return None
            if row.attempts >= _MOST_ATTEMPTS:
                _close(connection, id_, _End("failed", problems=(_problem("jobs.gave_up", row.kind),)), stamp(now))
                return None
            mine = {"state": "running", "worker": token, "heartbeat_at": stamp(now), "attempts": row.attempts + 1}
            mine |= {"started_at": row.started_at or stamp(now)}
            connection.execute(update(job).where(job.c.id == id_).values(**mine))
        return row, token

    def _is_free(self, row: Row[Any]) -> bool:
        if row.state != "running":
            return bool(row.state == "waiting")
        early, late = self._living()
        return not early <= row.heartbeat_at <= late

    def _living(self) -> tuple[str, str]:
        """Between which moments a worker that lives was heard of; a clock that was set back excuses nobody."""
        lease, now = timedelta(seconds=self.terms.lease), self.parts.clock.now()
        return stamp(now - lease), stamp(now + lease)

    def _end(self, id_: str, token: str, end: _End) -> None:
        with self.parts.database.writing() as connection:
            _close(connection, id_, end, stamp(self.parts.clock.now()), token)

    def sweep(self) -> list[str]:
        """Put on the queue what waits without anybody knowing, and what a worker that is gone had; gives the ids."""
        now, (early, late) = self.parts.clock.now(), self._living()
        silent = or_(job.c.heartbeat_at < early, job.c.heartbeat_at > late)
        forgotten = and_(job.c.state == "waiting", or_(job.c.queued_at < early, job.c.queued_at > late))
        wanted = or_(forgotten, and_(job.c.state == "running", silent))
        with self.parts.database.writing() as connection:
            found = list(connection.scalars(select(job.c.id).where(wanted).order_by(job.c.recorded_at)))
            connection.execute(update(job).where(wanted, job.c.state == "waiting").values(queued_at=stamp(now)))
        for id_ in found:
            self.parts.queue.put(id_)
        return found


def _close(connection: Connection, id_: str, end: _End, now: str, token: str | None = None) -> None:
    """Write down how the job *id_* ends, where *token* is still that of its worker."""
    values: dict[str, Any] = {"state": end.state, "worker": None}
    if end.state == "waiting":
        values["queued_at"] = now
    else:
        values["ended_at"] = now
    if end.result is not None:
        values["result"] = orjson.dumps(end.result).decode()
    if end.problems:
        values["faults"] = orjson.dumps([kept(one) for one in end.problems]).decode()
    mine = [job.c.id == id_] if token is None else [job.c.id == id_, job.c.worker == token]
    connection.execute(update(job).where(*mine).values(**values))


@contextmanager
def _beating(progress: Progress, beat: float) -> Iterator[None]:
    """Say every *beat* seconds that the worker lives."""
    over = Event()

    def beats() -> None:
        while not over.wait(beat):
            try:
                progress.beat()
            except (OperationalError, InterfaceError):
                _LOG.warning("no heartbeat of job %s: the store is not to be had", progress.id)

    thread = Thread(target=beats, name=f"heartbeat {progress.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _problem(code: str, kind: str) -> Problem:
    return Problem(code, Place("job", 0), {"kind": kind})
