"""Statements of the driver's own, for what every request reads: they take a third of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import OperationalError

from adapters.database.connect import Database


class Plain:
    """Reads by *cursor*. Statements have `?` where values go."""

    def __init__(self, cursor: Any, is_sqlite: bool) -> None:
        self._cursor, self._is_sqlite = cursor, is_sqlite

    def first(self, statement: str, values: Sequence[object]) -> Sequence[Any] | None:
        """The first row that *statement* finds, if any."""
        self._cursor.execute(statement if self._is_sqlite else statement.replace("?", "%s"), values)
        row: Sequence[Any] | None = self._cursor.fetchone()
        return row


@contextmanager
def reading(database: Database) -> Iterator[Plain]:
    """A transaction that sees one state of the store and changes nothing."""
    fairy = database.engine.raw_connection()
    try:
        cursor = fairy.cursor()
        if database.is_sqlite:
            cursor.execute("BEGIN")
        yield Plain(cursor, database.is_sqlite)
        cursor.close()
    except database.engine.dialect.loaded_dbapi.Error as error:
        raise OperationalError(None, None, error) from error  # as everywhere else
    finally:
        fairy.close()  # which rolls back, and gives up a connection that cannot
