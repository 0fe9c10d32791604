"""Simulations asked for and taken away: what is compared is fixed when it is asked, and a job does the rest."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, delete, insert, select

from adapters.clock import stamp
from adapters.database.tables.simulations import behind, simulation
from adapters.jobs.starting import Ended, cancel, plan
from adapters.parts import Parts
from adapters.publishing.acts import tell
from adapters.publishing.archive import packed
from adapters.publishing.drafts import contents
from adapters.publishing.drafts import found as draft_found
from adapters.publishing.kept import about, files_of, named
from adapters.publishing.refused import Refused
from adapters.simulations.parameters import changed, described
from adapters.simulations.question import ASKED, BASELINE, CANDIDATE, Question, folder_of
from adapters.verdicts.asking import program_of
from engine.language.base import release_hash

KIND: Final = "simulation"


@dataclass(frozen=True)
class Side:
    """A release: its *hash*, its *files*, and what people call it."""

    hash: str
    files: Mapping[str, bytes]
    name: str


def release_of(connection: Connection, parts: Parts, name: str) -> Side:
    """The release called *name* (`live`, or the beginning of a hash); raises `Refused` where it is not known."""
    content = named(connection, name, parts.clock.now())
    if content is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="release", name=name)
    row: Any = about(connection, content)
    return Side(row.release, files_of(connection, content), row.title)


def draft_of(connection: Connection, id_: str) -> Side:
    """The draft *id_* as it is now; raises `Refused` where there is none."""
    row = draft_found(connection, id_)
    files = contents(connection, row)
    return Side(release_hash(files), files, row.title)


def changed_from(parts: Parts, baseline: Side, question: Question) -> tuple[Side, Question]:
    """The *baseline* with the changes of *question*, and these described; raises `BadChange` where one is none."""
    base, day = program_of(parts, baseline.hash).base, date.fromisoformat(question.as_of)
    files = changed(base, baseline.files, question.changes, day)
    told = replace(question, changes=described(base, question.changes, day))
    return Side(release_hash(files), files, question.names[1]), told


def start(parts: Parts, title: str, baseline: Side, candidate: Side, question: Question, actor: str) -> str:
    """Have what is asked be run for *actor*; gives the id of the simulation."""
    id_, now = secrets.token_hex(8), parts.clock.now()
    folder = folder_of(parts.data, id_)
    folder.mkdir(parents=True)
    (folder / BASELINE).write_bytes(packed(baseline.files))
    (folder / CANDIDATE).write_bytes(packed(candidate.files))
    command = _command(baseline, candidate, question)
    asked = {"question": question.written(), "data": str(parts.data.resolve()), "command": command}
    (folder / ASKED).write_bytes(orjson.dumps(asked))
    with parts.database.writing() as connection:
        job = plan(connection, parts.clock, KIND, {"simulation": id_}, actor)
        row = {
            "id": id_, "job": job, "title": title, "actor": actor, "baseline": baseline.hash,
            "candidate": candidate.hash, "question": orjson.dumps(question.written()).decode(), "summary": None,
            "recorded_at": stamp(now),
        }  # fmt: skip
        connection.execute(insert(simulation), row)
        tell(
            connection, "simulation.asked", actor, now, simulation=id_, baseline=baseline.hash, candidate=candidate.hash
        )
    parts.queue.put(job)
    return id_


def remove(parts: Parts, row: Row[Any], actor: str) -> None:
    """Take the simulation *row* away with all that came of it; what still runs is told to end."""
    with suppress(Ended):
        cancel(parts, row.job)
    now = parts.clock.now()
    with parts.database.writing() as connection:
        connection.execute(delete(behind).where(behind.c.simulation == row.id))
        connection.execute(delete(simulation).where(simulation.c.id == row.id))
        tell(connection, "simulation.removed", actor, now, simulation=row.id)
    rmtree(folder_of(parts.data, row.id), ignore_errors=True)


def exists(connection: Connection, id_: str) -> bool:
    """Whether the simulation *id_* was not taken away."""
    return connection.scalar(select(simulation.c.id).where(simulation.c.id == id_)) is not None


def _command(baseline: Side, candidate: Side, question: Question) -> str:
    """What makes the same report again, where the population is at hand."""
    words = ["xinheng simulate report", "--baseline", baseline.hash[:12], "--candidate", candidate.hash[:12]]
    words += ["--population", Path(question.who.name if question.who.sort == "synthetic" else question.who.folder).name]
    words += ["--as-of", question.as_of, "--from", question.first, "--decisions", question.decisions]
    for one in question.sweeps:
        words += ["--sweep", f"'{one}'"]
    return " ".join(words)
