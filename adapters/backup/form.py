"""The file of a backup: a ZIP archive with a table a member, a row a line of JSON, and a manifest with their sums."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Column, LargeBinary, Table

from adapters.database.tables import metadata
from engine.problems import FactError, Place, Problem

FORMAT: Final = "xinheng-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
ROWS: Final = 500
"""Rows that are read or written at a time."""


@dataclass(frozen=True)
class Kept:
    """What a backup has of the table *name*: its *columns*, how many *rows*, the SHA-256 of its member.

    *sequence* is the last number the table gave out, where it counts by itself.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str
    sequence: int | None = None


@dataclass(frozen=True)
class Manifest:
    """What a backup has: *tables* in the order they are put back, and the end of the ledger."""

    made_at: str
    tables: tuple[Kept, ...]
    entries: int
    hash: str

    def json(self) -> bytes:
        """The manifest as it is written."""
        return orjson.dumps({"format": FORMAT, "version": VERSION, **_plain(self)}, option=orjson.OPT_INDENT_2)


def read_manifest(data: bytes, file: str) -> Manifest:
    """The manifest that *data* is, of the backup *file*; raises `FactError` where it is none of a store like ours."""
    try:
        found = orjson.loads(data)
        if (found.pop("format"), found.pop("version")) != (FORMAT, VERSION):
            raise fault("not_ours", file)
        tables = tuple(Kept(**{**one, "columns": tuple(one["columns"])}) for one in found.pop("tables"))
        manifest = Manifest(tables=tables, **found)
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        raise fault("not_ours", file) from None
    ours = {table.name: tuple(column.name for column in table.columns) for table in metadata.sorted_tables}
    theirs = {one.name: one.columns for one in manifest.tables}
    if ours != theirs:
        other = min({*ours.items()} ^ {*theirs.items()})[0]
        raise fault("other_schema", file, table=other)
    return manifest


def member(name: str) -> str:
    """The member of the archive that has the table *name*."""
    return f"tables/{name}.ndjson"


def line_of(row: Sequence[Any]) -> bytes:
    """*row* as a line; bytes in it as base64."""
    return orjson.dumps([_written(value) for value in row]) + b"\n"


def row_of(line: bytes, table: Table) -> dict[str, Any]:
    """The row of *table* that *line* is."""
    return {column.name: _read(column, value) for column, value in zip(table.columns, orjson.loads(line), strict=True)}


def fault(code: str, file: str, **values: object) -> FactError:
    """What is wrong with the backup *file*."""
    return FactError([Problem(f"backups.{code}", Place(file), values)])


def _written(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _read(column: Column[Any], value: Any) -> Any:
    return base64.b64decode(value) if isinstance(column.type, LargeBinary) and value is not None else value


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "entries": manifest.entries,
        "hash": manifest.hash,
        "tables": list(manifest.tables),
    }
