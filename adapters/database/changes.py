"""Whether a file of SQLite was changed since something was looked up in it: what was found then is still true if not.

Everybody who changes the store counts up beside it, in a file of a few bytes that all processes of this machine share,
before they begin and after they have ended: while the count is odd, somebody is at it, or was killed there. Receipts
are added without (`Database.adding`), else nothing would ever stay.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Hashable
from pathlib import Path
from struct import Struct
from typing import Any, Final, Self

from sqlalchemy.exc import OperationalError

_COUNT: Final = Struct("q")
_MOST: Final = 4096
"""So much of what was found is kept at most."""


class Changes:
    """The count of changes to the file at *path*; where there is none, nobody can tell. Held by who changes it."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._shared: mmap.mmap | None = None

    def __enter__(self) -> Self:
        if self._path:
            try:
                self._tell((self._now() | 1) + 2)
            except OSError as error:  # the others would go on telling what was before
                raise OperationalError("count changes", {}, error) from error
        return self

    def __exit__(self, *exception: object) -> None:
        if self._path:
            self._tell(self._now() + 1)

    @property
    def number(self) -> int:
        """How far the count is: odd while somebody changes the store, or where it cannot be told."""
        try:
            return self._now() if self._path else 1
        except OSError:
            return 1

    def close(self) -> None:
        """Let go of the file."""
        if self._shared is not None:
            self._shared.close()
            self._shared = None

    def _now(self) -> int:
        number: int = _COUNT.unpack_from(self._shared or self._opened())[0]
        return number

    def _tell(self, number: int) -> None:
        _COUNT.pack_into(self._shared or self._opened(), 0, number)

    def _opened(self) -> mmap.mmap:
        descriptor = os.open(Path(f"{self._path}-changes"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, _COUNT.size)  # a disk that is full says so here, and leaves what is there
            self._shared = found = mmap.mmap(descriptor, _COUNT.size)
        finally:
            os.close(descriptor)
        return found


class Unchanged:
    """What was found in the store, for as long as *changes* tell of none. Threads may share it."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._found: tuple[int, dict[Hashable, Any]] = (1, {})

    def find(self, key: Hashable, look: Callable[[], Any]) -> Any:
        """What *look* found for *key*: now, or before, if nothing has changed; that nothing is found is not kept."""
        now = self._changes.number  # first: what is looked up then is no older
        if now & 1:
            return look()
        at, found = self._found
        if at != now or len(found) >= _MOST:
            found = {}
            self._found = now, found
        known = found.get(key)
        if known is None and (known := look()) is not None:
            found[key] = known
        return known
