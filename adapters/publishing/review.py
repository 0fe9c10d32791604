"""Drafts reviewed and published: never by who wrote them, and only as they were looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from adapters.clock import day_of, iso_day
from adapters.database.tables.drafts import draft, draft_event, draft_file
from adapters.database.tables.releases import publication
from adapters.publishing.acts import tell
from adapters.publishing.drafts import Act, Doing, authors, changes, contents, done, found, hash_of
from adapters.publishing.examining import kept
from adapters.publishing.kept import about, digests_of, edition_of, hold_publishing, keep, newest, publish, sign
from adapters.publishing.keys import Keys
from adapters.publishing.manifest import manifest_of, message_of
from adapters.publishing.refused import Refused
from engine.language.base import content_hash


def submit(connection: Connection, id_: str, text: str, doing: Doing) -> int:
    """Have the draft *id_* be reviewed."""
    row = found(connection, id_, "submitted")
    if row.content_hash == row.base:
        raise Refused(HTTPStatus.CONFLICT, "draft_empty")
    return done(connection, row, "submitted", doing, text=text)


def comment(connection: Connection, id_: str, text: str, doing: Doing) -> int:
    """Have something be said about the draft *id_*."""
    return done(connection, found(connection, id_, "commented"), "commented", doing, text=text)


def approve(connection: Connection, id_: str, content: str, text: str, doing: Doing) -> int:
    """Approve of the draft *id_* with contents of hash *content*; its authors cannot."""
    row = _looked_at(connection, id_, "approved", content)
    _check_others(authors(connection, row), doing, "approve")
    return done(connection, row, "approved", doing, text=text)


def send_back(connection: Connection, id_: str, text: str, doing: Doing) -> int:
    """Have the authors of the draft *id_* change it."""
    return done(connection, found(connection, id_, "sent_back"), "sent_back", doing, text=text)


def withdraw(connection: Connection, id_: str, text: str, doing: Doing) -> int:
    """Give up the draft *id_*: only one of its authors can."""
    row = found(connection, id_, "withdrawn")
    if doing.actor.id not in authors(connection, row):
        raise Refused(HTTPStatus.FORBIDDEN, "not_author")
    return done(connection, row, "withdrawn", doing, text=text)


def rebase(connection: Connection, id_: str, doing: Doing) -> int:
    """Put the changes of the draft *id_* on the newest release.

    Raises `Refused` where both changed the same file: with its authors lies which of the two is meant.
    """
    row = found(connection, id_, "rebased")
    base = newest(connection) or row.base
    before, now, mine = digests_of(connection, row.base), digests_of(connection, base), changes(connection, id_)
    both = [path for path, digest in mine.items() if before.get(path) != now.get(path) and now.get(path) != digest]
    if both:
        raise Refused(HTTPStatus.CONFLICT, "draft_conflict", files=", ".join(both))
    for path, digest in mine.items():
        if now.get(path) == digest:
            connection.execute(delete(draft_file).where(draft_file.c.draft == id_, draft_file.c.path == path))
    after = {path: digest for path, digest in {**now, **mine}.items() if digest is not None}
    return done(connection, row, "rebased", doing, hash_of(after), base=base)


def publish_draft(
    connection: Connection, id_: str, content: str, effective: str, text: str, keys: Keys, doing: Doing
) -> str:
    """Have the draft *id_* be the live release from the day *effective* on; gives its hash.

    Its authors cannot; it must have been approved as it is, be sound, and stand on the newest release.
    """
    hold_publishing(connection)
    row = _looked_at(connection, id_, "published", content)
    _check_others(authors(connection, row), doing, "publish")
    _check_day(effective, doing.now)
    if row.base != newest(connection):
        raise Refused(HTTPStatus.CONFLICT, "draft_behind")
    _check_sound(connection, content)
    files = contents(connection, row)
    hash_ = keep(connection, files, row.title, row.author, doing.now)
    sign(connection, content, keys.signed(message_of(manifest_of(files))), doing.now)
    publish(connection, content, effective, doing.actor.id, doing.now, text or row.title)
    done(connection, row, "published", doing, text=text, release=hash_, effective=effective)
    return hash_


def publish_kept(connection: Connection, name: str, effective: str, reason: str, doing: Doing) -> str:
    """Have the release or edition *name*, which is kept, be live from the day *effective* on; gives its content hash.

    Who wrote it or brought it in cannot. What was published before may be again; what was only brought in must be
    sound.
    """
    hold_publishing(connection)
    content = edition_of(connection, name)
    row = None if content is None else about(connection, content)
    if content is None or row is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="release", name=name)
    _check_day(effective, doing.now)
    _check_others(_brought_by(connection, content) | {row.recorded_by}, doing, "publish")
    before = connection.scalar(select(publication.c.number).where(publication.c.edition == content).limit(1))
    if before is None:
        _check_sound(connection, content)
    publish(connection, content, effective, doing.actor.id, doing.now, reason)
    told = {"release": row.release, "content": content, "effective": effective, "reason": reason}
    tell(connection, "release.published", doing.actor.id, doing.now, again=before is not None, **told)
    return content


def bring_in(
    connection: Connection,
    files: Mapping[str, bytes],
    signatures: Mapping[str, bytes],
    title: str | None,
    by: str,
    now: datetime,
) -> tuple[str, bool]:
    """Keep the *files* of a release made elsewhere; gives the hash of their contents, and whether they are new here."""
    content = content_hash(files)
    title = title or content[:12]
    new = about(connection, content) is None
    hash_ = keep(connection, files, title, by, now)
    sign(connection, content, signatures, now)
    if new:
        tell(connection, "release.kept", by, now, release=hash_, content=content, title=title, keys=sorted(signatures))
    return content, new


def keep_draft(connection: Connection, id_: str, now: datetime) -> str:
    """Keep the draft *id_* as it is, to be tried out; gives the hash of its contents. It is not published by that."""
    row = found(connection, id_)
    keep(connection, contents(connection, row), row.title, row.author, now)
    return str(row.content_hash)


def events(connection: Connection, id_: str) -> list[Row[Any]]:
    """What was done to the draft *id_*, in order."""
    return list(
        connection.execute(select(draft_event).where(draft_event.c.draft == id_).order_by(draft_event.c.number))
    )


def _brought_by(connection: Connection, content: str) -> frozenset[str]:
    """Who wrote drafts that are the edition *content*."""
    rows = connection.execute(select(draft).where(draft.c.content_hash == content))
    return frozenset(name for row in rows.all() for name in authors(connection, row))


def _looked_at(connection: Connection, id_: str, act: Act, content: str) -> Row[Any]:
    """The draft *id_* for *act*: its contents must be those of hash *content* that were looked at."""
    row = found(connection, id_, act)
    if row.content_hash != content:
        raise Refused(HTTPStatus.PRECONDITION_FAILED, "draft_other_content", content=row.content_hash)
    return row


def _check_others(writers: frozenset[str], doing: Doing, act: str) -> None:
    if doing.actor.id in writers:
        raise Refused(HTTPStatus.FORBIDDEN, f"own_{act}")


def _check_day(effective: str, now: datetime) -> None:
    today = iso_day(day_of(now))
    if effective < today:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "effective_past", day=effective, today=today)


def _check_sound(connection: Connection, content: str) -> None:
    """What is published was examined, and nothing is wrong with it (DESIGN, section 6)."""
    examined = kept(connection, content)
    if examined is None:
        raise Refused(HTTPStatus.CONFLICT, "unexamined")
    if not examined.is_sound:
        values = {"problems": examined.problem_count, "failed": examined.failed_count}
        raise Refused(HTTPStatus.CONFLICT, "unsound", **values)
