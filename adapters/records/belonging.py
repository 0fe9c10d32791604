"""Whom a name means: an id or a code, now or at an earlier moment, before identities were merged, split or recoded."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from adapters.database.bulk import among
from adapters.database.tables.records import fact, identity_move, subject, subject_code

EVER = "9999-12-31T23:59:59.999999Z"
"""The moment that never comes: as things are now."""
CODE = "code"
SUBJECT = "subject"
FACT = "fact"


def resolved(connection: Connection, names: Collection[str], until: str = EVER) -> dict[str, str]:
    """The subjects that *names* mean: by id, by another code, and after merges who took them over.

    At an earlier moment *until* it is whom they meant then.
    """
    names = {name for name in names if "\0" not in name}  # which nothing can be called
    if not names:
        return {}
    if until != EVER:
        return _resolved_then(connection, names, until)
    into = _leading(connection, names)
    others = names - into.keys()
    if others:
        alias = _codes(connection, others)
        whose = _leading(connection, set(alias.values()))
        into |= {code: whose[id_] for code, id_ in alias.items()}
    return into


def _resolved_then(connection: Connection, names: set[str], until: str) -> dict[str, str]:
    alias = _then(connection, CODE, names, _codes(connection, names), until)
    known = _leading(connection, {alias.get(name, name) for name in names})
    into = {id_: id_ for id_ in known} | _then(connection, SUBJECT, known, known, until)
    return {name: into[alias.get(name, name)] for name in names if alias.get(name, name) in into}


def _codes(connection: Connection, names: set[str]) -> dict[str, str]:
    """The subjects whose codes *names* are."""
    codes = select(subject_code.c.code, subject_code.c.subject).where(among(connection, subject_code.c.code, names))
    return {code: whose for code, whose in connection.execute(codes)}  # noqa: C416 - rows are no pairs to mypy


def _leading(connection: Connection, ids: set[str]) -> dict[str, str]:
    """Where *ids* of subjects lead: to themselves, or to who took them over."""
    known = select(subject.c.id, func.coalesce(subject.c.merged_into, subject.c.id))
    rows = connection.execute(known.where(among(connection, subject.c.id, ids))).all()
    return {id_: whose for id_, whose in rows}  # noqa: C416 - as above


def _then(connection: Connection, what: str, names: Iterable[str], now: dict[str, str], until: str) -> dict[str, str]:
    """What belonged to whom at *until*, of what belongs as *now* says: undone are the moves after it."""
    moves = select(identity_move.c.name, identity_move.c.from_subject).where(
        identity_move.c.what == what, identity_move.c.moved_at > until, among(connection, identity_move.c.name, names)
    )
    last_first = connection.execute(moves.order_by(identity_move.c.number.desc()))
    found = {**now, **{name: whose for name, whose in last_first}}  # noqa: C416 - rows are no pairs to mypy
    return {name: whose for name, whose in found.items() if whose is not None}


def aliases(connection: Connection, id_: str, until: str = EVER) -> frozenset[str]:
    """Every other name that means the subject *id_*: ids that lead to it, and codes."""
    merged = set(connection.scalars(select(subject.c.id).where(subject.c.merged_into == id_)))
    owners = {id_, *merged}
    codes = connection.scalars(select(subject_code.c.code).where(among(connection, subject_code.c.subject, owners)))
    found = merged | set(codes)
    if until != EVER:
        gone = select(identity_move.c.name).where(
            identity_move.c.moved_at > until, identity_move.c.what != FACT, identity_move.c.from_subject == id_
        )
        found |= set(connection.scalars(gone))
        found = {name for name, whose in resolved(connection, found, until).items() if whose == id_}
    return frozenset(found - {id_})


def is_of(id_: str, until: str = EVER) -> ColumnElement[bool]:
    """Whether a row of `fact` belongs to the subject *id_*, or did at the moment *until*."""
    if until == EVER:
        return fact.c.subject == id_
    left = select(identity_move.c.name).where(_later(until), identity_move.c.from_subject == id_)
    return and_(or_(fact.c.subject == id_, fact.c.id.in_(left)), owner(until) == id_)


def owner(until: str) -> ColumnElement[str]:
    """Whom a row of `fact` belonged to at the moment *until*."""
    first = (
        select(identity_move.c.from_subject)
        .where(_later(until), identity_move.c.name == fact.c.id)
        .order_by(identity_move.c.number)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(first, fact.c.subject)


def _later(until: str) -> ColumnElement[bool]:
    return and_(identity_move.c.what == FACT, identity_move.c.moved_at > until)
