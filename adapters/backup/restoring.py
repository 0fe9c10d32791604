"""A backup put back into an empty store, of whatever kind, in one transaction: all of it, or nothing."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, exists, func, insert, inspect, select, text, update

from adapters.backup.form import ROWS, Kept, Manifest, fault, member, row_of
from adapters.backup.writing import check
from adapters.database.connect import Database
from adapters.database.tables import metadata
from adapters.ledger.verify import verify

Tell = Callable[[int, int], object]
_NOTHING: Final[Tell] = lambda _done, _all: None  # noqa: E731 - a default


def restore(database: Database, path: Path, tell: Tell = _NOTHING) -> Manifest:
    """Put the backup at *path* into *database*, whose schema is up to date and which has nothing yet.

    Raises `FactError` where it has something, or where anything of the backup is not as its manifest says.
    """
    manifest = check(path, str(path))
    with database.writing() as connection, zipfile.ZipFile(path) as archive:
        for table in metadata.sorted_tables:
            if connection.scalar(select(exists(select(table)))):
                raise fault("not_empty", str(path), table=table.name)
        for done, one in enumerate(manifest.tables):
            tell(done, len(manifest.tables))
            _put(connection, archive, one, str(path))
        chain = verify(connection)
        if chain.flaws or (chain.entries, chain.hash) != (manifest.entries, manifest.hash):
            raise fault("ledger", str(path), number=chain.flaws[0].number if chain.flaws else chain.entries)
    return manifest


def _put(connection: Connection, archive: zipfile.ZipFile, kept: Kept, file: str) -> None:
    """Put the rows of one table back."""
    table, digest = metadata.tables[kept.name], hashlib.sha256()
    later: list[dict[str, Any]] = []
    with archive.open(member(kept.name)) as stream:
        for rows in _chunks(_rows(stream, table, digest)):
            later += _without_own(table, rows)
            connection.execute(insert(table), rows)
    _point(connection, table, later)
    count = connection.scalar(select(func.count()).select_from(table))
    if digest.hexdigest() != kept.sha256 or count != kept.rows:
        raise fault("altered", file, table=kept.name)
    if kept.sequence:
        _count_on(connection, table, kept.sequence)


def _rows(stream: Any, table: Table, digest: Any) -> Iterator[dict[str, Any]]:
    for line in stream:
        digest.update(line)
        yield row_of(line, table)


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, ROWS)):
        yield some


def _own(table: Table) -> list[str]:
    """The columns of *table* that point to rows of its own."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _without_own(table: Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """*rows* without what points to rows that may come later; and that, to be put back then."""
    later = []
    for name in _own(table):
        for row in rows:
            if row[name] is not None:
                later.append({key.name: row[key.name] for key in table.primary_key.columns} | {name: row[name]})
                row[name] = None
    return later


def _point(connection: Connection, table: Table, later: Sequence[dict[str, Any]]) -> None:
    for row in later:
        keys = [column.name for column in table.primary_key.columns]
        where = and_(*(table.c[key] == row[key] for key in keys))
        rest = {name: value for name, value in row.items() if name not in keys}
        connection.execute(update(table).where(where).values(**rest))


def _count_on(connection: Connection, table: Table, last: int) -> None:
    """Have *table* number new rows from behind *last*, as it would have."""
    column: Any = table.autoincrement_column
    if connection.dialect.name == "postgresql":
        wanted = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
        connection.execute(wanted, {"table": f'"{table.name}"', "column": column.name, "last": last})
    elif inspect(connection).has_table("sqlite_sequence"):
        changed = connection.execute(
            text("UPDATE sqlite_sequence SET seq = :last WHERE name = :table"), {"table": table.name, "last": last}
        )
        if not changed.rowcount and table.dialect_options["sqlite"]["autoincrement"]:
            wanted = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")
            connection.execute(wanted, {"table": table.name, "last": last})
