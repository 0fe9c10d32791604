"""A release examined: everything wrong with it, and its cases run, by a process of its own that ends with the work.

What came of it is kept by the hash of the contents, so that the same is never examined twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, select

from adapters.checking import Whole, every_problem, whole
from adapters.clock import Clock, stamp
from adapters.database.connect import Database, hold
from adapters.database.tables.drafts import examination
from adapters.publishing.archive import members, packed
from adapters.publishing.thoroughness import measured
from adapters.workers.pool import WorkerPool
from adapters.workers.work import Evaluate, Undecided, Workers
from adapters.wrong import as_data
from engine.cases.run import CaseResult, Runner
from engine.problems import Place, PolicyError, Problem
from engine.verdict import VERSION

Examiner = Callable[[], Workers]
MOST: Final = 1_000
"""Problems and failed cases that are kept of one examination; how many there are is said."""
_LONG: Final = 900.0
"""Seconds that an examination may take."""


@dataclass(frozen=True)
class Examined:
    """What came of examining the contents of one hash: counts, and *problems* and *failed* cases as data."""

    content_hash: str
    at: str
    policies: int
    problem_count: int
    problems: tuple[Mapping[str, Any], ...]
    cases: int | None
    failed_count: int
    failed: tuple[Mapping[str, Any], ...]
    thoroughness: tuple[Mapping[str, Any], ...] | None = None
    """How thoroughly cases test what a draft changes, where that was measured (`adapters.publishing.thoroughness`)."""

    @property
    def is_sound(self) -> bool:
        """Whether it may be published: nothing is wrong, and every case was run and holds."""
        return self.problem_count == 0 and self.cases is not None and self.failed_count == 0


def in_process() -> Workers:
    """A process that examines, and ends when it is closed."""
    return WorkerPool(load, (), size=1, timeout=_LONG, batch=1)


def load() -> Evaluate:
    """What examines: of files in an archive, what is wrong with them and what became of their cases, as JSON.

    It measures, too, how thoroughly cases test: that is what requests in JSON ask.
    """
    return lambda request: measured(request) if request.startswith(b"{") else _examined(request)


def examine(
    database: Database, clock: Clock, examiner: Examiner, content: str, files: Callable[[], Mapping[str, bytes]]
) -> Examined:
    """What is kept of examining the contents of hash *content*, or comes of examining its *files* now.

    Raises `PolicyError` where that crashed or took too long.
    """
    with database.reading() as connection:
        known = kept(connection, content)
    if known is not None:
        return known
    with examiner() as workers:
        answer = workers.evaluate([packed(files())])[0]
    if isinstance(answer, Undecided):
        raise PolicyError([Problem("bundle.not_examined", Place(content[:12]))])
    row = {"content_hash": content, "form": VERSION, "at": stamp(clock.now()), "result": answer.decode()}
    with database.writing() as connection:
        hold(connection, "examination")
        connection.execute(delete(examination).where(examination.c.content_hash == content))
        connection.execute(insert(examination), row)
    return _read(content, row["at"], answer)


def kept(connection: Connection, content: str) -> Examined | None:
    """What came of examining the contents of hash *content*, where that was done."""
    wanted = (examination.c.content_hash == content) & (examination.c.form == VERSION)
    row = connection.execute(select(examination.c.at, examination.c.result).where(wanted)).first()
    return None if row is None else _read(content, row.at, row.result)


def _read(content: str, at: str, result: str | bytes) -> Examined:
    said = orjson.loads(result)
    lists = {key: tuple(said[key]) for key in ("problems", "failed", "thoroughness") if said.get(key) is not None}
    return Examined(content, at, **{**said, **lists})


def _examined(request: bytes) -> bytes:
    found = whole({member.name: member.content for member in members(request)})
    problems = every_problem(found)
    results = () if problems else _run(found)
    wrong = [*problems, *(problem for one in results for problem in one.problems)]
    failed = [one for one in results if one.differences]
    said = {
        "policies": len(found.base.policies) + len(found.base.overlays) + len(found.base.linkages),
        "problem_count": len(wrong),
        "problems": [as_data(problem) for problem in wrong[:MOST]],
        "cases": None if problems else len(results),
        "failed_count": len(failed),
        "failed": list(map(_failed, failed[:MOST])),
    }
    return orjson.dumps(said)


def _run(found: Whole) -> tuple[CaseResult, ...]:
    if found.program is None:
        return ()
    with Runner(found.base, found.program) as runner:
        return runner.run(found.cases)


def _failed(result: CaseResult) -> dict[str, Any]:
    place = result.case.place()
    return {
        "policy": result.case.owner, "case": result.case.name, "file": place.file, "line": place.line,
        "differences": [
            {"path": one.path, "expected": one.expected, "found": one.found} for one in result.differences
        ],
    }  # fmt: skip
