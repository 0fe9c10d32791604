"""Rows of an import that were not taken, kept with all that is wrong with them, and told as a file to be mended.

The file is CSV: five columns of ours, then the columns of the file that came. Mended, it may be sent as it is: the
five columns are left out when it is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from adapters.database.tables.exchange import rejection
from adapters.jobs.faults import kept, problem_of
from adapters.standards.defused import defused
from adapters.standards.tabular import REJECTED
from engine.problems import Problem

_MARK = "\ufeff"
_ROWS = 500


@dataclass(frozen=True)
class RejectedRow:
    """A *row* of *file* that was not taken: each of its *problems* with the column it is about, and its cells."""

    file: str
    row: int
    problems: Sequence[tuple[Problem, str]]
    original: Sequence[str]


def keep(connection: Connection, job: str, first: int, rows: Sequence[RejectedRow]) -> None:
    """Keep *rows* as those of *job* from the number *first* on."""
    written = [
        {
            "job": job,
            "number": number,
            "file": one.file,
            "row": one.row,
            "problems": orjson.dumps([{**kept(problem), "about": about} for problem, about in one.problems]).decode(),
            "original": orjson.dumps(list(one.original)).decode(),
        }
        for number, one in enumerate(rows, first)
    ]
    if written:
        connection.execute(insert(rejection), written)


def as_csv(connection: Connection, job: str, language: str) -> Iterator[str]:
    """The rejected rows of *job* as the pieces of a CSV file, told in *language*."""
    yield _MARK
    wanted = select(rejection).where(rejection.c.job == job).order_by(rejection.c.number)
    with connection.execution_options(yield_per=_ROWS).execute(wanted) as rows:
        for row in rows:
            problems = orjson.loads(row.problems)
            # what has no problems is a header
            ours = _told(row.row, problems, language) if problems else REJECTED
            yield _line([*ours, *map(defused, orjson.loads(row.original))])


def _told(row: int, problems: Sequence[dict[str, Any]], language: str) -> list[str]:
    told = [problem_of(one) for one in problems]
    columns = "; ".join(dict.fromkeys(one["about"] for one in problems if one["about"]))
    texts = [
        "; ".join(dict.fromkeys(texts))
        for texts in (
            [one.code for one in told],
            [one.message(language) for one in told],
            [one.remedy(language) for one in told],
        )
    ]
    return [str(row), *map(defused, [columns, *texts])]


def _line(cells: Sequence[str]) -> str:
    into = io.StringIO()
    csv.writer(into).writerow(cells)
    return into.getvalue()
