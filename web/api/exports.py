"""Exports in the national formats, and submissions upward: made by jobs, then fetched as files."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from flask import Response, send_file
from pydantic import Field
from sqlalchemy import select

from adapters.database.tables.exchange import submission
from adapters.exchange import archives, exporting, submitting
from adapters.exchange.exporting import path_of
from adapters.jobs.starting import start
from engine.problems import FactError
from web.api.access import actor, parts
from web.api.imports import CSV, XLSX
from web.api.jobs import NOT_NOW, Job, Started, job_meant, started, told_of
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import MEDIA, ProblemTold, Refusal, told

exports: Final = Operations("exports")
ZIP: Final = "application/zip"
Form = Literal["csv", "xlsx", "json"]
_MEDIA: Final = {"csv": CSV, "xlsx": XLSX, "json": JSON, "zip": ZIP}
_MOST: Final = 2**62
REGION: Final = Field(
    "", pattern=r"^\d{0,12}$", description="a code of GB/T 2260 or its beginning: it and all below it; empty: all"
)
ALTERED: Final = Answer(ProblemTold, "the archive is not what was submitted", (MEDIA,))


class Export(Model):
    """What to export."""

    sort: Literal["penalties", "permits", "lists"]
    form: Form = "csv"
    edition: Literal["2018", "2015"] = Field("2018", description="of the format; lists have one")
    region: str = REGION
    after: int = Field(0, ge=0, le=_MOST, description="only facts behind this number")
    until: int | None = Field(None, ge=0, le=_MOST, description="and up to this one; the newest unless given")


class Submitting(Model):
    """How to submit, and of which region: each has its own chain of submissions."""

    form: Form = "csv"
    region: str = REGION


class Submission(Model):
    """A submission: what its manifest says, and the SHA-256 of that."""

    number: int
    region: str
    job: str
    recorded_at: str
    made_by: str
    digest: str
    manifest: dict[str, Any]


class Listing(Model):
    """Which submissions."""

    after: int = Field(0, ge=0, le=_MOST, description="the number of the last one seen")
    limit: int = Field(100, ge=1, le=1_000)


class Page(Model):
    """Submissions in the order they were made; *next* is the number to go on after."""

    submissions: tuple[Submission, ...]
    next: int | None


@exports.add("POST", "/exports", allow="data:export", body=Export, answers={202: Answer(Started, "a job writes it")})
def start_export(body: Export) -> Any:
    """Write penalties, permits or lists in their national format."""
    return started(start(parts(), exporting.KIND, body.model_dump(), actor().id), exports.tag, one_export.__name__)


@exports.add("GET", "/exports/{id}", allow="data:export", answers={200: Answer(Job)})
def one_export(id: str) -> Any:  # noqa: A002 - as the address has it
    """How far an export is; its `result` tells what was written, and what the format cannot say."""
    return told_of(job_meant(id, exporting.KIND))


@exports.add(
    "GET", "/exports/{id}/file", allow="data:export",
    answers={200: Answer(says="the file", media=(CSV, XLSX, JSON)), 409: NOT_NOW},
)  # fmt: skip
def export_file(id: str) -> Any:  # noqa: A002 - as the address has it
    """What an export wrote."""
    job = told_of(job_meant(id, exporting.KIND))
    if job.result is None:
        raise Refusal(HTTPStatus.CONFLICT, "job_state", state=job.state)
    return _file(path_of(parts().data, id, job.result["name"]), "export", id)


@exports.add(
    "POST", "/submissions", allow="data:export", body=Submitting, answers={202: Answer(Started, "a job makes it")}
)
def start_submission(body: Submitting) -> Any:
    """Put together what is new since the last submission."""
    return started(start(parts(), submitting.KIND, body.model_dump(), actor().id))


@exports.add("GET", "/submissions", allow="data:export", query=Listing, answers={200: Answer(Page)})
def list_submissions(query: Listing) -> Any:
    """What was submitted, each naming the digest of the one before."""
    wanted = select(submission).where(submission.c.number > query.after).order_by(submission.c.number)
    with parts().database.reading() as connection:
        rows = connection.execute(wanted.limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    return Page(
        submissions=tuple(
            Submission(
                number=row.number,
                region=row.region,
                job=row.job,
                recorded_at=row.recorded_at,
                made_by=row.actor,
                digest=row.digest,
                manifest=orjson.loads(row.manifest),
            )
            for row in shown
        ),
        next=shown[-1].number if len(rows) > query.limit else None,
    )


@exports.add(
    "GET", "/submissions/{number}/file", allow="data:export",
    answers={200: Answer(says="archive", media=(ZIP,)), 409: ALTERED},
)  # fmt: skip
def submission_file(number: str) -> Any:
    """The archive of a submission: its files, `manifest.json`, and `signatures.json` over that."""
    with parts().database.reading() as connection:
        wanted = select(submission.c.job, submission.c.file, submission.c.digest)
        row = None
        if number.isascii() and number.isdecimal() and int(number[:19]) <= _MOST:
            row = connection.execute(wanted.where(submission.c.number == int(number[:19]))).first()
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="submission", name=number)
    path = path_of(parts().data, row.job, row.file)
    if path.exists():
        _check(path, number, row.digest)
    return _file(path, "submission", number)


def _check(path: Path, number: str, digest: str) -> None:
    """Refuse to give out the archive at *path* where it is not the submission *number*, of *digest*, any more."""
    try:
        sound = archives.read(path, parts().keys, unsigned=True).digest == digest
    except FactError as error:
        raise Refusal(HTTPStatus.CONFLICT, "altered", [told(one) for one in error.problems], number=number) from None
    if not sound:
        raise Refusal(HTTPStatus.CONFLICT, "altered", number=number)


def _file(path: Path, what: str, name: str) -> Response:
    """The file at *path* as an answer."""
    if not path.exists():
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=what, name=name)
    return send_file(path, _MEDIA[path.suffix[1:]], as_attachment=True, download_name=path.name, etag=False)
