"""Candidates evaluated beside the live release: how often they agreed with it, and where they did not."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table

from adapters.database.tables.base import Day, Digest, Id, Json, Moment, Number, metadata

trial: Final = Table(
    "shadow_trial",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("release", Digest, ForeignKey("release.hash"), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("begun_by", Id, nullable=False),
    Column("ended_at", Moment, index=True),
    Column("ended_by", Id),
    Column("same", Number, nullable=False, server_default="0"),
    Column("differing", Number, nullable=False, server_default="0"),
    Column("failed", Number, nullable=False, server_default="0"),
    Column("dropped", Number, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
"""A release beside the live one, for as long as the trial has not ended; *dropped* counts what was not looked at."""

difference: Final = Table(
    "shadow_difference",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("trial", Number, ForeignKey("shadow_trial.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("subject", Id, index=True),
    Column("as_of", Day, nullable=False),
    Column("known_at", Day, nullable=False),
    Column("live", Digest, nullable=False),
    Column("live_verdict", Digest, nullable=False),
    Column("candidate_verdict", Digest, nullable=False),
    Column("content", Json, nullable=False),
    sqlite_autoincrement=True,
)
"""One verdict that came out otherwise, and in what; *subject* only where its facts are stored here anyway."""
