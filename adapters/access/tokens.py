"""Tokens of systems and people: shown once, kept as a hash, with scopes and an end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import orjson
from sqlalchemy import Connection, insert, select

from adapters.access.actor import Actor, permitted
from adapters.access.permissions import Permission
from adapters.clock import stamp
from adapters.database.tables.access import token, user

PREFIX: Final = "xh_"
"""What tokens begin with, so that one that was left in a text is found."""
_BYTES: Final = 32
_WANTED: Final = (
    select(
        user.c.id,
        user.c.name,
        user.c.roles,
        user.c.sectors,
        user.c.department,
        token.c.scopes,
        token.c.expires_at,
    )
    .join_from(token, user)
    .where(token.c.revoked_at.is_(None), user.c.active)
)


def issue(connection: Connection, user_id: str, scopes: Iterable[Permission], now: datetime, days: int) -> str:
    """A new token of *user_id* for *days* days, with *scopes* of what they may (none: all of it). Shown once only."""
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    row = {
        "digest": digest(secret),
        "id": secrets.token_hex(8),
        "user": user_id,
        "scopes": orjson.dumps(sorted(scopes)).decode(),
        "recorded_at": stamp(now),
        "expires_at": stamp(now + timedelta(days=days)),
    }
    connection.execute(insert(token), row)
    return secret


def actor_of(connection: Connection, secret: str, now: datetime) -> Actor | None:
    """Who *secret* is a token of, where it is one that still holds."""
    found = connection.execute(_WANTED.where(token.c.digest == digest(secret))).first()
    if found is None or found.expires_at <= stamp(now):
        return None
    roles = frozenset(orjson.loads(found.roles))
    permissions = permitted(roles)
    scopes = frozenset(orjson.loads(found.scopes))
    return Actor(
        found.id,
        found.name,
        roles,
        permissions & scopes if scopes else permissions,
        frozenset(orjson.loads(found.sectors)),
        found.department,
    )


def digest(secret: str) -> str:
    """What is kept of *secret*: it is random enough that one plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
