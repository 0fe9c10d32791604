"""Where everybody stands now: stays, grades and measures as last judged, and what changed. Made of facts alone.

What is here can be made anew at any time, so nothing refers to it by key. A row's *number* counts within its subject.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Table

from adapters.database.tables.base import Day, Digest, Id, Json, Moment, Number, metadata

pending: Final = Table("state_pending", metadata, Column("subject", Id, primary_key=True))
"""Whose records changed since they were judged: written with the facts, taken away with the rows made of them."""

judged: Final = Table(
    "state_subject",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("day", Day, nullable=False),
    Column("release", Digest, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("refused", Id),
)
"""As of which *day* and by which *release* the rows of a subject were made, or last found to hold by itself; *digest*
is that of the rows. *refused* is the code of what keeps anything from being said of it: the rows are then those before.
"""

stay: Final = Table(
    "state_stay",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("policy", Id, nullable=False),
    Column("sort", Id, nullable=False),
    Column("start", Day, nullable=False),
    Column("last", Day),
    Column("last_at_most", Day),
    Column("cause", Id),
    Column("grounds", Json, nullable=False),
    Index(None, "policy", "sort", "subject"),
)
"""A `spell` on a list, those that ended too; a `proposal`; an `undecided` firing; or a stretch of days on which nobody
knows (`possible`). *last* is absent while there is no end; *grounds* are `[rule, fact, day]` each."""

grade: Final = Table(
    "state_grade",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("policy", Id, primary_key=True),
    Column("grades", Id, nullable=False),
    Column("since", Day),
    Column("year", Number),
    Index(None, "policy", "subject"),
)
"""The grade held: *grades* are all it may be, with commas in between."""

measure: Final = Table(
    "state_measure",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("policy", Id, nullable=False),
    Column("carriage", Id, nullable=False),
    Column("measure", Id, nullable=False),
    Column("since", Day),
    Column("last", Day),
    Column("last_at_most", Day),
    Column("withheld", Id),
    Index(None, "carriage", "subject", "number"),
)
"""A measure in force, or *withheld* for a reason; *carriage* is where in which policy it stands."""

standing: Final = Table(
    "state_standing",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("policy", Id, primary_key=True),
    Column("value", Id, nullable=False),
    Column("since", Day),
    Column("last", Day),
    Column("last_at_most", Day),
    Index(None, "policy", "value", "subject"),
)
"""What a list or grade comes to as of the day judged: `listed`, `proposed`, `unknown`, or the grade. Nothing where it
comes to nothing."""

change: Final = Table(
    "state_change",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("subject", Id, nullable=False, index=True),
    Column("policy", Id, nullable=False),
    Column("was", Id),
    Column("became", Id),
    Column("day", Day, nullable=False),
    Column("release", Digest, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""What a standing became, in the order it was found, on the *day* it was judged as of."""

pass_: Final = Table(
    "state_pass",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("day", Day, nullable=False),
    Column("release", Digest, nullable=False),
    Column("status", Id, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("subjects", Number, nullable=False),
    Column("done", Number, nullable=False),
    Column("changed", Number, nullable=False),
    Column("spans", Json, nullable=False),
    Index(None, "day", "release"),
    sqlite_autoincrement=True,
)
"""Everybody judged as of a *day* by a *release*: *status* is `running`, `done`, or `dropped` for a later one; *spans*
are those of the places in its prepared store that are done."""
