"""Jobs: what is to be done beside requests, how far it has come, and what became of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Table

from adapters.database.tables.base import Id, Json, Moment, Number, metadata

job: Final = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Id, nullable=False),
    Column("key", Id, unique=True),
    Column("arguments", Json, nullable=False),
    Column("actor", Id, nullable=False),
    Column("state", Id, nullable=False),
    Column("done", Number, nullable=False, server_default="0"),
    Column("total", Number),
    Column("cursor", Json, nullable=False),
    Column("result", Json),
    Column("faults", Json),
    Column("cancel_asked", Boolean, nullable=False),
    Column("attempts", Number, nullable=False, server_default="0"),
    Column("worker", Id),
    Column("recorded_at", Moment, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("heartbeat_at", Moment),
    Column("ended_at", Moment),
    Index(None, "state", "queued_at"),
    Index(None, "actor", "recorded_at"),
)
"""*key* names what is to be done once only; *cursor* is where the job goes on, and *attempts* how often it was begun
since that last moved; *worker* names who has it now, and nobody else may write to it."""
