"""Verdicts that would now be others: which decisions, for what cause, and what differs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Table, UniqueConstraint

from adapters.database.tables.base import Digest, Id, Json, Moment, Number, metadata

recall_pending: Final = Table(
    "recall_pending",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("release", Id, primary_key=True),
)
"""Whose verdicts have to be looked at again: since records changed (no *release*), or for a *release* that took
effect. Written in the transaction of the change, taken away once they were looked at."""

recall: Final = Table(
    "recall",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("decision", Id, nullable=False),
    Column("sort", Id, nullable=False),
    Column("subject", Id, nullable=False, index=True),
    Column("cause", Id, nullable=False),
    Column("release", Digest, nullable=False),
    Column("facts", Json, nullable=False),
    Column("difference", Json, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("settled_at", Moment),
    UniqueConstraint("decision", "sort"),
    sqlite_autoincrement=True,
)
"""A *decision* that would now be another: because of *facts* that were `revoked`, `corrected` or are `late`, or by
another *release*; *sort* is whether it is records or a release. *settled_at* is when it was found to hold again."""
