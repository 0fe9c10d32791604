"""The migrations make the tables there are, whoever runs them and how often."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url, select

from adapters.database.connect import Database
from adapters.database.migrate import is_current, upgrade
from adapters.database.tables import metadata
from adapters.database.tables.records import fact_forgotten
from adapters.ledger import chain
from adapters.ledger.verify import verify
from tests.service.conftest import administer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"x{uuid4().hex}"
    administer(server, f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_the_migrations_make_the_tables_there_are(empty: str) -> None:
    database = Database(empty)
    assert not is_current(database)
    upgrade(database)
    assert is_current(database)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_to_migrate_twice_or_at_once_is_to_migrate(empty: str) -> None:
    databases = [Database(empty) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(upgrade, databases))
    upgrade(databases[0])
    assert {*metadata.tables} <= {*inspect(databases[0].engine).get_table_names()}
    for database in databases:
        database.close()


def test_what_was_forgotten_stays_so_when_a_store_is_brought_up_to_date(empty: str) -> None:
    database = Database(empty)
    upgrade(database, "0001")
    with database.writing() as connection:
        for row in ("('b', '2026-02-01', 'r')", "('a', '2026-03-01', 'r')"):
            connection.exec_driver_sql(f"INSERT INTO fact_forgotten (id, at, rule) VALUES {row}")  # noqa: S608 - ours
    upgrade(database)
    with database.reading() as connection:
        rows = connection.execute(select(fact_forgotten).order_by(fact_forgotten.c.number)).all()
    assert [tuple(row) for row in rows] == [(1, "b", "2026-02-01", "r", None), (2, "a", "2026-03-01", "r", None)]
    database.close()


def test_a_store_with_entries_in_its_ledger_is_brought_up_to_date(empty: str) -> None:
    database = Database(empty)
    upgrade(database, "0001")
    with database.writing() as connection:
        chain.add(connection, [_said("a"), _said("b")], datetime(2026, 11, 1, tzinfo=UTC))
    upgrade(database)
    with database.writing() as connection:
        chain.add(connection, [_said("c")], datetime(2026, 11, 2, tzinfo=UTC))
    with database.reading() as connection:
        found = verify(connection)
    database.close()
    assert (found.entries, found.flaws) == (3, ())


def _said(id_: str) -> chain.Said:
    return chain.Said(id_, "act", "somebody", b"{}")
