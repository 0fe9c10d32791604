"""`eval --report`: every record that was not taken and every note, in a file for the sender."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click
import orjson

from adapters.cli.intake import Gathered, record_of
from adapters.cli.judging import Found
from adapters.cli.texts import said
from adapters.standards.raw import Note, Rejection
from engine.problems import Problem

COLUMNS: Final = ("kind", "file", "line", "column", "at", "subjects", "code", "message", "remedy")
_SUFFIXES: Final = (".ndjson", ".jsonl", ".csv")


def report_path(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    """The file asked for, whose suffix says its form."""
    if value is not None and value.suffix.lower() not in _SUFFIXES:
        raise click.BadParameter(said(ctx, "error.report_suffix", file=value))
    return value


class Report:
    """The lines of a report to *path*, in *language*; without a path nothing is kept. Not pure: it collects."""

    def __init__(self, path: Path | None, language: str) -> None:
        self._path, self._language = path, language
        self._lines: list[dict[str, object]] = []

    def remarks(self, given: Gathered) -> None:
        """Take what was rejected of the files *given*, and the notes."""
        for kind, found in (("rejected", given.rejected), ("note", given.notes)):
            self._take(kind, found)

    def withheld(self, one: Found, given: Gathered) -> None:
        """Take why there is no verdict on *one*: what the policies cannot read, or what was not taken before."""
        for problem in one.problems:
            self._add("withheld", problem, record_of(problem, given), [one.id])
        for problem in one.refused:
            self._add("withheld", problem, "", [one.id])

    def fault(self, one: Found) -> None:
        """Take that the engine failed on *one*."""
        blank: dict[str, object] = dict.fromkeys(COLUMNS, "")
        told = blank | {"kind": "fault", "subjects": [one.id], "message": one.fault}
        self._lines.append(told)

    def write(self) -> None:
        """Write the file, if there is to be one."""
        if self._path is None:
            return
        if self._path.suffix.lower() == ".csv":
            self._path.write_text(_table(self._lines), encoding="utf-8-sig", newline="")
        else:
            self._path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in self._lines))

    def _take(self, kind: str, found: Iterable[Rejection | Note]) -> None:
        for one in found:
            self._add(kind, one.problem, one.column, getattr(one, "subjects", ()))

    def _add(self, kind: str, problem: Problem, at: str, subjects: Iterable[str]) -> None:
        place = problem.place
        said = (problem.code, problem.message(self._language), problem.remedy(self._language))
        values = (kind, place.file, place.line, place.column, at, list(subjects), *said)
        self._lines.append(dict(zip(COLUMNS, values, strict=True)))


def _table(lines: Iterable[dict[str, object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in lines:
        subjects = line["subjects"]
        joined = "; ".join(map(str, subjects)) if isinstance(subjects, list) else ""
        writer.writerow([_harmless(joined if name == "subjects" else line[name]) for name in COLUMNS])
    return text.getvalue()


def _harmless(value: object) -> object:
    """*value* as a spreadsheet shows it, none of it taken for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
