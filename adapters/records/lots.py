"""Lots of rows that came in one request: each is checked before the store is asked, and several are stored together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from adapters.clock import Clock
from adapters.database.connect import Database, hold
from adapters.database.together import Together
from adapters.records.accepting import FACTS, Batch, Outcome, take
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

    def store(self, connection: Connection) -> None:
        """Store what can be, subjects first; in a transaction that ended badly it may be told to again in another."""
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
        for number, outcome in zip(self._facts, take(connection, self._program, self._batch, sender), strict=True):
            told[number] = outcome
        self.told = told

    def _sender(self) -> Sender:
        return replace(self._sent, now=self._clock.now())


class Lots:
    """What many rows go into *database* through, which several threads may send at once.

    One lot is read after the other, and none while some are stored: threads of a process would keep each other from
    it. All that were read by then are stored in one transaction, since the pages they change are largely the same.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._alone = Lock()
        self._stored = Together(self._storing, _store, _MOST)

    def put(self, read: Callable[[], Lot]) -> Lot:
        """The lot that *read* gives, stored."""
        with self._alone:
            lot = read()
        self._stored.put(lot)
        self._database.settle()
        return lot

    @contextmanager
    def _storing(self) -> Iterator[Connection]:
        with self._alone, self._database.writing_much() as connection:
            yield connection


def _store(connection: Connection, lots: Sequence[Lot]) -> None:
    for lot in lots:
        lot.store(connection)
