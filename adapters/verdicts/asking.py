"""Verdicts asked for: on stored subjects or on facts that came with the question; each leaves a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from adapters.clock import iso_day, today
from adapters.database.tables.releases import release
from adapters.ledger.chain import add
from adapters.parts import Parts
from adapters.publishing.kept import files_of, live
from adapters.records.accepting import resolved
from adapters.records.belonging import EVER
from adapters.records.dossiers import OnRecord, on_record
from adapters.verdicts.moved import look_again_if_moved
from adapters.verdicts.receipts import Context, Dates, receipt_of
from adapters.workers.work import Answer, Undecided
from engine.compile.program import Program

PROBLEMS = b'{"problems"'
"""How an answer begins that is no verdict, since the facts are wrong."""


class NotKnown(LookupError):
    """Something asked for is not in the store: *what* it is, and its *name*."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(name)
        self.what, self.name = what, name


@dataclass(frozen=True)
class Days:
    """As of when a verdict is asked: *as_of* and *known_at* are ordinals, *until* the moment things were stored by.

    Who is who is as it was known at the moment *seen*.
    """

    as_of: int
    known_at: int
    until: str = EVER
    seen: str = EVER

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
    """The hash of the release *asked* for, the live one where none is; raises `NotKnown`."""
    found = live(connection, now) if asked is None else asked
    if asked is not None:
        found = connection.scalar(select(release.c.hash).where(release.c.hash == asked))
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

    Raises `NotKnown` where the release is not; of a subject that is not known it is the answer.
    """
    with parts.database.reading() as connection:
        hash_ = release_meant(connection, asked, parts.clock.now())
        known = resolved(connection, set(names), days.seen)
        found = [on_record(connection, known[name], days.until, days.seen) if name in known else None for name in names]
    records = [one for one in found if one is not None]
    answers = ask(parts, hash_, [request_of(one, days) for one in records])
    given = [Given(secrets.token_hex(16), hash_, answer) for answer in answers]
    _receive(parts, [(one, record, None) for one, record in zip(given, records, strict=True)], days, context)
    waiting = iter(given)
    return [NotKnown("subject", name) if one is None else next(waiting) for name, one in zip(names, found, strict=True)]


def inline(
    parts: Parts, questions: Sequence[Mapping[str, Any]], days: Days, asked: str | None, context: Context
) -> list[Given]:
    """Verdicts on *questions* (`subject`, `facts`, `principals`, `assume_decided`), stored nowhere: hashes of them are.

    Raises `NotKnown` where the release is not known.
    """
    with parts.database.reading() as connection:
        hash_ = release_meant(connection, asked, parts.clock.now())
    answers = ask(parts, hash_, [orjson.dumps({**one, **days.written()}) for one in questions])
    given = [Given(secrets.token_hex(16), hash_, answer) for answer in answers]
    _receive(parts, [(one, None, question) for one, question in zip(given, questions, strict=True)], days, context)
    return given


def request_of(record: OnRecord, days: Days, **more: Any) -> bytes:
    """What a worker is asked about a stored subject."""
    return orjson.dumps({**record.written(), **days.written(), "stored": True, **more})


def _receive(
    parts: Parts,
    given: Sequence[tuple[Given, OnRecord | None, Mapping[str, Any] | None]],
    days: Days,
    context: Context,
) -> None:
    """Keep a receipt of each verdict *given*, with what it is about; where facts were wrong none was given."""
    dates = Dates(iso_day(days.as_of), iso_day(days.known_at), days.until, iso_day(today(parts.clock)))
    receipts = [
        receipt_of(one.id, one.release, None if isinstance(one.answer, Undecided) else one.answer,
                   record if record is not None else question or {}, dates, context)
        for one, record, question in given
        if isinstance(one.answer, Undecided) or not one.answer.startswith(PROBLEMS)
    ]  # fmt: skip
    if receipts:
        with parts.database.writing() as connection:
            look_again_if_moved(connection, [record for _, record, _ in given if record is not None])
            add(connection, receipts, parts.clock.now())


def _files(parts: Parts, hash_: str) -> Mapping[str, bytes]:
    with parts.database.reading() as connection:
        return files_of(connection, hash_)
