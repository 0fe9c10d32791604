"""Drafts of releases: what they change, who changed and who reviewed it, and what came of examining them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from adapters.database.tables.base import Day, Digest, Id, Json, Moment, Number, metadata

draft: Final = Table(
    "draft",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("author", Id, nullable=False),
    Column("state", Id, nullable=False),
    Column("base", Digest, ForeignKey("release_edition.content_hash"), nullable=False),
    Column("content_hash", Digest, nullable=False),
    Column("revision", Number, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("release", Digest, ForeignKey("release.hash")),
    Column("effective", Day),
    Index(None, "state", "recorded_at"),
)
"""*revision* counts what was done to it; *release* and *effective* say what became of it once it is published."""

draft_file: Final = Table(
    "draft_file",
    metadata,
    Column("draft", Id, ForeignKey("draft.id"), primary_key=True),
    Column("path", Id, primary_key=True),
    Column("blob", Digest, ForeignKey("blob.digest")),
)
"""What a draft changes of its base: files put, or taken out where there is no *blob*."""

draft_event: Final = Table(
    "draft_event",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("draft", Id, ForeignKey("draft.id"), nullable=False, index=True),
    Column("what", Id, nullable=False),
    Column("actor", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("content_hash", Digest, nullable=False),
    Column("path", Id),
    Column("blob", Digest),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What was done to a draft: by whom, and what its contents were then. Edits are kept with what was written."""

examination: Final = Table(
    "examination",
    metadata,
    Column("content_hash", Digest, primary_key=True),
    Column("form", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("result", Json, nullable=False),
)
"""What came of checking contents and running their cases, by programs whose verdicts have this *form*."""
