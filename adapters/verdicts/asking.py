"""Verdicts asked for: on stored subjects or on facts that came with the question; each leaves a receipt."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection

from adapters.clock import iso_day
from adapters.ledger.chain import Said, add
from adapters.parts import Parts
from adapters.publishing.kept import files_of, known, live
from adapters.records.accepting import resolved
from adapters.records.dossiers import EVER, OnRecord, on_record
from adapters.workers.work import Answer, Undecided
from engine.compile.program import Program

VERDICT: Final = "verdict"
INLINE: Final = "inline"


class NotKnown(LookupError):
    """Something asked for is not in the store: *what* it is, and its *name*."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(name)
        self.what, self.name = what, name


@dataclass(frozen=True)
class Days:
    """As of when a verdict is asked: *as_of* and *known_at* are ordinals, *until* the moment things were stored by."""

    as_of: int
    known_at: int
    until: str = EVER


@dataclass(frozen=True)
class Given:
    """A verdict as it was given: its *id* in the ledger, the *release* it is by, and its JSON, or why there is none."""

    id: str
    release: str
    answer: Answer


def release_meant(connection: Connection, asked: str | None, now: datetime) -> str:
    """The hash of the release *asked* for, the live one where none is; raises `NotKnown`."""
    if asked is None:
        found = live(connection, now)
        if found is None:
            raise NotKnown("release", "live")
        return found
    if not known(connection, asked):
        raise NotKnown("release", asked)
    return asked


def program_of(parts: Parts, hash_: str) -> Program:
    """The compiled release *hash_*."""
    return parts.programs.of(hash_, lambda: _files(parts, hash_))


def ask(parts: Parts, release: str, requests: Sequence[bytes]) -> list[Answer]:
    """What the workers of *release* answer to *requests*."""
    return parts.evaluators.ask(release, lambda: _files(parts, release), requests)


def stored(
    parts: Parts, names: Sequence[str], days: Days, release: str | None, actor: str, about: Mapping[str, Any]
) -> list[Given]:
    """Verdicts on the stored subjects *names*, by *release* or the live one; *about* the question, for the receipt.

    Raises `NotKnown` where a subject or the release is not.
    """
    now = parts.clock.now()
    with parts.database.reading() as connection:
        meant = release_meant(connection, release, now)
        known = resolved(connection, set(names))
        records = [_on_record(connection, known, name, days.until) for name in names]
    requests = [request_of(one, days) for one in records]
    answers = ask(parts, meant, requests)
    given = [Given(secrets.token_hex(16), meant, answer) for answer in answers]
    receipts = [
        _receipt(one, record.subject["id"], request, days, {**about, "path": VERDICT}, actor)
        for one, record, request in zip(given, records, requests, strict=True)
    ]
    with parts.database.writing() as connection:
        add(connection, receipts, now)
    return given


def inline(
    parts: Parts, asked: Mapping[str, Any], days: Days, release: str | None, actor: str, about: Mapping[str, Any]
) -> Given:
    """A verdict on what is *asked* (`subject`, `facts`, `principals`), which is stored nowhere: hashes of it are."""
    now = parts.clock.now()
    with parts.database.reading() as connection:
        meant = release_meant(connection, release, now)
    request = orjson.dumps({**asked, **_written(days)})
    given = Given(secrets.token_hex(16), meant, ask(parts, meant, [request])[0])
    with parts.database.writing() as connection:
        add(connection, [_receipt(given, None, request, days, {**about, "path": INLINE}, actor)], now)
    return given


def request_of(record: OnRecord, days: Days, **more: Any) -> bytes:
    """What a worker is asked about a stored subject."""
    return orjson.dumps({**record.written(), **_written(days), "stored": True, **more})


def _on_record(connection: Connection, known: Mapping[str, str], name: str, until: str) -> OnRecord:
    found = on_record(connection, known.get(name, name), until)
    if found is None:
        raise NotKnown("subject", name)
    return found


def _written(days: Days) -> dict[str, str]:
    return {"as_of": iso_day(days.as_of), "known_at": iso_day(days.known_at)}


def _receipt(
    given: Given, subject: str | None, request: bytes, days: Days, about: Mapping[str, Any], actor: str
) -> Said:
    """What the ledger keeps of a verdict: the fields of OPA's decision log, the three dates, and hashes.

    Of facts that came with the question only hashes are kept.
    """
    decided = None if isinstance(given.answer, Undecided) else given.answer
    content = {
        "decision_id": given.id,
        "labels": {"app": "xinheng"},
        "bundles": {"policies": {"revision": given.release}},
        "as_of": {"fact": iso_day(days.as_of), "knowledge": iso_day(days.known_at), "stored_by": days.until},
        "facts_hash": hashlib.sha256(request).hexdigest(),
        "rules_hash": given.release,
        "verdict_hash": None if decided is None else hashlib.sha256(decided).hexdigest(),
        "result": orjson.Fragment(decided) if decided is not None and subject is not None else None,
        "requested_by": actor,
        **about,
    }
    return Said(given.id, VERDICT, actor, orjson.dumps(content), subject)


def _files(parts: Parts, hash_: str) -> Mapping[str, bytes]:
    with parts.database.reading() as connection:
        return files_of(connection, hash_)
