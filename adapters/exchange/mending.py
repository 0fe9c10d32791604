"""Rejected rows looked at one by one, and those that were mended put together as a file of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from adapters.database.tables.exchange import rejection
from adapters.jobs.faults import problem_of
from engine.problems import Problem


@dataclass(frozen=True)
class Row:
    """A rejected *row* of *file*, kept under *number*: *titles* and *cells* of its columns, and all that is wrong."""

    number: int
    file: str
    row: int
    titles: Sequence[str]
    cells: Sequence[str]
    problems: Sequence[tuple[Problem, str]]


def rows(connection: Connection, job: str, after: int, most: int) -> list[Row]:
    """At most *most* of the rows of *job* that were rejected, *after* a number."""
    of_job = select(rejection).where(rejection.c.job == job).order_by(rejection.c.number)
    found: list[Row] = []
    titles = _titles(connection, job, after)
    # a header may come between any two rows
    for kept in connection.execute(of_job.where(rejection.c.number > after).limit(2 * most)):
        problems, cells = orjson.loads(kept.problems), orjson.loads(kept.original)
        if not problems:
            titles = cells
            continue
        told = [(problem_of(one), str(one["about"])) for one in problems]
        found.append(Row(kept.number, kept.file, kept.row, titles, cells, told))
    return found[:most]


def _titles(connection: Connection, job: str, before: int) -> Sequence[str]:
    """The header that the rows behind the number *before* stand under."""
    wanted = select(rejection.c.original).where(
        rejection.c.job == job, rejection.c.number <= before, rejection.c.problems == "[]"
    )
    found = connection.scalar(wanted.order_by(rejection.c.number.desc()).limit(1))
    return () if found is None else [str(one) for one in orjson.loads(found)]


def mended(connection: Connection, job: str, changed: Mapping[int, Sequence[str]]) -> bytes:
    """A file of those rejected rows of *job* that are *changed*, by number, with their cells as they are now.

    Raises `LookupError` where one was not rejected, or has another number of cells.
    """
    known = {one.number: one for one in _some(connection, job, changed)}
    into = io.StringIO()
    written = csv.writer(into)
    under: Sequence[str] | None = None
    for number in sorted(changed):
        row = known.get(number)
        if row is None or len(changed[number]) != max(len(row.titles), len(row.cells)):
            raise LookupError(number)
        if row.titles != under:
            written.writerow(row.titles)
            under = row.titles
        written.writerow(changed[number])
    return into.getvalue().encode("utf-8-sig")


def _some(connection: Connection, job: str, numbers: Mapping[int, Any]) -> list[Row]:
    return [one for number in sorted(numbers) for one in rows(connection, job, number - 1, 1)]
