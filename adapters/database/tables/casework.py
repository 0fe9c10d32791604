"""Matters that people handle: cases of lists, appeals, complaints, claims, and what departments owe of measures."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from adapters.database.tables.base import Day, Digest, Id, Json, Moment, Number, metadata

matter: Final = Table(
    "casework_matter",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("kind", Id, nullable=False),
    Column("key", Digest, unique=True),
    Column("subject", Id, ForeignKey("subject.id"), index=True),
    Column("policy", Id, index=True),
    Column("sector", Id),
    Column("department", Id),
    Column("region", Id),
    Column("state", Id, nullable=False),
    Column("objected", Boolean, nullable=False),
    Column("repairing", Boolean, nullable=False),
    Column("version", Number, nullable=False),
    Column("opened", Day, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Id, nullable=False),
    Column("closed", Day),
    Column("details", Json, nullable=False),
    Index(None, "kind", "state"),
    Index(None, "kind", "opened"),
    Index(None, "department", "kind"),
    sqlite_autoincrement=True,
)
"""*kind* says by which table of moves it goes (`adapters.casework.moves`); *department* is who has to handle it. *key*
keeps what is opened by itself from being opened twice. *version* counts the steps taken."""

step: Final = Table(
    "casework_step",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("matter", Id, ForeignKey("casework_matter.id"), nullable=False, index=True),
    Column("step", Id, nullable=False),
    Column("state", Id, nullable=False),
    Column("day", Day, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Id, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("facts", Json, nullable=False),
    Column("details", Json, nullable=False),
    Index(None, "step", "day"),
    sqlite_autoincrement=True,
)
"""What was done, in order: *day* is the day it was done, *at* the moment it was told here; *state* what it led to.
*facts* are the ids of those stored with it."""

clock: Final = Table(
    "casework_clock",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("matter", Id, ForeignKey("casework_matter.id"), nullable=False, index=True),
    Column("what", Id, nullable=False),
    Column("role", Id, nullable=False),
    Column("starts", Day, nullable=False),
    Column("period", Text, nullable=False),
    Column("rolls", Boolean, nullable=False),
    Column("basis", Json, nullable=False),
    Column("due", Day),
    Column("met", Day),
    Index(None, "met", "due"),
    sqlite_autoincrement=True,
)
"""Limits that run: *due* is the last day, absent where the calendar of working days does not reach so far; *met* the
day it stopped mattering. *role* is whose limit it is: the `authority`'s, the `subject`'s, a `department`'s."""

followed: Final = Table(
    "casework_followed",
    metadata,
    Column("one", Number, primary_key=True, autoincrement=False),
    Column("change", Number, nullable=False),
    Column("day", Day, nullable=False),
    Column("after", Id, nullable=False),
)
"""How far matters have followed, in one row: the number of the last `change` of a standing, the last *day* on which
every open matter was looked at, and of the day after it the subject *after* whom to go on."""
