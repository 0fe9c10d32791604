"""The archive of a submission: its files, a manifest with their sums, signatures; and what is refused of one."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.publishing.keys import Keys
from adapters.publishing.signatures import SIGNATURES, trusted, written_signatures
from engine.language.source import shown
from engine.problems import FactError, Place, Problem

MANIFEST: Final = "manifest.json"
VERSION: Final = 1
_DOMAIN: Final = b"xinheng submission\n"
_HASH: Final = r"^[0-9a-f]{64}$"
_MOST: Final = 4 << 20
"""Bytes of a manifest, and of its signatures."""
_PIECE: Final = 1 << 20
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, so that the same content is the same bytes."""


class FileSaid(BaseModel):
    """What a manifest says of one file, beside how much of it could not be said."""

    model_config = ConfigDict(frozen=True, strict=True)
    name: str = Field(pattern=r"^[a-z]{1,40}\.[a-z]{1,10}$")
    rows: int = Field(ge=0)
    size: int = Field(ge=0)
    sha256: str = Field(pattern=_HASH)


class Manifest(BaseModel):
    """What a submission says of itself: facts by number, its files, the SHA-256 of the manifest of the one before."""

    model_config = ConfigDict(frozen=True, strict=True)
    version: int = Field(ge=VERSION, le=VERSION)
    number: int = Field(ge=1)
    region: str = Field("", pattern=r"^\d{0,12}$")
    previous: str | None = Field(pattern=_HASH)
    after_fact: int = Field(ge=0)
    until_fact: int = Field(ge=0)
    made_at: str
    files: tuple[FileSaid, ...] = Field(max_length=100, strict=False)


@dataclass(frozen=True)
class Received:
    """A submission as the file *name* brought it: its *manifest*, the SHA-256 of that, by whose *keys* it is signed."""

    name: str
    manifest: Manifest
    digest: str
    keys: tuple[str, ...]


def pack(path: Path, manifest: bytes, files: Iterable[Path], keys: Keys) -> None:
    """Write *manifest*, signed by the key of *keys* if there is one, and *files* to *path*, whole or not at all."""
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, MANIFEST, manifest)
        _add(archive, SIGNATURES, written_signatures(keys.signed(_DOMAIN + manifest)))
        for file in files:
            _add(archive, file.name, file.read_bytes())
    part.rename(path)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)


def read(path: Path, keys: Keys, *, unsigned: bool = False) -> Received:
    """The submission in the file *path*; raises `FactError` with all that is wrong with it.

    It must be signed by a key of *keys* that is trusted, unless it may be *unsigned*.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path.name, keys, unsigned=unsigned)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OverflowError):
        raise FactError([_problem(path.name, "not_one")]) from None  # damaged, encrypted, or packed in some other way


def _read(archive: zipfile.ZipFile, name: str, keys: Keys, *, unsigned: bool) -> Received:
    inside = archive.namelist()
    said = _small(archive, MANIFEST, name)
    manifest = _manifest(said)
    if said is None or manifest is None:
        raise FactError([_problem(name, "bad_manifest" if MANIFEST in inside else "no_manifest")])
    problem = partial(_problem, name)
    given = _small(archive, SIGNATURES, name)
    known, wrong = trusted(given, _DOMAIN + said, keys, problem, unsigned=unsigned)
    problems = [*_other_files(archive, manifest, name), *wrong]
    if problems:
        raise FactError(problems)
    return Received(name, manifest, hashlib.sha256(said).hexdigest(), tuple(sorted(known)))


def _manifest(data: bytes | None) -> Manifest | None:
    try:
        return None if data is None else Manifest.model_validate(orjson.loads(data))
    except (orjson.JSONDecodeError, ValidationError):
        return None


def _small(archive: zipfile.ZipFile, member: str, name: str) -> bytes | None:
    """The *member* of *archive*, of the file *name*, if it is there."""
    if member not in archive.namelist():
        return None
    with archive.open(member) as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise FactError([_problem(name, "not_one")])
    return data


def _other_files(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> Iterator[Problem]:
    """Where the files of *archive* are not those that *manifest* tells of."""
    inside = archive.namelist()
    told = {one.name: one for one in manifest.files}
    for path in sorted({*inside, *told}):
        if path in told and path not in inside:
            yield _problem(name, "missing", path=path)
        elif path not in told and path not in (MANIFEST, SIGNATURES):
            yield _problem(name, "untold", path=shown(path))
        elif inside.count(path) > 1:
            yield _problem(name, "twice", path=path)
        elif path in told:
            with archive.open(path) as file:
                if not _is(file, told[path]):
                    yield _problem(name, "wrong_hash", path=path)


def _is(file: IO[bytes], said: FileSaid) -> bool:
    """Whether *file* is what is *said* of it; no more of it is read than that."""
    digest, size = hashlib.sha256(), 0
    while size <= said.size and (piece := file.read(min(_PIECE, said.size - size + 1))):
        digest.update(piece)
        size += len(piece)
    return size == said.size and digest.hexdigest() == said.sha256


def breaks(received: Sequence[Received]) -> list[Problem]:
    """Where of the submissions *received* one does not follow the one before of its region."""
    some = sorted(received, key=lambda one: (one.manifest.region, one.manifest.number))
    return [
        _problem(one.name, "not_next", number=one.manifest.number, before=before.manifest.number)
        for before, one in pairwise(some)
        if one.manifest.region == before.manifest.region
        and (one.manifest.previous, one.manifest.after_fact) != (before.digest, before.manifest.until_fact)
    ]


def _problem(name: str, code: str, /, **values: object) -> Problem:
    return Problem(f"submissions.{code}", Place(name), values)
