"""Jobs started, cancelled and resumed, as those who use them do it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from adapters.clock import Clock, stamp
from adapters.database.connect import hold
from adapters.database.tables.jobs import job
from adapters.parts import Parts

State = Literal["waiting", "running", "done", "failed", "cancelled"]
SERVICE: Final = "xinheng"
"""Who starts what starts by itself."""


class Ended(Exception):
    """A job is in a *state* in which what was asked cannot be done."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def start(parts: Parts, kind: str, arguments: Mapping[str, Any], actor: str, key: str | None = None) -> str:
    """Start a job of *kind* for *actor*; gives its id. Of one *key* there is one job, however often it is started."""
    with parts.database.writing() as connection:
        id_ = plan(connection, parts.clock, kind, arguments, actor, key)
    parts.queue.put(id_)
    return id_


def plan(
    connection: Connection, clock: Clock, kind: str, arguments: Mapping[str, Any], actor: str, key: str | None = None
) -> str:
    """A job as `start` starts it, in the transaction of *connection*; `parts.queue.put` its id once that has ended."""
    if key is not None:
        hold(connection, f"job {key}")
        known = connection.scalar(select(job.c.id).where(job.c.key == key))
        if known is not None:
            return str(known)
    id_, now = secrets.token_hex(16), stamp(clock.now())
    row: dict[str, Any] = {
        "id": id_,
        "kind": kind,
        "key": key,
        "arguments": orjson.dumps(arguments).decode(),
        "actor": actor,
    }
    row |= {"state": "waiting", "cursor": "{}", "cancel_asked": False, "recorded_at": now, "queued_at": now}
    connection.execute(insert(job), row)
    return id_


def cancel(parts: Parts, id_: str) -> None:
    """Have the job *id_* go no further: at once where it waits, else at its next step.

    Raises `Ended` where it has ended. What it has done is kept.
    """
    now = stamp(parts.clock.now())
    with parts.database.writing() as connection:
        state = connection.scalar(select(job.c.state).where(job.c.id == id_).with_for_update())
        if state not in ("waiting", "running"):
            raise Ended(str(state))
        asked: dict[str, Any] = {"cancel_asked": True}
        if state == "waiting":
            asked |= {"state": "cancelled", "ended_at": now}
        connection.execute(update(job).where(job.c.id == id_).values(**asked))


def resume(parts: Parts, id_: str) -> None:
    """Have the job *id_*, which was cancelled or has failed, go on where it was; raises `Ended` where it is neither."""
    now = stamp(parts.clock.now())
    with parts.database.writing() as connection:
        state = connection.scalar(select(job.c.state).where(job.c.id == id_).with_for_update())
        if state not in ("failed", "cancelled"):
            raise Ended(str(state))
        anew = {"state": "waiting", "cancel_asked": False, "attempts": 0, "queued_at": now, "faults": None}
        connection.execute(update(job).where(job.c.id == id_).values(**anew, ended_at=None, worker=None))
    parts.queue.put(id_)
