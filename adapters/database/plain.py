"""Statements of the driver's own, for what every request reads and every receipt writes: they take a third of the time.

They have `?` where values go, and raise what SQLAlchemy raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError

from adapters.database.connect import Database

Row = Sequence[Any]


class Plain:
    """Statements by *cursor* in the transaction it is in."""

    def __init__(self, cursor: Any, dialect: Dialect) -> None:
        self._cursor, self._dialect = cursor, dialect
        self.is_sqlite = dialect.name == "sqlite"

    def first(self, statement: str, values: Row = ()) -> Row | None:
        """The first row that *statement* finds, if any."""
        with self._told():
            self._cursor.execute(self._written(statement), values)
            row: Row | None = self._cursor.fetchone()
            return row

    def every(self, statement: str, values: Row = ()) -> list[Row]:
        """The rows that *statement* finds."""
        with self._told():
            self._cursor.execute(self._written(statement), values)
            rows: list[Row] = self._cursor.fetchall()
            return rows

    def do(self, statement: str, rows: Sequence[Row]) -> None:
        """Do *statement* with each of *rows*."""
        with self._told():
            self._cursor.executemany(self._written(statement), rows)

    def _written(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s")

    @contextmanager
    def _told(self) -> Iterator[None]:
        base = self._dialect.loaded_dbapi.Error
        try:
            yield
        except base as error:
            raise DBAPIError.instance(None, None, error, base, dialect=self._dialect) from error


@contextmanager
def reading(database: Database) -> Iterator[Plain]:
    """A transaction that changes nothing."""
    fairy = database.engine.raw_connection()
    try:
        cursor = fairy.cursor()
        if database.is_sqlite:
            cursor.execute("BEGIN")
        yield Plain(cursor, database.engine.dialect)
        cursor.close()
    finally:
        fairy.close()  # which rolls back, and gives up a connection that cannot


def plainly(connection: Connection) -> Plain:
    """Statements in the transaction of *connection*."""
    return Plain(connection.connection.cursor(), connection.dialect)
