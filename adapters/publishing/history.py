"""Who changed what of some files: the releases that did, as they were published, and the drafts that want to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from adapters.database.tables.drafts import draft, draft_event, draft_file
from adapters.database.tables.releases import edition, publication, release_file
from adapters.publishing.differences import Change, changed_paths
from adapters.publishing.drafts import State

_OPEN: tuple[State, ...] = ("open", "submitted", "approved")


@dataclass(frozen=True)
class Changed:
    """A release that changed some of the files: how each, and when it was published, by whom, why.

    *before* and *after* are the contents (by hash) between which it did; *draft* is the one it was made of.
    """

    files: tuple[tuple[str, Change], ...]
    before: str | None
    after: str
    title: str
    effective: str
    published_at: str
    published_by: str
    reason: str
    draft: str | None
    authors: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """A draft that wants to change some of the files, and by whom it was written."""

    draft: str
    title: str
    state: State
    changed_at: str
    authors: tuple[str, ...]


def changes(connection: Connection, paths: Collection[str]) -> list[Changed]:
    """The releases that changed files at *paths*, the last published first."""
    return list(_changes(connection, paths))[::-1]


def wanted(connection: Connection, paths: Collection[str]) -> list[Wanted]:
    """The drafts that want to change files at *paths*, the last changed first."""
    touching = select(draft_file.c.draft).where(draft_file.c.path.in_(paths))
    rows = select(draft).where(draft.c.state.in_(_OPEN), draft.c.id.in_(touching))
    found = connection.execute(rows.order_by(draft.c.changed_at.desc(), draft.c.id)).all()
    wrote = _authors(connection, [one.id for one in found])
    return [
        Wanted(one.id, one.title, one.state, one.changed_at, _sorted(one.author, wrote.get(one.id, set())))
        for one in found
    ]


def _changes(connection: Connection, paths: Collection[str]) -> Iterator[Changed]:
    """The same in the order they were published."""
    published = select(publication, edition.c.title).join_from(
        publication, edition, publication.c.edition == edition.c.content_hash
    )
    rows = connection.execute(published.order_by(publication.c.number)).all()
    digests = _digests(connection, {row.edition for row in rows}, paths)
    drafts = _drafts(connection, {row.edition for row in rows})
    wrote = _authors(connection, [one[0] for one in drafts.values()])
    before: str | None = None
    for row in rows:
        files = tuple(changed_paths(digests.get(before or "", {}), digests.get(row.edition, {})))
        if files:
            made, author = drafts.get(row.edition, (None, row.published_by))
            authors = () if made is None else _sorted(author, wrote.get(made, set()))
            yield Changed(
                files, before, row.edition, row.title, row.effective, row.published_at, row.published_by, row.reason,
                made, authors,
            )  # fmt: skip
        before = row.edition


def _digests(
    connection: Connection, editions: Collection[str], paths: Collection[str]
) -> Mapping[str, Mapping[str, str]]:
    """The digests of the files at *paths* in each of *editions*."""
    rows = select(release_file).where(release_file.c.path.in_(paths), release_file.c.edition.in_(editions))
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.edition, {})[row.path] = row.blob
    return found


def _drafts(connection: Connection, editions: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """The published draft that each of *editions* was made of, and who began it."""
    rows = select(draft).where(draft.c.state == "published", draft.c.content_hash.in_(editions))
    return {row.content_hash: (row.id, row.author) for row in connection.execute(rows)}


def _authors(connection: Connection, drafts: Collection[str]) -> Mapping[str, set[str]]:
    """Who edited each of *drafts*."""
    rows = select(draft_event.c.draft, draft_event.c.actor).where(
        draft_event.c.draft.in_(drafts), draft_event.c.what.in_(("edited", "rebased"))
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(rows.distinct()):
        found.setdefault(row.draft, set()).add(row.actor)
    return found


def _sorted(author: str, others: set[str]) -> tuple[str, ...]:
    """Who wrote a draft, who began it first."""
    return (author, *sorted(others - {author}))
