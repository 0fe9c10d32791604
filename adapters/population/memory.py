"""How many subjects are judged at once within so much memory: by what others took, then by what those before took."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

EACH: Final = 4_500
"""Bytes a subject takes that is judged by both releases: as measured with the shipped base and 7.7 facts each."""
LEAST: Final = 10_000
"""Subjects of a group at least, whatever the memory: with fewer there is no end of groups."""
_PROGRAM: Final = 400_000_000
"""Bytes a process takes that has compiled both releases, and the evaluator."""
_PAGES: Final = Path("/proc/self/statm")


def room_of(memory: int) -> int:
    """How many subjects there is room for in so many bytes of *memory* of a process that holds nothing yet."""
    return max(LEAST, (memory - _PROGRAM) // EACH)


class Room:
    """The room for subjects in so many bytes of *memory*, of which the process takes some already."""

    def __init__(self, memory: int) -> None:
        self._each, self._base = float(EACH), _taken()
        self._room = memory - self._base

    @property
    def subjects(self) -> int:
        """How many subjects there is room for at once."""
        return max(LEAST, int(self._room / self._each))

    @contextmanager
    def used_by(self, subjects: int) -> Iterator[None]:
        """See what so many *subjects* take, and free it again."""
        most = _most()
        try:
            yield
        finally:
            if _most() > most and subjects:  # what is free again need not have been given back
                self._each = max(self._each, (_most() - self._base) / subjects)
            gc.collect()


@contextmanager
def settled() -> Iterator[None]:
    """What there is stays until the end of this: whoever looks for garbage need not look through it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _taken() -> int:
    """The bytes of memory the process holds now; where that is not told, the most it has held."""
    if not _PAGES.exists():
        return _most()
    return int(_PAGES.read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _most() -> int:
    """The most bytes of memory the process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
