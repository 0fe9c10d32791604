"""What the service runs on: versions of what it is made of, room on its disk, how its queue does."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select

from adapters.database.connect import Database
from adapters.database.tables.jobs import job

_PACKAGES: Final = ("xinheng", "durable_rules", "SQLAlchemy", "flask")


@dataclass(frozen=True)
class Room:
    """The disk of the data folder: bytes in all, free, and what the files of the folder take."""

    total: int
    free: int
    folder: int


@dataclass(frozen=True)
class Queue:
    """How the queue does: jobs by state, when the oldest that waits was put there, when a worker was last heard of."""

    states: dict[str, int]
    waiting_since: str | None
    heard_at: str | None


def versions(database: Database) -> dict[str, str]:
    """The versions of what the service is made of."""
    found = {name: _installed(name) for name in _PACKAGES}
    store = {"sqlite": sqlite3.sqlite_version} if database.is_sqlite else {"postgresql": _server(database)}
    return {**found, "python": platform.python_version(), **store}


def room(data: Path) -> Room:
    """How much room there is where *data* lies."""
    usage = shutil.disk_usage(data if data.exists() else Path.cwd())
    taken = sum(one.stat().st_size for one in data.rglob("*") if one.is_file()) if data.exists() else 0
    return Room(usage.total, usage.free, taken)


def queue(connection: Connection) -> Queue:
    """How the queue of jobs does."""
    counted = connection.execute(select(job.c.state, func.count()).group_by(job.c.state))
    states = {row.state: int(row[1]) for row in counted}
    waiting = connection.scalar(select(func.min(job.c.queued_at)).where(job.c.state == "waiting"))
    return Queue(states, waiting, connection.scalar(select(func.max(job.c.heartbeat_at))))


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _server(database: Database) -> str:
    with database.reading() as connection:
        return ".".join(map(str, connection.dialect.server_version_info or ()))
