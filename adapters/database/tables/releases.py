"""Releases of the policy base: immutable, named by their hash, each file kept once."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table, Text

from adapters.database.tables.base import Content, Day, Digest, Id, Moment, Number, metadata

blob: Final = Table(
    "blob",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("content", Content, nullable=False),
)
"""Contents of files by their SHA-256."""

release: Final = Table(
    "release",
    metadata,
    Column("hash", Digest, primary_key=True),
    Column("content_hash", Digest, nullable=False),
    Column("title", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Id, nullable=False),
    Column("key", Id),
    Column("signature", Content),
)
"""*hash* is the engine's `release_hash`, over the law alone; *content_hash* is over every file."""

release_file: Final = Table(
    "release_file",
    metadata,
    Column("release", Digest, ForeignKey("release.hash"), primary_key=True),
    Column("path", Id, primary_key=True),
    Column("blob", Digest, ForeignKey("blob.digest"), nullable=False),
)

publication: Final = Table(
    "release_publication",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("release", Digest, ForeignKey("release.hash"), nullable=False),
    Column("effective", Day, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", Id, nullable=False),
    Column("reason", Text, nullable=False),
)
"""From which day which release is the live one; of those of one day the latest published."""
