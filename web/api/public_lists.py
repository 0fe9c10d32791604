"""Lists as everybody may see them: only what the policy publishes, within its time, persons masked, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import Field
from sqlalchemy import Connection

from adapters.access.actor import NOBODY
from adapters.access.masking import is_person, subject_shown
from adapters.access.publicity import disputed, is_public, is_shown, suspends, taken_down
from adapters.access.sight import sight_of
from adapters.clock import iso_day, today
from adapters.records.subjects import found as found_by
from adapters.records.subjects import so_called
from adapters.state import listing
from adapters.state.listing import Entry, Wanted
from adapters.state.rows import LISTED
from engine.compile.program import Program
from web.api.access import parts
from web.api.lists import live_program
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.problems import Refusal

public_lists: Final = Operations("public")
_MOST: Final = 20
"""Subjects of one name that are looked for at most."""


class PublishedList(Model):
    """A list that is published."""

    policy: str
    title: str
    sort: str = Field(description="black, watch, red, or notice")
    authority: str
    scope: str = Field(description="national, provincial, or municipal")
    longest: str | None = Field(description="how long a listing is shown at most; none: while it lasts")


class PublishedLists(Model):
    """All lists that are published."""

    as_of: str
    release: str
    lists: tuple[PublishedList, ...]


class Shown(Model):
    """Somebody on a list; of persons the ends of the id, the surname and the city are shown."""

    subject: str
    kind: str
    name: str | None
    region: str | None
    since: str | None
    last: str | None
    for_: tuple[str, ...] = Field(serialization_alias="for", description="what for, as the policy calls it")


class Published(Model):
    """A page of who is on a list. Some of a page may be left out of it: go on as long as there is a cursor."""

    policy: str
    as_of: str
    release: str
    entries: tuple[Shown, ...]
    next: str | None = Field(description="the cursor of the next page; none where there is none")


class OnList(Shown):
    """Somebody on a list, and which."""

    policy: str
    title: str
    sort: str = Field(description="black, watch, red, or notice")


class Found(Model):
    """On which published lists somebody stands; nothing is said of lists that are not published."""

    as_of: str
    release: str
    known: bool = Field(description="whether anybody is known by that code or name; persons never are")
    entries: tuple[OnList, ...]


class Sought(Model):
    """Whom to look for: by one of both, in full."""

    code: str | None = Field(None, min_length=1, max_length=200, description="an id, or another code")
    name: str | None = Field(None, min_length=2, max_length=200, pattern=r"^[^\x00]*$")


class Asked(Page):
    """Which part of the list."""

    region: str | None = Field(None, pattern=r"^[0-9]{2}([0-9]{2})?$", description="the code of a province or city")


@public_lists.add("GET", "/public/lists", allow="public", answers={200: Answer(PublishedLists)})
def published_lists() -> Any:
    """All lists that are published."""
    hash_, program = live_program()
    return PublishedLists(
        as_of=iso_day(today(parts().clock)), release=hash_, lists=tuple(_told(program, one) for one in _names(program))
    )


@public_lists.add(
    "GET", "/public/lists/{path:policy}", allow="public", query=Asked, answers={200: Answer(Published)},
    parameters={"policy": "a list that is published, such as `labour/wage-arrears`"},
)  # fmt: skip
def published(policy: str, query: Asked) -> Any:
    """Who is on a list, as everybody may see it."""
    hash_, program = live_program()
    if policy not in _names(program):
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="list", name=policy)
    day, begin = today(parts().clock), after(query, str) or ("",)
    keys = program.base.policies[policy]
    with parts().database.reading() as connection:
        wanted = Wanted(query.limit, begin[0], None, query.region)
        found = listing.listed(connection, policy, LISTED, iso_day(day), wanted)
        page = found[: query.limit]
        hidden = _withheld(connection, program, policy, page)
    shown = [one for one in page if one.who["id"] not in hidden and is_shown(keys, one.since, one.last, day)]
    following = cursor(page[-1].who["id"]) if len(found) > query.limit else None
    entries = tuple(_entry(program, policy, one) for one in shown)
    return Published(policy=policy, as_of=iso_day(day), release=hash_, entries=entries, next=following)


@public_lists.add("GET", "/public/listings", allow="public", query=Sought, answers={200: Answer(Found)})
def listings(query: Sought) -> Any:
    """On which published lists somebody stands, by the whole code or the whole name; persons are not looked for."""
    if (query.code is None) == (query.name is None):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "code_or_name")
    hash_, program = live_program()
    day, names = today(parts().clock), _names(program)
    with parts().database.reading() as connection:
        whose = _sought(connection, query)
        found = listing.listings_of(connection, whose, names, iso_day(day)) if whose else []
        shown = [
            (policy, one)
            for policy, one in found
            if is_shown(program.base.policies[policy], one.since, one.last, day)
            and not _withheld(connection, program, policy, [one])
        ]
    entries = tuple(_on_list(program, policy, one) for policy, one in shown)
    return Found(as_of=iso_day(day), release=hash_, known=bool(whose), entries=entries)


def _sought(connection: Connection, query: Sought) -> list[str]:
    """The ids of whom *query* looks for, unless they are persons."""
    if query.code is None:
        return so_called(connection, query.name or "", _MOST)
    one = found_by(connection, query.code)
    return [] if one is None or is_person(one["kind"]) else [one["id"]]


def _withheld(connection: Connection, program: Program, policy: str, some: Sequence[Entry]) -> frozenset[str]:
    """Those of *some* on a list who are not shown: publicity ended, or waits for their objection to be settled."""
    who = [one.who["id"] for one in some]
    ended = taken_down(connection, policy, who)
    if not suspends(program.base.policies[policy]):
        return ended
    return ended | disputed(connection, policy, who, today(parts().clock))


def _names(program: Program) -> list[str]:
    return sorted(name for name in program.lists if is_public(program.base.policies[name]))


def _told(program: Program, name: str) -> PublishedList:
    keys, publish = program.base.policies[name], program.base.policies[name].publish
    return PublishedList(
        policy=name,
        title=keys.title,
        sort=program.lists[name].kind,
        authority=keys.authority,
        scope="" if publish is None else publish.scope,
        longest=None if publish is None or publish.longest is None else str(publish.longest),
    )


def _entry(program: Program, policy: str, one: Entry) -> Shown:
    who = subject_shown(sight_of(NOBODY, None), one.who).content
    labels = tuple(dict.fromkeys(_labels(program, policy, one)))
    return Shown(
        subject=who["id"], kind=who["kind"], name=who["name"], region=who["region"],
        since=one.since, last=one.last, for_=labels,
    )  # fmt: skip


def _on_list(program: Program, policy: str, one: Entry) -> OnList:
    told = _entry(program, policy, one)
    title = program.base.policies[policy].title
    shown = {name: getattr(told, name) for name in Shown.model_fields}
    return OnList(**shown, policy=policy, title=title, sort=program.lists[policy].kind)


def _labels(program: Program, policy: str, one: Entry) -> Iterator[str]:
    known = {rule.id: rule.label for rule in program.lists[policy].rules}
    return (known.get(rule, rule) for rule, _, _ in one.grounds)
