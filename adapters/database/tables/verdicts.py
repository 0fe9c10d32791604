"""Verdicts that were given: what they said, each once, and the last one of each subject with what it was given on."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Table

from adapters.database.tables.base import Content, Day, Digest, Id, Json, Number, metadata

said: Final = Table(
    "verdict_said",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("subject", Id, nullable=False, index=True),
    Column("content", Content, nullable=False),
)
"""What receipts refer to by `verdict_hash`. Whoever forgets a subject takes its rows away."""

kept: Final = Table(
    "verdict_kept",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("revision", Number, nullable=False),
    Column("release", Digest, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("known_at", Day, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("facts_hash", Digest, nullable=False),
    Column("input", Json, nullable=False),
)
"""The verdict last given on a subject: it holds while the question is the same and the subject's *revision*, too, which
counts whatever verdicts on it may depend on. *input* and *facts_hash* are what its receipt says of the facts."""
