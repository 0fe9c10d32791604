"""Names that files of a release may have: those a folder of policies can hold anywhere, and nothing that leads out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from adapters.folder import SUFFIXES

_MOST: Final = 160
_MOST_PART: Final = 80
"""Bytes of a path, and of each of its parts: what a header of `ustar` holds."""
_DRIVE: Final = re.compile(r"[A-Za-z]:")


def wrong_with(path: str) -> str | None:
    """What is wrong with *path*, as the key of a text of `bundle`; nothing where a release may have it."""
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return "absolute"
    parts = path.replace("\\", "/").split("/")
    if ".." in parts:
        return "escapes"
    plain = path.isprintable() and "\\" not in path and len(path.encode()) <= _MOST and path.endswith(SUFFIXES)
    return None if plain and all(map(_is_plain, parts)) else "bad_name"


def folders_taken(paths: Collection[str]) -> Iterator[str]:
    """Those of *paths* that are files and folders of other files at once."""
    every = set(paths)
    above = {"/".join(path.split("/")[:depth]) for path in paths for depth in range(1, path.count("/") + 1)}
    yield from sorted(every & above)


def _is_plain(part: str) -> bool:
    return 0 < len(part.encode()) <= _MOST_PART and not part.startswith(".")
