"""A troubled small province in the store, by a few of the shipped policies, and what is on record of it day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pyarrow.parquet as pq

from adapters.clock import FixedClock, today
from adapters.parts import Parts
from adapters.publishing.kept import keep, publish
from adapters.records.accepting import Sender, accept
from adapters.records.dossiers import on_record
from adapters.records.subjects import ATTRIBUTES, register
from adapters.spark.kernel import compiled
from adapters.state.rows import Rows, read
from adapters.synthetic.population import write_population
from adapters.synthetic.settings import Settings
from adapters.verdicts.asking import Days, ask, program_of, release_meant, request_of
from engine.compile.program import Program
from tests.spark import made

SUBJECTS = 300
_COMMON = ("id", "date", "recorded", "subject", "related")

Record = Mapping[str, Any]


@cache
def records() -> tuple[Sequence[Record], Sequence[Record]]:
    """Everybody, and every fact about them in the order it was recorded."""
    folder = Path(mkdtemp(prefix="province-"))
    try:
        write_population(compiled(made.files()), folder, Settings(SUBJECTS, 11, trouble=15.0))
        people = [row for file in (folder / "subjects").glob("*") for row in _rows(file)]
        facts = [_fact(file.parent.name, row) for file in (folder / "facts").rglob("*.parquet") for row in _rows(file)]
    finally:
        rmtree(folder)
    told: list[Record] = [{key: one[key] for key in ("id", *ATTRIBUTES) if key in one} for one in people]
    return told, sorted(facts, key=lambda one: (one["recorded"], one["id"]))


def move_in(parts: Parts, files: Mapping[str, bytes] | None = None) -> None:
    """Register everybody, and have the few policies be live."""
    now = parts.clock.now()
    with parts.database.writing() as connection:
        hash_ = keep(connection, files or made.files(), "few", "test", now)
        publish(connection, hash_, "1970-01-02", "test", now, "test")
        for one in records()[0]:
            register(connection, one, Sender("test", now, trusted=True))


def happen(parts: Parts, first: str, last: str) -> int:
    """Store what was recorded on the days from *first* to before *last*; how many facts that were."""
    now = parts.clock.now()
    some = [one for one in records()[1] if first <= one["recorded"] < last]
    read_by = program(parts)
    with parts.database.writing() as connection:
        outcomes = accept(connection, read_by, some, Sender("test", now, trusted=True))
    assert {one.status for one in outcomes} <= {"created"}, [one.problems for one in outcomes if one.problems][:3]
    return len(some)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for row in pq.ParquetFile(file).read().to_pylist():
        yield {key: _plain(value) for key, value in row.items() if value is not None}


def _fact(type_: str, row: Mapping[str, Any]) -> Record:
    related = [{"role": one["role"], "subject": one["id"]} for one in row.get("related", ())]
    fields = {key: value for key, value in row.items() if key not in _COMMON}
    return {key: row[key] for key in ("id", "date", "recorded", "subject")} | {
        "type": type_, "fields": fields, "related": related,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def at(clock: FixedClock, day: str) -> None:
    """Have it be ten in the morning of *day* in Asia/Shanghai."""
    clock.moment = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)


def program(parts: Parts) -> Program:
    """The live release."""
    with parts.database.reading() as connection:
        return program_of(parts, release_meant(connection, None, parts.clock.now()))


def fresh(parts: Parts) -> dict[str, Rows]:
    """What the online evaluator says of everybody now."""
    day = today(parts.clock)
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
        found = {one["id"]: on_record(connection, one["id"]) for one in records()[0]}
    asked = {id_: request_of(one, Days(day, day), state=True) for id_, one in found.items() if one is not None}
    answers = ask(parts, release, list(asked.values()))
    return {id_: read(answer) for id_, answer in zip(asked, answers, strict=True) if isinstance(answer, bytes)}
