"""The report of a year as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Final

from adapters.yearly.figures import FIGURES, Year
from adapters.yearly.shown import public, public_total

COLUMNS: Final = ("year", "figure", "sector", "region", "count")
ALL: Final = "*"
"""The sector or region of a line that counts all of them."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def lines(year: Year, *, for_all: bool) -> list[tuple[int, str, str, str, int | None]]:
    """The lines of the report: totals, by sector, by region, and unless it is *for_all* by both."""
    told: list[tuple[int, str, str, str, int | None]] = []
    for figure in FIGURES:
        total = year.total(figure)
        told.append((year.year, figure, ALL, ALL, public_total(total) if for_all else total))
        for of in ("sector", "region"):
            counts = year.by(figure, of)
            for name, count in (public(counts) if for_all else counts).items():
                told.append((year.year, figure, *((name, ALL) if of == "sector" else (ALL, name)), count))
        if not for_all:
            cells = sorted((cell, count) for cell, count in year.cells.items() if cell.figure == figure)
            told += [(year.year, *cell, count) for cell, count in cells]
    return told


def as_csv(year: Year, *, for_all: bool) -> str:
    """The report as CSV; what a spreadsheet would take for a formula it does not."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in lines(year, for_all=for_all):
        writer.writerow(["" if one is None else _harmless(one) for one in line])
    return text.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and len(value) > 1 and value.startswith(_FORMULA) else value
