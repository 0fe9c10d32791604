"""Subjects and facts as they came: facts are only ever added."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from adapters.database.tables.base import Day, Digest, Id, Json, Moment, Number, metadata

subject: Final = Table(
    "subject",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Id, nullable=False),
    Column("name", Text),
    Column("region", Id, index=True),
    Column("industry", Id),
    Column("born", Day),
    Column("registered", Day),
    Column("recorded_at", Moment, nullable=False),
    Column("merged_into", Id, ForeignKey("subject.id"), index=True),
    Column("revision", Number, nullable=False, server_default="0"),
)
"""Who verdicts are about, as known now. *revision* counts what was recorded that verdicts may depend on."""

subject_name: Final = Table(
    "subject_name",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("subject", Id, ForeignKey("subject.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
"""What a subject was called, each name once in the order it was recorded."""

subject_code: Final = Table(
    "subject_code",
    metadata,
    Column("code", Id, primary_key=True),
    Column("subject", Id, ForeignKey("subject.id"), nullable=False, index=True),
    Column("scheme", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
"""Other codes a subject is, or was, known by (an old registration number, a replaced credit code)."""

identity_event: Final = Table(
    "identity_event",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("what", Id, nullable=False),
    Column("subject", Id, ForeignKey("subject.id"), nullable=False, index=True),
    Column("other", Id, index=True),
    Column("day", Day, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor", Id, nullable=False),
    Column("reason", Text, nullable=False),
    Column("details", Json, nullable=False),
)
"""Merges, splits, renames and changes of code: what happened to an identity, who said so and why."""

fact: Final = Table(
    "fact",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("subject", Id, ForeignKey("subject.id"), nullable=False),
    Column("type", Id, nullable=False),
    Column("day", Day, nullable=False),
    Column("recorded", Day, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("content", Json, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("submitted_by", Id, nullable=False),
    Index(None, "subject", "day"),
    Index(None, "type", "day"),
    sqlite_autoincrement=True,
)
"""Every fact, in the order it came: *content* is the record as the engine takes it, *day* the day it bears, *recorded*
the day from which it counts as known, *recorded_at* the moment it was stored here. *subject* is who it is about now:
a split or merge moves facts, and `identity_event` keeps from where."""

fact_related: Final = Table(
    "fact_related",
    metadata,
    Column("fact", Id, ForeignKey("fact.id"), primary_key=True),
    Column("role", Id, primary_key=True),
    Column("subject", Id, primary_key=True),
    Index(None, "subject"),
)
"""Whom facts name in a role; they need not be subjects known here."""
