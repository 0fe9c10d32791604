"""The report written to a folder: the page, and its numbers as XLSX and Parquet beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

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
    """Write the report on *impact* to *folder*; which files. Stopped while it is made, nothing of it is left."""
    making = folder.with_name(f".{folder.name}.part")
    rmtree(making, ignore_errors=True)
    try:
        names = []
        for name, content in files(impact, language):
            half = making / name
            half.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(content)
            names.append(name)
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (making / name).replace(folder / name)
    finally:
        rmtree(making, ignore_errors=True)
    return tuple(folder / name for name in names)
