"""What was done, in one chain: verdicts given, personal data read, decisions taken. Only ever added to.

Each entry commits to its payload by a salted hash, and to the entry before it. Forgetting takes payload and salt away
and leaves the commitment, so that the chain still holds.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table

from adapters.database.tables.base import Content, Digest, Id, Json, Moment, Number, metadata

entry: Final = Table(
    "ledger_entry",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False, unique=True),
    Column("what", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("commitment", Digest, nullable=False),
    Column("previous", Digest, nullable=False),
    Column("hash", Digest, nullable=False),
    Index(None, "what", "at"),
)
"""The chain, numbered from 1 without a gap. *what* is `verdict`, `read` or the name of an act. Nothing is looked for by
its *hash*, which holds the number: an index of hashes would have every entry written to another page."""

payload: Final = Table(
    "ledger_payload",
    metadata,
    Column("number", Number, ForeignKey("ledger_entry.number"), primary_key=True),
    Column("actor", Id, nullable=False, index=True),
    Column("subject", Id, index=True),
    Column("salt", Content, nullable=False),
    Column("content", Json, nullable=False),
)
"""What an entry says, until it is forgotten."""

head: Final = Table(
    "ledger_head",
    metadata,
    Column("one", Number, primary_key=True, autoincrement=False),
    Column("number", Number, nullable=False),
    Column("hash", Digest, nullable=False),
)
"""The end of the chain, in one row: whoever adds to it holds this row."""

checkpoint: Final = Table(
    "ledger_checkpoint",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("hash", Digest, nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", Id, nullable=False),
    Column("signature", Content, nullable=False),
)
"""Ends the chain had, signed: what was cut off after one is missed."""
