"""XLSX files as sheets, safe against archives and sheets that are larger than they look."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from decimal import Decimal
from typing import IO, Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from adapters.standards.defused import restored
from adapters.standards.limits import Limits
from adapters.standards.raw import Rejection
from adapters.standards.tabular import Row, Sheet, refusal, within

_LAST_ROW: Final = 1_048_576  # of a sheet; openpyxl would fill any gap up to whatever a row calls itself
_MOST_EXACT: Final = 10**15  # above it a spreadsheet no longer keeps every digit
_PIECE: Final = 1 << 20
_ROW_TAG = re.compile(rb"<(?:\w+:)?row(?=[\s/>])[^>]*")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']\s*(\d{1,9})\s*[\"']")
_UNREADABLE: Final = (  # what openpyxl and the parsers below it raise on damaged workbooks
    InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, ArithmeticError,
    LookupError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


@contextmanager
def workbook(data: bytes, file: str, limits: Limits) -> Iterator[tuple[Sheet, ...] | Rejection]:
    """The sheets of the XLSX file that *data* is, to be read inside the `with`, or why there are none."""
    if (refused := _refused_archive(data, file, limits)) is not None:
        yield refused
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations it leaves out, never of values
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except _UNREADABLE:
            yield refusal(file, "unreadable_workbook")
            return
        try:
            yield _sheets(book, file, limits)
        finally:
            book.close()


def _sheets(book: Any, file: str, limits: Limits) -> tuple[Sheet, ...]:
    pages = book.worksheets
    names = [file] if len(pages) == 1 else [f"{file}[{page.title}]" for page in pages]
    return tuple(
        Sheet(name, within(_page_rows(page, name, limits), name, limits))
        for name, page in zip(names, pages, strict=True)
    )


def _page_rows(page: Any, file: str, limits: Limits) -> Iterator[Row | Rejection]:
    number = 0
    try:
        page.reset_dimensions()  # what a sheet says of its own size is not to be relied on
        for number, values in enumerate(page.iter_rows(values_only=True), 1):
            if number > _LAST_ROW:
                yield refusal(file, "too_many_rows", number, limit=_LAST_ROW)
                return
            beyond = values[limits.columns :]
            width = limits.columns if beyond.count(None) == len(beyond) else limits.columns + 1
            cells = tuple(_cell_text(value) for value in values[:width])
            yield Row(number, (*cells, "…") if width > limits.columns else cells)
    except _UNREADABLE:
        yield refusal(file, "unreadable_sheet", number + 1)


def _cell_text(value: object) -> str:
    """The text of a cell: days as YYYY-MM-DD, numbers as plain decimals unless digits may have been lost."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    return restored(str(value))


def _number_text(value: int | float) -> str:
    number = Decimal(repr(value))
    if not abs(value) < _MOST_EXACT:
        return f"{number:.14E}"
    return str(int(number)) if number == number.to_integral_value() else f"{number:f}"


def _refused_archive(data: bytes, file: str, limits: Limits) -> Rejection | None:
    """Why the archive is not to be read; the sizes it states bind, since `zipfile` unpacks no further than them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                return refusal(file, "encrypted_workbook")
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > limits.unpacked:
                return refusal(file, "unpacks_too_large", size=unpacked, limit=limits.unpacked)
            return _disorder(archive, file)
    except _UNREADABLE:
        return refusal(file, "unreadable_workbook")


def _disorder(archive: zipfile.ZipFile, file: str) -> Rejection | None:
    """Rows that do not follow one another: openpyxl would leave them out without a word."""
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        last = 0
        with archive.open(name) as stream:
            for tag in _row_tags(stream):
                stated = _ROW_NUMBER.search(tag)
                number = int(stated[1]) if stated else last + 1
                if number <= last:
                    return refusal(file, "rows_disordered", number, sheet=name.removeprefix("xl/worksheets/"))
                last = number
    return None


def _row_tags(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while piece := stream.read(_PIECE):
        piece = rest + piece
        cut = piece.rfind(b">") + 1
        yield from _ROW_TAG.findall(piece[:cut])
        rest = piece[cut:]
        if len(rest) > 4 * _PIECE:
            raise ValueError("a tag without end")
