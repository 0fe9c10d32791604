"""Submission upward: what is new since the last one, as one archive with a manifest that names the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, insert, select

from adapters.clock import stamp
from adapters.database.connect import hold
from adapters.database.tables.exchange import submission
from adapters.exchange.archives import VERSION, pack
from adapters.exchange.exporting import about, live_program, note, path_of, span_of
from adapters.exchange.outgoing import Outgoing, Sort, Span, revocations, told
from adapters.jobs.progress import Progress
from adapters.parts import Parts
from engine.problems import FactError, Place, Problem

KIND: Final = "submission"
ACT: Final = "submission"
_SORTS: Final[tuple[Sort, ...]] = ("penalties", "permits", "lists")


def run(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Make the next submission, of the `region` that *arguments* name, if any; gives its number and manifest.

    Without new facts there is none. Each region has its own chain of submissions.
    """
    region = arguments.get("region", "")
    with parts.database.reading() as connection:
        mine = connection.execute(select(submission).where(submission.c.job == progress.id)).first()
        before = last(connection, region)
        newest = last(connection)
    if mine is not None:
        return _result(mine.number, mine.manifest)
    span = span_of(parts, {**arguments, "after": before.until_fact if before else 0}, progress)
    if span.until <= span.after:
        return {"number": None, "manifest": None}
    files, persons = _written(parts, progress, span, arguments["form"], region)
    manifest = _manifest(parts, (newest.number if newest else 0) + 1, before, region, span, files)
    path = path_of(parts.data, progress.id, archive_of(manifest["number"]))
    pack(path, orjson.dumps(manifest), files, parts.keys)
    _record(parts, progress, manifest, persons)
    for file in files:
        file.unlink(missing_ok=True)  # the archive has them
    return _result(manifest["number"], orjson.dumps(manifest).decode())


def last(connection: Connection, region: str | None = None) -> Row[Any] | None:
    """The newest submission, of *region* if one is said, if there is any."""
    wanted = select(submission).order_by(submission.c.number.desc()).limit(1)
    return connection.execute(wanted if region is None else wanted.where(submission.c.region == region)).first()


def archive_of(number: int) -> str:
    """What the archive of the submission *number* is called."""
    return f"submission-{number}.zip"


def _written(
    parts: Parts, progress: Progress, span: Span, form: str, region: str
) -> tuple[dict[Path, dict[str, Any]], set[str]]:
    """The files of a submission with what each holds, and the persons they are about."""
    program, found, persons = live_program(parts), dict[Path, dict[str, Any]](), set[str]()
    for done, sort in enumerate(_SORTS):
        path = path_of(parts.data, progress.id, f"{sort}.{form}")
        written = Outgoing(parts.database, program, sort, region=region).write(path, form, span)  # type: ignore[arg-type]
        found[path] = {"name": path.name, **told(written), **about(path)}
        persons |= written.persons
        progress.tell(done + 1, len(_SORTS) + 1)
    path = path_of(parts.data, progress.id, "revocations.ndjson")
    with parts.database.reading() as connection:
        revoked, whose = revocations(connection, span, region)
    path.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in revoked))
    found[path] = {"name": path.name, "rows": len(revoked), **about(path)}
    return found, persons | whose


def _manifest(
    parts: Parts, number: int, before: Row[Any] | None, region: str, span: Span, files: Mapping[Path, Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "number": number,
        "region": region,
        "previous": before.digest if before else None,
        "after_fact": span.after,
        "until_fact": span.until,
        "made_at": stamp(parts.clock.now()),
        "files": list(files.values()),
    }


def _record(parts: Parts, progress: Progress, manifest: Mapping[str, Any], persons: Collection[str]) -> None:
    """Keep the submission as the next one; raises `FactError` where another was made meanwhile."""
    written = orjson.dumps(manifest)
    row = {
        "number": manifest["number"],
        "job": progress.id,
        "region": manifest["region"],
        "after_fact": manifest["after_fact"],
        "until_fact": manifest["until_fact"],
        "manifest": written.decode(),
        "digest": hashlib.sha256(written).hexdigest(),
        "file": archive_of(manifest["number"]),
        "recorded_at": manifest["made_at"],
        "actor": progress.actor,
    }
    with parts.database.writing() as connection:
        hold(connection, KIND)
        newest = last(connection)
        if (newest.number if newest else 0) + 1 != manifest["number"]:
            raise FactError([Problem("imports.submitted_meanwhile", Place(KIND), {"number": manifest["number"]})])
        connection.execute(insert(submission), row)
        progress.keep(connection, len(_SORTS) + 1, len(_SORTS) + 1)
        note(connection, parts, progress, ACT, {"number": row["number"], "digest": row["digest"]}, persons)


def _result(number: int, manifest: str) -> Mapping[str, Any]:
    return {"number": number, "manifest": orjson.loads(manifest)}
