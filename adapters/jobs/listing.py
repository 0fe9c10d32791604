"""Jobs as those who started them see them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, and_, or_, select

from adapters.database.tables.jobs import job

_SEEN: Final = (
    job.c.id,
    job.c.kind,
    job.c.actor,
    job.c.state,
    job.c.done,
    job.c.total,
    job.c.arguments,
    job.c.result,
    job.c.faults,
    job.c.cancel_asked,
    job.c.recorded_at,
    job.c.started_at,
    job.c.heartbeat_at,
    job.c.ended_at,
)


def find(connection: Connection, id_: str, actor: str | None, kind: str | None = None) -> RowMapping | None:
    """The job *id_*, where it is one of *actor* (of anybody, where none is named) and of *kind* if that is said."""
    return connection.execute(_of(actor, kind).where(job.c.id == id_)).mappings().first()


def listed(
    connection: Connection, actor: str | None, kind: str | None, state: str | None, before: str | None, limit: int
) -> tuple[list[RowMapping], str | None]:
    """At most *limit* jobs, the newest first, from *before* on; and before what the others are, if there are any."""
    wanted = _of(actor, kind).order_by(job.c.recorded_at.desc(), job.c.id.desc())
    if state is not None:
        wanted = wanted.where(job.c.state == state)
    if before is not None:
        moment, _, id_ = before.partition("~")
        earlier = and_(job.c.recorded_at == moment, job.c.id < id_)
        wanted = wanted.where(or_(job.c.recorded_at < moment, earlier))
    rows = list(connection.execute(wanted.limit(limit + 1)).mappings())
    shown = rows[:limit]
    return shown, f"{shown[-1]['recorded_at']}~{shown[-1]['id']}" if len(rows) > limit else None


def _of(actor: str | None, kind: str | None) -> Select[Any]:
    wanted = select(*_SEEN)
    if actor is not None:
        wanted = wanted.where(job.c.actor == actor)
    return wanted if kind is None else wanted.where(job.c.kind == kind)
