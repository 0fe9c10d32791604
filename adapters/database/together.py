"""What several threads have to write, written together: one transaction, and one wait for the disk, for all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from engine.problems import RuntimeFault

T = TypeVar("T")


class Together(Generic[T]):
    """Writes by *write* in transactions that *begin* gives, of *most* items each, as *write* can do alone or again.

    Threads may share it; each comes back once what it put is stored for good. Whoever comes while nobody writes does,
    for all who wait by then; the first who came meanwhile is the next.
    """

    def __init__(
        self,
        begin: Callable[[], AbstractContextManager[Connection]],
        write: Callable[[Connection, Sequence[T]], None],
        most: int,
    ) -> None:
        self._begin, self._write, self._most = begin, write, most
        self._lock = Lock()
        self._waiting: deque[_Put[T]] = deque()
        self._somebody_writes = False

    def put(self, item: T) -> None:
        """Have *item* written, with whatever others wait for then; raises what writing it raised."""
        mine = _Put(item)
        with self._lock:
            self._waiting.append(mine)
            waits, self._somebody_writes = self._somebody_writes, True
        if waits:
            mine.turn.acquire()
        if not mine.done:
            try:
                self._write_some()
            finally:
                self._hand_on()
        if mine.fault is not None:
            raise mine.fault

    def _write_some(self) -> None:
        some: list[_Put[T]] = []
        try:
            if not self._try(some) and len(some) > 1:
                for one in some:  # whoever is at fault is so alone
                    self._try([one])
        finally:
            for one in some:
                one.done = True
                one.turn.release()

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting[0].turn.release()
            else:
                self._somebody_writes = False

    def _try(self, some: list[_Put[T]]) -> bool:
        """Write *some*; where there are none, those who wait once it is our turn: who came until then comes along."""
        fault: Exception | None = RuntimeFault("what was written together with this was not stored")
        try:
            with self._begin() as connection:
                self._take(some)
                self._write(connection, [one.item for one in some])
            fault = None
        except Exception as error:  # noqa: BLE001 - raised where it belongs: by who put what is at fault
            fault = error
        finally:
            self._take(some)
            for one in some:
                one.fault = fault
        return fault is None

    def _take(self, some: list[_Put[T]]) -> None:
        """Have *some* be those who wait, where there are none yet."""
        with self._lock:
            if not some:
                some.extend(self._waiting.popleft() for _ in range(min(self._most, len(self._waiting))))


class _Put(Generic[T]):
    """An *item* on its way: its *turn* comes (can be taken) when it is *done*, or when its thread is to write."""

    def __init__(self, item: T) -> None:
        self.item = item
        self.turn = Lock()
        self.turn.acquire()
        self.done = False
        self.fault: Exception | None = None
