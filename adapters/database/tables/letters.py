"""The wording of letters, which officers make of the templates that came with the program, and letters served."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from adapters.database.tables.base import Day, Digest, Id, Moment, Number, metadata

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

served: Final = Table(
    "letter_served",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("matter", Id, ForeignKey("casework_matter.id"), nullable=False, index=True),
    Column("step", Id, nullable=False),
    Column("kind", Id, nullable=False),
    Column("language", Id, nullable=False),
    Column("wording", Number, nullable=False),
    Column("day", Day, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Id, nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", Digest, nullable=False),
    sqlite_autoincrement=True,
)
"""Letters as they were served: the *text*, its SHA-256 *digest*, by which *wording*, with which *step* of a matter of
which *day*; told by *actor* *at* a moment."""
