"""Drafts: what somebody wants to change of a release; each change on what they saw last, and told of in the ledger."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, delete, insert, select, update

from adapters.access.actor import Actor
from adapters.clock import stamp
from adapters.database.tables.drafts import draft, draft_event, draft_file
from adapters.database.tables.releases import blob
from adapters.publishing.acts import tell
from adapters.publishing.kept import digests_of, edition_of, keep_blobs, newest
from adapters.publishing.paths import folders_taken, wrong_with
from adapters.publishing.refused import Refused
from engine.language.source import MAX_BYTES, shown
from engine.problems import Place, PolicyError, Problem

State = Literal["open", "submitted", "approved", "published", "withdrawn"]
Act = Literal["edited", "rebased", "submitted", "commented", "approved", "sent_back", "published", "withdrawn"]
MOST: Final = 1_000
"""Files that one draft changes at most."""

_OPEN: Final = frozenset[State]({"open", "submitted", "approved"})
ALLOWED: Final[Mapping[Act, frozenset[State]]] = {
    "edited": _OPEN,
    "rebased": _OPEN,
    "submitted": frozenset({"open"}),
    "commented": _OPEN,
    "approved": frozenset({"submitted"}),
    "sent_back": frozenset({"submitted", "approved"}),
    "published": frozenset({"approved"}),
    "withdrawn": _OPEN,
}
"""What may be done to a draft in which state."""
LEADS_TO: Final[Mapping[Act, State | None]] = {
    "edited": "open",
    "rebased": "open",
    "submitted": "submitted",
    "commented": None,
    "approved": "approved",
    "sent_back": "open",
    "published": "published",
    "withdrawn": "withdrawn",
}
"""The state it leaves the draft in; none: the one it was in. What is edited must be looked at anew."""


@dataclass(frozen=True)
class Doing:
    """Who does something to a draft, when, and having seen which *revision* of it (none: whichever it is)."""

    actor: Actor
    now: datetime
    revision: int | None = None


def create(connection: Connection, title: str, base: str | None, doing: Doing) -> str:
    """A new draft called *title* on the release or edition *base*, or on the newest; gives its id."""
    content = newest(connection) if base is None else edition_of(connection, base)
    if content is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="release", name=base or "newest")
    at = stamp(doing.now)
    row = {
        "id": secrets.token_hex(8), "title": title, "author": doing.actor.id, "state": "open", "base": content,
        "content_hash": content, "revision": 1, "recorded_at": at, "changed_at": at,
    }  # fmt: skip
    connection.execute(insert(draft), row)
    tell(connection, "draft.created", doing.actor.id, doing.now, draft=row["id"], title=title, base=content)
    return str(row["id"])


def found(connection: Connection, id_: str, act: Act | None = None) -> Row[Any]:
    """The draft *id_*; raises `Refused` where there is none, or its state does not allow *act*.

    Who is about to *act* on it has it alone until the transaction ends.
    """
    wanted = select(draft).where(draft.c.id == id_)
    row = connection.execute(wanted if act is None else wanted.with_for_update()).first()
    if row is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="draft", name=id_)
    if act is not None and row.state not in ALLOWED[act]:
        raise Refused(HTTPStatus.CONFLICT, "draft_state", state=row.state, act=act)
    return row


def changes(connection: Connection, id_: str) -> dict[str, str | None]:
    """What the draft *id_* changes: the digest of each file it puts, none where it takes one out."""
    rows = select(draft_file.c.path, draft_file.c.blob).where(draft_file.c.draft == id_).order_by(draft_file.c.path)
    return {row.path: row.blob for row in connection.execute(rows)}


def digests(connection: Connection, row: Row[Any]) -> dict[str, str]:
    """The digests of all files of a draft by path: those of its base, as changed."""
    return _changed(digests_of(connection, row.base), changes(connection, row.id))


def contents(connection: Connection, row: Row[Any]) -> dict[str, bytes]:
    """All files of a draft by path."""
    wanted = digests(connection, row)
    rows = connection.execute(select(blob.c.digest, blob.c.content).where(blob.c.digest.in_(set(wanted.values()))))
    known = {one.digest: one.content for one in rows}
    return {path: known[digest] for path, digest in wanted.items()}


def put(connection: Connection, id_: str, path: str, content: bytes | None, doing: Doing) -> int:
    """Have the file at *path* of the draft *id_* hold *content*, or not be there; gives the new revision."""
    row = found(connection, id_, "edited")
    _check_path(path, content, doing.actor.sectors)
    before = digests(connection, row)
    if content is None and path not in before:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="file", name=path)
    digest = None if content is None else keep_blobs(connection, {path: content})[path]
    of_base = digests_of(connection, row.base)
    connection.execute(delete(draft_file).where(draft_file.c.draft == id_, draft_file.c.path == path))
    if digest != of_base.get(path):
        connection.execute(insert(draft_file), {"draft": id_, "path": path, "blob": digest})
    changed = changes(connection, id_)
    if len(changed) > MOST:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "draft_too_large", limit=MOST)
    after = _changed(of_base, changed)
    if path in folders_taken(after) or any(path.startswith(f"{one}/") for one in folders_taken(after)):
        raise PolicyError([Problem("bundle.file_and_folder", Place(path), {"path": path})])
    return done(connection, row, "edited", doing, hash_of(after), path=path, blob=digest)


def done(
    connection: Connection,
    row: Row[Any],
    act: Act,
    doing: Doing,
    content: str | None = None,
    text: str = "",
    path: str | None = None,
    blob: str | None = None,
    **more: Any,
) -> int:
    """Have *act* be done to the draft *row*, whose contents are then of hash *content*; gives the new revision.

    Raises `Refused` where somebody did something else since it was looked at.
    """
    if doing.revision is not None and doing.revision != row.revision:
        raise Refused(HTTPStatus.PRECONDITION_FAILED, "draft_changed", revision=row.revision, given=doing.revision)
    kept = content or row.content_hash
    revision = row.revision if act == "commented" else row.revision + 1
    values = {"revision": revision, "content_hash": kept, "changed_at": stamp(doing.now), **more}
    values["state"] = LEADS_TO[act] or row.state
    same = (draft.c.id == row.id) & (draft.c.revision == row.revision)
    if connection.execute(update(draft).where(same).values(values)).rowcount != 1:
        raise Refused(HTTPStatus.PRECONDITION_FAILED, "draft_changed", revision=row.revision + 1, given=row.revision)
    event = {"draft": row.id, "what": act, "actor": doing.actor.id, "at": stamp(doing.now), "content_hash": kept}
    connection.execute(insert(draft_event), event | {"path": path, "blob": blob, "text": text})
    told = {"draft": row.id, "content": kept, "path": path, "blob": blob, "text": text, **more}
    tell(connection, f"draft.{act}", doing.actor.id, doing.now, **{key: one for key, one in told.items() if one})
    return int(revision)


def authors(connection: Connection, row: Row[Any]) -> frozenset[str]:
    """Who wrote what is in a draft: whoever made it, and all who edited it."""
    wrote = draft_event.c.what.in_(("edited", "rebased"))
    edited = select(draft_event.c.actor).where(draft_event.c.draft == row.id, wrote)
    return frozenset({row.author, *connection.scalars(edited)})


def hash_of(digests: Mapping[str, str]) -> str:
    """The engine's `content_hash` of files by the *digests* of their contents."""
    whole = hashlib.sha256()
    for path in sorted(digests):
        whole.update(path.encode() + b"\0" + bytes.fromhex(digests[path]))
    return whole.hexdigest()


def _changed(base: Mapping[str, str], changed: Mapping[str, str | None]) -> dict[str, str]:
    return {path: digest for path, digest in {**base, **changed}.items() if digest is not None}


def _check_path(path: str, content: bytes | None, sectors: Collection[str]) -> None:
    code = wrong_with(path)
    if code is None and content is not None and len(content) > MAX_BYTES:
        code = "too_large"
    if code is not None:
        raise PolicyError([Problem(f"bundle.{code}", Place(shown(path)), {"path": shown(path)})])
    if sectors and not _is_of(path, sectors):
        raise Refused(HTTPStatus.FORBIDDEN, "other_sector", path=path, sectors=", ".join(sorted(sectors)))


def _is_of(path: str, sectors: Collection[str]) -> bool:
    """Whether the file at *path* belongs to one of *sectors*: its policies and cases, and its fact types."""
    folder, _, name = path.partition("/")
    return folder in sectors or (folder == "facts" and name.removesuffix(".yaml") in sectors)
