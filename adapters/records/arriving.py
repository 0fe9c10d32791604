"""Rows as they arrive, subjects and facts among each other: read from a stream, checked, and stored some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any, Final, NamedTuple, Protocol

import orjson

from adapters.clock import Clock
from adapters.database.connect import Database, hold
from adapters.deep import DEPTH, too_deep
from adapters.records.accepting import FACTS, MOST, Batch, Outcome, take
from adapters.records.checking import Sender, checked
from adapters.records.subjects import register_all
from adapters.twice import key_twice
from engine.compile.program import Program
from engine.problems import Place, Problem

MOST_LINE: Final = 1 << 20
"""So many bytes may one line have."""
_PIECE: Final = 1 << 18
_TOGETHER: Final = 8 << 20
"""Bytes of lines that are stored in one transaction, about; and `MOST` lines."""
_ORIGIN: Final = "rows"
_FEW: Final = 500
_ALONE: Final = Lock()
"""What many rows are let in under: two threads of a process that are at it would only keep each other from it."""
_BARRED: Final = Problem("records.may_not_register", Place(_ORIGIN))
_NOTHING: Final = Outcome(None, "refused")


class Stream(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Up to *size* bytes; none at the end."""


class Row(NamedTuple):
    """One row: a *fact* or a *subject* as it was sent, or the *problem* it could not be read for."""

    fact: Any = None
    subject: Any = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Door:
    """Where rows come in: stored in *database*, checked by *program*, from *sender*.

    *registers* is whether the sender may register subjects.
    """

    database: Database
    clock: Clock
    program: Program
    sender: Sender
    registers: bool

    def let_in(self, rows: Sequence[Row]) -> list[Outcome]:
        """Store *rows*, subjects first, in one transaction; one outcome each, in order."""
        return self._some(len(rows), lambda: rows)

    def let_in_lines(self, lines: Sequence[bytes | None]) -> list[Outcome]:
        """Store what *lines* say in the same way."""
        return self._some(len(lines), partial(rows_of, lines))

    def _some(self, count: int, read: Callable[[], Sequence[Row]]) -> list[Outcome]:
        """Store the rows that *read* gives: many are read alone, too, since who stores holds up everybody."""
        if count <= _FEW:
            return self._let_in(read())
        with _ALONE:
            told = self._let_in(read())
        self.database.settle()
        return told

    def _let_in(self, rows: Sequence[Row]) -> list[Outcome]:
        facts = [number for number, row in enumerate(rows) if row.problem is None and row.subject is None]
        subjects = [number for number, row in enumerate(rows) if row.subject is not None]
        told: list[Outcome] = [
            Outcome(None, "refused", (row.problem or _BARRED,)) if row.problem or row.subject is not None else _NOTHING
            for row in rows
        ]
        batch = Batch(list(checked(self.program, [rows[number].fact for number in facts], self._sender())))
        many = len(rows) > _FEW
        with self.database.writing_much() if many else self.database.writing() as connection:
            hold(connection, FACTS)
            sender = self._sender()
            if subjects and self.registers:
                registered = register_all(connection, [rows[number].subject for number in subjects], sender)
                for number, outcome in zip(subjects, registered, strict=True):
                    told[number] = outcome
            taken = take(connection, self.program, batch, sender)
        for number, outcome in zip(facts, taken, strict=True):
            told[number] = outcome
        return told

    def _sender(self) -> Sender:
        return replace(self.sender, now=self.clock.now())


def rows_of(lines: Sequence[bytes | None]) -> list[Row]:
    """What *lines* say: `{"subject": {…}}`, `{"fact": {…}}`, or a fact alone; nothing is a line that is too long."""
    return [_row(line, number) for number, line in enumerate(lines, 1)]


def _row(line: bytes | None, number: int) -> Row:
    if line is None:
        return Row(problem=Problem("records.long_line", Place(_ORIGIN, number), {"limit": MOST_LINE}))
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Row(problem=Problem("records.broken_line", Place(_ORIGIN, number), {"said": str(error)}))
    if too_deep(line, value):
        return Row(problem=Problem("records.deep_line", Place(_ORIGIN, number), {"limit": DEPTH}))
    if (key := key_twice(line, value)) is not None:
        return Row(problem=Problem("records.key_twice", Place(_ORIGIN, number), {"key": key}))
    if isinstance(value, dict) and len(value) == 1:
        if isinstance(value.get("subject"), dict):
            return Row(subject=value["subject"])
        if "fact" in value:
            return Row(fact=value["fact"])
    return Row(fact=value)


def lines_of(stream: Stream) -> Iterator[list[bytes | None]]:
    """The lines of *stream* that are not empty, as many at a time as are stored together."""
    lines: list[bytes | None] = []
    size = 0
    for line in _lines(stream):
        if line is not None and not line.strip():
            continue
        lines.append(line)
        size += 0 if line is None else len(line)
        if len(lines) >= MOST or size >= _TOGETHER:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _lines(stream: Stream) -> Iterator[bytes | None]:
    """Each line of *stream*; nothing in place of one that is too long, which is not kept."""
    begun, long = b"", False
    while piece := stream.read(_PIECE):
        first, *more = piece.split(b"\n")
        begun = begun if long else begun + first
        long = long or len(begun) > MOST_LINE
        if long:
            begun = b""
        if not more:
            continue
        yield None if long else begun
        yield from more[:-1]
        begun, long = more[-1], False
    if begun or long:
        yield None if long else begun
