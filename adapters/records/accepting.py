"""Facts taken in: each checked, stored once whatever how often it is sent, and told apart from what it is not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from adapters.clock import day_of, iso_day, stamp
from adapters.database.connect import hold, some_of
from adapters.database.tables.records import fact, fact_related, subject, subject_code
from adapters.state.pending import mark
from engine.compile.program import Program
from engine.facts import each
from engine.problems import Place, Problem

MOST: Final = 10_000
"""Facts that are taken at once."""
_HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
"""Characters that cannot be seen, or that turn the order of those that can."""

Status = Literal["created", "known", "conflict", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record: *known* where the very same was stored before; *problems* where it was not taken."""

    id: str | None
    status: Status
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Sender:
    """Who sends facts, and when they arrive; only who is *trusted* may say that something was recorded earlier."""

    id: str
    now: datetime
    trusted: bool = False


def accept(connection: Connection, program: Program, records: Sequence[Any], sender: Sender) -> list[Outcome]:
    """Store those of *records* that can be, about subjects that are known; one outcome each, in order.

    A record is `{"id", "type", "subject", "date", "recorded"?, "source"?, "fields"?, "related"?}`. The same record
    sent again changes nothing; another under the same id is a conflict, and the first stands.
    """
    hold(connection, "facts")
    outcomes: list[Outcome | None] = [None] * len(records)
    taken: dict[int, dict[str, Any]] = {}
    for number, (record, problems) in enumerate(_checked(program, records, sender)):
        if problems:
            outcomes[number] = Outcome(_id(record), "refused", problems)
        else:
            taken[number] = record
    known = _known(connection, {one["id"] for one in taken.values()})
    subjects = resolved(connection, {one["subject"] for one in taken.values()})
    rows: list[dict[str, Any]] = []
    for number, record in taken.items():
        whose = subjects.get(record["subject"])
        if whose is None:
            problem = Problem("service.unknown_subject", _place(number), {"subject": record["subject"]})
            outcomes[number] = Outcome(record["id"], "refused", (problem,))
            continue
        row = _row(record, whose, sender)
        before = known.get(row["id"])
        if before is None:
            known[row["id"]] = row["digest"]
            rows.append(row)
            outcomes[number] = Outcome(row["id"], "created")
        elif before == row["digest"]:
            outcomes[number] = Outcome(row["id"], "known")
        else:
            problem = Problem("service.other_fact", _place(number), {"id": row["id"]})
            outcomes[number] = Outcome(row["id"], "conflict", (problem,))
    _store(connection, rows)
    return [one for one in outcomes if one is not None]


def resolved(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """The subjects that *names* mean: by id, by another code, and after merges who took them over."""
    found: dict[str, str] = {}
    for some in some_of(names):
        codes = select(subject_code.c.code, subject_code.c.subject).where(subject_code.c.code.in_(some))
        alias = {row.code: row.subject for row in connection.execute(codes)}
        wanted = {alias.get(name, name) for name in some}
        rows = connection.execute(select(subject.c.id, subject.c.merged_into).where(subject.c.id.in_(wanted)))
        into = {id_: merged or id_ for id_, merged in rows}
        found |= {name: into[alias.get(name, name)] for name in some if alias.get(name, name) in into}
    return found


def _checked(program: Program, records: Sequence[Any], sender: Sender) -> Iterator[tuple[Any, tuple[Problem, ...]]]:
    """Each of *records* with everything wrong with it."""
    given = [{**one, "recorded": None} if isinstance(one, dict) and not sender.trusted else one for one in records]
    for number, (record, read) in enumerate(zip(records, each(program, given, "facts"), strict=True)):
        problems = read if isinstance(read, tuple) else ()
        if isinstance(record, dict):
            problems += _of_service(record, number, sender)
        yield record, problems


def _of_service(record: Mapping[str, Any], number: int, sender: Sender) -> tuple[Problem, ...]:
    found = []
    if not isinstance(record.get("subject"), str) or not record["subject"]:
        found.append(Problem("service.no_subject", _place(number)))
    text = orjson.dumps(record, default=str).decode()
    if hidden := _HIDDEN.search(_unescaped(text)):
        found.append(Problem("service.hidden_character", _place(number), {"character": f"U+{ord(hidden[0]):04X}"}))
    today = iso_day(day_of(sender.now))
    for key in ("date", "recorded"):
        day = record.get(key)
        if isinstance(day, str) and day > today:
            found.append(Problem("service.future", _place(number), {"key": key, "day": day, "today": today}))
    return tuple(found)


_ESCAPED: Final = re.compile(r"\\u([0-9a-f]{4})")


def _unescaped(text: str) -> str:
    """*text* of JSON with the control characters it escapes."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text


def _id(record: Any) -> str | None:
    id_ = record.get("id") if isinstance(record, dict) else None
    return id_ if isinstance(id_, str) else None


def _place(number: int) -> Place:
    return Place("facts", number + 1)


def _known(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in some_of(ids):
        rows = connection.execute(select(fact.c.id, fact.c.digest).where(fact.c.id.in_(some)))
        found |= {row.id: row.digest for row in rows}
    return found


def _row(record: Mapping[str, Any], whose: str, sender: Sender) -> dict[str, Any]:
    digest = hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()
    stated = record.get("recorded") if sender.trusted else None
    recorded = stated or iso_day(day_of(sender.now))
    content = {key: value for key, value in record.items() if key != "subject"} | {"recorded": recorded}
    return {
        "id": record["id"],
        "subject": whose,
        "type": record["type"],
        "day": record["date"],
        "recorded": recorded,
        "recorded_at": stamp(sender.now),
        "content": orjson.dumps(content).decode(),
        "digest": digest,
        "submitted_by": sender.id,
        "related": record.get("related") or (),
    }


def _store(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    related = [
        {"fact": row["id"], "role": one["role"], "subject": one["subject"]}
        for row in rows
        for one in row.pop("related")
    ]
    connection.execute(insert(fact), rows)
    if related:
        connection.execute(insert(fact_related), related)
    touch(connection, {row["subject"] for row in rows})


def touch(connection: Connection, subjects: Iterable[str]) -> set[str]:
    """Note that what is on record of *subjects* has changed, and so that of whom their records name in a role."""
    hold(connection, "facts")
    touched = set(subjects)
    for some in some_of(sorted(touched)):
        named = select(fact_related.c.subject).distinct().join_from(fact_related, fact)
        touched.update(connection.scalars(named.where(fact.c.subject.in_(some))))
    for some in some_of(sorted(touched)):
        connection.execute(update(subject).where(subject.c.id.in_(some)).values(revision=subject.c.revision + 1))
    mark(connection, touched)
    return touched
