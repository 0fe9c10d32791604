"""The rows of a file as they came, for whoever has to mend them. Looked up only where something was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from adapters.standards.documents import Format
from adapters.standards.headers import headed
from adapters.standards.json_tables import sheet_of
from adapters.standards.json_text import Source
from adapters.standards.limits import Limits
from adapters.standards.raw import Refused, Rejection
from adapters.standards.tabular import Row, Sheet, csv_sheet, decoded
from adapters.standards.workbooks import workbook

_MOST_TEXT = 2_000
"""Characters of a line that are shown, where a file has no cells."""


class Originals:
    """The rows of the file *data*, which is called *name* and has the form *form*."""

    def __init__(self, data: bytes, name: str, form: Format, limits: Limits) -> None:
        self._data, self._name, self._form, self._limits = data, name, form, limits

    def titles(self, file: str) -> Sequence[str]:
        """What the columns of *file*, or of this sheet of it, are called; none where it has none."""
        return self._sheets.get(file, ((), {}))[0]

    def cells(self, file: str, row: int) -> Sequence[str]:
        """The cells of *row* of *file*; its text, as one cell, where it has none."""
        if self._sheets:
            return self._sheets.get(file, ((), {}))[1].get(row, ())
        text = self._lines[row - 1][:_MOST_TEXT].decode(errors="replace") if row <= len(self._lines) else ""
        return (text,)

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._data.split(b"\n")

    @cached_property
    def _sheets(self) -> Mapping[str, tuple[Sequence[str], Mapping[int, Sequence[str]]]]:
        """By file, or sheet of it, the titles and the rows by number."""
        if self._form == "csv":
            text = decoded(self._data, self._name)
            return {} if isinstance(text, Rejection) else _read([csv_sheet(text, self._name, self._limits)])
        if self._form == "xlsx":
            with workbook(self._data, self._name, self._limits) as sheets:
                return {} if isinstance(sheets, Rejection) else _read(sheets)
        if self._form == "json":
            with suppress(Refused, UnicodeDecodeError):
                sheet = sheet_of(Source.checked(self._data.decode("utf-8-sig")), self._name, self._limits)
                return {} if sheet is None else _read([sheet])
        return {}


def _read(sheets: Sequence[Sheet]) -> dict[str, tuple[Sequence[str], Mapping[int, Sequence[str]]]]:
    found: dict[str, tuple[Sequence[str], Mapping[int, Sequence[str]]]] = {}
    for sheet in sheets:
        rows = {row.number: row.cells for row in sheet.rows if isinstance(row, Row)}
        header = headed(Sheet(sheet.file, [Row(number, cells) for number, cells in rows.items()])).header
        titles = header.titles if header is not None else next(iter(rows.values()), ())
        found[sheet.file] = (titles, rows)
    return found
