"""Everybody's records written to files, as they stand at one moment, for evaluators that take them in columns.

The files are those of `adapters.population.folder`. Beside them stand the ids in the order of the subjects, with the
revision of each: what is made of the files is kept only where that is still the one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, Row, select

from adapters.database.connect import Database
from adapters.database.tables.records import fact, subject, subject_code
from adapters.population.folder import FACTS, SUBJECTS
from adapters.records.subjects import ATTRIBUTES
from adapters.verdicts.work import fitted
from engine.compile.program import Program
from engine.facts import each

_ROWS: Final = 50_000
_WHO: Final = "who.arrow"
_SUBJECTS: Final = pa.schema([(name, pa.string()) for name in ("id", *ATTRIBUTES)])
_FACTS: Final = pa.schema(
    [(name, pa.string()) for name in ("id", "type", "subject", "date", "recorded", "source", "fields", "related")]
)
_REVISIONS: Final = pa.schema([("id", pa.string()), ("revision", pa.int64())])
_STATED: Final = ("id", "type", "date", "recorded", "source")


@dataclass(frozen=True)
class Exported:
    """Everybody's records in the files of *folder*."""

    folder: Path

    def who(self, start: int, end: int) -> dict[str, int]:
        """The ids and revisions of the subjects at places from *start* to *end*."""
        with pa.memory_map(str(self.folder / _WHO)) as file:
            some = pa.ipc.open_file(file).read_all().slice(start, end - start)
            return dict(zip(some["id"].to_pylist(), some["revision"].to_pylist(), strict=True))


def export(
    database: Database, program: Program, folder: Path, *, check: bool, told: Callable[[], None]
) -> tuple[Exported, set[str]]:
    """Write the records of everybody to *folder*, as *program* has names for them; gives also who had to stay out.

    These are, with *check*, who has records that *program* cannot read. *told* is called now and then.
    """
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with database.reading() as connection:
        bad = _unreadable(connection, program, told) if check else set[str]()
        _write_subjects(connection, folder, bad)
        _write_facts(connection, program, folder, bad, told)
    return Exported(folder), bad


def _write_subjects(connection: Connection, folder: Path, bad: Collection[str]) -> None:
    columns = [subject.c[name] for name in ("id", *ATTRIBUTES, "revision")]
    rows = select(*columns).where(subject.c.merged_into.is_(None)).order_by(subject.c.id)
    with (
        pq.ParquetWriter(folder / f"{SUBJECTS}.parquet", _SUBJECTS) as people,
        pa.ipc.new_file(str(folder / _WHO), _REVISIONS) as who,
        _some(connection, rows) as found,
    ):
        for some in found:
            kept = [row for row in some if row.id not in bad]
            people.write_table(_table(_SUBJECTS, kept))
            who.write_table(_table(_REVISIONS, kept))


def _write_facts(
    connection: Connection, program: Program, folder: Path, bad: Collection[str], told: Callable[[], None]
) -> None:
    rows, names = _facts(program), _names(connection)
    with pq.ParquetWriter(folder / f"{FACTS}.parquet", _FACTS) as writer, _some(connection, rows) as found:
        for some in found:
            records = [_record(program, row, names) for row in some if row.subject not in bad]
            writer.write_table(pa.Table.from_pylist(records, _FACTS))
            told()


def _facts(program: Program) -> Any:
    """The facts that *program* has a type for, by number, which is how they came."""
    known = fact.c.type.in_(sorted(program.fact_types)), fact.c.content.is_not(None)
    return select(fact.c.subject, fact.c.content).where(*known).order_by(fact.c.number)


def _names(connection: Connection) -> dict[str, str]:
    """The subjects that other names than their ids mean: codes, and ids of those merged into them."""
    merged = select(subject.c.id, subject.c.merged_into).where(subject.c.merged_into.is_not(None))
    into: dict[str, str] = {one.id: one.merged_into for one in connection.execute(merged)}
    codes = {one.code: one.subject for one in connection.execute(select(subject_code))}
    return into | {code: into.get(whose, whose) for code, whose in codes.items()}


def _record(program: Program, row: Row[Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A fact as a row; whom it names, it names by the id."""
    content = fitted(program, orjson.loads(row.content))
    if related := content.get("related"):
        content["related"] = [one | {"subject": names.get(one["subject"], one["subject"])} for one in related]
    told = {name: content.get(name) for name in _STATED} | {"subject": row.subject}
    for name in ("fields", "related"):
        told[name] = orjson.dumps(content[name]).decode() if content.get(name) else None
    return told


def _unreadable(connection: Connection, program: Program, told: Callable[[], None]) -> set[str]:
    """Who has records that *program* cannot read."""
    bad: set[str] = set()
    with _some(connection, _facts(program)) as found:
        for some in found:
            records = [fitted(program, orjson.loads(row.content)) for row in some]
            read = each(program, records, "facts")
            bad.update(row.subject for row, one in zip(some, read, strict=True) if isinstance(one, tuple))
            told()
    return bad


@contextmanager
def _some(connection: Connection, rows: Any) -> Iterator[Iterator[Sequence[Row[Any]]]]:
    """What *rows* finds, some at a time, as it comes from the server; nothing stays open, whatever ends it."""
    with connection.execute(rows, execution_options={"yield_per": _ROWS}) as result:
        yield result.partitions()


def _table(schema: pa.Schema, rows: Sequence[Row[Any]]) -> pa.Table:
    columns: Mapping[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in schema.names}
    return pa.table(columns, schema)
