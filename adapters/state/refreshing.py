"""Subjects judged again after their records changed: by the workers, one by one, and kept if nothing came between."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from adapters.clock import iso_day, today
from adapters.database.connect import some_of
from adapters.database.tables.records import fact, subject
from adapters.database.tables.state import judged, pass_, pending
from adapters.parts import Parts
from adapters.records.dossiers import on_record
from adapters.state import keeping
from adapters.state.pending import waiting
from adapters.state.rows import Rows, read
from adapters.verdicts.asking import Days, ask, release_meant, request_of
from adapters.workers.work import Undecided

_TOGETHER: Final = 100
"""So many are judged at a time."""
_TRIES: Final = 3


def refresh(parts: Parts, subjects: Collection[str]) -> set[str]:
    """Judge *subjects* as of today by the live release and keep what is found; who could not be judged.

    Whose records change meanwhile is judged again, and left pending where that goes on.
    """
    left = sorted(set(subjects))
    failed: set[str] = set()
    for _ in range(_TRIES):
        tried: list[str] = []
        for start in range(0, len(left), _TOGETHER):
            kept, undecided = _some(parts, left[start : start + _TOGETHER])
            failed |= undecided
            tried += [one for one in left[start : start + _TOGETHER] if one not in kept | undecided]
        left = tried
        if not left:
            break
    return failed | set(left)


def soon(parts: Parts, fact_id: str) -> None:
    """Judge again, at once, whom the fact stored under *fact_id* is about; whoever else it moves stays pending.

    The fact is stored whatever comes of this: where the store is busy, its subject stays pending too.
    """
    with suppress(OperationalError):
        with parts.database.reading() as connection:
            whose = connection.scalar(select(fact.c.subject).where(fact.c.id == fact_id))
        refresh(parts, [] if whose is None else [whose])


def drain(parts: Parts, most: int) -> int:
    """Judge up to *most* of those whose records changed; how many were. Who cannot be judged now stays pending."""
    done, after = 0, ""
    while done < most:
        with parts.database.reading() as connection:
            some = waiting(connection, min(_TOGETHER, most - done), after)
        if not some:
            break
        done += len(some) - len(refresh(parts, some))
        after = some[-1]
    return done


def stale(connection: Connection, subjects: Collection[str], day: str, release: str) -> list[str]:
    """Those of *subjects* whose rows may not be what they are as of *day* by *release*."""
    wanted = set(subjects)
    old: set[str] = set()
    for some in some_of(sorted(wanted)):
        old.update(connection.scalars(select(pending.c.subject).where(pending.c.subject.in_(some))))
    if is_rolled(connection, day, release):
        return sorted(old)
    for some in some_of(sorted(wanted - old)):
        mine = judged.c.subject.in_(some), judged.c.day == day, judged.c.release == release
        old.update(set(some) - set(connection.scalars(select(judged.c.subject).where(*mine))))
    return sorted(old)


def is_rolled(connection: Connection, day: str, release: str) -> bool:
    """Whether everybody was judged as of *day* by *release*."""
    done = select(pass_.c.number).where(pass_.c.day == day, pass_.c.release == release, pass_.c.status == "done")
    return connection.scalar(done.limit(1)) is not None


def ensure(parts: Parts, subjects: Collection[str]) -> None:
    """Have the rows of *subjects* be those of today, whatever it takes; who cannot be judged keeps the rows it has."""
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
        old = stale(connection, subjects, iso_day(today(parts.clock)), release)
    if old:
        refresh(parts, old)


def _some(parts: Parts, subjects: Sequence[str]) -> tuple[set[str], set[str]]:
    """Judge some; who was kept, and who could not be judged."""
    now, day = parts.clock.now(), today(parts.clock)
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
        wanted = select(subject.c.id, subject.c.revision, subject.c.merged_into).where(subject.c.id.in_(subjects))
        known = {one.id: one for one in connection.execute(wanted)}
        alive = [one.id for one in known.values() if one.merged_into is None]
        records = {one: record for one in alive if (record := on_record(connection, one)) is not None}
    days = Days(day, day)
    answers = ask(parts, release, [request_of(one, days, state=True) for one in records.values()])
    found = {one: Rows() for one in known.keys() - records.keys()}
    undecided = set(subjects) - known.keys()
    for whose, answer in zip(records, answers, strict=True):
        if isinstance(answer, Undecided):
            undecided.add(whose)
        else:
            found[whose] = read(answer)
    revisions = {one.id: one.revision for one in known.values()}
    made = keeping.Made(iso_day(day), release, revisions, now)
    with parts.database.writing() as connection:
        kept, _ = keeping.keep(connection, made, found)
        keeping.fresh(connection, made, kept)
    return kept, undecided
