"""Releases as the store keeps them: immutable, by their hash, each file once; and which is the live one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select

from adapters.clock import day_of, iso_day, stamp
from adapters.database.connect import hold, some_of
from adapters.database.plain import Plain
from adapters.database.tables.releases import blob, edition, publication, release, release_file, signature
from adapters.releases import SHIPPED
from engine.language.base import content_hash, release_hash

_PUBLISHED: Final = select(publication.c.release, publication.c.edition).order_by(
    publication.c.effective.desc(), publication.c.number.desc()
)
_LIVE: Final = _PUBLISHED.where(publication.c.effective <= bindparam("day")).limit(1)
LIVE: Final = (
    "SELECT release FROM release_publication WHERE effective <= ? ORDER BY effective DESC, number DESC LIMIT 1"
)
"""Finds the release that is live on a day."""
_KEEPING: Final = "releases"
_BEGINNING: Final = re.compile(r"[0-9a-f]{8,64}")


def keep(connection: Connection, files: Mapping[str, bytes], title: str, by: str, now: datetime) -> str:
    """Keep *files* as an edition called *title*, if it is not yet; gives the hash of its release."""
    hold(connection, _KEEPING)
    hash_, content = release_hash(files), content_hash(files)
    if known(connection, content):
        return hash_
    digests = keep_blobs(connection, files)
    if not known(connection, hash_):
        connection.execute(insert(release), {"hash": hash_, "recorded_at": stamp(now)})
    about = {"content_hash": content, "release": hash_, "title": title, "recorded_by": by}
    connection.execute(insert(edition), about | {"recorded_at": stamp(now)})
    rows = [{"edition": content, "path": path, "blob": digest} for path, digest in digests.items()]
    connection.execute(insert(release_file), rows)
    return hash_


def keep_blobs(connection: Connection, files: Mapping[str, bytes]) -> dict[str, str]:
    """Keep the contents of *files*, each once; gives their digests by path."""
    hold(connection, _KEEPING)
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    contents = {digests[path]: content for path, content in files.items()}
    there: set[str] = set()
    for some in some_of(contents):
        there.update(connection.scalars(select(blob.c.digest).where(blob.c.digest.in_(some))))
    new = [{"digest": digest, "content": content} for digest, content in contents.items() if digest not in there]
    if new:
        connection.execute(insert(blob), new)
    return digests


def known(connection: Connection, name: str) -> bool:
    """Whether *name* is the hash of a release, or of an edition, that is kept."""
    found = select(edition.c.number).where((edition.c.content_hash == name) | (edition.c.release == name)).limit(1)
    return connection.scalar(found) is not None


def edition_of(connection: Connection, name: str) -> str | None:
    """The content hash of the edition *name*, or of that of the release *name*: the last published, else kept."""
    if connection.scalar(select(edition.c.number).where(edition.c.content_hash == name)) is not None:
        return name
    published = select(publication.c.edition).where(publication.c.release == name).order_by(publication.c.number.desc())
    kept = select(edition.c.content_hash).where(edition.c.release == name).order_by(edition.c.number.desc())
    found: str | None = connection.scalar(published.limit(1)) or connection.scalar(kept.limit(1))
    return found


def files_of(connection: Connection, name: str) -> dict[str, bytes]:
    """The files of the release or edition *name* by path; none where there is no such."""
    joined = select(release_file.c.path, blob.c.content).join_from(release_file, blob)
    rows = connection.execute(joined.where(release_file.c.edition == edition_of(connection, name)))
    return {row.path: row.content for row in rows}


def digests_of(connection: Connection, content: str) -> dict[str, str]:
    """The digests of the files of the edition *content* by path."""
    rows = select(release_file.c.path, release_file.c.blob).where(release_file.c.edition == content)
    return {row.path: row.blob for row in connection.execute(rows)}


def file_of(connection: Connection, name: str, path: str) -> bytes | None:
    """The content of the file at *path* of the release or edition *name*."""
    joined = select(blob.c.content).join_from(release_file, blob)
    wanted = (release_file.c.edition == edition_of(connection, name)) & (release_file.c.path == path)
    content: bytes | None = connection.scalar(joined.where(wanted))
    return content


def blob_of(connection: Connection, digest: str) -> bytes | None:
    """The content of which *digest* is the digest."""
    content: bytes | None = connection.scalar(select(blob.c.content).where(blob.c.digest == digest))
    return content


def about(connection: Connection, content: str) -> Row[Any] | None:
    """What is kept of the edition *content* beside its files."""
    return connection.execute(select(edition).where(edition.c.content_hash == content)).first()


def live(connection: Connection, now: datetime) -> str | None:
    """The hash of the release that is live at *now*; none where nothing was published yet."""
    found = _live(connection, now)
    return None if found is None else found.release


def live_plainly(reads: Plain, today: str) -> str | None:
    """The same as `live`, as every request reads it."""
    row = reads.first(LIVE, (today,))
    return None if row is None else row[0]


def live_edition(connection: Connection, now: datetime) -> str | None:
    """The content hash of the edition that is live at *now*."""
    found = _live(connection, now)
    return None if found is None else found.edition


def before_live(connection: Connection, now: datetime) -> str | None:
    """The content hash of the edition that was live before the one that is at *now*."""
    rows = connection.execute(_PUBLISHED.where(publication.c.effective <= iso_day(day_of(now))))
    every = [row.edition for row in rows]
    return next((one for one in every if one != every[0]), None)


def named(connection: Connection, name: str, now: datetime) -> str | None:
    """The content hash of what people call *name*: `live`, or the beginning of a hash, where that means one alone."""
    if name == "live":
        return live_edition(connection, now)
    if not _BEGINNING.fullmatch(name):
        return None
    begins = edition.c.content_hash.startswith(name) | edition.c.release.startswith(name)
    rows = connection.execute(select(edition.c.content_hash, edition.c.release).where(begins)).all()
    if len({row.release for row in rows}) != 1:
        return None
    return edition_of(connection, rows[0].content_hash if len(rows) == 1 else rows[0].release)


def _live(connection: Connection, now: datetime) -> Row[Any, Any] | None:
    return connection.execute(_LIVE, {"day": iso_day(day_of(now))}).first()


def newest(connection: Connection) -> str | None:
    """The content hash of the edition that is the last to take effect, of all that are published."""
    found = connection.execute(_PUBLISHED.limit(1)).first()
    return None if found is None else found.edition


def hold_publishing(connection: Connection) -> None:
    """Let nobody else publish until the transaction of *connection* ends."""
    hold(connection, "publishing")


def publish(connection: Connection, name: str, effective: str, by: str, now: datetime, reason: str) -> None:
    """Have the release or edition *name* be live from the day *effective* on, until another is."""
    content = edition_of(connection, name)
    row = {"edition": content, "effective": effective, "published_by": by, "reason": reason}
    row["release"] = connection.scalar(select(edition.c.release).where(edition.c.content_hash == content))
    connection.execute(insert(publication), row | {"published_at": stamp(now)})


def signatures_of(connection: Connection, content: str) -> dict[str, bytes]:
    """The signatures of the edition *content* by key."""
    rows = select(signature.c.key, signature.c.signature).where(signature.c.edition == content)
    return {row.key: row.signature for row in connection.execute(rows.order_by(signature.c.key))}


def sign(connection: Connection, content: str, signatures: Mapping[str, bytes], now: datetime) -> None:
    """Keep *signatures* of the edition *content* that are not kept yet."""
    there = signatures_of(connection, content)
    new = [
        {"edition": content, "key": key, "signature": one, "recorded_at": stamp(now)}
        for key, one in signatures.items()
        if key not in there
    ]
    if new:
        connection.execute(insert(signature), new)


SHIPPED_WHY: Final = "first release"
SHIPPED_SINCE: Final = "1970-01-01"
ITSELF: Final = "xinheng"
"""Why the first release is published, from when, and by whom: the program itself."""


def seed(connection: Connection, files: Mapping[str, bytes], now: datetime) -> str | None:
    """Keep and publish *files* as the first release, where the store has none; after that the store rules."""
    hold(connection, _KEEPING)
    if connection.scalar(select(publication.c.number).limit(1)) is not None:
        return None
    hash_ = keep(connection, files, SHIPPED, ITSELF, now)
    publish(connection, content_hash(files), SHIPPED_SINCE, ITSELF, now, SHIPPED_WHY)
    return hash_
