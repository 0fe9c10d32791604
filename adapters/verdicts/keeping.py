"""Verdicts kept for whoever asks again: the same question on the same records has the same bytes for an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Final

import orjson
from sqlalchemy import Connection, select

from adapters.database.bulk import add_missing, mark_of
from adapters.database.plain import Plain, Row
from adapters.database.tables import verdicts
from adapters.ledger.chain import Said, add
from adapters.publishing.kept import LIVE
from adapters.verdicts.moved import look_again_if_moved

_COLUMNS: Final = ("subject", "revision", "release", "as_of", "known_at", "digest", "facts_hash", "input")
_KEPT: Final = (
    f"SELECT {', '.join(f'kept.{name}' for name in _COLUMNS)} FROM subject"  # noqa: S608 - names of ours alone
    " JOIN verdict_kept kept ON kept.subject = subject.id AND kept.revision = subject.revision"
    " JOIN verdict_said said ON said.digest = kept.digest"
    " WHERE subject.id = ? AND subject.merged_into IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM subject_code WHERE subject_code.code = subject.id)"
    " AND kept.as_of = ? AND kept.known_at = ? AND kept.release = "
)
_BY: Final = f"{_KEPT}?"
_BY_LIVE: Final = f"{_KEPT}({LIVE})"
"""Of who is called by what is no code, and has not become another: what names mean otherwise is found elsewhere."""


_MOST: Final = 32 << 20
"""Bytes of what verdicts said that a process has at hand …"""
_SECONDS: Final = 60.0
"""… and the seconds after which all of it is read anew."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a verdict answers beside whom it is about: by which *release*, as of when, known when."""

    release: str
    as_of: str
    known_at: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict on *subject* at a *revision* of its records: its JSON, and what its receipt says of the facts.

    What was *asked*, unless it is of a past that nobody asks about again: then only what was said is kept.
    """

    subject: str
    revision: int
    asked: Asked | None
    verdict: bytes
    digest: str
    facts_hash: str
    input: bytes

    @property
    def release(self) -> str | None:
        """The release it is by, where it is kept for who asks again."""
        return None if self.asked is None else self.asked.release


class Lately:
    """What verdicts said that were asked for again lately, by digest: most of what is read for them.

    Whether somebody may still be told is looked up every time; what was forgotten meanwhile is gone from here soon.
    Threads may share it.
    """

    def __init__(self, most: int = _MOST, seconds: float = _SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._lock = Lock()
        self._said: dict[str, bytes] = {}
        self._size, self._begun = 0, monotonic()

    def content(self, reads: Plain, digest: str) -> bytes | None:
        """What the verdict of the hash *digest* says; nothing where it is no longer kept."""
        found = self._said.get(digest)
        if found is None or monotonic() - self._begun > self._seconds:
            row = reads.first("SELECT content FROM verdict_said WHERE digest = ?", (digest,))
            found = None if row is None else row[0]
            if found is not None:
                self._add(digest, found)
        return found

    def _add(self, digest: str, content: bytes) -> None:
        with self._lock:
            if self._size + len(content) > self._most or monotonic() - self._begun > self._seconds:
                self._said, self._size, self._begun = {}, 0, monotonic()
            self._said[digest] = content
            self._size += len(content)


def find(reads: Plain, lately: Lately, name: str, asked: Asked) -> Kept | None:
    """The verdict kept on the subject *name*, where it answers what is *asked*."""
    return _found(reads, lately, reads.again(_BY, (name, asked.as_of, asked.known_at, asked.release)))


def find_by_live(reads: Plain, lately: Lately, name: str, asked: Asked, today: str) -> Kept | None:
    """The same by the release that is live *today*, which *asked* does not say: in one statement."""
    return _found(reads, lately, reads.again(_BY_LIVE, (name, asked.as_of, asked.known_at, today)))


def _found(reads: Plain, lately: Lately, row: Row | None) -> Kept | None:
    if row is None:
        return None
    whose, revision, release, as_of, known_at, digest, facts_hash, told = row
    content = lately.content(reads, digest)
    if content is None:
        return None
    return Kept(whose, revision, Asked(release, as_of, known_at), content, digest, facts_hash, told.encode())


def keep(connection: Connection, some: Sequence[Kept]) -> None:
    """Keep *some* verdicts, each in place of the one before."""
    if not some:
        return
    texts = [(one.digest, one.subject, one.verdict) for one in some]
    add_missing(connection, verdicts.said, ("digest", "subject", "content"), texts)
    rows = [
        (one.subject, one.revision, asked.release, asked.as_of, asked.known_at, one.digest, one.facts_hash,
         one.input.decode())
        for one in some
        if (asked := one.asked) is not None
    ]  # fmt: skip
    if rows:
        marks = ", ".join([mark_of(connection)] * len(_COLUMNS))
        anew = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
        into = f"INSERT INTO verdict_kept ({', '.join(_COLUMNS)}) VALUES ({marks})"  # noqa: S608 - names of ours alone
        connection.exec_driver_sql(f"{into} ON CONFLICT (subject) DO UPDATE SET {anew}", rows)


def verdict_of(connection: Connection, digest: str) -> object:
    """The verdict of the hash *digest*; nothing where it is no longer kept."""
    found = connection.scalar(select(verdicts.said.c.content).where(verdicts.said.c.digest == digest))
    return None if found is None else orjson.loads(found)


@dataclass(frozen=True, slots=True)
class Receipts:
    """What is stored when verdicts are given: the receipts, and the verdicts *kept* for the next who asks.

    *seen* are the revisions of the records of the subjects they are on.
    """

    said: Sequence[Said]
    kept: Sequence[Kept] = ()
    seen: Mapping[str, int] = field(default_factory=dict)


def receive(connection: Connection, some: Sequence[Receipts], now: datetime) -> None:
    """Store *some* receipts."""
    keep(connection, [kept for one in some for kept in one.kept])
    seen: dict[str, int] = {}
    for one in some:
        seen |= {id_: min(revision, seen.get(id_, revision)) for id_, revision in one.seen.items()}
    look_again_if_moved(connection, seen)
    add(connection, [said for one in some for said in one.said], now)
