"""Tables as sheets of rows of text, and CSV files as such; whatever the bytes, nothing raises."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from adapters.standards.defused import restored
from adapters.standards.limits import Limits
from adapters.standards.raw import Rejection
from engine.problems import Place, Problem

REJECTED: Final = ("退回行号", "退回栏目", "退回代码", "退回原因", "改正办法")
"""The columns that a file of rejected rows has before those of the file they came in."""
_OTHER_ENCODINGS: Final = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


@dataclass(frozen=True)
class Row:
    """The *cells* of one row and its *number* as a spreadsheet shows it, from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """One table: *file* as its sender knows it, with the sheet where there are several, and its *rows* in order.

    Rows without content are left out; a row that cannot be read is there as its `Rejection`. Read them once.
    """

    file: str
    rows: Iterable[Row | Rejection]


def refusal(file: str, code: str, row: int = 1, **values: object) -> Rejection:
    """The rejection of *row* of *file*, or of the file as a whole."""
    return Rejection(Problem(f"exchange.{code}", Place(file, row), values))


def decoded(data: bytes, file: str) -> str | Rejection:
    """The text of *data*: UTF-8 with or without its mark if it is that throughout, else GB18030, else neither."""
    for mark, name in _OTHER_ENCODINGS:
        if data.startswith(mark):
            return refusal(file, "unknown_encoding", found=name)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return refusal(file, "unknown_encoding", found="-")


def csv_sheet(text: str, file: str, limits: Limits) -> Sheet:
    """The one sheet of a CSV file whose text is *text*; of a file of rejected rows, what they were."""
    return Sheet(file, within(_mended(_csv_rows(text, file)), file, limits))


def _mended(rows: Iterator[Row | Rejection]) -> Iterator[Row | Rejection]:
    """*rows* without the columns that say why they were rejected."""
    for first in rows:
        ours = isinstance(first, Row) and first.cells[: len(REJECTED)] == REJECTED
        for row in chain([first], rows):
            yield replace(row, cells=row.cells[len(REJECTED) :]) if ours and isinstance(row, Row) else row


def _csv_rows(text: str, file: str) -> Iterator[Row | Rejection]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number, line = 0, 0
    while True:
        number, line = number + 1, reader.line_num
        try:
            yield Row(number, tuple(map(restored, next(reader))))
        except StopIteration:
            return
        except csv.Error:
            yield refusal(file, "broken_row", number, first=line + 1, last=reader.line_num)


def within(rows: Iterable[Row | Rejection], file: str, limits: Limits) -> Iterator[Row | Rejection]:
    """The *rows* of *file* that are not blank, as far as *limits* let them; the rest is rejected."""
    taken = 0
    for row in rows:
        if isinstance(row, Row):
            if row.blank:
                continue
            if taken == limits.rows:
                yield refusal(file, "too_many_rows", row.number, limit=limits.rows)
                return
            taken += 1
            if any(cell.strip() for cell in row.cells[limits.columns :]):
                yield refusal(file, "too_many_columns", row.number, limit=limits.columns)
                continue
        yield row
