"""The wording of letters: what officers made of the templates that came with the program."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Table, Text

from adapters.database.tables.base import Id, Moment, Number, metadata

template: Final = Table(
    "letter_template",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("kind", Id, nullable=False),
    Column("language", Id, nullable=False),
    Column("text", Text),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Id, nullable=False),
    Index(None, "kind", "language"),
    sqlite_autoincrement=True,
)
"""Each wording there was, the newest last; without a *text* the one that came with the program again."""
