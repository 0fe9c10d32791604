"""Tokens of systems and people: shown once, kept as a hash, with scopes and an end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from adapters.access.actor import Actor, permitted
from adapters.access.permissions import ANYBODY, Permission
from adapters.clock import stamp
from adapters.database.connect import Database
from adapters.database.plain import again
from adapters.database.tables.access import token

PREFIX: Final = "xh_"
"""What tokens begin with, so that one that was left in a text is found."""
_BYTES: Final = 32
MOST_DAYS: Final = 366
"""So long may a token hold."""
_BY_DIGEST: Final = (
    "SELECT u.id, u.name, u.roles, u.sectors, u.department, t.scopes, t.expires_at"
    ' FROM token t JOIN app_user u ON u.id = t."user" WHERE t.revoked_at IS NULL AND u.active AND t.digest = ?'
)


@dataclass(frozen=True)
class Issued:
    """What is told of a token, never the token itself."""

    id: str
    user: str
    label: str
    scopes: tuple[Permission, ...]
    recorded_at: str
    expires_at: str
    revoked_at: str | None


def issue(
    connection: Connection, user_id: str, scopes: Iterable[Permission], now: datetime, days: int, label: str = ""
) -> str:
    """A new token of *user_id* for *days* days, with *scopes* of what they may (none: all of it). Shown once only."""
    return new(connection, user_id, scopes, now, now + timedelta(days=days), label)[0]


def new(
    connection: Connection, user_id: str, scopes: Iterable[Permission], now: datetime, until: datetime, label: str = ""
) -> tuple[str, str]:
    """A new token of *user_id* that holds until *until*, and the id it is known by. Shown once only."""
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    row = {
        "digest": digest(secret),
        "id": secrets.token_hex(8),
        "user": user_id,
        "label": label,
        "scopes": orjson.dumps(sorted(scopes)).decode(),
        "recorded_at": stamp(now),
        "expires_at": stamp(until),
    }
    connection.execute(insert(token), row)
    return secret, row["id"]


def issued(connection: Connection, user_id: str | None = None) -> list[Issued]:
    """The tokens of *user_id*, or of everybody, the newest first."""
    wanted = select(token).order_by(token.c.recorded_at.desc(), token.c.id)
    if user_id is not None:
        wanted = wanted.where(token.c.user == user_id)
    return [_told(row) for row in connection.execute(wanted)]


def token_known(connection: Connection, id_: str) -> Issued | None:
    """The token known by *id_*."""
    row = connection.execute(select(token).where(token.c.id == id_)).first()
    return None if row is None else _told(row)


def revoke(connection: Connection, id_: str, now: datetime) -> bool:
    """Have the token *id_* hold no longer; says whether it did until now."""
    holding = update(token).where(token.c.id == id_, token.c.revoked_at.is_(None))
    return connection.execute(holding.values(revoked_at=stamp(now))).rowcount > 0


def _told(row: Row[Any]) -> Issued:
    scopes = tuple(orjson.loads(row.scopes))
    return Issued(row.id, row.user, row.label, scopes, row.recorded_at, row.expires_at, row.revoked_at)


def actor_of(database: Database, secret: str, now: datetime) -> Actor | None:
    """Who *secret* is a token of, where it is one that still holds."""
    found = again(database, _BY_DIGEST, (digest(secret),))
    return None if found is None or found[-1] <= stamp(now) else _actor(*found)


@lru_cache(maxsize=1024)
def _actor(
    id_: str, name: str, roles: str, sectors: str, department: str | None, scopes: str, expires_at: str
) -> Actor:
    held = frozenset(orjson.loads(roles))
    permissions = permitted(held)
    narrowed = frozenset(orjson.loads(scopes))
    return Actor(
        id_,
        name,
        held,
        (permissions & narrowed) | ANYBODY if narrowed else permissions,
        frozenset(orjson.loads(sectors)),
        department,
        expires_at,
    )


def digest(secret: str) -> str:
    """What is kept of *secret*: it is random enough that one plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
