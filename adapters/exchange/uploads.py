"""Files that came in: kept in the data folder until what they hold has been taken."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

_FOLDER: Final = "uploads"
_PIECE: Final = 1 << 20


class Stream(Protocol):
    """What gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """At most *size* bytes more; none at the end."""


class TooLarge(Exception):
    """A file is larger than *limit* bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True)
class Upload:
    """A file kept under *key*, a name of ours; *digest* is the SHA-256 of it."""

    key: str
    size: int
    digest: str


def keep(data: Path, stream: Stream, limit: int) -> Upload:
    """Keep what *stream* gives in the folder *data*, whole or not at all; raises `TooLarge` beyond *limit* bytes."""
    key = secrets.token_hex(16)
    path = path_of(data, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    size, digest = 0, hashlib.sha256()
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - of a descriptor
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return Upload(key, size, digest.hexdigest())


def path_of(data: Path, key: str) -> Path:
    """Where the file *key* lies in the folder *data*."""
    return data / _FOLDER / key


def drop(data: Path, key: str) -> None:
    """Let the file *key* go."""
    path_of(data, key).unlink(missing_ok=True)
