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
    Column("uid", Id),
    Index(None, "uid", unique=True),
)
"""Merges, splits, renames and changes of code: what happened to an identity, who said so and why. By its *uid* other
instances know it, and it is known that came from there."""

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
    Column("sent_as", Id),
    Index(None, "subject", "day"),
    Index(None, "type", "day"),
    sqlite_autoincrement=True,
)
"""Every fact, in the order it came: *content* is the record as the engine takes it, *day* the day it bears, *recorded*
the day from which it counts as known, *recorded_at* the moment it was stored here. *subject* is who it is about now:
a split or merge moves facts, and `identity_move` keeps from where. *sent_as* is how the sender called the subject,
where that is not its id. Numbers are in the order in which transactions ended."""

fact_related: Final = Table(
    "fact_related",
    metadata,
    Column("fact", Id, ForeignKey("fact.id"), primary_key=True),
    Column("role", Id, primary_key=True),
    Column("subject", Id, primary_key=True),
    Index(None, "subject"),
)
"""Whom facts name in a role; they need not be subjects known here."""

naming: Final = Table(
    "naming",
    metadata,
    Column("subject", Id, ForeignKey("subject.id"), primary_key=True),
    Column("named", Id, primary_key=True),
    Index(None, "named"),
)
"""Whom the facts of a *subject* name, or named, in whatever role: whose verdicts may depend on its record."""

fact_revocation: Final = Table(
    "fact_revocation",
    metadata,
    Column("fact", Id, ForeignKey("fact.id"), primary_key=True),
    Column("revokes", Id, nullable=False, index=True),
)
"""Which fact a revocation takes back; that one may come later."""

fact_forgotten: Final = Table(
    "fact_forgotten",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Column("rule", Text, nullable=False),
    Column("region", Id),
    sqlite_autoincrement=True,
)
"""What is left of a fact that was forgotten: its id, which stays reserved, when, by which rule, and of which region it
was, so that peers are told. Numbers are in the order in which transactions ended."""

identity_move: Final = Table(
    "identity_move",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("event", Number, ForeignKey("identity_event.number"), nullable=False, index=True),
    Column("what", Id, nullable=False),
    Column("name", Id, nullable=False),
    Column("from_subject", Id),
    Column("to_subject", Id),
    Column("moved_at", Moment, nullable=False),
    Index(None, "what", "name", "moved_at"),
    Index(None, "from_subject", "moved_at"),
    Index(None, "moved_at"),
)
"""What an event moved: a `fact`, a `code`, or a `subject` (its id then leads to another, or to itself again).

What something belonged to at a moment is the *from_subject* of its first move after it, or else what it belongs to now.
"""
