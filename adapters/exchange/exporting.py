"""Facts written to a file of an exchange format, as a job; whoever exports is noted in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from adapters.access.reads import READ, read_many
from adapters.database.tables.ledger import entry
from adapters.exchange.outgoing import Outgoing, Span, last_number, told
from adapters.jobs.progress import Progress
from adapters.ledger.chain import Said, add
from adapters.parts import Parts
from adapters.verdicts.asking import program_of, release_meant
from engine.compile.program import Program

KIND: Final = "export"
ACT: Final = "export"
_FOLDER: Final = "outgoing"
_PIECE: Final = 1 << 20


def run(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Write what *arguments* say (`sort`, `form`, `edition`, `region`, `after`, `until`) to a file.

    Gives what it holds.
    """
    span = span_of(parts, arguments, progress)
    name = f"{arguments['sort']}.{arguments['form']}"
    path = path_of(parts.data, progress.id, name)
    region = arguments.get("region", "")
    outgoing = Outgoing(parts.database, live_program(parts), arguments["sort"], arguments["edition"], region)
    written = outgoing.write(path, arguments["form"], span)
    result = {"name": name, "region": region, "after": span.after, "until": span.until, **about(path), **told(written)}
    with parts.database.writing() as connection:
        progress.keep(connection, written.rows, written.rows)
        about_it = {key: result[key] for key in ("name", "rows", "sha256")}
        note(connection, parts, progress, ACT, about_it, written.persons)
    return result


def span_of(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Span:
    """The facts meant, to the newest one there is; the same when the job is begun again."""
    until = arguments.get("until") or progress.cursor.get("until")
    if until is None:
        with parts.database.writing() as connection:
            until = last_number(connection)
            progress.keep(connection, 0, None, {"until": until})
    return Span(arguments.get("after") or 0, until)


def live_program(parts: Parts) -> Program:
    """The program of the live release."""
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
    return program_of(parts, release)


def path_of(data: Path, job: str, name: str) -> Path:
    """Where the file *name* of *job* lies in the folder *data*, which is made where there is none."""
    folder = folder_of(data, job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name


def folder_of(data: Path, job: str) -> Path:
    """Where the files of *job* lie in the folder *data*, if it wrote any."""
    return data / _FOLDER / job


def about(path: Path) -> dict[str, Any]:
    """The size and SHA-256 of the file at *path*."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def note(
    connection: Connection, parts: Parts, progress: Progress, act: str, content: Mapping[str, Any],
    persons: Collection[str] | None = None,
) -> None:  # fmt: skip
    """Note in the ledger, once for each job, that it did *act*, and of how many *persons* it gave data away, if it did.

    It is the last statement of its transaction.
    """
    id_ = f"{act}-{progress.id}"
    if connection.scalar(select(entry.c.number).where(entry.c.id == id_)) is None:
        said = [Said(id_, act, progress.actor, orjson.dumps(content))]
        if persons is not None:
            said.append(read_many(f"{READ}-{id_}", progress.actor, id_, len(persons)))
        add(connection, said, parts.clock.now())
