"""The queue that hands jobs to workers: huey, in a file of SQLite or in PostgreSQL.

It carries ids alone, as JSON. What a job is and how far it has come stands in the store, so whatever the queue loses
or hands out twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import orjson
from huey import Huey
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage, SqliteStorage
from sqlalchemy import make_url

_NAME: Final = "xinheng"
_PATIENCE: Final = 30
"""Seconds to wait for another who writes to the file."""


class Queue(Protocol):
    """What hands out jobs."""

    def put(self, id_: str) -> None:
        """Have the job *id_* done."""


class Nowhere:
    """No queue: jobs wait until a consumer looks for those that nobody was told of."""

    def put(self, id_: str) -> None:
        """Leave the job *id_* where it is."""


class JobQueue:
    """A queue on *huey*; threads may share it."""

    def __init__(self, huey: Any) -> None:
        self.huey: Final = huey
        self._run: Callable[[str], None] | None = None
        self._task = huey.task(name="job")(self._work)

    def put(self, id_: str) -> None:
        """Have the job *id_* done."""
        self._task(id_)

    def serve(self, run: Callable[[str], None]) -> None:
        """Have this process do jobs by *run*."""
        self._run = run

    def close(self) -> None:
        """End the connection."""
        self.huey.storage.close()

    def _work(self, id_: str) -> None:
        if self._run is None:
            raise LookupError("this process puts jobs on the queue and does none")
        self._run(id_)


def queue_of(address: str) -> JobQueue:
    """The queue at the URL *address*: a file of SQLite, or tables of its own in a database of PostgreSQL."""
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        place: dict[str, Any] = {"storage_class": PostgresStorage, "dsn": dsn, "table_prefix": "queue"}
    else:
        file = Path(str(url.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        place = {"storage_class": SqliteStorage, "filename": str(file), "timeout": _PATIENCE, "fsync": True}
    return JobQueue(Huey(_NAME, results=False, serializer=_Json(), **place))


class _Json(Serializer):  # type: ignore[misc]  # huey has no annotations
    """Messages as JSON: what is read from a queue must not be able to name code, as pickles do."""

    def _serialize(self, data: Any) -> bytes:
        return orjson.dumps(data._asdict())

    def _deserialize(self, data: bytes) -> Any:
        return Message(**orjson.loads(bytes(data)))
