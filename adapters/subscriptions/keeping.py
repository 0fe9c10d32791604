"""Subscriptions made, told of, resumed and ended by whom they are of."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from adapters.clock import stamp
from adapters.database.tables.state import change
from adapters.database.tables.subscriptions import subscription

MOST: Final = 20
"""Subscriptions of one user at most."""
PREFIX: Final = "whsec_"
_BYTES: Final = 32


@dataclass(frozen=True)
class Wanted:
    """What is to be told: changes of *policies*, or of those of *sectors*, or all; and where to."""

    url: str
    policies: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


def subscribe(connection: Connection, user: str, wanted: Wanted, now: datetime) -> tuple[str, str] | None:
    """A new subscription of *user*, from the changes to come on: its id and its secret; nothing where there are enough.

    The secret is shown this once.
    """
    if (connection.scalar(select(func.count()).where(subscription.c.user == user)) or 0) >= MOST:
        return None
    id_, secret = secrets.token_hex(8), PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()
    last = connection.scalar(select(func.max(change.c.number))) or 0
    row: dict[str, Any] = {
        "id": id_, "user": user, "url": wanted.url, "secret": secret, "status": "active",
        "policies": orjson.dumps(wanted.policies).decode(), "sectors": orjson.dumps(wanted.sectors).decode(),
        "told": last, "attempts": 0, "next_at": stamp(now), "leased_until": stamp(now), "recorded_at": stamp(now),
    }  # fmt: skip
    connection.execute(insert(subscription), row)
    return id_, secret


def of_user(connection: Connection, user: str, id_: str | None = None) -> Sequence[RowMapping]:
    """The subscriptions of *user*, or the one with the *id_*."""
    rows = select(subscription).where(subscription.c.user == user).order_by(subscription.c.recorded_at)
    return connection.execute(rows if id_ is None else rows.where(subscription.c.id == id_)).mappings().all()


def end(connection: Connection, user: str, id_: str) -> bool:
    """End a subscription of *user*; whether there was one."""
    mine = (subscription.c.user == user, subscription.c.id == id_)
    return connection.execute(delete(subscription).where(*mine)).rowcount > 0


def resume(connection: Connection, user: str, id_: str, now: datetime) -> bool:
    """Have a subscription of *user* go on where it was disabled; whether there is one."""
    mine = (subscription.c.user == user, subscription.c.id == id_)
    anew = {"status": "active", "attempts": 0, "next_at": stamp(now), "fault": None}
    return connection.execute(update(subscription).where(*mine).values(**anew)).rowcount > 0
