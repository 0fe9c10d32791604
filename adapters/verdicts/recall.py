"""Verdicts given that would now be others: found when records change and when a release takes effect (S25).

Only verdicts on those whom a change touched are looked at, each as of its own day: with all that is known now by the
release it was by, or by the release that took effect. Who asked for what was known once, or for a release of their
choice, got what they asked for, whatever becomes known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, or_, select, update

from adapters.clock import stamp, today
from adapters.database.connect import hold
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.recall import recall, recall_pending
from adapters.database.tables.records import subject
from adapters.database.tables.releases import publication
from adapters.parts import Parts
from adapters.records.accepting import FACTS
from adapters.records.belonging import EVER
from adapters.records.dossiers import OnRecord, on_record
from adapters.verdicts.asking import PROBLEMS, Days, ask, request_of
from adapters.verdicts.differing import cause, differing
from adapters.verdicts.keeping import verdict_of
from adapters.verdicts.receipts import VERDICT
from adapters.workers.work import Undecided
from engine.calendar import parse_day

RECORDS: Final = "records"
RELEASE: Final = "release"
_RECEIPTS: Final = 500
"""Receipts that are looked at together."""


@dataclass(frozen=True)
class Decision:
    """A verdict that was given: *by* the release with that hash, *as_of* a day, and what it *was*."""

    id: str
    by: str
    as_of: str
    was: Mapping[str, Any]


@dataclass(frozen=True)
class _Look:
    """Whose verdicts are looked at, by which *release* if by another than their own; what is on record now."""

    subject: str
    release: str
    revision: int
    record: OnRecord

    @property
    def sort(self) -> str:
        """Whether it is for records that changed, or for a release."""
        return RELEASE if self.release else RECORDS


def seek(parts: Parts, most: int) -> int:
    """Look at the verdicts on up to *most* subjects that something touched; how many of the subjects are done.

    Those whose verdicts cannot be given now stay where they are, and keep nobody else waiting.
    """
    done, after = 0, ("", "")
    while done < most:
        with parts.database.reading() as connection:
            some = _waiting(connection, after, most - done)
        if not some:
            break
        done += sum(_looked(parts, whose, release) for whose, release in some)
        after = some[-1]
    return done


def _waiting(connection: Connection, after: tuple[str, str], most: int) -> list[tuple[str, str]]:
    whose, release = recall_pending.c.subject, recall_pending.c.release
    rows = select(whose, release).where(or_(whose > after[0], (whose == after[0]) & (release > after[1])))
    return [(one.subject, one.release) for one in connection.execute(rows.order_by(whose, release).limit(most))]


def _looked(parts: Parts, whose: str, release: str) -> bool:
    """Look at the verdicts on one subject; whether it is done, and not to be done again."""
    with parts.database.reading() as connection:
        names = [whose, *connection.scalars(select(subject.c.id).where(subject.c.merged_into == whose))]
        row = connection.execute(select(subject.c.revision, subject.c.merged_into).where(subject.c.id == whose)).first()
        meant = whose if row is None or row.merged_into is None else row.merged_into
        record = on_record(connection, meant)
        revision = -1 if row is None else row.revision
    if record is not None:
        look = _Look(whose, release, revision, record)
        number = 0
        while some := _decisions(parts, names, number, release):
            number = some[-1][0]
            if not _compared(parts, look, [one for _, one in some if one is not None]):
                return False
    return _done(parts, whose, release, revision)


def _decisions(parts: Parts, names: Sequence[str], after: int, release: str) -> list[tuple[int, Decision | None]]:
    """Verdicts on the subject called *names* after the entry *after*; nothing in place of those not to be recalled."""
    with parts.database.reading() as connection:
        rows = (
            select(entry.c.number, entry.c.id, payload.c.content)
            .join_from(payload, entry)
            .where(payload.c.subject.in_(names), entry.c.what == VERDICT, entry.c.number > after)
            .order_by(entry.c.number)
            .limit(_RECEIPTS)
        )
        found = connection.execute(rows).all()
        live = set(connection.scalars(select(publication.c.release)))
        return [(one.number, _decision(connection, one.id, orjson.loads(one.content), release, live)) for one in found]


def _decision(
    connection: Connection, id_: str, content: Mapping[str, Any], release: str, live: Collection[str]
) -> Decision | None:
    dates, by, digest = content["as_of"], content["rules_hash"], content["verdict_hash"]
    chosen = dates["stored_by"] != EVER or dates["knowledge"] < dates["rule"]
    if digest is None or chosen or by == release or by not in live:
        return None
    was = verdict_of(connection, digest)
    return Decision(id_, by, dates["fact"], was) if isinstance(was, dict) else None


def _compared(parts: Parts, look: _Look, decisions: Sequence[Decision]) -> bool:
    """Note which of *decisions* would now be others; whether all could be told."""
    now = _anew(parts, look, {(look.release or one.by, one.as_of) for one in decisions})
    found = [(one, now.get((look.release or one.by, one.as_of))) for one in decisions]
    with parts.database.writing() as connection:
        for one, verdict in found:
            if verdict is not None:
                _note(connection, parts, look, one, verdict)
    return all(verdict is not None for _, verdict in found)


def _anew(parts: Parts, look: _Look, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What is decided now by each release and as of each day *wanted*; nothing of what could not be decided."""
    known_at = today(parts.clock)
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    by_release: dict[str, list[str]] = {}
    for release, as_of in sorted(wanted):
        by_release.setdefault(release, []).append(as_of)
    for release, days in by_release.items():
        asked = [request_of(look.record, Days(day, max(day, known_at))) for day in map(parse_day, days)]
        for as_of, answer in zip(days, ask(parts, release, asked), strict=True):
            if not isinstance(answer, Undecided):
                found[release, as_of] = {} if answer.startswith(PROBLEMS) else orjson.loads(answer)
    return found


def _note(connection: Connection, parts: Parts, look: _Look, one: Decision, now: Mapping[str, Any]) -> None:
    """Keep what *now* differs in from what *one* was; or, if nothing, that it holds again."""
    mine = (recall.c.decision == one.id, recall.c.sort == look.sort)
    before = connection.execute(select(recall).where(*mine)).first()
    at = stamp(parts.clock.now())
    if now and not (different := differing(one.was, now)):
        if before is not None and before.settled_at is None:
            connection.execute(update(recall).where(*mine).values(settled_at=at))
        return
    row = _row(look, one, now, different if now else [])
    if before is not None:
        if before.settled_at is None and (before.difference, before.facts) == (row["difference"], row["facts"]):
            return
        connection.execute(delete(recall).where(*mine))
    connection.execute(insert(recall), row | {"found_at": at})


def _row(look: _Look, one: Decision, now: Mapping[str, Any], different: list[dict[str, Any]]) -> dict[str, Any]:
    why, facts = (RELEASE, []) if look.release else cause(one.was, now) if now else ("unreadable", [])
    return {
        "decision": one.id, "sort": look.sort, "subject": look.subject, "cause": why,
        "release": look.release or one.by, "facts": orjson.dumps(facts).decode(),
        "difference": orjson.dumps(different).decode(),
    }  # fmt: skip


def _done(parts: Parts, whose: str, release: str, revision: int) -> bool:
    """Take away what asked to look at *whose* verdicts, unless its records changed meanwhile."""
    with parts.database.writing() as connection:
        hold(connection, FACTS)
        current = connection.scalar(select(subject.c.revision).where(subject.c.id == whose))
        if current is not None and current != revision:
            return False
        mine = (recall_pending.c.subject == whose, recall_pending.c.release == release)
        connection.execute(delete(recall_pending).where(*mine))
    return True


def recalls(
    connection: Connection, after: int, limit: int, whose: str | None = None, *, settled: bool = False
) -> Iterator[Mapping[str, Any]]:
    """Recalls after the one *after*, in the order they were found; those of *whose* verdicts, if that is told.

    Each has the release the verdict was *by*, too.
    """
    rows = select(recall, payload.c.content).where(recall.c.number > after).order_by(recall.c.number).limit(limit)
    rows = rows.join_from(recall, entry, entry.c.id == recall.c.decision).join(payload)
    if whose is not None:
        rows = rows.where(recall.c.subject == whose)
    if not settled:
        rows = rows.where(recall.c.settled_at.is_(None))
    for one in connection.execute(rows).mappings():
        told = {key: orjson.loads(one[key]) for key in ("facts", "difference")}
        yield {**one, **told, "by": orjson.loads(one["content"])["rules_hash"]}
