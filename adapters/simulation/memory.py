"""How many subjects are judged at once within so much memory: by what others took, then by what those before took."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa

EACH: Final = 6_000
"""Bytes a subject takes that is judged by both releases: as measured with the shipped base and 7.7 facts each."""
LEAST: Final = 10_000
"""Subjects of a group at least, whatever the memory: with fewer there is no end of groups."""
_PAGES: Final = Path("/proc/self/statm")


class Room:
    """The room for subjects in so many bytes of *memory*, what the process takes already included."""

    def __init__(self, memory: int) -> None:
        self._memory, self._each = memory, float(EACH)

    @property
    def subjects(self) -> int:
        """How many subjects there is room for now."""
        return max(LEAST, int((self._memory - _taken()) / self._each))

    @contextmanager
    def used_by(self, subjects: int) -> Iterator[None]:
        """See what so many *subjects* take, and free it again."""
        taken, most = _taken(), _most()
        try:
            yield
        finally:
            if _most() > most and subjects:
                self._each = max(self._each, (_most() - taken) / subjects)
            gc.collect()
            pa.default_memory_pool().release_unused()


def _taken() -> int:
    """The bytes of memory the process holds now; where that is not told, the most it has held."""
    if not _PAGES.exists():
        return _most()
    return int(_PAGES.read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _most() -> int:
    """The most bytes of memory the process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
