"""What there is to tell of the releases kept: their titles, who signed them, when they were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.database.tables.releases import edition, publication, release_file
from adapters.publishing.kept import signatures_of


@dataclass(frozen=True)
class Published:
    """From which day a release was made the live one, by whom and why."""

    effective: str
    published_at: str
    published_by: str
    reason: str


@dataclass(frozen=True)
class Edition:
    """A release as it is kept."""

    hash: str
    content_hash: str
    title: str
    recorded_at: str
    recorded_by: str
    files: int
    signed_by: tuple[str, ...]
    publications: tuple[Published, ...]

    def as_data(self) -> Mapping[str, Any]:
        """The same as plain data."""
        return asdict(self)


def told(connection: Connection, content: str) -> Edition:
    """What is kept of the edition *content*."""
    return _told(connection, connection.execute(select(edition).where(edition.c.content_hash == content)).one())


def editions(connection: Connection, after: str | None, limit: int) -> tuple[list[Edition], str | None]:
    """*limit* editions, the last kept first, from *after* on; and what to go on from, where there are more."""
    wanted = select(edition).order_by(edition.c.number.desc()).limit(limit + 1)
    if after is not None:
        last = select(edition.c.number).where(edition.c.content_hash == after).scalar_subquery()
        wanted = wanted.where(edition.c.number < last)
    rows = connection.execute(wanted).all()
    found = [_told(connection, row) for row in rows[:limit]]
    return found, found[-1].content_hash if len(rows) > limit else None


def _told(connection: Connection, row: Row[Any]) -> Edition:
    content = row.content_hash
    count = connection.scalar(select(func.count()).where(release_file.c.edition == content)) or 0
    wanted = select(publication).where(publication.c.edition == content).order_by(publication.c.number)
    published = tuple(
        Published(one.effective, one.published_at, one.published_by, one.reason) for one in connection.execute(wanted)
    )
    signed_by = tuple(signatures_of(connection, content))
    return Edition(
        row.release, content, row.title, row.recorded_at, row.recorded_by, int(count), signed_by, published
    )  # fmt: skip
