"""A release by what people call it: a folder, the one that came with the program, a state kept in git, or a hash."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from adapters.folder import MOST_BYTES, MOST_FILES, SUFFIXES, FolderFault, read_folder
from engine.language.base import release_hash
from engine.language.source import MAX_BYTES

SHIPPED: Final = "shipped"
_HASH: Final = re.compile(r"[0-9a-f]{8,64}")
_MOST_STATES: Final = 1_000
"""So many states of a folder, latest first, are looked through for the one of a hash."""


@dataclass(frozen=True)
class Named:
    """The *files* of a release, and what people call it; *folder* where it is one on disk."""

    name: str
    files: Mapping[str, bytes]
    folder: Path | None = None


class NoRelease(LookupError):
    """Nothing is called so."""


def find(text: str, near: Iterable[Path], shipped: Path) -> Named:
    """The release called *text*; states and hashes are those of the folders *near*, and of the *shipped* one.

    Raises `NoRelease` where nothing is called so, and `OSError` where what is called so cannot be read.
    """
    if not text:
        raise NoRelease(text)
    if Path(text).is_dir():
        return Named(Path(text).resolve().name, read_folder(text), Path(text))
    if text == SHIPPED and shipped.is_dir():
        return Named(SHIPPED, read_folder(shipped))
    folders = [folder for folder in near if folder.is_dir()]
    for folder in folders:
        tree = _tree(folder, text)
        if tree is not None:
            return Named(text, _files(folder, tree, {}))
    if _HASH.fullmatch(text):
        for files in _known(dict.fromkeys((*folders, shipped))):
            release = release_hash(files)
            if release.startswith(text):
                return Named(release[:12], files)
    raise NoRelease(text)


def _known(folders: Iterable[Path]) -> Iterator[Mapping[str, bytes]]:
    """All there is to look through: each folder as it is, then as it was."""
    for folder in (one for one in folders if one.is_dir()):
        yield read_folder(folder)
        blobs: dict[bytes, bytes] = {}
        commits = _git(folder, "log", "--all", "--format=%H", f"--max-count={_MOST_STATES}", "--", ".") or b""
        for commit in commits.decode().split():
            tree = _tree(folder, commit)
            if tree is not None:
                yield _files(folder, tree, blobs)


def _tree(folder: Path, text: str) -> str | None:
    """The tree that git keeps of *folder* in the state *text*, or of the folder after its colon."""
    if text.startswith("-") or not text.isprintable():
        return None
    within = _git(folder, "rev-parse", "--show-prefix")
    if within is None:
        return None
    prefix = os.fsdecode(within.rstrip(b"/\n"))
    name = text if ":" in text else f"{text}:{prefix}"
    found = _git(folder, "rev-parse", "--verify", "--quiet", name)
    if found is None or _git(folder, "cat-file", "-e", f"{found.decode().strip()}^{{tree}}") is None:
        return None
    return found.decode().strip()


def _files(folder: Path, tree: str, blobs: dict[bytes, bytes]) -> dict[str, bytes]:
    """The YAML files of *tree* by path, as `read_folder` finds them on disk; *blobs* are those read before."""
    entries = [
        entry.partition(b"\t")
        for entry in (_git(folder, "ls-tree", "-r", "-z", "--full-tree", tree) or b"").split(b"\0")
    ]
    wanted = {os.fsdecode(path): about.split()[2] for about, _, path in entries if about.startswith(b"100")}
    wanted = {path: blob for path, blob in wanted.items() if _is_law(PurePosixPath(path))}
    if len(wanted) > MOST_FILES:
        raise FolderFault(errno.EFBIG, "too_much", str(folder))
    missing = sorted({blob for blob in wanted.values() if blob not in blobs})
    content = _git(folder, "cat-file", "--batch", given=b"\n".join(missing) + b"\n") if missing else b""
    if len(content or b"") > MOST_BYTES:
        raise FolderFault(errno.EFBIG, "too_much", str(folder))
    blobs.update(_read(content or b""))
    return {path: blobs[blob][: MAX_BYTES + 1] for path, blob in wanted.items()}


def _is_law(path: PurePosixPath) -> bool:
    return path.suffix in SUFFIXES and not any(part.startswith(".") for part in path.parts)


def _read(batch: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What `cat-file --batch` says: of each object its id, its kind and its size in a line, then its content."""
    place = 0
    while place < len(batch):
        end = batch.index(b"\n", place)
        name, _, size = batch[place:end].split()
        place = end + 1 + int(size) + 1
        yield name, batch[end + 1 : place - 1]


def _git(folder: Path, *command: str, given: bytes = b"") -> bytes | None:
    """What git says of *folder*; nothing where it knows nothing, or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - a command of ours, with names that are looked at first
            ["git", "-C", str(folder), *command],  # noqa: S607 - whichever git people use
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
