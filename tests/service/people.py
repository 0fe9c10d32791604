"""Somebody for each role."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select

from adapters.access.permissions import Role
from adapters.access.tokens import issue
from adapters.access.users import User, add, known
from adapters.clock import stamp
from adapters.database.tables.access import user
from adapters.parts import Parts


def token_of(parts: Parts, role: Role, id_: str = "") -> str:
    """A token of somebody who has *role*, called after it unless *id_* is given."""
    id_ = id_ or role
    now = parts.clock.now()
    with parts.database.writing() as connection:
        if connection.scalar(select(user.c.id).where(user.c.id == id_)) is None:
            row = {"id": id_, "name": id_, "roles": f'["{role}"]', "sectors": "[]", "active": True}
            connection.execute(insert(user), row | {"recorded_at": stamp(now)})
        return issue(connection, id_, (), now, 30)


def user_added(parts: Parts, id_: str, role: Role, sectors: Iterable[str] = (), password: str | None = None) -> None:
    """Somebody called *id_* who has *role* in *sectors*, unless they are there."""
    department = "tax" if role == "department" else None
    with parts.database.writing() as connection:
        if known(connection, id_) is None:
            add(connection, User(id_, id_, (role,), tuple(sectors), department), password, parts.clock.now())
