"""Bundles: a release as one file, with the hashes of all in it, signed; and what is refused of one that comes in.

A gzipped tar, as OPA's bundles are: the files lie as they are in the folder, any tool lists and unpacks them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from adapters.publishing.archive import BadArchive, members, packed
from adapters.publishing.keys import Keys
from adapters.publishing.manifest import Manifest, manifest_of, message_of, read_manifest
from adapters.publishing.paths import folders_taken, wrong_with
from adapters.publishing.signatures import SIGNATURES, trusted, written_signatures
from engine.language.base import content_hash, release_hash
from engine.language.source import MAX_BYTES, shown
from engine.problems import Place, PolicyError, Problem

MANIFEST: Final = "manifest.json"
FOLDER: Final = "policies/"
MEDIA: Final = "application/gzip"


@dataclass(frozen=True)
class Unpacked:
    """What a bundle brought: *files*, and the *signatures* of keys trusted here."""

    files: Mapping[str, bytes]
    signatures: Mapping[str, bytes]


def bundle(files: Mapping[str, bytes], signatures: Mapping[str, bytes]) -> bytes:
    """*files* of a release as one file with *signatures* of its manifest."""
    said = {MANIFEST: manifest_of(files), SIGNATURES: written_signatures(signatures)}
    return packed(said | {FOLDER + path: content for path, content in files.items()})


def unbundle(data: bytes, name: str, keys: Keys, *, unsigned: bool = False) -> Unpacked:
    """What the bundle *data*, called *name*, brings; raises `PolicyError` with all that is wrong with it.

    It must be signed by a key of *keys* that is trusted, unless it may be *unsigned*.
    """
    inside: dict[str, bytes] = {}
    problems: list[Problem] = []
    try:
        for member in members(data):
            code = _refused(member.name, member.what, len(member.content), inside)
            if code is not None:
                problems.append(_problem(name, code, path=shown(member.name)))
            else:
                inside[member.name] = member.content
    except BadArchive as error:
        raise PolicyError([_problem(name, error.key, **error.values)]) from None
    if problems:
        raise PolicyError(problems)
    return _read(inside, name, keys, unsigned=unsigned)


def _refused(name: str, what: str, size: int, before: Collection[str]) -> str | None:
    """Why a member of an archive is refused."""
    if what != "file":
        return what
    path = name.removeprefix(FOLDER)
    wrong = wrong_with(path) if path != name else wrong_with(f"{name}.yaml")
    if wrong is None and path == name and name not in (MANIFEST, SIGNATURES):
        wrong = "stray"
    if wrong is None and name in before:
        wrong = "duplicate"
    return wrong if wrong is not None or size <= MAX_BYTES else "too_large"


def _read(inside: Mapping[str, bytes], name: str, keys: Keys, *, unsigned: bool) -> Unpacked:
    manifest = read_manifest(inside.get(MANIFEST, b""))
    if manifest is None:
        raise PolicyError([_problem(name, "bad_manifest" if MANIFEST in inside else "no_manifest")])
    files = {path.removeprefix(FOLDER): content for path, content in inside.items() if path.startswith(FOLDER)}
    problems = [*_other_files(manifest, files, name)]
    problems += [_problem(name, "file_and_folder", path=path) for path in folders_taken(files)]
    if not problems and (manifest.release, manifest.content) != (release_hash(files), content_hash(files)):
        problems.append(_problem(name, "other_release"))
    message = message_of(inside[MANIFEST])
    signatures, wrong = trusted(inside.get(SIGNATURES), message, keys, partial(_problem, name), unsigned=unsigned)
    if problems or wrong:
        raise PolicyError([*problems, *wrong])
    return Unpacked(files, signatures)


def _other_files(manifest: Manifest, files: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    """Where *files* are not those that *manifest* tells of."""
    for path in sorted({*manifest.files, *files}):
        said = manifest.files.get(path)
        if said is None:
            yield _problem(name, "untold", path=path)
        elif path not in files:
            yield _problem(name, "missing", path=path)
        elif said.sha256 != hashlib.sha256(files[path]).hexdigest() or said.bytes != len(files[path]):
            yield _problem(name, "wrong_hash", path=path)


def _problem(name: str, code: str, /, **values: object) -> Problem:
    return Problem(f"bundle.{code}", Place(name), values)
