"""The archive a bundle is: a gzipped tar of plain files, and of nothing else.

Only what we write is read: the header of POSIX's `ustar`, ordinary files, contents within bounds. A reader of every
kind of tar would have to be told what not to do; this one cannot do it.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from adapters.folder import MOST_BYTES, MOST_FILES

_BLOCK: Final = 512
_LEVEL: Final = 9
MOST_UNPACKED: Final = MOST_BYTES + MOST_FILES * 2 * _BLOCK
MOST_RATIO: Final = 100
"""So many times its size may an archive grow, once it is larger than `_SMALL`: law compresses about tenfold."""
_SMALL: Final = 1 << 20
_STEP: Final = 1 << 16
_PLAIN: Final = (b"0", b"\0")
_LINKS: Final = (b"1", b"2")


class BadArchive(ValueError):
    """Data is no archive that is read here: why is the text `bundle.<key>`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Member:
    """One thing in an archive: its *name*, what it is, and its *content* where it is a plain file."""

    name: str
    what: str
    content: bytes


def packed(files: Mapping[str, bytes]) -> bytes:
    """*files* as an archive: the same bytes for the same files, on whatever day and machine."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            about = tarfile.TarInfo(name)
            about.size = len(files[name])
            about.mode = 0o644
            archive.addfile(about, io.BytesIO(files[name]))
    return gzip.compress(plain.getvalue(), _LEVEL, mtime=0)


def members(data: bytes) -> Iterator[Member]:
    """What is in the archive *data*, in order; raises `BadArchive` where it is none, or far too much."""
    plain = _unpacked(data)
    place, count = 0, 0
    while (header := plain[place : place + _BLOCK]).strip(b"\0"):
        count += 1
        if count > MOST_FILES:
            raise BadArchive("too_many", limit=MOST_FILES)
        name, what, size = _header(header)
        place += _BLOCK
        content = plain[place : place + size]
        if len(content) < size:
            raise BadArchive("not_archive")
        yield Member(name, what, content)
        place += -(-size // _BLOCK) * _BLOCK


def _header(header: bytes) -> tuple[str, str, int]:
    """The name, the sort and the size that the *header* of a member says."""
    if header[257:262] != b"ustar" or _octal(header[148:156]) != _sum(header):
        raise BadArchive("not_archive")
    name, prefix = (header[start:end].split(b"\0", 1)[0] for start, end in ((0, 100), (345, 500)))
    try:
        whole = (prefix + b"/" + name if prefix else name).decode()
    except UnicodeDecodeError:
        raise BadArchive("not_archive") from None
    sort = header[156:157]
    what = "file" if sort in _PLAIN else "link" if sort in _LINKS else "special"
    return whole, what, _octal(header[124:136])


def _octal(field: bytes) -> int:
    digits = field.strip(b"\0 ")
    if not digits or not all(48 <= digit <= 55 for digit in digits):  # noqa: PLR2004 - `0` to `7`
        raise BadArchive("not_archive")
    return int(digits, 8)


def _sum(header: bytes) -> int:
    return sum(header[:148]) + 8 * 32 + sum(header[156:])


def _unpacked(data: bytes) -> bytes:
    """*data* without its compression, as far as it stays within bounds."""
    unpacking = zlib.decompressobj(wbits=31)
    limit = min(MOST_UNPACKED, max(_SMALL, len(data) * MOST_RATIO))
    found = bytearray()
    some, waiting = b"begun", data
    try:
        while (some or waiting) and not unpacking.eof:
            some = unpacking.decompress(waiting, _STEP)
            waiting = unpacking.unconsumed_tail
            found += some
            if len(found) > limit:
                raise BadArchive("bomb", limit=limit)
    except zlib.error:
        raise BadArchive("not_archive") from None
    if not unpacking.eof or unpacking.unused_data:
        raise BadArchive("not_archive")
    return bytes(found)
