"""Many rows at once: added by the shortest way each database has, and found by any number of names in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

Row = tuple[Any, ...]


def add_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    same: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Insert *rows*, which have values for *columns* in that order; *same* are those that all of them have."""
    if not rows:
        return
    named = ", ".join((*columns, *same))
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()  # psycopg's own: it copies
        more = tuple(same.values())
        with cursor, cursor.copy(f"COPY {table.name} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*row, *more))
        return
    values = ", ".join((*("?" * len(columns)), *map(_quoted, same.values())))
    statement = f"INSERT INTO {table.name} ({named}) VALUES ({values})"  # noqa: S608 - names of ours, and texts quoted
    connection.exec_driver_sql(statement, rows if isinstance(rows, list) else list(rows))


def _quoted(text: str) -> str:
    """*text* as SQLite has it in a statement, where nothing but a quote means anything."""
    return "'" + text.replace("'", "''") + "'"


def add_missing(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert those of *rows* that are not there yet."""
    if not rows:
        return
    marks = ", ".join([mark_of(connection)] * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of ours alone
    connection.exec_driver_sql(statement, list(rows))


def mark_of(connection: Connection) -> str:
    """What stands for a value in a statement of the driver's own."""
    return "%s" if connection.dialect.name == "postgresql" else "?"


def among(connection: Connection, column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether *column* is one of *values*, however many: they go as one parameter."""
    given = list(values)
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, given, type_=ARRAY(Text)))
    each = func.json_each(bindparam(None, orjson.dumps(given).decode(), type_=Text)).table_valued("value")
    return column.in_(select(each.c.value))
