"""Simulations that somebody asked for: what of, and who is behind their rows; what came of them lies in files."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from adapters.database.tables.base import Digest, Id, Json, Moment, metadata

simulation: Final = Table(
    "simulation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("job", Id, ForeignKey("job.id"), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("actor", Id, nullable=False),
    Column("baseline", Digest, nullable=False),
    Column("candidate", Digest, nullable=False),
    Column("question", Json, nullable=False),
    Column("summary", Json),
    Column("recorded_at", Moment, nullable=False),
    Index(None, "recorded_at", "id"),
)
"""*job* runs it and knows how far that is; *baseline* and *candidate* are hashes of releases, *question* is all that
was asked. *summary* is what the list of simulations says of the result, once there is one."""

behind: Final = Table(
    "simulation_subject",
    metadata,
    Column("simulation", Id, ForeignKey("simulation.id"), primary_key=True),
    Column("key", Id, primary_key=True),
    Column("subject", Id, nullable=False, index=True),
)
"""Which stored *subject* a row of a result shows by its *key*; nobody of an invented population is here."""
