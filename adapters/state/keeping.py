"""The rows of a subject put in place of those before, and what changed with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Table, delete, insert, select, update

from adapters.clock import stamp
from adapters.database.connect import hold, some_of
from adapters.database.tables.records import subject
from adapters.database.tables.state import change, grade, judged, measure, pending, standing, stay
from adapters.state.pending import look_again
from adapters.state.rows import Rows

_ROWS = (stay, grade, measure, standing)


@dataclass(frozen=True)
class Made:
    """What rows were made of: as of a *day* (an ISO text), by a *release*, from each subject's *revisions*, at *now*.

    What is *rolled* was made of everybody's records a while ago: who was judged as of a later day since is left alone.
    """

    day: str
    release: str
    revisions: Mapping[str, int]
    now: datetime
    rolled: bool = False


def keep(connection: Connection, made: Made, rows: Mapping[str, Rows]) -> tuple[set[str], int]:
    """Put *rows* in place of what there was of their subjects; whose were kept, and how many standings changed.

    Whose records changed since stays pending, as it was. Nobody can change them before the transaction ends.
    """
    hold(connection, "facts")
    current: set[str] = set()
    digests: dict[str, str] = {}
    otherwise: set[str] = set()
    for some in some_of(rows):
        there = connection.execute(select(subject.c.id, subject.c.revision).where(subject.c.id.in_(some)))
        current.update(one.id for one in there if made.revisions.get(one.id) == one.revision)
        for one in connection.execute(select(judged).where(judged.c.subject.in_(some))):
            digests[one.subject] = one.refused or one.digest
            if one.release != made.release:
                otherwise.add(one.subject)
            if made.rolled and one.day > made.day:
                current.discard(one.subject)
    digest = {one: rows[one].refused or rows[one].digest(made.day) for one in current}
    different = [one for one in sorted(current) if digest[one] != digests.get(one)]
    look_again(connection, [one for one in different if one in otherwise], made.release)
    changed = _replace(connection, made, {one: rows[one] for one in different}, digests.keys())
    for some in some_of(sorted(current)):
        connection.execute(delete(pending).where(pending.c.subject.in_(some)))
    return current, changed


def fresh(connection: Connection, made: Made, subjects: Collection[str]) -> None:
    """Note that the rows of *subjects* hold as of the day they were *made* for; a roll need not say that of each."""
    for some in some_of(sorted(subjects)):
        values = {"day": made.day, "release": made.release}
        older = [judged.c.subject.in_(some), judged.c.release != made.release]
        connection.execute(update(judged).where(*(older if made.rolled else older[:1])).values(values))


def _replace(connection: Connection, made: Made, rows: Mapping[str, Rows], known: Collection[str]) -> int:
    """Replace the rows of those of *rows*; how many standings changed."""
    before = _standings(connection, [one for one in rows if one in known])
    for some in some_of([one for one in rows if one in known]):
        sure = [one for one in some if rows[one].refused is None]
        for table in _ROWS:
            connection.execute(delete(table).where(table.c.subject.in_(sure)))
        connection.execute(delete(judged).where(judged.c.subject.in_(some)))
    changes: list[dict[str, Any]] = []
    told: dict[Table, list[dict[str, Any]]] = {table: [] for table in (judged, *_ROWS)}
    for one, its in rows.items():
        told[judged].append(_judged(one, its, made))
        if its.refused is None:
            now = {policy: found.value for policy, found in its.standings(made.day).items()}
            changes += _changes(one, before.get(one, {}), now, made)
            for table, some_rows in _tables(one, its, made.day):
                told[table] += some_rows
    for table, some_rows in told.items():
        if some_rows:
            connection.execute(insert(table), some_rows)
    if changes:
        hold(connection, "changes")
        connection.execute(insert(change), changes)
    return len(changes)


def _standings(connection: Connection, subjects: Sequence[str]) -> dict[str, dict[str, str]]:
    """What stands of *subjects*, by policy."""
    found: dict[str, dict[str, str]] = {}
    for some in some_of(subjects):
        for one in connection.execute(select(standing).where(standing.c.subject.in_(some))):
            found.setdefault(one.subject, {})[one.policy] = one.value
    return found


def _changes(whose: str, before: Mapping[str, str], now: Mapping[str, str], made: Made) -> Iterator[dict[str, Any]]:
    for policy in sorted(before.keys() | now.keys()):
        was, became = before.get(policy), now.get(policy)
        if was != became:
            yield {
                "subject": whose, "policy": policy, "was": was, "became": became,
                "day": made.day, "release": made.release, "recorded_at": stamp(made.now),
            }  # fmt: skip


def _judged(whose: str, rows: Rows, made: Made) -> dict[str, Any]:
    return {
        "subject": whose, "day": made.day, "release": made.release, "digest": rows.digest(made.day),
        "refused": rows.refused,
    }  # fmt: skip


def _tables(whose: str, rows: Rows, day: str) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """The rows as each table has them."""
    own = {"subject": whose}
    stays = enumerate(rows.stays)
    yield stay, [own | {"number": n} | one._asdict() | {"grounds": _json(one.grounds)} for n, one in stays]
    yield grade, [own | one._asdict() for one in rows.grades]
    yield measure, [own | {"number": n} | one._asdict() for n, one in enumerate(rows.measures)]
    yield standing, [own | {"policy": name} | one._asdict() for name, one in rows.standings(day).items()]


def _json(grounds: Any) -> str:
    return orjson.dumps(grounds).decode()
