"""Tokens: what systems come in by, shown once when they are issued. Nobody issues more than they have themselves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from pydantic import Field

from adapters.access.actor import Actor
from adapters.access.acts import act
from adapters.access.permissions import ANYBODY, Permission
from adapters.access.tokens import MOST_DAYS, Issued, issued, new, revoke, token_known
from adapters.access.users import known
from adapters.ledger import chain
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal
from web.api.sessions import SMALL

tokens: Final = Operations("tokens")


class NewToken(Model):
    """A token to be issued."""

    user: str | None = Field(None, min_length=1, max_length=64, description="whose; one's own unless given")
    label: str = Field("", max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", description="what it is for")
    scopes: tuple[Permission, ...] = Field(
        (), max_length=100, description="what of their permissions it has; none: all"
    )
    days: int = Field(90, ge=1, le=MOST_DAYS, description="how long it holds")


class KnownToken(Model):
    """What is told of a token."""

    id: str
    user: str
    label: str
    scopes: tuple[Permission, ...]
    recorded_at: str
    expires_at: str
    revoked_at: str | None


class ShownToken(KnownToken):
    """A token, shown this once."""

    token: str


class Whose(Model):
    """Whose tokens."""

    user: str | None = Field(None, min_length=1, max_length=64, description="one's own unless given")


class TokensTold(Model):
    """Tokens, the newest first."""

    tokens: tuple[KnownToken, ...]


@tokens.add("GET", "/tokens", allow="self:manage", query=Whose, answers={200: Answer(TokensTold)})
def list_tokens(query: Whose) -> Any:
    """One's own tokens; administrators see others' as well."""
    whose = _whose(query.user)
    with parts().database.reading() as connection:
        found = issued(connection, whose)
    return TokensTold(tokens=tuple(_told(one) for one in found))


@tokens.add(
    "POST", "/tokens", allow="self:manage", body=NewToken, most=SMALL,
    answers={201: Answer(ShownToken, "issued; it is not shown again")},
)  # fmt: skip
def issue_token(body: NewToken) -> Any:
    """Issue a token of one's own, or as an administrator of others'.

    One that is issued by a token permits no more than that one, and ends no later.
    """
    now, who, whose = parts().clock.now(), actor(), _whose(body.user)
    scopes, until = body.scopes, now + timedelta(days=body.days)
    if whose == who.id:
        scopes = _within(who, body.scopes)
        until = until if who.until is None else min(until, datetime.fromisoformat(who.until))
    with parts().database.writing() as connection:
        if known(connection, whose) is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="user", name=whose)
        secret, id_ = new(connection, whose, scopes, now, until, body.label)
        made = token_known(connection, id_)
        said = {"token": id_, "user": whose, "scopes": sorted(scopes), "label": body.label}
        chain.add(connection, [act("token_issued", who.id, **said)], now)
    if made is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="token", name=id_)
    return ShownToken(**asdict(made), token=secret), HTTPStatus.CREATED


@tokens.add("DELETE", "/tokens/{id}", allow="self:manage", answers={204: Answer(says="it holds no longer")})
def revoke_token(id: str) -> Any:  # noqa: A002 - as the address has it
    """Revoke a token of one's own, or as an administrator anybody's."""
    now, who = parts().clock.now(), actor()
    with parts().database.writing() as connection:
        found = token_known(connection, id)
        if found is None or (found.user != who.id and not who.may("users:manage")):
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="token", name=id)
        if revoke(connection, id, now):
            chain.add(connection, [act("token_revoked", who.id, token=id, user=found.user)], now)
    return None, HTTPStatus.NO_CONTENT


def _whose(user: str | None) -> str:
    """Whose tokens are meant; refused where they are another's, and who asks is no administrator."""
    who = actor()
    if user not in (None, who.id) and not who.may("users:manage"):
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission="users:manage")
    return who.id if user is None else user


def _within(who: Actor, scopes: tuple[Permission, ...]) -> tuple[Permission, ...]:
    """*scopes*, none of which *who* lacks; where they come by a token, no scopes are all of that one's."""
    lacking = sorted(set(scopes) - who.permissions)
    if lacking:
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission=", ".join(lacking))
    return scopes if scopes or who.until is None else tuple(sorted(who.permissions - ANYBODY))


def _told(one: Issued) -> KnownToken:
    return KnownToken(**asdict(one))
