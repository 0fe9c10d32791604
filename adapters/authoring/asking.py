"""What an author asks of a draft while writing: as if a file of it held the text that stands in the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from sqlalchemy import Connection

from adapters.authoring.appending import appended
from adapters.authoring.names import names_in
from adapters.authoring.stubs import Stub, stubs
from adapters.parts import Parts
from adapters.publishing import supposing
from adapters.publishing.drafts import Doing, changes, contents, digests, found, put
from adapters.publishing.kept import blob_of, files_of
from adapters.publishing.refused import Refused
from engine.language.base import CASES, load, shape_of
from engine.language.policy import Policy
from engine.language.scalars import MAX_LABEL

Problems = list[dict[str, Any]]
_MOST_NAMES: Final = 8
_names: dict[str, dict[str, Any]] = {}
"""Names by the hash of the contents that define them; what is of one hash never changes."""


def problems(parts: Parts, id_: str, path: str, text: str) -> Problems:
    """Everything wrong with the draft *id_* if its file at *path* held *text*, as data."""
    base, changed = _supposed(parts, id_, path, text)
    return supposing.problems(parts.supposing, base, _files(parts, base), changed)


def trial(parts: Parts, id_: str, path: str, text: str, language: str) -> dict[str, Any]:
    """What becomes of the cases that belong to the file at *path*, if it held *text*, as data."""
    base, changed = _supposed(parts, id_, path, text)
    return supposing.trial(parts.supposing, base, _files(parts, base), changed, path, language)


def case(parts: Parts, id_: str, path: str, text: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the question *asked* comes to, if the file at *path* held *text*, and the case it makes, as data."""
    base, changed = _supposed(parts, id_, path, text)
    return supposing.case_of(parts.supposing, base, _files(parts, base), changed, path, asked)


def effects(parts: Parts, id_: str, language: str) -> list[dict[str, Any]]:
    """What the draft *id_* makes other, by meaning, as data."""
    with parts.database.reading() as connection:
        row = found(connection, id_)
        changed = _changed(connection, id_)
    if not changed:
        return []
    return supposing.effects_of(parts.supposing, row.base, _files(parts, row.base), changed, language)


def names(parts: Parts, id_: str) -> dict[str, Any]:
    """The names that policies of the draft *id_* may use, as data."""
    with parts.database.reading() as connection:
        row = found(connection, id_)
        if (known := _names.get(row.content_hash)) is not None:
            return known
        files = contents(connection, row)
    if len(_names) >= _MOST_NAMES:
        _names.clear()
    return _names.setdefault(row.content_hash, names_in(files))


def keep_case(connection: Connection, id_: str, policy: str, text: str, doing: Doing) -> None:
    """Put the case *text* at the end of the cases of *policy* in the draft *id_*."""
    path = f"{policy}{CASES}"
    digest = digests(connection, found(connection, id_)).get(path)
    there = b"" if digest is None else blob_of(connection, digest) or b""
    put(connection, id_, path, appended(there.decode("utf-8", "replace"), text).encode(), doing)


def begin_policy(connection: Connection, id_: str, stub: Stub, kind: str, doing: Doing) -> None:
    """Put the stubs of a new policy of *kind* into the draft *id_*; raises `Refused` where there is one already."""
    row = found(connection, id_)
    known = contents(connection, row)
    base, _ = load(known)
    _check(stub, known, base.departments)
    for path, text in stubs(stub, kind).items():
        put(connection, id_, path, text.encode(), doing)
        doing = Doing(doing.actor, doing.now)  # the first was on what was seen last, the others follow it


def _check(stub: Stub, known: Mapping[str, bytes], departments: Mapping[str, object]) -> None:
    fits = shape_of(f"{stub.path}.yaml") is Policy and stub.title.strip() and len(stub.title) <= MAX_LABEL
    if not fits or not stub.title.isprintable():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_policy_name", name=stub.path)
    if f"{stub.path}.yaml" in known:
        raise Refused(HTTPStatus.CONFLICT, "policy_exists", name=stub.path)
    if stub.authority is not None and stub.authority not in departments:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="department", name=stub.authority)


def _supposed(parts: Parts, id_: str, path: str, text: str) -> tuple[str, supposing.Changed]:
    """The base of the draft *id_*, and what is other of it if its file at *path* holds *text*."""
    with parts.database.reading() as connection:
        base = found(connection, id_).base
        return base, {**_changed(connection, id_), path: text.encode("utf-8", "surrogatepass")}


def _changed(connection: Connection, id_: str) -> dict[str, bytes | None]:
    known = changes(connection, id_)
    return {path: None if digest is None else blob_of(connection, digest) for path, digest in known.items()}


def _files(parts: Parts, base: str) -> Callable[[], Mapping[str, bytes]]:
    def files() -> Mapping[str, bytes]:
        with parts.database.reading() as connection:
            return files_of(connection, base)

    return files
