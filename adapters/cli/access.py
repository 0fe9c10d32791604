"""`user` and `token`: who may come in, said on the machine itself. Passwords are asked for, or read from the input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, Final

import click
import orjson
from sqlalchemy import Connection, inspect

from adapters.access import tokens, users
from adapters.access.acts import What, act
from adapters.access.permissions import PERMISSIONS, ROLES, Permission, Role
from adapters.cli import codes
from adapters.cli.console import emit, remark
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Group, Option, said
from adapters.clock import SystemClock
from adapters.database import migrate
from adapters.database.connect import Database
from adapters.database.tables.access import user as user_table
from adapters.ledger import chain
from adapters.settings import database_of, settings

FORMATS: Final = ("pretty", "json")
_HERE: Final = "xinheng"
"""Who acts when somebody does on the machine itself."""


class _Part(Command):
    """A command of the group *of*."""

    of = ""

    def _key(self) -> str:
        return f"command.{self.of}_{self.name}"


class _OfUser(_Part):
    of = "user"


class _OfToken(_Part):
    of = "token"


def _form(command: Any) -> Any:
    """*command* with `--format`."""
    return click.option(
        "-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty"
    )(command)


@click.group("user", cls=Group)
def user() -> None:
    """Say who may come in."""


@click.group("token", cls=Group)
def token() -> None:
    """Say what systems come in by."""


@user.command("add", cls=_OfUser)
@click.argument("user_id", metavar="ID")
@click.option("--name", cls=Option, key="user_name", metavar="NAME")
@click.option("--role", "roles", cls=Option, key="role", type=click.Choice(ROLES), multiple=True, required=True)
@click.option("--sector", "sectors", cls=Option, key="sector", metavar="SECTOR", multiple=True)
@click.option("--department", cls=Option, key="user_department", metavar="NAME")
@click.option("--no-password", cls=Option, is_flag=True)
@shared
@click.pass_context
def add_user(
    ctx: click.Context,
    /,
    user_id: str,
    name: str | None,
    roles: tuple[Role, ...],
    sectors: tuple[str, ...],
    department: str | None,
    no_password: bool,
) -> int:
    """Add a user."""
    new = users.User(user_id, name or user_id, roles, sectors, department)
    password = None if no_password else _password(ctx)
    with _writing("user_added", user=user_id, roles=sorted(roles), sectors=sorted(sectors)) as connection:
        users.add(connection, new, password, SystemClock().now())
    remark(said(ctx, "user.added", id=user_id))
    return codes.OK


@user.command("passwd", cls=_OfUser)
@click.argument("user_id", metavar="ID")
@shared
@click.pass_context
def change_password(ctx: click.Context, /, user_id: str) -> int:
    """Give a user another password."""
    with _reading() as connection:
        _known(ctx, connection, user_id)
    password = _password(ctx)
    with _writing("password_changed", user=user_id) as connection:
        users.change_password(connection, user_id, password)
    remark(said(ctx, "user.changed", id=user_id))
    return codes.OK


@user.command("list", cls=_OfUser)
@_form
@shared
@click.pass_context
def list_users(ctx: click.Context, /, form: str) -> int:
    """List the users."""
    with _reading() as connection:
        found = users.everybody(connection, most=100_000)
    if form == "json":
        emit(orjson.dumps([asdict(one) for one in found], option=orjson.OPT_INDENT_2))
        return codes.OK
    for one in found:
        state = said(ctx, "user.active" if one.active else "user.not_active")
        bounds = ", ".join((*one.sectors, *([one.department] if one.department else [])))
        emit("\t".join((one.id, one.name, ", ".join(one.roles), bounds or "-", state)))
    return codes.OK


@user.command("disable", cls=_OfUser)
@click.argument("user_id", metavar="ID")
@shared
@click.pass_context
def disable_user(ctx: click.Context, /, user_id: str) -> int:
    """Let a user come in no more."""
    return _activate(ctx, user_id, active=False)


@user.command("enable", cls=_OfUser)
@click.argument("user_id", metavar="ID")
@shared
@click.pass_context
def enable_user(ctx: click.Context, /, user_id: str) -> int:
    """Let a user come in again."""
    return _activate(ctx, user_id, active=True)


@token.command("issue", cls=_OfToken)
@click.argument("user_id", metavar="USER")
@click.option("--scope", "scopes", cls=Option, key="scope", type=click.Choice(PERMISSIONS), multiple=True)
@click.option("--days", cls=Option, key="token_days", type=click.IntRange(1, tokens.MOST_DAYS), default=90)
@click.option("--label", cls=Option, key="token_label", default="", metavar="TEXT")
@shared
@click.pass_context
def issue_token(ctx: click.Context, /, user_id: str, scopes: tuple[Permission, ...], days: int, label: str) -> int:
    """Issue a token."""
    with _reading() as connection:
        _known(ctx, connection, user_id)
    said_of = {"user": user_id, "scopes": sorted(scopes), "label": label}
    with _writing("token_issued", **said_of) as connection:
        secret = tokens.issue(connection, user_id, scopes, SystemClock().now(), days, label)
    emit(secret)
    remark(said(ctx, "token.issued", id=user_id, days=days))
    return codes.OK


@token.command("list", cls=_OfToken)
@click.option("--user", "user_id", cls=Option, key="token_user", metavar="ID")
@_form
@shared
@click.pass_context
def list_tokens(ctx: click.Context, /, user_id: str | None, form: str) -> int:
    """List the tokens."""
    with _reading() as connection:
        found = tokens.issued(connection, user_id)
    if form == "json":
        emit(orjson.dumps([asdict(one) for one in found], option=orjson.OPT_INDENT_2))
        return codes.OK
    for one in found:
        until = one.expires_at if one.revoked_at is None else said(ctx, "token.revoked_at", moment=one.revoked_at)
        emit("\t".join((one.id, one.user, one.label or "-", ", ".join(one.scopes) or "*", until)))
    return codes.OK


@token.command("revoke", cls=_OfToken)
@click.argument("token_id", metavar="ID")
@shared
@click.pass_context
def revoke_token(ctx: click.Context, /, token_id: str) -> int:
    """Revoke a token."""
    with _reading() as connection:
        known = tokens.token_known(connection, token_id)
    if known is None or known.revoked_at is not None:
        raise click.UsageError(said(ctx, "token.unknown", id=token_id), ctx)
    with _writing("token_revoked", token=token_id, user=known.user) as connection:
        tokens.revoke(connection, token_id, SystemClock().now())
    remark(said(ctx, "token.revoked", id=token_id))
    return codes.OK


def _activate(ctx: click.Context, user_id: str, *, active: bool) -> int:
    with _reading() as connection:
        found = _known(ctx, connection, user_id)
    with _writing("user_changed", user=user_id, active=active) as connection:
        users.change(connection, replace(found, active=active))
    remark(said(ctx, "user.changed", id=user_id))
    return codes.OK


def _known(ctx: click.Context, connection: Connection, user_id: str) -> users.User:
    found = users.known(connection, user_id)
    if found is None:
        raise click.UsageError(said(ctx, "user.unknown", id=user_id), ctx)
    return found


def _password(ctx: click.Context) -> str:
    """A password: asked for twice on a terminal, else the first line of the input. No command line ever holds it."""
    if sys.stdin.isatty():
        given: str = click.prompt(
            said(ctx, "user.password"), hide_input=True, confirmation_prompt=said(ctx, "user.again"), err=True
        )
        return given
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def _store() -> Iterator[Database]:
    database = database_of(settings())
    try:
        if not inspect(database.engine).has_table(user_table.name):
            migrate.upgrade(database)
        yield database
    finally:
        database.close()


@contextmanager
def _reading() -> Iterator[Connection]:
    with _store() as database, database.reading() as connection:
        yield connection


@contextmanager
def _writing(what: What, **content: object) -> Iterator[Connection]:
    """A transaction that does *what*, which the ledger is told at its end."""
    with _store() as database, database.writing() as connection:
        yield connection
        chain.add(connection, [act(what, _HERE, **content)], SystemClock().now())
