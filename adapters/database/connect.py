"""Connections to the store: transactions for reading and for writing, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from adapters.database.changes import Changes, Unchanged
from adapters.database.turn import Turn

T = TypeVar("T")
CACHE: Final = 64 << 10
"""KiB of a SQLite file that each connection keeps at hand: what is added goes all over the indexes."""
_POOL: Final = 16
"""Connections that stay open: more than threads use at a time, since opening one costs more than most requests."""
AHEAD: Final = 16_000
"""Pages that are written ahead before the SQLite file itself is brought up to date."""
_FAR_AHEAD: Final = 4 * AHEAD
"""The same where much is written at once."""
BUSY: Final = 30_000
"""Milliseconds to wait for another who writes to the same SQLite file."""


SOME: Final = 500
"""Values that one statement names at most."""


class Database:
    """The store at *url*: `sqlite:///file.db` or `postgresql+psycopg://…`. Threads may share it."""

    def __init__(self, url: str) -> None:
        self.url = url
        parsed = make_url(url)
        self.is_sqlite: Final = parsed.get_backend_name() == "sqlite"
        self.engine: Engine = create_engine(
            parsed, pool_pre_ping=not self.is_sqlite, pool_use_lifo=True, hide_parameters=True,
            pool_size=_POOL, max_overflow=_POOL,
        )  # fmt: skip
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepared)
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**options)
        path = parsed.database if self.is_sqlite else None
        self._turn, self._changes = Turn(path), Changes(path)
        self.unchanged: Final = Unchanged(self._changes)
        self._ready: deque[Any] = deque()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store and changes nothing."""
        with self._reading.connect() as connection, connection.begin():
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction kept as a whole where its block ends, and not at all where it raises."""
        with self._turn, self._changes, self.engine.connect() as connection, connection.begin():
            self._begin(connection, "BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def adding(self) -> Iterator[Connection]:
        """The same where nothing that is asked again (`Plain.again`) becomes another by what is written."""
        with self._turn, self.engine.connect() as connection, connection.begin():
            self._begin(connection, "BEGIN IMMEDIATE")
            yield connection

    def _begin(self, connection: Connection, how: str) -> None:
        """Tell SQLite to begin: what listens for that would slow down every statement."""
        if self.is_sqlite:
            driver: Any = connection.connection.dbapi_connection
            with as_ours(connection.dialect):
                driver.execute(how)

    @contextmanager
    def writing_much(self) -> Iterator[Connection]:
        """The same where much is written: a SQLite file is brought up to date afterwards, beside others who write."""
        if not self.is_sqlite:
            with self.writing() as connection:
                yield connection
            return
        with self._turn, self._changes, self.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA wal_autocheckpoint = {_FAR_AHEAD}")
            try:
                with connection.begin():
                    self._begin(connection, "BEGIN IMMEDIATE")
                    yield connection
            finally:
                driver.execute(f"PRAGMA wal_autocheckpoint = {AHEAD}")

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """The same where tables are altered: SQLite makes them anew, which it may while it looks at no references.

        Whoever alters them has to see that these still hold.
        """
        if not self.is_sqlite:
            with self.writing() as connection:
                yield connection
            return
        with self._turn, self._changes, self.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    self._begin(connection, "BEGIN IMMEDIATE")
                    yield connection
            finally:
                driver.execute("PRAGMA foreign_keys = ON")

    def settle(self) -> None:
        """Bring a SQLite file up to date with what was written ahead."""
        if not self.is_sqlite:
            return
        driver = self.take()
        try:
            with as_ours(self.engine.dialect):
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            self.give_back(driver)

    def take(self) -> Any:
        """A connection of the driver's to a SQLite file, to be given back; a pool would cost more than a read does."""
        try:
            return self._ready.pop()
        except IndexError:
            with as_ours(self.engine.dialect):
                fairy = self.engine.raw_connection()
            driver = fairy.dbapi_connection
            fairy.detach()
            return driver

    def give_back(self, driver: Any) -> None:
        """Have the next use the connection *driver*, which is in no transaction."""
        self._ready.append(driver)

    def close(self) -> None:
        """End every connection."""
        while self._ready:
            self._ready.pop().close()
        self.engine.dispose()
        self._turn.close()
        self._changes.close()


@contextmanager
def as_ours(dialect: Dialect) -> Iterator[None]:
    """Raise what a driver raises as SQLAlchemy does."""
    base = dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        raise ours(error, dialect) from error


def ours(error: BaseException, dialect: Dialect) -> BaseException:
    """What SQLAlchemy raises for the *error* of a driver."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, base, dialect=dialect)


def hold(connection: Connection, name: str) -> None:
    """Let no other transaction hold *name* until that of *connection* ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(%(name)s))", {"name": name})


def some_of(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """*values* some at a time: as many as one statement may name."""
    waiting = iter(values)
    while some := list(islice(waiting, SOME)):
        yield some


def _prepared(connection: Any, _record: object) -> None:
    """Let SQLite begin transactions when told to, and write ahead, so that readers and a writer do not wait."""
    connection.isolation_level = None
    cursor = connection.cursor()
    pragmas = ("journal_mode = WAL", f"busy_timeout = {BUSY}", "foreign_keys = ON", "synchronous = FULL")
    for pragma in (*pragmas, f"cache_size = -{CACHE}", f"wal_autocheckpoint = {AHEAD}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
