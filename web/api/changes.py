"""What changed: read from a cursor on, or told to whoever subscribes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import Field

from adapters.access.verdicts import hidden_by
from adapters.settings import settings
from adapters.state.listing import changes_after
from adapters.subscriptions import keeping
from adapters.subscriptions.addresses import MOST, Courier
from engine.problems import Place, Problem, nearest
from web.api.access import actor, parts, sight
from web.api.lists import live_program
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.problems import ErrorTold, Refusal, told
from web.api.showing import shown_ids

changes: Final = Operations("changes")
_DIGITS: Final = 18


class Change(Model):
    """What the standing of a subject on a list or grade became."""

    number: int
    subject: str
    policy: str
    was: str | None = Field(description="listed, proposed, unknown, or the grade; none where it was nothing")
    became: str | None
    day: str = Field(description="the day it was judged as of")
    release: str
    recorded_at: str


class Changes(Model):
    """Changes in the order they were found."""

    changes: tuple[Change, ...]
    next: str = Field(description="the cursor to go on from, now or later")


class ChangesAsked(Page):
    """Which changes."""

    policy: str | None = Field(None, max_length=200)


class Subscription(Model):
    """Where to tell of changes, and of which: all, unless policies or sectors are named."""

    url: str = Field(max_length=MOST, description="takes messages as Standard Webhooks has them")
    policies: tuple[str, ...] = Field((), max_length=200)
    sectors: tuple[str, ...] = Field((), max_length=50, description="the first part of the ids of policies")


class KeptSubscription(Subscription):
    """A subscription as it is kept."""

    id: str
    status: str = Field(description="active, or disabled after too many failures")
    told: int = Field(description="the number of the change it was told of last")
    attempts: int = Field(description="failures in a row")
    fault: str | None = Field(description="what went wrong last")
    recorded_at: str


class NewSubscription(KeptSubscription):
    """A new subscription."""

    secret: str = Field(description="what messages are signed with; shown this once")


class Subscriptions(Model):
    """One's own subscriptions."""

    subscriptions: tuple[KeptSubscription, ...]


@changes.add("GET", "/changes", allow="lists:read", query=ChangesAsked, answers={200: Answer(Changes)})
def changed(query: ChangesAsked) -> Any:
    """What changed after the cursor, in the order it was found; from the beginning without one."""
    (number,) = after(query, int) or (0,)
    policies = None if query.policy is None else [query.policy]
    with parts().database.reading() as connection:
        rows = changes_after(connection, number, query.limit, policies, _hidden())
    return Changes(changes=_shown(rows, "/changes/{}"), next=cursor(rows[-1]["number"] if rows else number))


@changes.add("GET", "/changes/{number}", allow="lists:read", answers={200: Answer(Change)})
def one_change(number: str) -> Any:
    """One change, as messages to subscribers lead to it."""
    known = number.isascii() and number.isdecimal() and len(number) <= _DIGITS
    with parts().database.reading() as connection:
        rows = changes_after(connection, int(number) - 1, 1, None, _hidden()) if known else ()
    if not rows or rows[0]["number"] != int(number):
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="change", name=number)
    return _shown(rows, "")[0]


def _hidden() -> frozenset[str]:
    """The policies that who asks does not see."""
    return frozenset() if sight().sees("restricted") else hidden_by(live_program()[1]).internal


def _shown(rows: Sequence[Any], at: str) -> tuple[Change, ...]:
    """*rows* as who asks sees them, each at the pointer *at* of the answer with its number put in."""
    ids = shown_ids([one["subject"] for one in rows], f"{at}/subject")
    return tuple(Change(**{**one, "subject": id_}) for one, id_ in zip(rows, ids, strict=True))


@changes.add(
    "POST", "/subscriptions", allow="subscriptions:manage", body=Subscription,
    answers={201: Answer(NewSubscription, "subscribed; the secret is shown this once")},
)  # fmt: skip
def subscribe(body: Subscription) -> Any:
    """Be told of changes from now on, by signed messages to an address of one's own."""
    if (fault := Courier(anywhere=settings().webhooks == "anywhere").fault_of(body.url)) is not None:
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "request",
            [told(Problem(f"webhooks.{fault}", Place("url")), "body", "/url")],
        )
    if wrong := [*_unknown_names(body)]:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "request", wrong)
    wanted = keeping.Wanted(body.url, body.policies, body.sectors)
    with parts().database.writing() as connection:
        made = keeping.subscribe(connection, actor().id, wanted, parts().clock.now())
    if made is None:
        raise Refusal(HTTPStatus.CONFLICT, "subscriptions", limit=keeping.MOST)
    return NewSubscription(**_mine(made[0]).model_dump(), secret=made[1]), HTTPStatus.CREATED


def _unknown_names(asked: Subscription) -> Iterator[ErrorTold]:
    """What *asked* names that is not there: of it nobody would ever be told."""
    program = live_program()[1]
    known = {"policies": {*program.lists, *program.grades}}
    known["sectors"] = {one.partition("/")[0] for one in known["policies"]}
    for key, names in known.items():
        for number, name in enumerate(getattr(asked, key)):
            if name not in names:
                values = {"name": name, "nearest": nearest(name, names)}
                yield told(Problem(f"webhooks.unknown_{key}", Place(key), values), "body", f"/{key}/{number}")


@changes.add("GET", "/subscriptions", allow="subscriptions:manage", answers={200: Answer(Subscriptions)})
def subscriptions() -> Any:
    """One's own subscriptions, and how they are doing."""
    with parts().database.reading() as connection:
        rows = keeping.of_user(connection, actor().id)
    return Subscriptions(subscriptions=tuple(_told(one) for one in rows))


@changes.add("GET", "/subscriptions/{id}", allow="subscriptions:manage", answers={200: Answer(KeptSubscription)})
def subscription(id: str) -> Any:  # noqa: A002 - as the address has it
    """A subscription of one's own."""
    return _mine(id)


@changes.add("DELETE", "/subscriptions/{id}", allow="subscriptions:manage", answers={204: Answer(says="ended")})
def unsubscribe(id: str) -> Any:  # noqa: A002 - as the address has it
    """End a subscription of one's own."""
    with parts().database.writing() as connection:
        if not keeping.end(connection, actor().id, id):
            raise _unknown(id)
    return None, HTTPStatus.NO_CONTENT


@changes.add(
    "POST", "/subscriptions/{id}/resume", allow="subscriptions:manage", answers={200: Answer(KeptSubscription)}
)
def resume(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have a disabled subscription go on after the change it was told of last."""
    with parts().database.writing() as connection:
        if not keeping.resume(connection, actor().id, id, parts().clock.now()):
            raise _unknown(id)
    return _mine(id)


def _mine(id_: str) -> KeptSubscription:
    with parts().database.reading() as connection:
        rows = keeping.of_user(connection, actor().id, id_)
    if not rows:
        raise _unknown(id_)
    return _told(rows[0])


def _told(row: Any) -> KeptSubscription:
    names = ("id", "url", "status", "told", "attempts", "fault", "recorded_at")
    filters = {name: tuple(orjson.loads(row[name])) for name in ("policies", "sectors")}
    return KeptSubscription(**{name: row[name] for name in names}, **filters)


def _unknown(id_: str) -> Refusal:
    return Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subscription", name=id_)
