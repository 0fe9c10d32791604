"""Subjects: registered once, found by any code they were known by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from adapters.access.masking import PERSONS
from adapters.clock import stamp
from adapters.database.bulk import add_rows, among
from adapters.database.tables.records import subject, subject_code, subject_name
from adapters.records.accepting import Outcome, touch
from adapters.records.belonging import EVER, resolved
from adapters.records.checking import Sender, hidden, id_of
from engine.online.question import read_subject
from engine.problems import FactError, Place, Problem

ATTRIBUTES: Final = ("kind", "name", "region", "industry", "born", "registered")
_ORIGIN: Final = "subjects"
_LONGEST: Final[Mapping[str, int]] = {"name": 200, "region": 12, "industry": 12}


def register(connection: Connection, record: Mapping[str, Any], sender: Sender) -> Outcome:
    """Register the subject of *record* (`id`, `kind` and what else is known of it).

    It is a conflict where another is registered under its id: what changes of a subject later is a fact about it
    (`subject_profile`), and its name changes by a rename. Raises `FactError` where the record is wrong.
    """
    outcome = register_all(connection, [record], sender)[0]
    if outcome.status == "refused":
        raise FactError(outcome.problems)
    return outcome


def register_all(connection: Connection, records: Sequence[Mapping[str, Any]], sender: Sender) -> list[Outcome]:
    """Register those of *records* that can be; one outcome each, in order."""
    ids = {id_ for one in records if (id_ := id_of(one)) is not None}
    found = select(subject).where(among(connection, subject.c.id, ids)) if ids else None
    known = {} if found is None else {row["id"]: dict(row) for row in connection.execute(found).mappings()}
    codes = _codes(connection, ids) if ids else {}
    outcomes: list[Outcome] = []
    new: list[dict[str, Any]] = []
    for number, record in enumerate(records, 1):
        place = Place(_ORIGIN, number)
        id_, problems = id_of(record), _problems(record, place)
        if problems or id_ is None:
            outcomes.append(Outcome(id_, "refused", problems))
        elif id_ in codes:
            told = {"code": id_, "subject": codes[id_]}
            outcomes.append(Outcome(id_, "conflict", (Problem("records.code_taken", place, told),)))
        elif id_ not in known:
            known[id_] = row = {"id": id_} | {key: record.get(key) for key in ATTRIBUTES}
            new.append(row)
            outcomes.append(Outcome(id_, "created"))
        else:
            differs = _differing(connection, record, known[id_], place)
            outcomes.append(Outcome(id_, "conflict" if differs else "known", differs))
    _keep(connection, new, stamp(sender.now))
    return outcomes


def _keep(connection: Connection, new: Sequence[Mapping[str, Any]], now: str) -> None:
    if not new:
        return
    add_rows(
        connection, subject, ("id", *ATTRIBUTES, "recorded_at"),
        [(one["id"], *(one[key] for key in ATTRIBUTES), now) for one in new],
    )  # fmt: skip
    names = [(one["id"], one["name"], now) for one in new if one["name"]]
    add_rows(connection, subject_name, ("subject", "name", "recorded_at"), names)
    touch(connection, [one["id"] for one in new])


def _codes(connection: Connection, ids: set[str]) -> dict[str, str]:
    rows = connection.execute(
        select(subject_code.c.code, subject_code.c.subject).where(among(connection, subject_code.c.code, ids))
    )
    return {row.code: row.subject for row in rows}


def _problems(record: Mapping[str, Any], place: Place) -> tuple[Problem, ...]:
    """Everything wrong with *record* as that of a subject."""
    problems: list[Problem] = []
    read_subject(record, _ORIGIN, problems)
    if not record.get("kind"):
        problems.append(Problem("records.no_kind", place))
    for key, most in _LONGEST.items():
        if isinstance(record.get(key), str) and len(record[key]) > most:
            problems.append(Problem("records.long_text", place, {"key": key, "limit": most}))
    for where, character in hidden(record):
        told = {"key": where, "character": f"U+{ord(character):04X}"}
        problems.append(Problem("service.hidden_character", place, told))
    return tuple(Problem(one.code, place, one.values) for one in problems)


def _differing(
    connection: Connection, record: Mapping[str, Any], known: Mapping[str, Any], place: Place
) -> tuple[Problem, ...]:
    """What *record* says otherwise than what is *known*; a name the subject had is none of it."""
    keys = [key for key in ATTRIBUTES if record.get(key) is not None and record[key] != known[key]]
    if "name" in keys:
        had = select(subject_name.c.name).where(subject_name.c.subject == record["id"])
        if record["name"] in set(connection.scalars(had)):
            keys.remove("name")
    return tuple(Problem("records.other_subject", place, {"id": record["id"], "key": key}) for key in keys)


def found(connection: Connection, name: str, until: str = EVER) -> Mapping[str, Any] | None:
    """The subject known by the id or code *name*, with its attributes."""
    whose = resolved(connection, {name}, until).get(name)
    if whose is None:
        return None
    return dict(connection.execute(select(subject).where(subject.c.id == whose)).mappings().one())


def named(connection: Connection, name: str, after: str, most: int) -> list[Mapping[str, Any]]:
    """The subjects whose name, one they have or had, begins with *name*; of persons none is told by name.

    Those *after* an id, *most* of them, in order; in place of one that was merged stands who took it over.
    """
    whose = func.coalesce(subject.c.merged_into, subject.c.id)
    ids = (
        select(whose)
        .join_from(subject_name, subject)
        .where(subject_name.c.name.startswith(name, autoescape=True), subject.c.kind.not_in(PERSONS))
    )
    wanted = select(subject).where(subject.c.id.in_(ids), subject.c.id > after, subject.c.kind.not_in(PERSONS))
    return [dict(row) for row in connection.execute(wanted.order_by(subject.c.id).limit(most)).mappings()]


def so_called(connection: Connection, name: str, most: int) -> list[str]:
    """The ids of those whose name, one they have or had, is *name*, *most* of them; persons are not told by name."""
    whose = func.coalesce(subject.c.merged_into, subject.c.id).label("whose")
    ids = select(whose).join_from(subject_name, subject).where(subject_name.c.name == name)
    wanted = ids.where(subject.c.kind.not_in(PERSONS)).distinct().order_by(whose).limit(most)
    return list(connection.scalars(wanted))


def meant_by(connection: Connection, names: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """By each of *names* that is known: the id, kind and name of the subject that it means now."""
    whose = resolved(connection, names)
    if not whose:
        return {}
    wanted = select(subject.c.id, subject.c.kind, subject.c.name)
    rows = connection.execute(wanted.where(among(connection, subject.c.id, set(whose.values())))).mappings()
    known = {row["id"]: dict(row) for row in rows}
    return {name: known[id_] for name, id_ in whose.items()}


@dataclass(frozen=True)
class Called:
    """By what a subject is, or was, known: its *names* in order, other *codes*, and ids that were *merged* into it."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    merged: tuple[str, ...]


def called(connection: Connection, id_: str) -> Called:
    """By what the subject *id_* is, or was, known."""
    merged = connection.scalars(select(subject.c.id).where(subject.c.merged_into == id_).order_by(subject.c.id)).all()
    ids = (id_, *merged)
    names = select(subject_name.c.name).where(among(connection, subject_name.c.subject, ids))
    codes = select(subject_code.c.code).where(among(connection, subject_code.c.subject, ids))
    return Called(
        tuple(dict.fromkeys(connection.scalars(names.order_by(subject_name.c.number)))),
        tuple(connection.scalars(codes.order_by(subject_code.c.code))),
        tuple(merged),
    )
