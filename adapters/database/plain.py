"""Statements of the driver's own, for what every request reads and every receipt writes: they take a third of the time.

They have `?` where values go, and raise what SQLAlchemy raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect

from adapters.database.changes import Unchanged
from adapters.database.connect import Database, as_ours, ours

Row = Sequence[Any]


class Plain:
    """Statements in the transaction that cursors are in which *begin* gives; there is one, once something is asked.

    What is asked *again* is told by *unchanged*, where that knows.
    """

    def __init__(self, begin: Callable[[], Any], dialect: Dialect, unchanged: Unchanged | None = None) -> None:
        self._begin, self._dialect, self._unchanged = begin, dialect, unchanged
        self._begun: Any = None
        self._fault: type[BaseException] = dialect.loaded_dbapi.Error
        self.is_sqlite = dialect.name == "sqlite"

    def again(self, statement: str, values: Row = ()) -> Row | None:
        """What `first` finds: at once, where it was found before and nobody has changed the store meanwhile."""
        if self._unchanged is None:
            return self.first(statement, values)
        found: Row | None = self._unchanged.find((statement, values), lambda: self.first(statement, values))
        return found

    def first(self, statement: str, values: Row = ()) -> Row | None:
        """The first row that *statement* finds, if any."""
        try:
            self._cursor.execute(self._written(statement), values)
            row: Row | None = self._cursor.fetchone()
        except self._fault as error:
            raise ours(error, self._dialect) from error
        return row

    def every(self, statement: str, values: Row = ()) -> list[Row]:
        """The rows that *statement* finds."""
        try:
            self._cursor.execute(self._written(statement), values)
            rows: list[Row] = self._cursor.fetchall()
        except self._fault as error:
            raise ours(error, self._dialect) from error
        return rows

    def each(self, statement: str, rows: Sequence[Row]) -> None:
        """Do *statement* with each of *rows*."""
        try:
            self._cursor.executemany(self._written(statement), rows)
        except self._fault as error:
            raise ours(error, self._dialect) from error

    def do(self, statement: str, values: Row = ()) -> None:
        """Do *statement*."""
        try:
            self._cursor.execute(self._written(statement), values)
        except self._fault as error:
            raise ours(error, self._dialect) from error

    def close(self) -> None:
        """Ask nothing more."""
        if self._begun is not None:
            self._begun.close()

    @property
    def _cursor(self) -> Any:
        if self._begun is None:
            self._begun = self._begin()
        return self._begun

    def _written(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s")


@contextmanager
def reading(database: Database) -> Iterator[Plain]:
    """Statements that change nothing, each of which sees the store as it is."""
    dialect = database.engine.dialect
    if database.is_sqlite:
        driver = database.take()
        plain = Plain(driver.cursor, dialect, database.unchanged)
        try:
            yield plain
        finally:
            plain.close()
            database.give_back(driver)
        return
    with as_ours(dialect):
        fairy = database.engine.raw_connection()
    try:
        plain = Plain(fairy.cursor, dialect)
        yield plain
        plain.close()
    finally:
        fairy.close()  # which rolls back, and gives up a connection that cannot


def again(database: Database, statement: str, values: Row = ()) -> Row | None:
    """What `Plain.again` tells of *database* as it is."""
    with reading(database) as reads:
        return reads.again(statement, values)


def plainly(connection: Connection) -> Plain:
    """Statements in the transaction of *connection*."""
    return Plain(connection.connection.cursor, connection.dialect)
