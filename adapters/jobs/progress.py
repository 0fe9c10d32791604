"""How far a job is: kept together with what it did, so that it is begun again exactly where that ends."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, select, update

from adapters.clock import Clock, stamp
from adapters.database.connect import Database
from adapters.database.tables.jobs import job

Why = Literal["cancelled", "stopping", "lost"]


class Halted(Exception):
    """A job is to go no further: it was *cancelled*, its worker is *stopping*, or it was *lost* to another one."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Progress:
    """The progress of the job *id*, which *worker* has; *cursor* is what it kept last, or empty at the start."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        id_: str,
        worker: str,
        actor: str,
        cursor: Mapping[str, Any],
        stop: Event,
    ) -> None:
        self.id: Final = id_
        self.actor: Final = actor
        self.cursor = cursor
        self._database, self._clock, self._worker, self._stop = database, clock, worker, stop

    def keep(
        self, connection: Connection, done: int, total: int | None = None, cursor: Mapping[str, Any] | None = None
    ) -> None:
        """Keep in the transaction of *connection* that *done* of *total* are done, and the *cursor* to go on from.

        Raises `Halted` where the job is to end here: whatever the transaction did is then not kept either.
        """
        values: dict[str, Any] = {"done": done, "heartbeat_at": stamp(self._clock.now())}
        if total is not None:
            values["total"] = total
        if cursor is not None:
            values |= {"cursor": orjson.dumps(cursor).decode(), "attempts": 0}
        mine = (job.c.id == self.id, job.c.worker == self._worker, job.c.state == "running")
        if not connection.execute(update(job).where(*mine).values(**values)).rowcount:
            raise Halted("lost")
        if connection.scalar(select(job.c.cancel_asked).where(job.c.id == self.id)):
            raise Halted("cancelled")
        if self._stop.is_set():
            raise Halted("stopping")
        if cursor is not None:
            self.cursor = cursor

    def tell(self, done: int, total: int | None = None) -> None:
        """Keep that *done* of *total* are done, in a transaction of its own; raises `Halted` as `keep` does."""
        with self._database.writing() as connection:
            self.keep(connection, done, total)

    def beat(self) -> None:
        """Say that the worker lives."""
        with self._database.writing() as connection:
            mine = (job.c.id == self.id, job.c.worker == self._worker)
            connection.execute(update(job).where(*mine).values(heartbeat_at=stamp(self._clock.now())))
