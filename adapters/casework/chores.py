"""What is looked after all the time: matters follow what changed, and once a day whatever time has done to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from adapters.casework.following import follow
from adapters.casework.kept import Running, running
from adapters.casework.moves import CLOSED
from adapters.casework.stepping import law
from adapters.clock import iso_day, today
from adapters.database.tables.casework import clock, followed, matter
from adapters.database.tables.state import change
from adapters.parts import Parts

SOME: Final = 200
"""So many subjects are followed at a time."""
_START: Final[Mapping[str, Any]] = {"one": 1, "change": 0, "day": "", "after": ""}


def follow_some(parts: Parts) -> int:
    """Let the matters of some subjects follow: first of those whose standing changed, then of all, once a day.

    How many subjects were looked at; none where everything has followed. Safe to do twice at once.
    """
    with parts.database.reading() as connection:
        at = dict(connection.execute(select(followed)).mappings().first() or _START)
        changes = connection.execute(
            select(change.c.number, change.c.subject).where(change.c.number > at["change"]).order_by(change.c.number)
            .limit(SOME)
        ).all()  # fmt: skip
    if changes:
        subjects = sorted({one.subject for one in changes})
        follow(parts, subjects, drafts=True)
        _keep(parts, at | {"change": changes[-1].number})
        return len(subjects)
    return _sweep(parts, at)


def _sweep(parts: Parts, at: dict[str, Any]) -> int:
    """Look at some of those with open matters, who were not looked at today."""
    day = iso_day(today(parts.clock))
    if at["day"] >= day:
        return 0
    if not at["after"]:
        settle(parts)
    wanted = select(matter.c.subject).distinct().where(matter.c.subject > at["after"], _is_open())
    with parts.database.reading() as connection:
        subjects = list(connection.scalars(wanted.order_by(matter.c.subject).limit(SOME)))
    follow(parts, subjects)
    is_last = len(subjects) < SOME
    _keep(parts, at | ({"day": day, "after": ""} if is_last else {"after": subjects[-1]}))
    return len(subjects)


def settle(parts: Parts) -> int:
    """Give the limits whose last day was not known their day, where the calendar reaches it by now; how many."""
    calendar = law(parts).base.calendar
    with parts.database.writing() as connection:
        rows = connection.execute(select(clock).where(clock.c.due.is_(None), clock.c.met.is_(None))).mappings().all()
        known = [one for one in (running(row, calendar) for row in rows) if one.due is not None]
        for one in known:
            _give(connection, one)
    return len(known)


def _give(connection: Connection, one: Running) -> None:
    connection.execute(update(clock).where(clock.c.number == one.number).values(due=one.due))


def _is_open() -> ColumnElement[bool]:
    closed = (and_(matter.c.kind == kind, matter.c.state.in_(sorted(states))) for kind, states in CLOSED.items())
    return ~or_(*closed)


def _keep(parts: Parts, at: Mapping[str, Any]) -> None:
    with parts.database.writing() as connection:
        if connection.execute(update(followed).where(followed.c.one == 1).values(at)).rowcount == 0:
            connection.execute(insert(followed), at)
