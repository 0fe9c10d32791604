"""Rejected rows of imports: told one by one with what is wrong, and taken in again once they are mended."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import Field
from sqlalchemy import RowMapping

from adapters.exchange.importing import KIND, reach_of
from adapters.exchange.mending import Row, mended, rows
from adapters.exchange.uploads import keep
from adapters.jobs.listing import listed
from adapters.jobs.starting import start
from adapters.standards.limits import Limits
from web.api.access import actor, parts
from web.api.imports import Import
from web.api.jobs import Listing as JobListing
from web.api.jobs import Started, job_meant, started, told_of, whose
from web.api.operations import Answer, Model, Operations
from web.api.problems import ErrorTold, Refusal, told

mending: Final = Operations("imports")
_MOST: Final = 500


class Asked(Model):
    """Which rows."""

    after: int = Field(-1, ge=-1, le=2**31, description="the number of the last one seen")
    limit: int = Field(50, ge=1, le=_MOST)


class Wrong(Model):
    """What is wrong with a row, and the column it is about."""

    column: str
    error: ErrorTold


class RowTold(Model):
    """A row that was not taken: the titles of its columns, its cells as they came, and all that is wrong with it."""

    number: int
    file: str
    row: int
    titles: tuple[str, ...]
    cells: tuple[str, ...]
    problems: tuple[Wrong, ...]


class Rows(Model):
    """Rows in the order of their file; *next* is the number to go on after."""

    rows: tuple[RowTold, ...]
    next: int | None


class MendedRow(Model):
    """A row as it should be: all its cells."""

    number: int = Field(ge=0, le=2**31)
    cells: tuple[str, ...] = Field(min_length=1, max_length=200)


class Mended(Model):
    """Rows to be taken in again."""

    rows: tuple[MendedRow, ...] = Field(min_length=1, max_length=_MOST)


class Imports(Model):
    """Imports, the newest first; *next* is the cursor of the next page."""

    imports: tuple[Import, ...]
    next: str | None


@mending.add("GET", "/imports", allow="data:import", query=JobListing, answers={200: Answer(Imports)})
def list_imports(query: JobListing) -> Any:
    """Your imports, the newest first; those of all for who administers."""
    with parts().database.reading() as connection:
        found, more = listed(connection, whose(actor()), KIND, query.state, query.cursor, query.limit)
    return Imports(imports=tuple(map(_import, found)), next=more)


@mending.add("GET", "/imports/{id}/rows", allow="data:import", query=Asked, answers={200: Answer(Rows)})
def rows_to_mend(id: str, query: Asked) -> Any:  # noqa: A002 - as the address has it
    """The rows that were not taken, each with all that is wrong with it; only who sent them sees them."""
    _own(id)
    with parts().database.reading() as connection:
        found = rows(connection, id, query.after, query.limit + 1)
    page = found[: query.limit]
    return Rows(rows=tuple(map(_told, page)), next=page[-1].number if len(found) > query.limit else None)


@mending.add(
    "POST", "/imports/{id}/mended", allow="data:import", body=Mended,
    answers={202: Answer(Started, "a job takes in these rows alone")},
)  # fmt: skip
def take_mended(id: str, body: Mended) -> Any:  # noqa: A002 - as the address has it
    """Take in rows that were not taken before, as they are now; only these."""
    about = orjson.loads(_own(id)["arguments"])
    try:
        with parts().database.reading() as connection:
            data = mended(connection, id, {one.number: one.cells for one in body.rows})
    except LookupError as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="row", name=str(error)) from None
    upload = keep(parts().data, io.BytesIO(data), Limits().size)
    arguments = {"file": upload.key, "size": upload.size, "sha256": upload.digest, "history": about["history"]}
    arguments |= {"name": f"{about['name'].removesuffix('.csv')}.csv", "format": "csv", "reach": reach_of(actor())}
    return started(start(parts(), KIND, arguments, actor().id), "imports", "one_import")


def _own(id_: str) -> RowMapping:
    """The import *id_*, where it is of who asks."""
    row = job_meant(id_, KIND)
    if row["actor"] != actor().id:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=KIND, name=id_)
    return row


def _import(row: RowMapping) -> Import:
    about = orjson.loads(row["arguments"])
    return Import(job=told_of(row), name=about["name"], sha256=about["sha256"], size=about["size"])


def _told(one: Row) -> RowTold:
    wide = max(len(one.titles), len(one.cells))
    cells = (*one.cells, *("" for _ in range(wide - len(one.cells))))
    return RowTold(
        number=one.number, file=one.file, row=one.row, titles=tuple(one.titles), cells=cells,
        problems=tuple(Wrong(column=about, error=told(problem)) for problem, about in one.problems),
    )  # fmt: skip
