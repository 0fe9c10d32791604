"""Who may come in: users, and tokens of systems."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Table, Text

from adapters.database.tables.base import Digest, Id, Json, Moment, metadata

user: Final = Table(
    "app_user",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("password", Text),
    Column("roles", Json, nullable=False),
    Column("sectors", Json, nullable=False),
    Column("department", Id),
    Column("active", Boolean, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
"""*password* is an Argon2 hash, absent for clients that only have tokens; *roles* and *sectors* are lists."""

token: Final = Table(
    "token",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("user", Id, ForeignKey("app_user.id"), nullable=False, index=True),
    Column("scopes", Json, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""*digest* is the SHA-256 of a token that was shown once; *scopes* are the permissions it has of its user's."""
