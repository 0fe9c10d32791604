"""Users: added, changed, found. Whoever acts in the service is one, systems as well."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, delete, insert, select, update

from adapters.access.passwords import faults, hashed
from adapters.access.permissions import Role
from adapters.clock import stamp
from adapters.database.tables.access import session, user
from engine.problems import FactError, Place, Problem

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_SYSTEM: Final = frozenset({"public", "xinheng", "current"})
"""Names under which the service itself acts, or that an address has."""


@dataclass(frozen=True)
class User:
    """A user as others may know them."""

    id: str
    name: str
    roles: tuple[Role, ...]
    sectors: tuple[str, ...] = ()
    department: str | None = None
    active: bool = True
    has_password: bool = False
    recorded_at: str = field(default="", compare=False)


def add(connection: Connection, new: User, password: str | None, now: datetime) -> None:
    """Add the user *new*, with a *password* unless they come by tokens alone; raises `FactError`."""
    problems = _faults(new)
    if not _ID.fullmatch(new.id) or new.id in _SYSTEM:
        problems.append(Problem("access.user_id", Place("id"), {"id": new.id}))
    elif known(connection, new.id) is not None:
        problems.append(Problem("access.user_known", Place("id"), {"id": new.id}))
    if password is not None:
        problems += faults(password, new.id, Place("password"))
    if problems:
        raise FactError(problems)
    row = {"id": new.id, "password": None if password is None else hashed(password), "recorded_at": stamp(now)}
    connection.execute(insert(user), {**row, **_columns(new)})


def change(connection: Connection, changed: User) -> None:
    """Keep *changed* in place of the user of that id; who is active no longer is signed out. Raises `FactError`."""
    if problems := _faults(changed):
        raise FactError(problems)
    connection.execute(update(user).where(user.c.id == changed.id).values(**_columns(changed)))
    if not changed.active:
        connection.execute(delete(session).where(session.c.user == changed.id))


def change_password(connection: Connection, id_: str, password: str, kept_session: str | None = None) -> None:
    """Give *id_* another *password* and end their sessions, but for *kept_session*; raises `FactError`."""
    if problems := faults(password, id_, Place("password")):
        raise FactError(problems)
    connection.execute(update(user).where(user.c.id == id_).values(password=hashed(password)))
    others = delete(session).where(session.c.user == id_)
    connection.execute(others if kept_session is None else others.where(session.c.id != kept_session))


def known(connection: Connection, id_: str) -> User | None:
    """The user *id_*."""
    row = connection.execute(select(user).where(user.c.id == id_)).first()
    return None if row is None else _told(row)


def names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """By each of *ids* that is a user's: what they are called."""
    rows = connection.execute(select(user.c.id, user.c.name).where(user.c.id.in_(sorted(set(ids)))))
    return {row.id: row.name for row in rows}


def everybody(connection: Connection, after: str = "", most: int = 1_000) -> list[User]:
    """The users by id, *most* of them, from the one that follows *after*."""
    rows = connection.execute(select(user).where(user.c.id > after).order_by(user.c.id).limit(most))
    return [_told(row) for row in rows]


def _faults(one: User) -> list[Problem]:
    if "department" in one.roles and one.department is None:
        return [Problem("access.no_department", Place("department"))]
    return []


def _columns(one: User) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "roles": orjson.dumps(sorted(one.roles)).decode(),
        "sectors": orjson.dumps(sorted(one.sectors)).decode(),
        "department": one.department,
        "active": one.active,
    }


def _told(row: Row[Any]) -> User:
    return User(
        row.id,
        row.name,
        tuple(orjson.loads(row.roles)),
        tuple(orjson.loads(row.sectors)),
        row.department,
        row.active,
        row.password is not None,
        row.recorded_at,
    )
