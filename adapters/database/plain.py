"""Statements of the driver's own, for what every request reads and every receipt writes: they take a third of the time.

They have `?` where values go, and raise what SQLAlchemy raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect

from adapters.database.connect import Database, as_ours

Row = Sequence[Any]


class Plain:
    """Statements by *cursor* in the transaction it is in."""

    def __init__(self, cursor: Any, dialect: Dialect) -> None:
        self._cursor, self._dialect = cursor, dialect
        self.is_sqlite = dialect.name == "sqlite"

    def first(self, statement: str, values: Row = ()) -> Row | None:
        """The first row that *statement* finds, if any."""
        with as_ours(self._dialect):
            self._cursor.execute(self._written(statement), values)
            row: Row | None = self._cursor.fetchone()
            return row

    def every(self, statement: str, values: Row = ()) -> list[Row]:
        """The rows that *statement* finds."""
        with as_ours(self._dialect):
            self._cursor.execute(self._written(statement), values)
            rows: list[Row] = self._cursor.fetchall()
            return rows

    def do(self, statement: str, rows: Sequence[Row]) -> None:
        """Do *statement* with each of *rows*."""
        with as_ours(self._dialect):
            self._cursor.executemany(self._written(statement), rows)

    def _written(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s")


@contextmanager
def reading(database: Database) -> Iterator[Plain]:
    """A transaction that changes nothing."""
    dialect = database.engine.dialect
    with as_ours(dialect):
        fairy = database.engine.raw_connection()
    try:
        with as_ours(dialect):
            cursor = fairy.cursor()
            if database.is_sqlite:
                cursor.execute("BEGIN")
        yield Plain(cursor, dialect)
        cursor.close()
    finally:
        fairy.close()  # which rolls back, and gives up a connection that cannot


def plainly(connection: Connection) -> Plain:
    """Statements in the transaction of *connection*."""
    return Plain(connection.connection.cursor(), connection.dialect)
