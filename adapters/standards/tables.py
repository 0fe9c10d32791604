"""Rows written as files of an exchange format: CSV, XLSX and JSON, in none of which a cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from adapters.standards.defused import defused
from adapters.standards.layouts import Layout

Form = Literal["csv", "xlsx", "json"]
_MARK: Final = "\ufeff"


def titles_of(layout: Layout, form: Form) -> list[str]:
    """What the columns of *layout* are called in *form*: by their codes in JSON, else by their Chinese names."""
    return [column.codes[0] if form == "json" else column.names[0] for column in layout.columns]


def write(path: Path, form: Form, layout: Layout, rows: Iterable[Mapping[str, str]]) -> int:
    """Write *rows* by the keys of *layout* to *path*; gives how many."""
    return {"csv": _csv, "xlsx": _xlsx, "json": _json}[form](path, layout, rows)


def _csv(path: Path, layout: Layout, rows: Iterable[Mapping[str, str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_MARK)  # without it spreadsheets take the file for one of the system's old encoding
        writer = csv.writer(file)
        writer.writerow(titles_of(layout, "csv"))
        for count, row in enumerate(rows, 1):  # noqa: B007 - told at the end
            writer.writerow([defused(row[column.key]) for column in layout.columns])
    return count


def _xlsx(path: Path, layout: Layout, rows: Iterable[Mapping[str, str]]) -> int:
    book, count = Workbook(write_only=True), 0
    page = book.create_sheet("Sheet1")
    page.append(titles_of(layout, "xlsx"))
    for count, row in enumerate(rows, 1):  # noqa: B007 - as above
        page.append([_text(page, row[column.key]) for column in layout.columns])
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return count


def _text(page: Any, value: str) -> Any:
    """A cell that holds *value* as text, whatever it looks like."""
    cell = WriteOnlyCell(page, value=defused(value) or None)
    if value:
        cell.data_type = "s"
    return cell


def _json(path: Path, layout: Layout, rows: Iterable[Mapping[str, str]]) -> int:
    count, codes = 0, titles_of(layout, "json")
    with path.open("wb") as file:
        file.write(b"[")
        for count, row in enumerate(rows, 1):
            told = dict(zip(codes, (row[column.key] for column in layout.columns), strict=True))
            file.write((b"\n" if count == 1 else b",\n") + orjson.dumps(told))
        file.write(b"\n]\n")
    return count
