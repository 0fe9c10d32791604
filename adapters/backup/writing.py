"""A backup written: one state of the store, read in one transaction while others go on writing; whole, or not there."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, inspect, select, text

from adapters.backup.form import MANIFEST, ROWS, Kept, Manifest, fault, line_of, member, read_manifest
from adapters.clock import stamp
from adapters.database.connect import Database
from adapters.database.tables import metadata
from adapters.ledger.verify import verify

_PIECE: Final = 1 << 20
Tell = Callable[[int, int], object]


def back_up(database: Database, path: Path, now: datetime, tell: Tell = lambda _done, _all: None) -> Manifest:
    """Write all of *database* to *path*, and read it again before it gets that name; *tell* hears of tables done.

    Raises `FactError` where the ledger is not whole: then something else is to be seen to first. An older file of the
    name is replaced at the very end.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with database.reading() as connection:
            chain = verify(connection)
            if chain.flaws:
                raise fault("ledger", str(path), number=chain.flaws[0].number)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                tables = []
                for done, table in enumerate(metadata.sorted_tables):
                    tell(done, len(metadata.sorted_tables))
                    tables.append(_table(connection, archive, table))
                manifest = Manifest(stamp(now), tuple(tables), chain.entries, chain.hash)
                archive.writestr(MANIFEST, manifest.json())
        check(part, str(path))
        _synced(part)
        part.replace(path)
        _synced(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def check(path: Path, name: str) -> Manifest:
    """The manifest of the backup at *path*, whose every member is as it says; raises `FactError` otherwise."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = read_manifest(archive.read(MANIFEST), name)
            for one in manifest.tables:
                digest = hashlib.sha256()
                with archive.open(member(one.name)) as stream:
                    while piece := stream.read(_PIECE):
                        digest.update(piece)
                if digest.hexdigest() != one.sha256:
                    raise fault("altered", name, table=one.name)
    except (zipfile.BadZipFile, KeyError, EOFError):
        raise fault("not_ours", name) from None
    return manifest


def _table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> Kept:
    """Write *table* as a member of *archive*."""
    rows, digest = 0, hashlib.sha256()
    wanted = select(table).order_by(*table.primary_key.columns)
    with (
        archive.open(member(table.name), "w", force_zip64=True) as stream,
        connection.execution_options(yield_per=ROWS).execute(wanted) as found,
    ):
        for rows, row in enumerate(found, 1):  # noqa: B007 - told at the end
            line = line_of(row)
            stream.write(line)
            digest.update(line)
    columns = tuple(column.name for column in table.columns)
    return Kept(table.name, columns, rows, digest.hexdigest(), _sequence(connection, table))


def _sequence(connection: Connection, table: Table) -> int | None:
    """The last number that *table* gave out, where it counts by itself: what was deleted since is not given again."""
    column: Any = table.autoincrement_column
    if column is None:
        return None
    highest = int(connection.scalar(select(column).order_by(column.desc()).limit(1)) or 0)
    if connection.dialect.name == "postgresql":
        name = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), _names(table))
        called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {name}").one()  # noqa: S608 - its name
        return max(highest, int(called.last_value) if called.is_called else 0)
    if not inspect(connection).has_table("sqlite_sequence"):
        return highest
    given = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
    return max(highest, int(given or 0))


def _names(table: Table) -> dict[str, str]:
    column: Any = table.autoincrement_column
    return {"table": f'"{table.name}"', "column": column.name}


def _synced(path: Path) -> None:
    """Have the system write *path* down."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
