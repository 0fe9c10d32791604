"""The broken bases in `tests/broken`: one folder a problem, laid over the good base in `_base`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.language.source import MAX_BYTES
from engine.language.syntax import MAX_NODES

ROOT = Path(__file__).parents[1] / "broken"
EVERY = sorted(path.name for path in ROOT.iterdir() if not path.name.startswith("_"))
FOLDERS = [name for name in EVERY if name.startswith(("syntax.", "language."))]

_TOO_LONG_TO_KEEP: Mapping[str, Mapping[str, bytes]] = {
    "syntax.too_large": {"labour/late.yaml": b"#" * (MAX_BYTES + 1)},
    "syntax.too_many_nodes": {"labour/late.yaml": b"plan: [" + b"a," * MAX_NODES + b"]"},
}


@cache
def good() -> Mapping[str, bytes]:
    """The files of the good base."""
    return files_of(ROOT / "_base")


def broken(folder: str) -> Mapping[str, bytes]:
    """The files of *folder* alone."""
    return {**files_of(ROOT / folder), **_TOO_LONG_TO_KEEP.get(folder, {})}


def expected(folder: str) -> list[str]:
    """The lines due for *folder*."""
    return (ROOT / folder / "expected.txt").read_text(encoding="utf-8").splitlines()


def files_of(folder: Path) -> dict[str, bytes]:
    """All YAML below *folder*."""
    paths = [*folder.rglob("*.yaml"), *folder.rglob("*.yml")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}
