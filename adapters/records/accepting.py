"""Facts taken in: each checked, stored once whatever how often it is sent, and told apart from what it is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import orjson
from sqlalchemy import Connection, func, select, union, update

from adapters.casework.authority import may_not_revoke
from adapters.clock import stamp
from adapters.database.bulk import Row, add_missing, add_rows, among
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

__all__ = ["FACTS", "MOST", "Batch", "Outcome", "Sender", "Status", "accept", "resolved", "take", "touch"]

MOST: Final = 10_000
"""Facts that are taken at once."""
FACTS: Final = "facts"
"""What who writes facts, or moves them, holds."""
_COLUMNS: Final = ("id", "subject", "type", "day", "recorded", "content", "digest", "sent_as")

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
    touched: set[str] = set()
    outcomes = take(connection, program, Batch(list(checked(program, records, sender))), sender, touched)
    touch(connection, touched)
    return outcomes


class Batch:
    """Records *read*, and what can be told of them before the store is asked: nobody else waits meanwhile."""

    def __init__(self, read: Sequence[Checked | Rejected]) -> None:
        self.read = read
        self.records = [one for one in read if isinstance(one, Checked)]
        self.ids = {one.id for one in self.records}
        self.subjects = {one.subject for one in self.records}
        self.targets = [one.revokes for one in self.records if one.revokes is not None]
        self.is_plain = not self.targets and len(self.ids) == len(self.records) == len(read)
        """Whether they are sound, all others, and revoke nothing: as most are where there are many."""
        self.lines = _Lines.of(self.records, None) if self.is_plain else None
        """What is stored of them where they are new, and called as their subjects are."""


class _Lines(NamedTuple):
    """Rows to be stored: facts, whom they name in a role, and whom the records of a subject name."""

    facts: Sequence[Row]
    related: Sequence[Row]
    named: Sequence[Row]

    @classmethod
    def of(cls, records: Sequence[Checked], subjects: Mapping[str, str] | None) -> _Lines:
        """Those of *records*, about *subjects* by how they are called; none given: each is called by its id."""
        facts = [
            (one.id, whose := one.subject if subjects is None else subjects[one.subject], one.type, one.day,
             one.recorded, one.content, one.digest, None if whose == one.subject else one.subject)
            for one in records
        ]  # fmt: skip
        pairs = zip(records, facts, strict=True)
        named = {(row[1], other) for one, row in pairs for _, other in one.related}
        return cls(facts, [(one.id, role, other) for one in records for role, other in one.related], sorted(named))


def take(connection: Connection, program: Program, batch: Batch, sender: Sender, touched: set[str]) -> list[Outcome]:
    """The same with a *batch* that was read before; whose records changed by it are *touched*.

    They have to be told of (`touch`) before the transaction ends: once, where several batches are taken in it.
    """
    hold(connection, FACTS)
    if batch.lines is not None and _are_new(connection, batch):
        _store(connection, batch.lines, sender)
        touched |= batch.subjects
        return [Outcome(one.id, "created") for one in batch.records]
    shelf = _Shelf(connection, batch)
    outcomes = [
        shelf.take(one, number, _barred(connection, program, one, sender, number))
        if isinstance(one, Checked)
        else Outcome(one.id, "refused", one.problems)
        for number, one in enumerate(batch.read)
    ]
    touched |= shelf.store(sender)
    return outcomes


def _barred(connection: Connection, program: Program, one: Checked, sender: Sender, number: int) -> Problem | None:
    """Why the sender may not revoke what *one* revokes."""
    if one.revokes is None or sender.actor is None:
        return None
    return may_not_revoke(connection, program, sender.actor, one.revokes, _place(number))


class _Shelf:
    """What of *records* is taken, beside what the store had before."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self._connection = connection
        self._known = _known(connection, batch.ids.union(batch.targets))
        self._forgotten = _forgotten(connection, batch.ids)
        self._subjects = resolved(connection, batch.subjects)
        self._revocations = Revocations(connection)
        self._taken: list[Checked] = []

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

    def store(self, sender: Sender) -> set[str]:
        """Store what was taken; the subjects it is about."""
        lines = _Lines.of(self._taken, self._subjects)
        _store(self._connection, lines, sender)
        revocations = [(one.id, one.revokes) for one in self._taken if one.revokes is not None]
        add_rows(self._connection, fact_revocation, ("fact", "revokes"), revocations)
        return {row[1] for row in lines.facts}


def _store(connection: Connection, lines: _Lines, sender: Sender) -> None:
    """Store *lines* of records."""
    sent = {"recorded_at": stamp(sender.now), "submitted_by": sender.id}
    add_rows(connection, fact, _COLUMNS, lines.facts, sent)
    add_rows(connection, fact_related, ("fact", "role", "subject"), lines.related)
    add_missing(connection, naming, ("subject", "named"), lines.named)


def _are_new(connection: Connection, batch: Batch) -> bool:
    """Whether the records of *batch* are new, and about subjects that are known, each by its id."""
    here = select(func.count()).select_from(subject)
    themselves = here.where(among(connection, subject.c.id, batch.subjects), subject.c.merged_into.is_(None))
    return (
        connection.scalar(themselves) == len(batch.subjects)
        and not _known(connection, batch.ids)
        and not _forgotten(connection, batch.ids)
    )


def touch(connection: Connection, subjects: Iterable[str]) -> set[str]:
    """Note that what is on record of *subjects* has changed, and so that of whom their records name in a role."""
    touched = set(subjects)
    if not touched:
        return touched
    hold(connection, FACTS)
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
    if connection.scalar(select(fact_forgotten.c.number).limit(1)) is None:
        return set()
    wanted = select(fact_forgotten.c.id).where(among(connection, fact_forgotten.c.id, ids))
    return set(connection.scalars(wanted))
