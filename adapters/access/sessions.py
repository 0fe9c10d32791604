"""Sessions: who signed in with a password, what their cookie holds, and when it ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from adapters.access.actor import Actor, permitted
from adapters.access.tokens import digest
from adapters.clock import stamp
from adapters.database.connect import Database
from adapters.database.tables.access import session, user

WHOLE: Final = timedelta(hours=12)
"""A session ends so long after it began …"""
IDLE: Final = timedelta(minutes=30)
"""… or so long after it was last used."""
_CHANGED: Final = timedelta(minutes=15)
"""What the cookie holds is changed so often."""
_BEFORE: Final = timedelta(minutes=1)
_NOTED: Final = timedelta(minutes=1)
"""Uses are noted so often."""
_BYTES: Final = 32
_WANTED: Final = select(
    session, user.c.name, user.c.roles, user.c.sectors, user.c.department,
).join_from(session, user).where(user.c.active)  # fmt: skip


@dataclass(frozen=True)
class Session:
    """A session that holds: who came by it, what their writes must say, and *secret* where the cookie must change."""

    actor: Actor
    csrf: str
    secret: str | None = None


def begin(connection: Connection, user_id: str, now: datetime) -> str:
    """A new session of *user_id*; gives what its cookie is to hold. What has ended is cleared away."""
    connection.execute(delete(session).where(session.c.ends_at < stamp(now)))
    secret = secrets.token_urlsafe(_BYTES)
    row = {
        "digest": digest(secret),
        "id": secrets.token_hex(8),
        "user": user_id,
        "csrf": secrets.token_hex(_BYTES),
        "ends_at": stamp(now + WHOLE),
    }
    times = dict.fromkeys(("recorded_at", "changed_at", "seen_at"), stamp(now))
    connection.execute(insert(session), row | times)
    return secret


def session_of(database: Database, secret: str, now: datetime) -> Session | None:
    """The session whose cookie holds *secret*, where it holds yet."""
    mark = digest(secret)
    with database.reading() as connection:
        found = connection.execute(_WANTED.where(or_(session.c.digest == mark, session.c.before == mark))).first()
    if found is None or not _holds(found, mark, now):
        return None
    changed = _changed(database, found, mark, now)
    roles = frozenset(orjson.loads(found.roles))
    sectors = frozenset(orjson.loads(found.sectors))
    actor = Actor(found.user, found.name, roles, permitted(roles), sectors, found.department, None, found.id)
    return Session(actor, found.csrf, changed)


def end(connection: Connection, id_: str) -> None:
    """End the session *id_*."""
    connection.execute(delete(session).where(session.c.id == id_))


def end_by_secret(connection: Connection, secret: str) -> None:
    """End the session whose cookie holds *secret*, if there is one."""
    connection.execute(delete(session).where(session.c.digest == digest(secret)))


def _holds(found: Row[Any], mark: str, now: datetime) -> bool:
    if stamp(now) >= found.ends_at or stamp(now - IDLE) >= found.seen_at:
        return False
    return bool(found.digest == mark or stamp(now) < found.before_until)


def _changed(database: Database, found: Row[Any], mark: str, now: datetime) -> str | None:
    """Note the use of a session now and then; what its cookie must hold from now on, where that changes."""
    changes = found.digest == mark and found.changed_at <= stamp(now - _CHANGED)
    if not changes and stamp(now - _NOTED) < found.seen_at:
        return None
    secret = secrets.token_urlsafe(_BYTES) if changes else None
    values = {"seen_at": stamp(now)}
    if secret is not None:
        values |= {"digest": digest(secret), "changed_at": stamp(now), "before": mark,
                   "before_until": stamp(now + _BEFORE)}  # fmt: skip
    with database.writing() as connection:
        still = update(session).where(session.c.id == found.id, session.c.digest == found.digest)
        done = connection.execute(still.values(**values)).rowcount > 0
    return secret if done else None
