"""Facts taken in: each checked, stored once whatever how often it is sent, and told apart from what it is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple

import orjson
from sqlalchemy import Connection, func, select, union, update

from adapters.casework.authority import may_not_revoke
from adapters.clock import stamp
from adapters.database.bulk import add_missing, add_rows, among
from adapters.database.connect import hold
from adapters.database.tables.records import (
    fact,
    fact_forgotten,
    fact_related,
    fact_revocation,
    naming,
    subject,
    subject_code,
)
from adapters.records.belonging import resolved
from adapters.records.checking import ORIGIN, Checked, Rejected, Sender, checked
from adapters.records.revoking import Revocations
from adapters.state.pending import mark
from engine.compile.program import Program
from engine.problems import Place, Problem

__all__ = ["FACTS", "MOST", "Outcome", "Sender", "Status", "accept", "resolved", "take", "touch"]

MOST: Final = 10_000
"""Facts that are taken at once."""
FACTS: Final = "facts"
"""What who writes facts, or moves them, holds."""
_COLUMNS: Final = (
    "id", "subject", "type", "day", "recorded", "recorded_at", "content", "digest", "submitted_by", "sent_as"
)  # fmt: skip

Status = Literal["created", "known", "conflict", "refused"]


class Outcome(NamedTuple):
    """What became of a record: *known* where the very same was stored before; *problems* where it was not taken.

    *notes* tell of what was taken, and may not do what its sender expects.
    """

    id: str | None
    status: Status
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


class _Known(NamedTuple):
    """What is known under an id: what it says, in brief, and about whom."""

    digest: str
    subject: str


def accept(connection: Connection, program: Program, records: Sequence[Any], sender: Sender) -> list[Outcome]:
    """Store those of *records* that can be, about subjects that are known; one outcome each, in order.

    A record is `{"id", "type", "subject", "date", "recorded"?, "source"?, "fields"?, "related"?}`. The same record
    sent again changes nothing; another under the same id is a conflict, and the first stands.
    """
    return take(connection, program, list(checked(program, records, sender)), sender)


def take(connection: Connection, program: Program, read: Sequence[Checked | Rejected], sender: Sender) -> list[Outcome]:
    """The same with records *read* before, so that nobody else need wait while they are."""
    hold(connection, FACTS)
    shelf = _Shelf(connection, [one for one in read if isinstance(one, Checked)])
    if shelf.is_plain and len(shelf.records) == len(read):
        return shelf.take_all(sender)
    outcomes = [
        shelf.take(one, number, _barred(connection, program, one, sender, number))
        if isinstance(one, Checked)
        else Outcome(one.id, "refused", one.problems)
        for number, one in enumerate(read)
    ]
    shelf.store(sender)
    return outcomes


def _barred(connection: Connection, program: Program, one: Checked, sender: Sender, number: int) -> Problem | None:
    """Why the sender may not revoke what *one* revokes."""
    if one.revokes is None or sender.actor is None:
        return None
    return may_not_revoke(connection, program, sender.actor, one.revokes, _place(number))


class _Shelf:
    """What of *records* is taken, beside what the store had before."""

    def __init__(self, connection: Connection, records: Sequence[Checked]) -> None:
        self._connection = connection
        self.records = records
        targets = [one.revokes for one in records if one.revokes is not None]
        ids = {one.id for one in records}
        self._known = _known(connection, ids.union(targets))
        self._forgotten = _forgotten(connection, ids)
        self._subjects = resolved(connection, {one.subject for one in records})
        self._revocations = Revocations(connection)
        self._taken: list[Checked] = []
        strangers = any(one.subject not in self._subjects for one in records)
        self.is_plain = not (targets or self._known or self._forgotten or strangers) and len(ids) == len(records)
        """Whether all are new, about subjects that are known, and revoke nothing: as most are where there are many."""

    def take_all(self, sender: Sender) -> list[Outcome]:
        """Store all the records, which are plain."""
        self._taken = list(self.records)
        self.store(sender)
        return [Outcome(one.id, "created") for one in self._taken]

    def take(self, one: Checked, number: int, barred: Problem | None) -> Outcome:
        """What becomes of the record *one*, the *number*-th, which its sender may be *barred* from sending."""
        whose = self._subjects.get(one.subject)
        if whose is None:
            return _refused(one, Problem("service.unknown_subject", _place(number), {"subject": one.subject}))
        if one.id in self._forgotten:
            return _refused(one, Problem("records.forgotten", _place(number), {"id": one.id}))
        before = self._known.get(one.id)
        if before is not None:
            if before.digest == one.digest or self._says_the_same(one, before, whose):
                return Outcome(one.id, "known")
            return Outcome(one.id, "conflict", (Problem("service.other_fact", _place(number), {"id": one.id}),))
        if barred is not None:
            return _refused(one, barred)
        notes: tuple[Problem, ...] = ()
        if one.revokes is not None:
            target = self._known.get(one.revokes)
            problem = self._revocations.problem(one.id, one.revokes, whose, target and target.subject, _place(number))
            if problem is not None:
                return _refused(one, problem)
            if target is None:
                notes = (Problem("records.revokes_unknown", _place(number), {"revokes": one.revokes}),)
        self._known[one.id] = _Known(one.digest, whose)
        self._taken.append(one)
        return Outcome(one.id, "created", (), notes)

    def _says_the_same(self, one: Checked, before: _Known, whose: str) -> bool:
        """Whether *one* is what is stored under its id, about the same subject by another name."""
        if before.subject != whose:
            return False
        stored = self._connection.scalar(select(fact.c.content).where(fact.c.id == one.id))
        content = next((other.content for other in self._taken if other.id == one.id), stored)
        return content is not None and _said(content) == _said(one.content)

    def store(self, sender: Sender) -> None:
        """Store what was taken."""
        if not self._taken:
            return
        connection, subjects, now, by = self._connection, self._subjects, stamp(sender.now), sender.id
        rows = [
            (one.id, whose := subjects[one.subject], one.type, one.day, one.recorded, now, one.content, one.digest, by,
             None if whose == one.subject else one.subject)
            for one in self._taken
        ]  # fmt: skip
        related = [(one.id, role, other) for one in self._taken for role, other in one.related]
        named = {(subjects[one.subject], other) for one in self._taken for _, other in one.related}
        add_rows(connection, fact, _COLUMNS, rows)
        add_rows(connection, fact_related, ("fact", "role", "subject"), related)
        add_missing(connection, naming, ("subject", "named"), sorted(named))
        revocations = [(one.id, one.revokes) for one in self._taken if one.revokes is not None]
        add_rows(connection, fact_revocation, ("fact", "revokes"), revocations)
        touch(connection, {row[1] for row in rows})


def touch(connection: Connection, subjects: Iterable[str]) -> set[str]:
    """Note that what is on record of *subjects* has changed, and so that of whom their records name in a role."""
    hold(connection, FACTS)
    touched = set(subjects)
    named = select(select(naming.c.named).where(among(connection, naming.c.subject, touched)).cte("named").c.named)
    whose = func.coalesce(subject.c.merged_into, subject.c.id)
    by_code = select(whose).join_from(subject_code, subject, subject_code.c.subject == subject.c.id)
    touched.update(
        connection.scalars(
            union(select(whose).where(subject.c.id.in_(named)), by_code.where(subject_code.c.code.in_(named)))
        )
    )
    more = {"revision": subject.c.revision + 1}
    connection.execute(update(subject).where(among(connection, subject.c.id, touched)).values(more))
    mark(connection, touched)
    return touched


def _said(content: str) -> Any:
    """What *content* of a fact says, whenever that was recorded."""
    return {key: value for key, value in orjson.loads(content).items() if key != "recorded"}


def _refused(one: Checked, problem: Problem) -> Outcome:
    return Outcome(one.id, "refused", (problem,))


def _place(number: int) -> Place:
    return Place(ORIGIN, number + 1)


def _known(connection: Connection, ids: Collection[str]) -> dict[str, _Known]:
    wanted = select(fact.c.id, fact.c.digest, fact.c.subject).where(among(connection, fact.c.id, ids))
    return {id_: _Known(digest, whose) for id_, digest, whose in connection.execute(wanted)}


def _forgotten(connection: Connection, ids: Collection[str]) -> set[str]:
    wanted = select(fact_forgotten.c.id).where(among(connection, fact_forgotten.c.id, ids))
    return set(connection.scalars(wanted))
