"""Users: who may come in, with which roles. Only administrators say so; everybody changes their own password."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any, Final

from flask import request
from pydantic import Field
from sqlalchemy import select

from adapters.access.acts import act
from adapters.access.attempts import counted, succeeded
from adapters.access.passwords import holds
from adapters.access.permissions import Role
from adapters.access.users import User, add, change, change_password, everybody, known, names
from adapters.database.tables.access import user
from adapters.ledger import chain
from engine.problems import FactError
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal, told
from web.api.sessions import SMALL
from web.rates import too_many

users: Final = Operations("users")
_MANAGES: Final = "administrator"
"""Who has this role adds and changes users."""
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Sector = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Secret = Annotated[str, Field(min_length=1, max_length=1024)]


class UserKeys(Model):
    """What a user is."""

    name: Name
    roles: tuple[Role, ...] = Field(min_length=1, max_length=8)
    sectors: tuple[Sector, ...] = Field((), max_length=100, description="the sectors an officer reaches; none: all")
    department: Name | None = None


class NewUser(UserKeys):
    """A user to be added."""

    id: str = Field(min_length=1, max_length=64, description="small letters, digits and `.`, `_`, `@`, `-`")
    password: Secret | None = Field(None, description="none: they come by tokens alone")


class ChangedUser(Model):
    """What is to be another way; the rest stays."""

    name: Name | None = None
    roles: tuple[Role, ...] | None = Field(None, min_length=1, max_length=8)
    sectors: tuple[Sector, ...] | None = Field(None, max_length=100)
    department: Name | None = None
    active: bool | None = Field(None, description="who is not active is signed out, and comes in no more")
    password: Secret | None = None


class KnownUser(UserKeys):
    """A user as others may know them."""

    id: str
    active: bool
    has_password: bool
    recorded_at: str


class Listing(Model):
    """Which users."""

    after: str = Field("", max_length=64, description="the id of the last one seen")
    limit: int = Field(100, ge=1, le=1_000)


class Page(Model):
    """Users by id; *next* is the id to go on after."""

    users: tuple[KnownUser, ...]
    next: str | None


class Ids(Model):
    """Whose names are asked for."""

    id: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(min_length=1, max_length=100)


class NameTold(Model):
    """What a user is called."""

    id: str
    name: str


class Names(Model):
    """What users are called; who is not known is left out."""

    users: tuple[NameTold, ...]


class OwnPassword(Model):
    """Another password."""

    old: Secret
    new: Secret


@users.add("GET", "/users", allow="users:manage", query=Listing, answers={200: Answer(Page)})
def list_users(query: Listing) -> Any:
    """Users by id."""
    with parts().database.reading() as connection:
        found = everybody(connection, query.after, query.limit + 1)
    shown = found[: query.limit]
    return Page(users=tuple(map(_told, shown)), next=shown[-1].id if len(found) > query.limit else None)


@users.add("GET", "/user-names", allow="releases:read", query=Ids, answers={200: Answer(Names)})
def names_of_users(query: Ids) -> Any:
    """What users are called, for who reads what they did."""
    with parts().database.reading() as connection:
        found = names(connection, query.id)
    return Names(users=tuple(NameTold(id=id_, name=name) for id_, name in sorted(found.items())))


@users.add("POST", "/users", allow="users:manage", body=NewUser, most=SMALL, answers={201: Answer(KnownUser, "added")})
def add_user(body: NewUser) -> Any:
    """Add a user."""
    now = parts().clock.now()
    new = User(body.id, body.name, body.roles, body.sectors, body.department)
    with _placed(), parts().database.writing() as connection:
        add(connection, new, body.password, now)
        added = known(connection, body.id)
        chain.add(connection, [act("user_added", actor().id, **_said(new))], now)
    return _told(added or new), HTTPStatus.CREATED


@users.add("GET", "/users/{id}", allow="users:manage", answers={200: Answer(KnownUser)})
def one_user(id: str) -> Any:  # noqa: A002 - as the address has it
    """A user."""
    with parts().database.reading() as connection:
        found = known(connection, id)
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="user", name=id)
    return _told(found)


@users.add("PATCH", "/users/{id}", allow="users:manage", body=ChangedUser, most=SMALL, answers={200: Answer(KnownUser)})
def change_user(id: str, body: ChangedUser) -> Any:  # noqa: A002 - as the address has it
    """Change a user, their password included; their sessions end with their password or their being active."""
    now = parts().clock.now()
    changes = body.model_dump(exclude_unset=True, exclude={"password"})
    wanted = {key: value for key, value in changes.items() if value is not None or key == "department"}
    with _placed(), parts().database.writing() as connection:
        before = known(connection, id)
        if before is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="user", name=id)
        after = replace(before, **wanted)
        if id == actor().id and not (after.active and _MANAGES in after.roles):
            raise Refusal(HTTPStatus.CONFLICT, "own_access")
        change(connection, after)
        if body.password is not None:
            change_password(connection, id, body.password)
        said = {**_said(after), "password": body.password is not None}
        chain.add(connection, [act("user_changed", actor().id, **said)], now)
    return _told(replace(after, has_password=before.has_password or body.password is not None))


@users.add(
    "PUT", "/users/current/password", allow="self:manage", body=OwnPassword, most=SMALL,
    answers={204: Answer(says="changed; the user's other sessions have ended")},
)  # fmt: skip
def change_own_password(body: OwnPassword) -> Any:
    """Change one's own password."""
    now, who, address = parts().clock.now(), actor(), request.remote_addr or ""
    with parts().database.writing() as connection:
        wait = counted(connection, who.id, address, now)
        kept = connection.scalar(select(user.c.password).where(user.c.id == who.id))
    if wait:
        raise too_many(wait)
    if not holds(kept, body.old):
        raise Refusal(HTTPStatus.FORBIDDEN, "wrong_password")
    with _placed({"password": "new"}), parts().database.writing() as connection:
        succeeded(connection, who.id, address)
        change_password(connection, who.id, body.new, who.session)
        chain.add(connection, [act("password_changed", who.id, user=who.id)], now)
    return None, HTTPStatus.NO_CONTENT


@contextmanager
def _placed(called: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """Have what is wrong with a user be told at the key of the request it is about, which may be *called* otherwise."""
    try:
        yield
    except FactError as error:
        wrong = [told(one, "body", f"/{called.get(one.place.file, one.place.file)}") for one in error.problems]
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "request", wrong) from None


def _said(one: User) -> dict[str, object]:
    """What the ledger says of a user."""
    return {
        "user": one.id,
        "roles": sorted(one.roles),
        "sectors": sorted(one.sectors),
        "department": one.department,
        "active": one.active,
    }


def _told(one: User) -> KnownUser:
    return KnownUser(
        id=one.id,
        name=one.name,
        roles=one.roles,
        sectors=one.sectors,
        department=one.department,
        active=one.active,
        has_password=one.has_password,
        recorded_at=one.recorded_at,
    )
