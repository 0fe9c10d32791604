"""Whose turn it is to write to a file of SQLite, among the threads and processes of this machine.

SQLite itself lets who waits look again after ever longer pauses: it idles while nobody writes, and who comes late
overtakes who came first. Here the next goes on as soon as the one before is done. Who does not ask for a turn is still
kept out by SQLite.
"""

from __future__ import annotations

import fcntl
import os
from threading import Lock
from typing import Self


class Turn:
    """The turn to write to the file at *path*; none where that is none. Threads may share it."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._mine = Lock()
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        if self._path:
            self._mine.acquire()
            try:
                fcntl.flock(self._opened(self._path), fcntl.LOCK_EX)
            except BaseException:
                self._mine.release()
                raise
        return self

    def __exit__(self, *exception: object) -> None:
        if self._path:
            fcntl.flock(self._opened(self._path), fcntl.LOCK_UN)
            self._mine.release()

    def close(self) -> None:
        """Close the file of the turn."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self, path: str) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._descriptor
