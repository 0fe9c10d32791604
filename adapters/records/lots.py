"""Lots of rows that came in one request: each is checked before the store is asked, and several are stored together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from adapters.clock import Clock
from adapters.database.connect import Database, hold
from adapters.database.together import Together
from adapters.records.accepting import FACTS, Batch, Outcome, take, touch
from adapters.records.checking import Sender, checked
from adapters.records.subjects import register_all
from engine.compile.program import Program
from engine.problems import Place, Problem

ORIGIN: Final = "rows"
_BARRED: Final = Problem("records.may_not_register", Place(ORIGIN))
_NOTHING: Final = Outcome(None, "refused")
_MOST: Final = 4
"""Lots that are stored in one transaction at most: whoever else writes waits for all of them."""


class Row(NamedTuple):
    """One row: a *fact* or a *subject* as it was sent, or the *problem* it could not be read for."""

    fact: Any = None
    subject: Any = None
    problem: Problem | None = None


class Lot:
    """*rows* checked by *program*, from *sender*, who may register subjects where *registers*.

    What became of each, in order, is *told* once they are stored.
    """

    def __init__(self, rows: Sequence[Row], program: Program, sender: Sender, clock: Clock, registers: bool) -> None:
        self._rows, self._program, self._sent, self._clock, self._registers = rows, program, sender, clock, registers
        self._facts = [number for number, row in enumerate(rows) if row.problem is None and row.subject is None]
        self._subjects = [number for number, row in enumerate(rows) if row.subject is not None]
        self._batch = Batch(list(checked(program, [rows[number].fact for number in self._facts], self._sender())))
        self.told: Sequence[Outcome] = ()

    def store(self, connection: Connection, touched: set[str]) -> None:
        """Store what can be, subjects first; whose records changed by it are *touched*."""
        hold(connection, FACTS)
        sender = self._sender()
        told: list[Outcome] = [
            Outcome(None, "refused", (row.problem or _BARRED,)) if row.problem or row.subject is not None else _NOTHING
            for row in self._rows
        ]
        if self._subjects and self._registers:
            subjects = [self._rows[number].subject for number in self._subjects]
            for number, outcome in zip(self._subjects, register_all(connection, subjects, sender), strict=True):
                told[number] = outcome
        taken = take(connection, self._program, self._batch, sender, touched)
        for number, outcome in zip(self._facts, taken, strict=True):
            told[number] = outcome
        self.told = told

    def _sender(self) -> Sender:
        return replace(self._sent, now=self._clock.now())


def store(connection: Connection, lots: Sequence[Lot]) -> None:
    """Store what can be of *lots*; where the transaction ends badly they may be stored in another."""
    touched: set[str] = set()
    for lot in lots:
        lot.store(connection, touched)
    touch(connection, touched)


class Lots:
    """What many rows go into *database* through, which several threads may send at once.

    A lot is read while none of the process is stored, and none other is read: threads would keep each other from it.
    All that were read once it is the turn of the process to write are stored in one transaction, since they change
    largely the same pages.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._alone = _Alone()
        self._stored = Together(self._storing, store, _MOST)

    def put(self, read: Callable[[], Lot]) -> Lot:
        """The lot that *read* gives, stored."""
        with self._alone.reading():
            lot = read()
        self._stored.put(lot)
        self._database.settle()
        return lot

    @contextmanager
    def _storing(self) -> Iterator[Connection]:
        with self._database.writing_much() as connection, self._alone.storing():
            yield connection


class _Alone:
    """Who is at work alone among threads: who stores, since others wait for that everywhere, before who reads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._is_taken = self._is_wanted = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """To read: once nobody is at work, and nobody waits to store."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._is_taken or self._is_wanted))
            self._is_taken = True
        yield from self._working()

    @contextmanager
    def storing(self) -> Iterator[None]:
        """To store, which one thread does at a time: once nobody is at work."""
        with self._changed:
            self._is_wanted = True
            self._changed.wait_for(lambda: not self._is_taken)
            self._is_taken, self._is_wanted = True, False
        yield from self._working()

    def _working(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()
