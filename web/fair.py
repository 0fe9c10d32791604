"""Workers that share connections evenly: who has more than another lets that one take the next.

Connections are kept open, and whoever wakes first takes all that wait: one process would serve everybody, and the
others nobody. How many each has stands in memory that all share.
"""

from __future__ import annotations

import mmap
from struct import Struct
from time import sleep
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

from web.whole import Whole

_COUNT: Final = Struct("i")
_SLOTS: Final = 256
_LET: Final = 0.001
"""Seconds that the others have to take a connection."""
_shared: Final = mmap.mmap(-1, _COUNT.size * _SLOTS)
"""For each worker, by its age, how many connections it has and one; none: it is gone. Older than any fork."""


class FairWorker(ThreadWorker):
    """A worker with threads that waits a moment before it takes a connection, where another has fewer."""

    def accept(self, listener: Any) -> None:
        """Take a connection, if the others leave it."""
        self._tell()
        if self.nr_conns >= min(self._others(), default=self.nr_conns + 1) + 1:
            sleep(_LET)
        super().accept(listener)
        self._tell()

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request, its head and body at once."""
        plain, conn.sock = conn.sock, Whole(conn.sock)
        try:
            return super().handle_request(req, conn)
        finally:
            whole, conn.sock = conn.sock, plain
            whole.flush()

    def finish_request(self, conn: Any, fs: Any) -> None:
        """See to a connection whose request was answered."""
        super().finish_request(conn, fs)
        self._tell()

    def _tell(self) -> None:
        _COUNT.pack_into(_shared, _place(self.age), self.nr_conns + 1)

    def _others(self) -> list[int]:
        counts = [count for (count,) in _COUNT.iter_unpack(_shared)]
        counts[self.age % _SLOTS] = 0
        return [count - 1 for count in counts if count]


def gone(worker: Any) -> None:
    """The *worker* is gone, and counts no more."""
    _COUNT.pack_into(_shared, _place(worker.age), 0)


def _place(age: int) -> int:
    return age % _SLOTS * _COUNT.size
