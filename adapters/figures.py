"""What waits or is amiss in the store, counted for whoever watches over it: a few small queries, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from adapters.database.tables.jobs import job
from adapters.database.tables.ledger import checkpoint, head
from adapters.database.tables.recall import recall_pending
from adapters.database.tables.shadow import trial
from adapters.database.tables.state import pending

_STATES: Final = ("waiting", "running", "failed")
_SHADOW: Final = ("same", "differing", "failed", "dropped")


@dataclass(frozen=True)
class Figures:
    """How much there is now: by what it waits for, by the state of jobs, and by how the shadow came out.

    *pending*: subjects to be judged again (`state`), and whose verdicts are to be looked at again (`recall`).
    *unsigned*: entries of the ledger, receipts among them, since a checkpoint signed its end. *shadow* has nothing
    while there is none.
    """

    pending: Mapping[str, int]
    jobs: Mapping[str, int]
    unsigned: int
    shadow: Mapping[str, int]


def figures(connection: Connection) -> Figures:
    """What there is now in the store behind *connection*."""
    waiting = {"state": pending, "recall": recall_pending}
    by_state = select(job.c.state, func.count()).where(job.c.state.in_(_STATES)).group_by(job.c.state)
    found = {row.state: row[1] for row in connection.execute(by_state)}
    last = connection.scalar(select(head.c.number)) or 0
    trials = select(*(trial.c[one] for one in _SHADOW)).where(trial.c.ended_at.is_(None))
    return Figures(
        {what: connection.scalar(select(func.count()).select_from(table)) or 0 for what, table in waiting.items()},
        {state: found.get(state, 0) for state in _STATES},
        last - (connection.scalar(select(func.max(checkpoint.c.number))) or 0),
        dict(connection.execute(trials).mappings().first() or {}),
    )
