"""Simulations as the store keeps them: found, listed, and their rows picked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from adapters.database.tables.jobs import job
from adapters.database.tables.simulations import behind, simulation
from adapters.simulations.written import rows_in


@dataclass(frozen=True)
class Wanted:
    """Which rows of a result: of a *policy*, a *change*, a *region* (a city takes in its counties), with a *text*."""

    policy: str | None = None
    change: str | None = None
    region: str | None = None
    text: str | None = None

    def takes(self, row: dict[str, Any]) -> bool:
        """Whether *row* is wanted."""
        if self.policy not in (None, row["policy"]) or self.change not in (None, row["change"]):
            return False
        who = row["subject"]
        if self.region is not None and not who["region"].startswith(self.region.removesuffix("00")):
            return False
        return self.text is None or any(self.text in told for told in (who["name"], who["id"], who["key"], row["rule"]))


def _all() -> Select[Any]:
    told = (job.c.state, job.c.done, job.c.total, job.c.cancel_asked, job.c.faults, job.c.started_at, job.c.ended_at)
    return select(simulation, *told).join_from(simulation, job)


def found(connection: Connection, id_: str) -> Row[Any] | None:
    """The simulation *id_* and how far its job is; nothing where there is none."""
    return connection.execute(_all().where(simulation.c.id == id_)).first()


def listed(
    connection: Connection,
    before: tuple[str, str] | None,
    limit: int,
    state: str | None = None,
    draft: str | None = None,
) -> Sequence[Row[Any]]:
    """At most *limit* simulations (of a *draft*), the newest first, from *before* a moment and an id on."""
    wanted = _all().order_by(simulation.c.recorded_at.desc(), simulation.c.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(job.c.state == state)
    if draft is not None:
        wanted = wanted.where(simulation.c.question.contains(f'"draft":"{draft}"', autoescape=True))
    if before is not None:
        at, id_ = before
        earlier = and_(simulation.c.recorded_at == at, simulation.c.id < id_)
        wanted = wanted.where(or_(simulation.c.recorded_at < at, earlier))
    return connection.execute(wanted).all()


def subject_behind(connection: Connection, id_: str, key: str) -> str | None:
    """The stored subject that the result of the simulation *id_* shows by its *key*."""
    wanted = (behind.c.simulation == id_, behind.c.key == key)
    found_: str | None = connection.scalar(select(behind.c.subject).where(*wanted))
    return found_


def rows(folder: Path, wanted: Wanted, start: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Of the rows *wanted* of the result in *folder* at most *limit* from the *start* on, and how many there are."""
    every = [row for row in rows_in(folder) if wanted.takes(row)]
    return every[start : start + limit], len(every)


def rows_of(folder: Path, key: str) -> Iterator[dict[str, Any]]:
    """Every row of the result in *folder* on the subject *key*."""
    return (row for row in rows_in(folder) if row["subject"]["key"] == key)
