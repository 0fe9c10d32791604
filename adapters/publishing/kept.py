"""Releases as the store keeps them: immutable, by their hash, each file once; and which is the live one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from adapters.clock import day_of, iso_day, stamp
from adapters.database.connect import some_of
from adapters.database.tables.releases import blob, publication, release, release_file
from engine.language.base import content_hash, release_hash

_LIVE: Final = (
    select(publication.c.release).order_by(publication.c.effective.desc(), publication.c.number.desc()).limit(1)
)


def keep(connection: Connection, files: Mapping[str, bytes], title: str, by: str, now: datetime) -> str:
    """Keep *files* as a release called *title*, if they are not yet; gives its hash."""
    hash_ = release_hash(files)
    if connection.scalar(select(release.c.hash).where(release.c.hash == hash_)) is not None:
        return hash_
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    contents = {digests[path]: content for path, content in files.items()}
    there: set[str] = set()
    for some in some_of(contents):
        there.update(connection.scalars(select(blob.c.digest).where(blob.c.digest.in_(some))))
    new = [{"digest": digest, "content": content} for digest, content in contents.items() if digest not in there]
    if new:
        connection.execute(insert(blob), new)
    about = {"hash": hash_, "content_hash": content_hash(files), "title": title, "recorded_by": by}
    connection.execute(insert(release), about | {"recorded_at": stamp(now)})
    rows = [{"release": hash_, "path": path, "blob": digest} for path, digest in digests.items()]
    connection.execute(insert(release_file), rows)
    return hash_


def files_of(connection: Connection, hash_: str) -> dict[str, bytes]:
    """The files of the release *hash_* by path; none where there is no such release."""
    joined = select(release_file.c.path, blob.c.content).join_from(release_file, blob)
    rows = connection.execute(joined.where(release_file.c.release == hash_))
    return {row.path: row.content for row in rows}


def live(connection: Connection, now: datetime) -> str | None:
    """The hash of the release that is live at *now*; none where nothing was published yet."""
    return connection.scalar(_LIVE.where(publication.c.effective <= iso_day(day_of(now))))


def publish(connection: Connection, hash_: str, effective: str, by: str, now: datetime, reason: str) -> None:
    """Have the release *hash_* be live from the day *effective* on, until another is."""
    row = {"release": hash_, "effective": effective, "published_by": by, "reason": reason}
    connection.execute(insert(publication), row | {"published_at": stamp(now)})


def seed(connection: Connection, files: Mapping[str, bytes], now: datetime) -> str | None:
    """Keep and publish *files* as the first release, where the store has none; after that the store rules."""
    if connection.scalar(select(publication.c.number).limit(1)) is not None:
        return None
    hash_ = keep(connection, files, "shipped", "xinheng", now)
    publish(connection, hash_, "1970-01-01", "xinheng", now, "first release")
    return hash_
