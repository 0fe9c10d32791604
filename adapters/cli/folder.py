"""The files of a folder of policies, by their path within it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_SUFFIXES = (".yaml", ".yml")


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """Every YAML file below *folder*, hidden ones left out; raises `OSError` where one cannot be read."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix in _SUFFIXES and path.is_file() and not any(part.startswith(".") for part in relative.parts):
            found[relative.as_posix()] = path.read_bytes()
    return found
