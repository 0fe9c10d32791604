"""Who stands where: a list page by page, a subject by itself, a department's measures, and what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, or_, select

from adapters.database.connect import some_of
from adapters.database.tables.records import subject
from adapters.database.tables.state import change, grade, judged, measure, pending, standing, stay
from adapters.state.rows import LISTED, SPELL, UNKNOWN

_WHO: Final = (subject.c.id, subject.c.kind, subject.c.name, subject.c.region)
_EVER: Final = "9999-12-31"


@dataclass(frozen=True)
class Wanted:
    """Which rows: those of subjects of a *kind* and *region* (a prefix of its code), so many, *after* a subject."""

    limit: int
    after: str = ""
    kind: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Entry:
    """Somebody on a list: *who* it is, the *status*, the days, and the grounds (rule, fact, day)."""

    who: Mapping[str, Any]
    status: str
    since: str | None
    last: str | None
    last_at_most: str | None
    grounds: tuple[tuple[str, str | None, str], ...] = ()


def listed(connection: Connection, policy: str, status: str, day: str, wanted: Wanted) -> list[Entry]:
    """Who stands so on the list or grade *policy* as of today, which is *day*; one more than wanted tells of more."""
    rows = (
        select(*_WHO, standing.c.since, standing.c.last, standing.c.last_at_most)
        .join_from(standing, subject, subject.c.id == standing.c.subject)
        .where(standing.c.policy == policy, standing.c.value == status)
    )
    if status == LISTED:
        rows = rows.where(func.coalesce(standing.c.last, _EVER) >= day)
    elif status == UNKNOWN:
        rows = rows.where(func.coalesce(standing.c.last_at_most, _EVER) >= day)
    found = connection.execute(_page(rows, standing.c.subject, wanted)).mappings().all()
    return _entries(connection, policy, status, day, found)


def listings_of(
    connection: Connection, subjects: Collection[str], policies: Collection[str], day: str
) -> list[tuple[str, Entry]]:
    """On which of the lists *policies* any of *subjects* stand as of today, which is *day*."""
    rows = (
        select(standing.c.policy, *_WHO, standing.c.since, standing.c.last, standing.c.last_at_most)
        .join_from(standing, subject, subject.c.id == standing.c.subject)
        .where(
            standing.c.subject.in_(sorted(subjects)), standing.c.policy.in_(sorted(policies)),
            standing.c.value == LISTED, func.coalesce(standing.c.last, _EVER) >= day,
        )
        .order_by(standing.c.policy, standing.c.subject)
    )  # fmt: skip
    found: dict[str, list[RowMapping]] = {}
    for row in connection.execute(rows).mappings():
        found.setdefault(row["policy"], []).append(row)
    return [(policy, one) for policy, some in found.items() for one in _entries(connection, policy, LISTED, day, some)]


def listed_then(connection: Connection, policy: str, day: str, wanted: Wanted) -> list[Entry]:
    """Who was on the list *policy* on a past *day*, as known now."""
    rows = (
        select(
            *_WHO,
            func.min(stay.c.start).label("since"),
            func.nullif(func.max(func.coalesce(stay.c.last, _EVER)), _EVER).label("last"),
            func.nullif(func.max(func.coalesce(stay.c.last_at_most, _EVER)), _EVER).label("last_at_most"),
        )
        .join_from(stay, subject, subject.c.id == stay.c.subject)
        .where(stay.c.policy == policy, stay.c.sort == SPELL, *_over(day))
        .group_by(*_WHO)
    )
    found = connection.execute(_page(rows, subject.c.id, wanted)).mappings().all()
    return _entries(connection, policy, LISTED, day, found)


def _over(day: str) -> tuple[ColumnElement[bool], ...]:
    return stay.c.start <= day, func.coalesce(stay.c.last, _EVER) >= day


def _page(rows: Select[Any], by: ColumnElement[str], wanted: Wanted) -> Select[Any]:
    if wanted.kind is not None:
        rows = rows.where(subject.c.kind == wanted.kind)
    if wanted.region is not None:
        rows = rows.where(subject.c.region.startswith(wanted.region, autoescape=True))
    return rows.where(by > wanted.after).order_by(by).limit(wanted.limit + 1)


def _entries(connection: Connection, policy: str, status: str, day: str, rows: Sequence[RowMapping]) -> list[Entry]:
    """*rows* with the grounds of the stays that cover *day*, or wait."""
    grounds: dict[str, list[Any]] = {}
    sort = SPELL if status in (LISTED, UNKNOWN) else status
    for some in some_of([row["id"] for row in rows]):
        stays = select(stay.c.subject, stay.c.grounds).where(stay.c.policy == policy, stay.c.subject.in_(some))
        stays = stays.where(stay.c.sort == sort).order_by(stay.c.subject, stay.c.number)
        if sort == SPELL:
            stays = stays.where(stay.c.start <= day, func.coalesce(stay.c.last_at_most, _EVER) >= day)
        for one in connection.execute(stays):
            grounds.setdefault(one.subject, []).extend(orjson.loads(one.grounds))
    return [
        Entry(
            {key: row[key] for key in ("id", "kind", "name", "region")}, status, row["since"], row["last"],
            row["last_at_most"], tuple((rule, fact, on) for rule, fact, on in grounds.get(row["id"], ())),
        )
        for row in rows
    ]  # fmt: skip


def counted(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """How many stand how, by policy."""
    rows = select(standing.c.policy, standing.c.value, func.count().label("subjects"))
    found: dict[str, dict[str, int]] = {}
    for one in connection.execute(rows.group_by(standing.c.policy, standing.c.value)):
        found.setdefault(one.policy, {})[one.value] = one.subjects
    return found


def left(connection: Connection) -> int:
    """How many have yet to be judged again."""
    return connection.scalar(select(func.count()).select_from(pending)) or 0


def of_subject(connection: Connection, whose: str) -> Mapping[str, Sequence[RowMapping]]:
    """Every row of one subject, by table."""
    tables = {"judged": judged, "stays": stay, "grades": grade, "measures": measure, "standings": standing}
    return {
        name: connection.execute(
            select(table).where(table.c.subject == whose).order_by(*table.primary_key.columns)
        ).mappings().all()
        for name, table in tables.items()
    }  # fmt: skip


def carried_out(
    connection: Connection, carriages: Iterable[str], day: str, limit: int, after: tuple[str, int]
) -> Sequence[RowMapping]:
    """Measures in force on *day* of the *carriages*, in order of subject, from *after* on."""
    rows = (
        select(measure, *_WHO[1:])
        .join_from(measure, subject, subject.c.id == measure.c.subject)
        .where(
            measure.c.carriage.in_(sorted(carriages)),
            measure.c.withheld.is_(None),
            func.coalesce(measure.c.last_at_most, _EVER) >= day,
            or_(
                measure.c.subject > after[0],
                (measure.c.subject == after[0]) & (measure.c.number > after[1]),
            ),
        )
        .order_by(measure.c.subject, measure.c.number)
        .limit(limit + 1)
    )
    return connection.execute(rows).mappings().all()


def changes_after(
    connection: Connection,
    number: int,
    limit: int,
    policies: Collection[str] | None = None,
    without: Collection[str] = (),
) -> Sequence[RowMapping]:
    """What changed after the change *number*, in order; of *policies* only, where these are given, *without* others."""
    rows = select(change).where(change.c.number > number).order_by(change.c.number).limit(limit)
    if policies is not None:
        rows = rows.where(change.c.policy.in_(sorted(policies)))
    if without:
        rows = rows.where(change.c.policy.not_in(sorted(without)))
    return connection.execute(rows).mappings().all()
