"""Pages written to a folder that is empty, new, or was made by us before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson

MARKER: Final = ".xinheng-docs.json"
"""The file by which a folder of ours is known; it names every other file in it."""


class NotOurs(Exception):
    """A folder that has something in it that we did not write."""


def prepare(folder: Path) -> tuple[str, ...]:
    """Which files we wrote to *folder* before; raises `NotOurs` where there is anything and it is not ours."""
    if not folder.exists():
        return ()
    if not folder.is_dir():
        raise NotOurs
    marker = folder / MARKER
    if marker.is_file():
        return tuple(orjson.loads(marker.read_bytes())["files"])
    if any(folder.iterdir()):
        raise NotOurs
    return ()


def write(folder: Path, pages: Iterable[tuple[str, bytes]], before: Iterable[str]) -> int:
    """Write *pages* (path and content) to *folder*, remove those written *before* that are none now; how many."""
    before = sorted(before)
    folder.mkdir(parents=True, exist_ok=True)
    _mark(folder, before)  # so that a run that was stopped leaves a folder of ours
    written: set[str] = set()
    made: set[Path] = set()
    for path, content in pages:
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content)
        written.add(path)
    for path in before:
        if path not in written:
            _remove(folder, path)
    _mark(folder, sorted(written))
    return len(written)


def _mark(folder: Path, files: list[str]) -> None:
    marker = {"made_by": "xinheng docs", "files": files}
    (folder / MARKER).write_bytes(orjson.dumps(marker, option=orjson.OPT_INDENT_2) + b"\n")


def _remove(folder: Path, path: str) -> None:
    """Remove a file of ours that is no page any more, and the folders it leaves empty; never anything outside."""
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        return
    target.unlink(missing_ok=True)
    parent = target.parent
    while parent != folder.resolve() and parent.is_dir() and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent
