"""What is kept of exchanges with others."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table, Text

from adapters.database.tables.base import Id, Json, Number, metadata

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
