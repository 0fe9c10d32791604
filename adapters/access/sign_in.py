"""Signing in with a password: counted, checked in the same time whoever asks, told to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from adapters.access.acts import act
from adapters.access.attempts import counted, succeeded
from adapters.access.passwords import hashed, holds, is_outdated
from adapters.access.sessions import begin, end_by_secret
from adapters.database.connect import Database
from adapters.database.tables.access import user
from adapters.ledger.chain import add


@dataclass(frozen=True)
class Refused:
    """Nobody was signed in; with *wait*, the password was not even looked at: so many seconds must pass first."""

    wait: int = 0


def sign_in(
    database: Database, name: str, password: str, address: str, now: datetime, before: str | None = None
) -> str | Refused:
    """Sign in the user *name*: gives what their cookie is to hold. The session whose cookie holds *before* ends."""
    with database.writing() as connection:
        wait = counted(connection, name, address, now)
        row = connection.execute(select(user.c.id, user.c.password, user.c.active).where(user.c.id == name)).first()
    if wait:
        return Refused(wait)
    kept = row.password if row is not None and row.active else None
    if not holds(kept, password) or row is None or kept is None:
        return Refused()
    anew = hashed(password) if is_outdated(kept) else None
    with database.writing() as connection:
        same = update(user).where(user.c.id == name, user.c.password == kept, user.c.active)
        if not connection.execute(same.values(password=anew or kept)).rowcount:
            return Refused()  # it was changed, or the user shut out, in the meantime
        succeeded(connection, name, address)
        if before is not None:
            end_by_secret(connection, before)
        secret = begin(connection, name, now)
        add(connection, [act("signed_in", name)], now)
    return secret
