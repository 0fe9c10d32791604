"""A policy base on disk: the files of its folder, as the engine reads them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.catalogue import text
from engine.language.source import MAX_BYTES

MOST_FILES: Final = 10_000
MOST_BYTES: Final = 64 << 20
SUFFIXES: Final = (".yaml", ".yml")
SHIPPED: Final = Path(__file__).resolve().parents[1] / "policies"
"""The folder of the policies that came with the program."""


class FolderFault(OSError):
    """A folder is none that can be read: why is the text `cli.os.<key>`."""

    def __init__(self, number: int, key: str, file: str) -> None:
        super().__init__(number, text(f"cli.os.{key}", "en"), file)
        self.key = key


def read_folder(path: str | os.PathLike[str]) -> dict[str, bytes]:
    """The content of every YAML file under *path*, by its path from there with `/` between the parts.

    What is hidden (`.git`) is not looked at. A file too large to be law is cut where the engine refuses it. Raises
    `OSError` where something cannot be read, or is far too much.
    """
    root = Path(path)
    found: dict[str, bytes] = {}
    size = 0
    for file in _files(root):
        if file.exists() and not file.is_file():
            raise FolderFault(errno.EINVAL, "special_file", str(file))
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        found[file.relative_to(root).as_posix()] = content
        size += len(content)
        if len(found) > MOST_FILES or size > MOST_BYTES:
            raise FolderFault(errno.EFBIG, "too_much", str(root))
    return found


def _files(root: Path) -> Iterator[Path]:
    """The YAML files under *root* in order, links among folders not followed."""
    for folder, folders, names in os.walk(root, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                if not name.isprintable():
                    raise FolderFault(errno.EILSEQ, "bad_file_name", repr(name))
                yield Path(folder, name)


def _refuse(error: OSError) -> None:
    raise error
