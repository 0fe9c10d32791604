"""How the service does, for who looks after it: its parts, versions, queue, disk, what waits."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from pydantic import Field

from adapters import machine
from adapters.figures import figures
from web.api.access import parts
from web.api.health import checks
from web.api.operations import Answer, Model, Operations

service: Final = Operations("service")


class RoomTold(Model):
    """Bytes of the disk in all and free, and those of the data folder."""

    total: int
    free: int
    folder: int


class QueueTold(Model):
    """Jobs by state; since when the oldest waits; when a worker was last heard of."""

    states: dict[str, int]
    waiting_since: str | None
    heard_at: str | None


class State(Model):
    """How the service does."""

    checks: dict[str, str] = Field(description="each part is `ok` or `failed`")
    versions: dict[str, str]
    queue: QueueTold
    disk: RoomTold
    pending: dict[str, int] = Field(description="subjects to be judged again, and verdicts to be looked at again")
    unsigned: int = Field(description="entries of the ledger since its end was last signed")


@service.add("GET", "/service", allow="metrics:read", answers={200: Answer(State)})
def service_state() -> Any:
    """How the service does."""
    with parts().database.reading() as connection:
        waiting, queue = figures(connection), machine.queue(connection)
    return State(
        checks=dict(checks()),
        versions=machine.versions(parts().database),
        queue=QueueTold(**asdict(queue)),
        disk=RoomTold(**asdict(machine.room(parts().data))),
        pending=dict(waiting.pending),
        unsigned=waiting.unsigned,
    )
