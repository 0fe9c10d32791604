"""The report written to a folder: the page, and its numbers as XLSX and Parquet beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from adapters.impact.parquet import files as parquet_files
from adapters.impact.xlsx import workbook
from engine.catalogue import LANGUAGES
from engine.population.impact import Impact
from web.impact_report.page import page


def files(impact: Impact, language: str = LANGUAGES[0]) -> Iterator[tuple[str, bytes]]:
    """The path and content of every file of the report; sheets speak *language*, the page speaks all."""
    yield "report.html", page(impact)
    yield "report.xlsx", workbook(impact, language)
    for name, content in parquet_files(impact):
        yield f"parquet/{name}", content


def write(folder: Path, impact: Impact, language: str = LANGUAGES[0]) -> tuple[Path, ...]:
    """Write the report on *impact* to *folder*, each file whole or not at all; which ones."""
    written = []
    for name, content in files(impact, language):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.part")
        half.write_bytes(content)
        half.replace(path)
        written.append(path)
    return tuple(written)
