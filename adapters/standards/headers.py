"""Which layout a sheet has: finding its header row and what each of its columns is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Final

from adapters.standards.layouts import LAYOUTS, Layout
from adapters.standards.raw import Note, Rejection, shown
from adapters.standards.tabular import Row, Sheet
from engine.problems import Place, Problem

_SEARCHED: Final = 10  # rows in which the header is looked for
_LEAST: Final = 3  # known columns that make a row a header
_MARKS = re.compile(r"[\s*]+")


@dataclass(frozen=True)
class Header:
    """The header of *file*: the *layout* it follows, where each key stands, and what the columns are called there."""

    file: str
    layout: Layout
    row: int
    places: Mapping[str, int]
    titles: tuple[str, ...]

    def title(self, key: str) -> str:
        """What the column *key* is called in this file, else in the standard."""
        index = self.places.get(key)
        return self.layout.column(key).names[0] if index is None else shown(self.titles[index])


@dataclass(frozen=True)
class Headed:
    """A sheet whose header was found: the *rows* below it, and what was *rejected* or to be *noted* on the way."""

    header: Header | None
    rows: Iterable[Row | Rejection]
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[Note, ...] = ()


def headed(sheet: Sheet) -> Headed:
    """*sheet* with its header found among its first rows.

    A second header row below the first (codes under Chinese names) is taken as part of it. There is no header
    where no layout fits, where a column stands twice, or where required columns are missing: one rejection says so.
    """
    rows = iter(sheet.rows)
    first = list(islice(rows, _SEARCHED))
    for index, row in enumerate(first):
        if isinstance(row, Row) and (layout := best_layout(row.cells)) is not None:
            below = chain(first[index + 1 :], rows)
            return _checked(sheet.file, layout, row, _without_second_header(below, layout), first[:index])
    broken = tuple(row for row in first if isinstance(row, Rejection))
    if first and not broken:
        broken = (_rejection(sheet.file, "unknown_layout", _row_number(first), found=_start(first)),)
    return Headed(None, (), broken or (_rejection(sheet.file, "empty_file", 1),))


def _checked(
    file: str, layout: Layout, row: Row, rows: Iterable[Row | Rejection], above: Sequence[Row | Rejection]
) -> Headed:
    known = _keys(layout)
    keys = [known.get(_plain(cell)) for cell in row.cells]
    places = {key: index for index, key in reversed(list(enumerate(keys))) if key is not None}
    header = Header(file, layout, row.number, places, row.cells)
    if (wrong := _wrong_columns(header, keys)) is not None:
        return Headed(None, (), (wrong,))
    rejected = tuple(before for before in above if isinstance(before, Rejection))
    return Headed(header, rows, rejected, tuple(_header_notes(header, keys, above)))


def _wrong_columns(header: Header, keys: Sequence[str | None]) -> Rejection | None:
    for index, key in enumerate(keys):
        if key is not None and header.places[key] != index:
            other = header.titles[header.places[key]]
            return _rejection(
                header.file,
                "repeated_column",
                header.row,
                index + 1,
                column=shown(header.titles[index]),
                other=shown(other),
            )
    missing = [c for c in header.layout.columns if c.required and c.key not in header.places]
    if not missing:
        return None
    names = ", ".join(f"`{c.names[0]}` ({c.codes[0]})" for c in missing)
    return _rejection(header.file, "missing_columns", header.row, columns=names, edition=header.layout.edition)


def _header_notes(header: Header, keys: Sequence[str | None], above: Sequence[Row | Rejection]) -> Iterator[Note]:
    for row in above:
        if isinstance(row, Row):
            yield Note(Problem("exchange.row_above_header", Place(header.file, row.number), {"text": _start([row])}))
    for index, key in enumerate(keys):
        title = header.titles[index].strip()
        if key is None and title:
            place = Place(header.file, header.row, index + 1)
            yield Note(Problem("exchange.unknown_column", place, {"column": shown(title)}), title)


def best_layout(cells: Sequence[str]) -> Layout | None:
    """The layout that knows most columns of this row, or `None` where none knows enough; the first wins a tie."""
    titles = {_plain(cell) for cell in cells}
    best = max(LAYOUTS, key=lambda layout: _fit(layout, titles))
    return best if sum(title in _keys(best) for title in titles) >= _LEAST else None


def _fit(layout: Layout, titles: set[str]) -> tuple[int, int]:
    found = {key for title, key in _keys(layout).items() if title in titles}
    return len(found), -sum(column.required and column.key not in found for column in layout.columns)


def _without_second_header(rows: Iterable[Row | Rejection], layout: Layout) -> Iterator[Row | Rejection]:
    rest = iter(rows)
    for row in islice(rest, 1):
        if isinstance(row, Rejection) or sum(_plain(cell) in _keys(layout) for cell in row.cells) < _LEAST:
            yield row
    yield from rest


@cache
def _keys(layout: Layout) -> Mapping[str, str]:
    return {_plain(title): c.key for c in layout.columns for title in (*c.codes, *c.names)}


def _plain(title: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).upper()


def _row_number(rows: Sequence[Row | Rejection]) -> int:
    row = rows[0]
    return row.number if isinstance(row, Row) else row.row


def _start(rows: Sequence[Row | Rejection]) -> str:
    row = rows[0]
    return shown(", ".join(cell.strip() for cell in row.cells if cell.strip())) if isinstance(row, Row) else "-"


def _rejection(file: str, code: str, row: int, at: int = 1, **values: object) -> Rejection:
    return Rejection(Problem(f"exchange.{code}", Place(file, row, at), values))
