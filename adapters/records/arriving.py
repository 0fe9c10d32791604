"""Rows as they arrive, subjects and facts among each other: read from a stream, checked, and stored some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import orjson

from adapters.clock import Clock
from adapters.database.connect import Database
from adapters.deep import DEPTH, too_deep
from adapters.records.accepting import MOST, Outcome
from adapters.records.checking import Sender
from adapters.records.lots import ORIGIN, Lot, Lots, Row, store
from adapters.twice import key_twice
from engine.compile.program import Program
from engine.problems import Place, Problem

MOST_LINE: Final = 1 << 20
"""So many bytes may one line have."""
_PIECE: Final = 1 << 18
_TOGETHER: Final = 8 << 20
"""Bytes of lines that are stored in one transaction, about; and `MOST` lines."""
_FEW: Final = 500


class Stream(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Up to *size* bytes; none at the end."""


@dataclass(frozen=True)
class Door:
    """Where rows come in: stored in *database*, checked by *program*, from *sender*; many at once through *lots*.

    *registers* is whether the sender may register subjects.
    """

    database: Database
    lots: Lots
    clock: Clock
    program: Program
    sender: Sender
    registers: bool

    def let_in(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        """Store *rows*, subjects first, in one transaction; one outcome each, in order."""
        return self._some(len(rows), lambda: rows)

    def let_in_lines(self, lines: Sequence[bytes | None]) -> Sequence[Outcome]:
        """Store what *lines* say in the same way."""
        return self._some(len(lines), partial(rows_of, lines))

    def _some(self, count: int, read: Callable[[], Sequence[Row]]) -> Sequence[Outcome]:
        """Store the rows that *read* gives."""

        def lot() -> Lot:
            return Lot(read(), self.program, self.sender, self.clock, self.registers)

        if count > _FEW:
            return self.lots.put(lot).told
        few = lot()
        with self.database.writing() as connection:
            store(connection, [few])
        return few.told


def rows_of(lines: Sequence[bytes | None]) -> list[Row]:
    """What *lines* say: `{"subject": {…}}`, `{"fact": {…}}`, or a fact alone; nothing is a line that is too long."""
    return [_row(line, number) for number, line in enumerate(lines, 1)]


def _row(line: bytes | None, number: int) -> Row:
    if line is None:
        return Row(problem=Problem("records.long_line", Place(ORIGIN, number), {"limit": MOST_LINE}))
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Row(problem=Problem("records.broken_line", Place(ORIGIN, number), {"said": str(error)}))
    if too_deep(line, value):
        return Row(problem=Problem("records.deep_line", Place(ORIGIN, number), {"limit": DEPTH}))
    if (key := key_twice(line, value)) is not None:
        return Row(problem=Problem("records.key_twice", Place(ORIGIN, number), {"key": key}))
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
