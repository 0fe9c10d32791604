"""Imports: files of the national formats taken in as jobs, and the rows that were not taken, to be mended."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Literal

import orjson
from flask import Response, request, stream_with_context
from pydantic import Field

from adapters.exchange.importing import KIND, reach_of
from adapters.exchange.rejections import as_csv
from adapters.exchange.uploads import Stream, TooLarge, keep
from adapters.jobs.starting import start
from adapters.standards.limits import Limits
from web.api.access import actor, parts
from web.api.jobs import Job, Started, job_meant, started, told_of
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal, language

imports: Final = Operations("imports")
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM: Final = "multipart/form-data"
_BYTES: Final = "application/octet-stream"
_MEDIA: Final = (CSV, XLSX, "application/json", "application/x-ndjson", "application/yaml", _BYTES, _FORM)
_ROOM: Final = 1 << 16
"""Bytes of a form beside its file."""


class Sent(Model):
    """What is said of the file sent."""

    name: str | None = Field(None, max_length=200, description="what its messages call it; that of the form otherwise")
    format: Literal["csv", "xlsx", "json", "ndjson", "yaml"] | None = Field(
        None, description="found by name and content unless given"
    )
    history: bool = Field(
        False, description="its records are known from the days they themselves state, not from today: an old store"
    )


class Import(Model):
    """An import: its job, and the file it takes in."""

    job: Job
    name: str
    sha256: str
    size: int


@imports.add(
    "POST", "/imports", allow="data:import", query=Sent, takes=_MEDIA,
    answers={202: Answer(Started, "kept; a job takes it in")},
)  # fmt: skip
def start_import(query: Sent) -> Any:
    """Take in a file of penalties, permits, lists, or plain facts and subjects.

    The file is the body, or the part `file` of a form.
    """
    limit = Limits().size
    request.max_content_length = limit + _ROOM
    stream, name = _sent()
    try:
        upload = keep(parts().data, stream, limit)
    except TooLarge:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file_too_large", limit=limit) from None
    arguments = {"file": upload.key, "size": upload.size, "sha256": upload.digest, "history": query.history}
    arguments |= {"name": _plain(query.name or name), "format": query.format, "reach": reach_of(actor())}
    return started(start(parts(), KIND, arguments, actor().id), imports.tag, one_import.__name__)


@imports.add("GET", "/imports/{id}", allow="data:import", answers={200: Answer(Import)})
def one_import(id: str) -> Any:  # noqa: A002 - as the address has it
    """How far an import is, and what became of its rows."""
    row = job_meant(id, KIND)
    about = orjson.loads(row["arguments"])
    return Import(job=told_of(row), name=about["name"], sha256=about["sha256"], size=about["size"])


@imports.add("GET", "/imports/{id}/rejected", allow="data:import", answers={200: Answer(says="rows", media=(CSV,))})
def rejected_rows(id: str) -> Any:  # noqa: A002 - as the address has it
    """The rows that were not taken, with why: mend them and send the file again."""
    if job_meant(id, KIND)["actor"] != actor().id:  # it holds what only who sent it may see
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=KIND, name=id)
    spoken, database = language(), parts().database

    def pieces() -> Any:
        with database.reading() as connection:
            yield from as_csv(connection, id, spoken)

    response = Response(stream_with_context(pieces()), mimetype=CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="rejected-{id[:8]}.csv"'
    return response


def _sent() -> tuple[Stream, str]:
    """The file that was sent, and what it is called."""
    if request.mimetype == _FORM:
        file = request.files.get("file")
        if file is None:
            raise Refusal(HTTPStatus.BAD_REQUEST, "no_file")
        return file.stream, file.filename or ""
    if request.mimetype not in _MEDIA:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media", wanted=", ".join(_MEDIA))
    return request.stream, ""


def _plain(name: str) -> str:
    """The last step of *name*, in characters that can be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:200] or "file"
