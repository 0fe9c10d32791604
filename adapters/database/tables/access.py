"""Who may come in: users, their sessions, tokens of systems, and how often somebody failed to."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Table, Text

from adapters.database.tables.base import Digest, Id, Json, Moment, Number, metadata

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
    Column("label", Id, nullable=False, server_default=""),
    Column("scopes", Json, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""*digest* is the SHA-256 of a token that was shown once; *scopes* are the permissions it has of its user's."""

session: Final = Table(
    "app_session",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("user", Id, ForeignKey("app_user.id"), nullable=False, index=True),
    Column("csrf", Digest, nullable=False),
    Column("before", Digest, index=True),
    Column("before_until", Moment),
    Column("recorded_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
)
"""Who signed in: *digest* is the SHA-256 of what their cookie holds now, *before* of what it held, which requests under
way may still come with until *before_until*; *csrf* is what their writes say beside it."""

attempt: Final = Table(
    "sign_in_attempt",
    metadata,
    Column("key", Digest, primary_key=True),
    Column("times", Number, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
)
"""How often somebody tried to sign in without doing so: *key* is the hash of a name, an address, or both."""
