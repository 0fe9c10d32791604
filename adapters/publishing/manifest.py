"""What a bundle says of itself: the hashes of its files, and of all of them together. Signatures are over it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.language.base import content_hash, release_hash

FORM: Final = 1
_DOMAIN: Final = b"xinheng release bundle\n"
_HASH: Final = r"^[0-9a-f]{64}$"


class FileSaid(BaseModel):
    """What the manifest says of one file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    sha256: str = Field(pattern=_HASH)
    bytes: int = Field(ge=0)


class Manifest(BaseModel):
    """The hashes of a release: of its law, of everything, of each file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    form: int = Field(ge=FORM, le=FORM)
    release: str = Field(pattern=_HASH)
    content: str = Field(pattern=_HASH)
    files: dict[str, FileSaid]


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """The manifest of *files*: the same bytes for the same files, wherever it is made."""
    said: dict[str, Any] = {
        "form": FORM,
        "release": release_hash(files),
        "content": content_hash(files),
        "files": {
            path: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for path, content in files.items()
        },
    }
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def read_manifest(data: bytes) -> Manifest | None:
    """The manifest that *data* is, if it is one."""
    try:
        return Manifest.model_validate(orjson.loads(data))
    except (orjson.JSONDecodeError, ValidationError):
        return None


def message_of(manifest: bytes) -> bytes:
    """What signatures of *manifest* are made of: nothing that is signed for something else."""
    return _DOMAIN + manifest
