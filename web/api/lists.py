"""Lists: who stands on them, as of today or of a day gone by; and where one subject stands."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import Field

from adapters.clock import iso_day, today
from adapters.records.accepting import resolved
from adapters.state import listing
from adapters.state.listing import Entry, Wanted
from adapters.state.refreshing import ensure
from adapters.state.rows import LISTED, PROPOSED, UNKNOWN
from adapters.verdicts.asking import NotKnown, program_of, release_meant
from engine.compile.program import Program
from web.api.access import parts
from web.api.days import DayText
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.problems import Refusal
from web.api.showing import list_asked, persons_asked, shown_subject

lists: Final = Operations("lists")


class PolicyTold(Model):
    """A list or a grade."""

    policy: str
    title: str
    sort: str = Field(description="black, watch, red, notice, or grade")
    authority: str
    subjects: dict[str, int] = Field(description="how many stand how: listed, proposed, unknown, or by grade")


class Lists(Model):
    """All lists and grades of the live release."""

    as_of: str
    release: str
    pending: int = Field(description="subjects whose records changed and that have not been judged again yet")
    lists: tuple[PolicyTold, ...]


class Ground(Model):
    """Why somebody is on a list."""

    rule: str
    fact: str | None
    day: str


class Listed(Model):
    """Somebody on a list."""

    subject: str
    kind: str
    name: str | None
    region: str | None
    status: str
    since: str | None
    last: str | None = Field(description="the last day, or the last for sure; none while there is no end")
    last_at_most: str | None
    grounds: tuple[Ground, ...]


class OnList(Model):
    """A page of who is on a list."""

    policy: str
    as_of: str
    release: str
    pending: int = Field(description="subjects whose records changed and that have not been judged again yet")
    entries: tuple[Listed, ...]
    next: str | None = Field(description="the cursor of the next page; none where there is none")


class WhoAsked(Page):
    """Of whom, and as of when."""

    as_of: DayText | None = Field(None, description="a day gone by; today unless given")
    status: str = Field(LISTED, max_length=40, description="listed, proposed, unknown; of a grade, the grade")
    kind: str | None = Field(None, max_length=40)
    region: str | None = Field(None, max_length=12, pattern=r"^[0-9]+$", description="the code, or how it begins")


class State(Model):
    """Where a subject stands, as last judged."""

    subject: str
    as_of: str | None
    release: str | None
    refused: str | None = Field(description="why nothing can be said of it")
    standings: tuple[dict[str, Any], ...]
    stays: tuple[dict[str, Any], ...]
    grades: tuple[dict[str, Any], ...]
    measures: tuple[dict[str, Any], ...]


@lists.add("GET", "/lists", allow="lists:read", answers={200: Answer(Lists)})
def all_lists() -> Any:
    """All lists and grades, and how many stand how on each."""
    hash_, program = live_program()
    with parts().database.reading() as connection:
        counts, left = listing.counted(connection), listing.left(connection)
    told = tuple(
        PolicyTold(
            policy=policy, title=program.base.policies[policy].title, sort=_sort(program, policy),
            authority=program.base.policies[policy].authority, subjects=dict(counts.get(policy, {})),
        )
        for policy in sorted((*program.lists, *program.grades))
    )  # fmt: skip
    return Lists(as_of=iso_day(today(parts().clock)), release=hash_, pending=left, lists=told)


@lists.add(
    "GET", "/lists/{path:policy}", allow="lists:read", query=WhoAsked, answers={200: Answer(OnList)},
    parameters={"policy": "a list or a grade, such as `labour/wage-arrears`"},
)  # fmt: skip
def on_list(policy: str, query: WhoAsked) -> Any:
    """Who stands so on a list, page by page in the order of their ids."""
    hash_, program = live_program()
    if policy not in program.grades:
        list_known(program, policy)
    list_asked(program, policy)
    now = iso_day(today(parts().clock))
    day = query.as_of or now
    _check_status(query.status, program, policy)
    _can_be_told(policy, day, now, query.status, program)
    begin = after(query, str) or ("",)
    wanted = Wanted(query.limit, begin[0], query.kind, query.region)
    with parts().database.reading() as connection:
        if day == now:
            found = listing.listed(connection, policy, query.status, day, wanted)
        else:
            found = listing.listed_then(connection, policy, day, wanted)
        left = listing.left(connection)
    more = len(found) > query.limit
    entries = tuple(entry(one, f"/entries/{number}") for number, one in enumerate(found[: query.limit]))
    following = cursor(found[query.limit - 1].who["id"]) if more else None
    return OnList(policy=policy, as_of=day, release=hash_, pending=left, entries=entries, next=following)


@lists.add("GET", "/subjects/{id}/state", allow="lists:read", answers={200: Answer(State)})
def state_of(id: str) -> Any:  # noqa: A002 - as the address has it
    """Where a subject stands today: stays, proposals, grades and measures, without the reasons a verdict gives."""
    with parts().database.reading() as connection:
        whose = resolved(connection, {id}).get(id)
    if whose is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=id)
    persons_asked([whose])
    ensure(parts(), [whose])
    with parts().database.reading() as connection:
        found = listing.of_subject(connection, whose)
    judged = found["judged"][0] if found["judged"] else {}
    rows = {name: tuple(_plain(one) for one in some) for name, some in found.items() if name != "judged"}
    return State(
        subject=whose, as_of=judged.get("day"), release=judged.get("release"), refused=judged.get("refused"), **rows
    )


def entry(one: Entry, at: str) -> Listed:
    """*one* as the answer has it at the pointer *at*: the only place that tells who is on a list."""
    who = shown_subject(one.who, at)
    return Listed(
        subject=who["id"], kind=who["kind"], name=who["name"], region=who["region"],
        status=one.status, since=one.since, last=one.last, last_at_most=one.last_at_most,
        grounds=tuple(Ground(rule=rule, fact=fact, day=day) for rule, fact, day in one.grounds),
    )  # fmt: skip


def list_known(program: Program, policy: str) -> None:
    """Raise `Refusal` where *policy* is no list of *program*."""
    if policy not in program.lists:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="list", name=policy)


def live_program() -> tuple[str, Program]:
    """The hash of the live release, and the release."""
    try:
        with parts().database.reading() as connection:
            hash_ = release_meant(connection, None, parts().clock.now())
    except NotKnown as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=error.what, name=error.name) from None
    return hash_, program_of(parts(), hash_)


def _check_status(status: str, program: Program, policy: str) -> None:
    """Raise `Refusal` where nobody can stand so on *policy*: an empty page would say that nobody does."""
    grade = program.grades.get(policy)
    known = (LISTED, PROPOSED, UNKNOWN) if grade is None else (*grade.order, UNKNOWN)
    asked = (status,) if grade is None else status.split(",")  # several, where it is one of them
    if not set(asked) <= set(known):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "list_status", given=status, known=", ".join(known))


def _can_be_told(policy: str, day: str, now: str, status: str, program: Program) -> None:
    """Raise `Refusal` where the tables do not say who stood so on *day*."""
    if day > now:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "list_ahead", today=now)
    if day < now and (status != LISTED or policy in program.grades):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "list_past", day=day)


def _sort(program: Program, policy: str) -> str:
    return program.lists[policy].kind if policy in program.lists else "grade"


def _plain(row: Any) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name not in ("subject", "number")}
    return told | {"grounds": orjson.loads(told["grounds"])} if "grounds" in told else told
