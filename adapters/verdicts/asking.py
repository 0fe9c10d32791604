"""Verdicts asked for: on stored subjects or on facts that came with the question; each leaves a receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from adapters.access.masking import is_person
from adapters.clock import iso_day, today
from adapters.database.plain import Plain, reading
from adapters.database.tables.releases import edition, release
from adapters.ledger.chain import new_id
from adapters.parts import Parts
from adapters.publishing.kept import files_of, live, live_plainly
from adapters.records.accepting import resolved
from adapters.records.belonging import EVER
from adapters.records.dossiers import OnRecord, on_record
from adapters.verdicts.keeping import Asked, Kept, Receipts, find, find_by_live
from adapters.verdicts.receipts import Basis, Context, Dates, basis_of, digest_of, receipt_of
from adapters.workers.work import Answer, Undecided
from engine.compile.program import Program

PROBLEMS = b'{"problems"'
"""How an answer begins that is no verdict, since the facts are wrong."""


class NotKnown(LookupError):
    """Something asked for is not in the store: *what* it is, and its *name*."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(name)
        self.what, self.name = what, name


class AboutPerson(Exception):
    """A verdict was asked for on a person, by who may not know of any for the purpose they give."""


@dataclass(frozen=True)
class Days:
    """As of when a verdict is asked: *as_of* and *known_at* are ordinals, *until* the moment things were stored by.

    Who is who is as it was known at the moment *seen*.
    """

    as_of: int
    known_at: int
    until: str = EVER
    seen: str = EVER

    @property
    def is_now(self) -> bool:
        """Whether all that is stored counts, and everybody is who they are now."""
        return self.until == EVER and self.seen == EVER

    def written(self) -> dict[str, str]:
        """The same as workers take it."""
        return {"as_of": iso_day(self.as_of), "known_at": iso_day(self.known_at)}


@dataclass(frozen=True)
class Given:
    """A verdict as it was given: its *id* in the ledger, the *release* it is by, and its JSON, or why there is none."""

    id: str
    release: str
    answer: Answer

    @property
    def verdict(self) -> bytes | None:
        """The verdict's JSON, where one was given."""
        return None if isinstance(self.answer, Undecided) or self.answer.startswith(PROBLEMS) else self.answer


def release_meant(connection: Connection, asked: str | None, now: datetime) -> str:
    """The hash of the release *asked* for by it or by that of its contents, else the live one; raises `NotKnown`."""
    if asked is None:
        found = live(connection, now)
    else:
        found = connection.scalar(select(release.c.hash).where(release.c.hash == asked))
        found = found or connection.scalar(select(edition.c.release).where(edition.c.content_hash == asked))
    if found is None:
        raise NotKnown("release", asked or "live")
    return found


def program_of(parts: Parts, hash_: str) -> Program:
    """The compiled release *hash_*."""
    return parts.programs.of(hash_, lambda: _files(parts, hash_))


def ask(parts: Parts, hash_: str, requests: Sequence[bytes]) -> list[Answer]:
    """What the workers of the release *hash_* answer to *requests*."""
    return parts.evaluators.ask(hash_, lambda: _files(parts, hash_), requests)


def stored(
    parts: Parts, names: Sequence[str], days: Days, asked: str | None, context: Context
) -> list[Given | NotKnown]:
    """Verdicts on the stored subjects *names*, by the release *asked* for or the live one.

    Raises `NotKnown` where the release is not; of a subject that is not known it is the answer. Raises `AboutPerson`
    where one is a person, and *context* is not for persons.
    """
    hash_, before = _before(parts, names, days, asked)
    others = [name for name in names if name not in before]
    found: dict[str, OnRecord | None] = {}
    if others:
        with parts.database.reading() as connection:
            known = resolved(connection, set(others), days.seen)
            for name, whose in known.items():
                found[name] = on_record(connection, whose, days.until, days.seen)
    records = {name: record for name, record in found.items() if record is not None}
    if not context.persons and any(map(is_person, _kinds(records, before))):
        raise AboutPerson
    requests = [request_of(one, days) for one in records.values()]
    answers = ask(parts, hash_, requests) if requests else []
    told: dict[str, _Told] = {
        name: _Told(one.verdict, one.digest, Basis(one.facts_hash, one.subject, one.input))
        for name, one in before.items()
    }
    told |= {name: _told(answer, record) for (name, record), answer in zip(records.items(), answers, strict=True)}
    now = parts.clock.now()
    given = {name: Given(new_id(now), hash_, told[name].answer) for name in told}
    question = Asked(hash_, iso_day(days.as_of), iso_day(days.known_at)) if days.is_now else None
    new = [kept for name, record in records.items() if (kept := told[name].kept(record, question)) is not None]
    seen = {one.subject: one.revision for one in before.values()}
    seen |= {record.subject["id"]: record.revision for record in records.values()}
    _receive(parts, [(one, told[name]) for name, one in given.items()], days, context, new, seen)
    if asked is None:
        parts.shadow.beside(hash_, requests, answers)
    return [given.get(name) or NotKnown("subject", name) for name in names]


def _kinds(records: Mapping[str, OnRecord], before: Mapping[str, Kept]) -> Iterator[str | None]:
    """The kinds of subjects on record, and of those that verdicts given *before* are about."""
    yield from (one.subject.get("kind") for one in records.values())
    for one in before.values():
        found = _KIND.search(one.verdict, 0, _HEAD)
        yield None if found is None else found[1].decode()


_KIND: Final = re.compile(rb'"kind":"([a-z_]+)"')
_HEAD: Final = 2_000
"""Bytes within which a verdict has said whom it is about."""


def _before(parts: Parts, names: Sequence[str], days: Days, asked: str | None) -> tuple[str, dict[str, Kept]]:
    """The release meant, and the verdicts that were given before on the same questions, by name."""
    question, now = Asked(asked or "", iso_day(days.as_of), iso_day(days.known_at)), iso_day(today(parts.clock))
    before: dict[str, Kept] = {}
    with reading(parts.database) as reads:
        if days.is_now and not parts.shadow.watching:
            for name in names:
                kept = (
                    find_by_live(reads, parts.lately, name, question, now)
                    if asked is None
                    else find(reads, parts.lately, name, question)
                )
                if kept is not None:
                    before[name] = kept
        hash_ = next((one.release for one in before.values()), None) or _release(reads, asked, now)
    return hash_, {name: one for name, one in before.items() if one.release == hash_}


_ASKED: Final = "SELECT release FROM release_edition WHERE release = ? OR content_hash = ? LIMIT 1"


def _release(reads: Plain, asked: str | None, now: str) -> str:
    """The release *asked* for, or the live one on the day *now*; raises `NotKnown`."""
    if asked is None:
        found = live_plainly(reads, now)
    else:
        row = reads.first(_ASKED, (asked, asked))
        found = None if row is None else row[0]
    if found is None:
        raise NotKnown("release", asked or "live")
    return found


def inline(
    parts: Parts, questions: Sequence[Mapping[str, Any]], days: Days, asked: str | None, context: Context
) -> list[Given]:
    """Verdicts on *questions* (`subject`, `facts`, `principals`, `assume_decided`), stored nowhere: hashes of them are.

    Raises `NotKnown` where the release is not known.
    """
    with parts.database.reading() as connection:
        hash_ = release_meant(connection, asked, parts.clock.now())
    requests = [orjson.dumps({**one, **days.written()}) for one in questions]
    answers = ask(parts, hash_, requests)
    now = parts.clock.now()
    given = [Given(new_id(now), hash_, answer) for answer in answers]
    told = [_told(answer, question) for answer, question in zip(answers, questions, strict=True)]
    _receive(parts, list(zip(given, told, strict=True)), days, context)
    if asked is None:
        parts.shadow.beside(hash_, requests, answers)
    return given


def request_of(record: OnRecord, days: Days, **more: Any) -> bytes:
    """What a worker is asked about a stored subject."""
    return orjson.dumps({**record.written(), **days.written(), "stored": True, **more})


@dataclass(frozen=True, slots=True)
class _Told:
    """An *answer*, its *digest* where it is a verdict, and what it rests on."""

    answer: Answer
    digest: str | None
    basis: Basis

    def kept(self, record: OnRecord, question: Asked | None) -> Kept | None:
        """What of it is kept for whoever asks the same again: nothing where it is no verdict."""
        if self.digest is None or isinstance(self.answer, Undecided):
            return None
        basis, id_ = self.basis, record.subject["id"]
        return Kept(id_, record.revision, question, self.answer, self.digest, basis.facts_hash, basis.input or b"")


def _told(answer: Answer, about: OnRecord | Mapping[str, Any]) -> _Told:
    digest = None if isinstance(answer, Undecided) or answer.startswith(PROBLEMS) else digest_of(answer)
    return _Told(answer, digest, basis_of(about))


def _receive(
    parts: Parts,
    given: Sequence[tuple[Given, _Told]],
    days: Days,
    context: Context,
    kept: Sequence[Kept] = (),
    seen: Mapping[str, int] | None = None,
) -> None:
    """Keep a receipt of each verdict *given*, with what it is about; where facts were wrong none was given.

    *kept* are those kept for who asks again, *seen* the revisions of the stored subjects they are on.
    """
    dates = Dates(iso_day(days.as_of), iso_day(days.known_at), days.until, iso_day(today(parts.clock)))
    receipts = [
        receipt_of(one.id, one.release, told.digest, told.basis, dates, context)
        for one, told in given
        if isinstance(one.answer, Undecided) or told.digest is not None
    ]
    if receipts:
        parts.receipts.put(Receipts(receipts, kept, seen or {}))


def _files(parts: Parts, hash_: str) -> Mapping[str, bytes]:
    with parts.database.reading() as connection:
        return files_of(connection, hash_)
