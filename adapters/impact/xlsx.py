"""The tables of an impact as one XLSX file, a sheet each, with codes and headings in words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from adapters.impact.tables import Cell, Column, Table, tables
from adapters.impact.words import held, told, trait_value, word
from engine.catalogue import LANGUAGES
from engine.population.impact import Change, Impact, Trait

MOST_ROWS: Final = 20_000
"""Rows of a sheet: more than anybody reads, written in seconds. Parquet holds them all."""
_MOST_TEXT: Final = 32_767
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WIDEST: Final = 60
_LOOKED_AT: Final = 200  # rows, to find how wide a column must be
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_COUNT: Final = "#,##0"
_MEANT: Final = ("=", "#")
"""What a text begins with that openpyxl would take for a formula or an error."""


def workbook(impact: Impact, language: str = LANGUAGES[0]) -> bytes:
    """*impact* as the content of an XLSX file that speaks *language*."""
    book = Workbook(write_only=True)
    made = datetime.combine(impact.settings.as_of, time())
    book.properties.creator, book.properties.created = "", made
    book.properties.title = told("title", language)
    for table in tables(impact):
        _write(book, table, language, impact.settings.sample is not None)
    written = io.BytesIO()
    book.save(written)
    return _same_every_time(written.getvalue(), f"{made:%Y-%m-%dT%H:%M:%SZ}".encode())


def _write(book: Workbook, table: Table, language: str, sampled: bool) -> None:
    sheet = book.create_sheet(told(f"sheet.{table.name}", language))
    places = [place for place, column in enumerate(table.columns) if sampled or not column.bound]
    shown = table.rows[:MOST_ROWS]
    rows = [[_shown(table, place, row, language) for place in places] for row in shown]
    headings = [_heading(table.columns[place], language) for place in places]
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings):
        width = max(_width(heading), *(_width(row[number]) for row in rows[:_LOOKED_AT]), 0)
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(_WIDEST, width + 2)
    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append(_cells(sheet, row))
    if len(table.rows) > len(shown):
        note = told("sheet.cut", language, shown=f"{len(shown):,}", rows=f"{len(table.rows):,}")
        sheet.append(_cells(sheet, [note]))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(places))}{len(rows) + 1}"


def _shown(table: Table, place: int, row: tuple[Cell, ...], language: str) -> Cell:
    """The cell at *place* of *row* with codes in words."""
    column, value = table.columns[place], row[place]
    if isinstance(value, bool):
        return told("answer.yes" if value else "answer.no", language)
    if not column.words or not isinstance(value, str):
        return value
    if column.words == "trait":
        by: Trait = row[place - 2]  # type: ignore[assignment]  # the column before its value names the trait
        return trait_value(by, value, language)
    if column.words == "held":
        change: Change = row[place - 1 if column.name == "before" else place - 2]  # type: ignore[assignment]  # as above
        return held(change, value, language)
    return word(column.words, value, language)


def _heading(column: Column, language: str) -> str:
    if not column.bound:
        return told(f"column.{column.name}", language)
    of = told(f"column.{column.name.removesuffix(f'_{column.bound}')}", language)
    return told(f"column.{column.bound}", language, name=of)


def _heading_cell(sheet: Any, heading: str) -> Any:
    cell = WriteOnlyCell(sheet, heading)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EFEFEF")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cells(sheet: Any, row: list[Cell]) -> Iterator[Any]:
    """*row* for a sheet: no text of it is a formula or an error, whatever it begins with."""
    for value in row:
        if isinstance(value, str):
            told = _CONTROLS.sub("\ufffd", value)[:_MOST_TEXT]
            yield _text_cell(sheet, told) if told.startswith(_MEANT) else told
        elif isinstance(value, int):
            cell = WriteOnlyCell(sheet, value)
            cell.number_format = _COUNT
            yield cell
        else:
            yield value


def _text_cell(sheet: Any, told: str) -> Any:
    cell = WriteOnlyCell(sheet, told)
    cell.data_type = "s"
    return cell


def _width(value: Cell) -> int:
    return sum(2 if character > "\u2e80" else 1 for character in str("" if value is None else value)[:_WIDEST])


def _same_every_time(content: bytes, day: bytes) -> bytes:
    """*content* without the hour it was written at, inside and in the archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + day, data)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, data)
    return out.getvalue()
