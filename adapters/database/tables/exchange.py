"""What is kept of exchanges with others."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table, Text

from adapters.database.tables.base import Digest, Id, Json, Moment, Number, metadata

rejection: Final = Table(
    "import_rejection",
    metadata,
    Column("job", Id, ForeignKey("job.id"), primary_key=True),
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("file", Text, nullable=False),
    Column("row", Number, nullable=False),
    Column("problems", Json, nullable=False),
    Column("original", Json, nullable=False),
)
"""Rows of a file that were not taken: all that is wrong with each, and its cells (or its text) as they came."""

submission: Final = Table(
    "submission",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("job", Id, ForeignKey("job.id"), nullable=False, unique=True),
    Column("after_fact", Number, nullable=False),
    Column("until_fact", Number, nullable=False),
    Column("manifest", Json, nullable=False),
    Column("digest", Digest, nullable=False, unique=True),
    Column("file", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor", Id, nullable=False),
    Column("region", Id, nullable=False, server_default=""),
)
"""What was submitted upward, numbered from 1 without a gap: each begins after the last fact of the one before of the
same *region* (empty: of all), and its *manifest*, whose SHA-256 is *digest*, names the digest of that."""

pull_cursor: Final = Table(
    "pull_cursor",
    metadata,
    Column("source", Id, primary_key=True),
    Column("after_fact", Number, nullable=False),
    Column("pulled_at", Moment, nullable=False),
    Column("after_event", Number, nullable=False, server_default="0"),
    Column("after_forgotten", Number, nullable=False, server_default="0"),
)
"""How far another instance has been pulled: its numbers of the last fact, of the last event of an identity, and of the
last fact it forgot, kept with what was stored."""

forgotten_there: Final = Table(
    "pull_forgotten",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("rule", Text, nullable=False),
    Column("source", Id, nullable=False),
)
"""Facts that are here and were forgotten where they came from: to be forgotten as soon as nothing here needs them."""

peer: Final = Table(
    "exchange_peer",
    metadata,
    Column("user", Id, ForeignKey("app_user.id"), primary_key=True),
    Column("region", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Id, nullable=False),
)
"""Who may pull the facts of this instance: those about subjects whose region begins with *region*; empty: all."""
