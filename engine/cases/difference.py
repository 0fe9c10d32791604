"""One thing in which a verdict is not as expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.problems import written


@dataclass(frozen=True, slots=True)
class Difference:
    """At *path* of the expectation, what is *expected* and what was *found*."""

    path: str
    expected: str
    found: str


def differing(path: str, expected: object, found: object) -> Difference | None:
    """The difference of two values at *path*; nothing where nothing is *expected* or both are alike."""
    if expected is None or _text(expected) == _text(found):
        return None
    return Difference(path, _text(expected), _text(found))


def members(path: str, expected: Iterable[str] | None, found: Iterable[str]) -> Difference | None:
    """The difference of two sets of names at *path*; nothing where nothing is *expected* or both are alike."""
    if expected is None:
        return None
    wanted, there = sorted(set(expected)), sorted(set(found))
    return None if wanted == there else Difference(path, ", ".join(wanted) or "-", ", ".join(there) or "-")


def _text(value: object) -> str:
    return "none" if value is None else written(value)
