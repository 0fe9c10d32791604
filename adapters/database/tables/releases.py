"""Releases of the policy base: immutable, named by their hash, each file kept once.

Verdicts hang on the law alone, so the law's hash names a release. What stands beside the law (cases, mappings, the
plan) makes *editions* of it, named by the hash over every file: those are signed, approved and published.
"""

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
    Column("recorded_at", Moment, nullable=False),
)
"""*hash* is the engine's `release_hash`, over the law alone."""

edition: Final = Table(
    "release_edition",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("content_hash", Digest, nullable=False, unique=True),
    Column("release", Digest, ForeignKey("release.hash"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Id, nullable=False),
    sqlite_autoincrement=True,
)
"""A release with all that stands beside its law; *content_hash* is over every file."""

release_file: Final = Table(
    "release_file",
    metadata,
    Column("edition", Digest, ForeignKey("release_edition.content_hash"), primary_key=True),
    Column("path", Id, primary_key=True),
    Column("blob", Digest, ForeignKey("blob.digest"), nullable=False),
)

signature: Final = Table(
    "release_signature",
    metadata,
    Column("edition", Digest, ForeignKey("release_edition.content_hash"), primary_key=True),
    Column("key", Id, primary_key=True),
    Column("signature", Content, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
"""Who vouches for an edition: over its manifest, by the key called *key*."""

publication: Final = Table(
    "release_publication",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("release", Digest, ForeignKey("release.hash"), nullable=False),
    Column("edition", Digest, ForeignKey("release_edition.content_hash"), nullable=False),
    Column("effective", Day, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", Id, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""From which day which release is the live one; of those of one day the latest published."""
