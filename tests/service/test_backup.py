"""A backup is the whole store, whatever database that is; half a backup, or half a restored store, there never is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, make_url, select, update

from adapters.backup.form import MANIFEST, member
from adapters.backup.restoring import restore
from adapters.backup.writing import back_up
from adapters.clock import stamp
from adapters.database.connect import Database
from adapters.database.migrate import upgrade
from adapters.database.tables import metadata
from adapters.database.tables.ledger import payload
from adapters.database.tables.records import fact, subject, subject_name
from adapters.ledger.chain import Said, add
from adapters.parts import Parts
from engine.problems import FactError
from tests.service.conftest import NOW, administer
from tests.service.sample import store_sample

ROOT = Path(__file__).resolve().parents[2]
Empty = Callable[[str], Database]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """A new store of a kind, with a schema and nothing in it."""
    made: list[tuple[Database, str]] = []

    def new(kind: str) -> Database:
        name = f"x{uuid4().hex}"
        if kind == "sqlite":
            database = Database(f"sqlite:///{tmp_path}/{name}.db")
        else:
            server = request.getfixturevalue("postgres_server")
            administer(server, f"CREATE DATABASE {name}")
            database = Database(make_url(server).set(database=name).render_as_string(hide_password=False))
        upgrade(database)
        made.append((database, name))
        return database

    yield new
    for database, name in made:
        database.close()
        if not database.is_sqlite:
            administer(request.getfixturevalue("postgres_server"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def filled(parts: Parts) -> Database:
    """A store with something of everything that is difficult to put back."""
    store_sample(parts)
    with parts.database.writing() as connection:
        ids = list(connection.scalars(select(subject.c.id).order_by(subject.c.id).limit(2)))
        connection.execute(update(subject).where(subject.c.id == ids[0]).values(merged_into=ids[1]))
        row = {"subject": ids[0], "name": "将被删去", "recorded_at": stamp(NOW)}
        last = connection.execute(insert(subject_name), row).inserted_primary_key
        assert last is not None
        connection.execute(delete(subject_name).where(subject_name.c.number == last[0]))
        add(connection, [Said(f"e{number}", "act", "officer", '{"名": 1}'.encode()) for number in range(30)], NOW)
        connection.execute(delete(payload).where(payload.c.number == 3))
    return parts.database


def content(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_restored_is_what_was_backed_up(filled: Database, empty: Empty, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    manifest = back_up(filled, path, NOW)
    assert sum(one.rows for one in manifest.tables) > 100
    other = empty(kind)
    assert restore(other, path) == manifest
    assert content(other) == content(filled)
    again = back_up(other, tmp_path / "again.zip", NOW)
    assert {one.name: (one.rows, one.sha256) for one in again.tables} == {
        one.name: (one.rows, one.sha256) for one in manifest.tables
    }
    with other.writing() as connection:
        whose = connection.scalar(select(subject.c.id))
        number = connection.execute(
            insert(subject_name), {"subject": whose, "name": "新", "recorded_at": stamp(NOW)}
        ).inserted_primary_key
        highest = connection.scalar(select(func.max(fact.c.number)))
        row = {"id": "new", "subject": whose, "type": "x", "day": "2026-01-01", "recorded": "2026-01-01",
               "recorded_at": stamp(NOW), "content": "{}", "digest": "0", "submitted_by": "x"}  # fmt: skip
        fact_number = connection.execute(insert(fact), row).inserted_primary_key
    assert number is not None
    assert fact_number is not None
    assert fact_number[0] == (highest or 0) + 1


def test_nothing_is_put_over_what_is_there(filled: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    back_up(filled, path, NOW)
    before = content(filled)
    with pytest.raises(FactError, match=r"backups\.not_empty"):
        restore(filled, path)
    assert content(filled) == before


def _changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as old:
        members = {one: old.read(one) for one in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for one, data in members.items():
            new.writestr(one, change(data) if one == name else data)


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        (member("fact"), lambda data: data.replace(b"2026", b"2027", 1), "backups.altered"),
        (member("fact"), lambda data: data.partition(b"\n")[2], "backups.altered"),
        (MANIFEST, lambda data: data.replace(b'"xinheng-backup"', b'"other"'), "backups.not_ours"),
        (MANIFEST, lambda _data: b"[]", "backups.not_ours"),
        (MANIFEST, lambda data: data.replace(b'"fact_related"', b'"fact_other"'), "backups.other_schema"),
        (MANIFEST, lambda data: data.replace(b'"entries": 30', b'"entries": 29'), "backups.ledger"),
    ],
)
def test_a_backup_that_was_altered_is_refused_and_leaves_nothing(
    filled: Database, empty: Empty, name: str, change: Callable[[bytes], bytes], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "b.zip"
    back_up(filled, path, NOW)
    _changed(path, name, change)
    other = empty("sqlite" if filled.is_sqlite else "postgresql")
    with pytest.raises(FactError, match=code):
        restore(other, path)
    assert [rows for rows in content(other).values() if rows] == []


def test_a_file_that_is_no_archive_or_a_cut_one_is_refused(filled: Database, empty: Empty, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    back_up(filled, path, NOW)
    whole = path.read_bytes()
    for data in (b"", b"PK", whole[: len(whole) // 2]):
        path.write_bytes(data)
        with pytest.raises(FactError, match=r"backups\.not_ours"):
            restore(empty("sqlite"), path)


def test_a_ledger_that_is_not_whole_is_not_backed_up(filled: Database, tmp_path: Path) -> None:
    with filled.writing() as connection:
        connection.execute(update(payload).where(payload.c.number == 5).values(content="{}"))
    with pytest.raises(FactError, match=r"backups\.ledger"):
        back_up(filled, tmp_path / "b.zip", NOW)
    assert [*tmp_path.glob("*.zip*"), *tmp_path.glob(".*.part")] == []


def _killed(what: str, url: str, path: Path, after: str) -> None:
    """Begin *what*, and kill it once it says *after*."""
    command = [sys.executable, "-m", "tests.service.backing_up", what, url, str(path)]
    running = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith(after):
            break
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()


@pytest.mark.slow
def test_a_backup_killed_in_the_middle_leaves_the_one_before(filled: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    back_up(filled, path, NOW)
    before = path.read_bytes()
    _killed("backup", filled.url, path, "12/")
    assert path.read_bytes() == before
    back_up(filled, path, NOW)
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.slow
def test_a_restore_killed_in_the_middle_leaves_the_store_empty(filled: Database, empty: Empty, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    back_up(filled, path, NOW)
    other = empty("sqlite" if filled.is_sqlite else "postgresql")
    tables = len(metadata.sorted_tables)
    _killed("restore", other.url, path, f"{tables - 8}/")
    assert [rows for rows in content(other).values() if rows] == []
    restore(other, path)
    assert content(other) == content(filled)


def test_a_backup_is_of_one_moment_while_others_write(filled: Database, tmp_path: Path) -> None:
    before = content(filled)

    def writes(done: int, _all: int) -> None:
        if done == 3:
            with filled.writing() as connection:
                row = {"id": f"new-{done}", "kind": "enterprise", "recorded_at": stamp(NOW)}
                connection.execute(insert(subject), row)

    manifest = back_up(filled, tmp_path / "b.zip", NOW, writes)
    rows = {one.name: one.rows for one in manifest.tables}
    assert rows["subject"] == len(before["subject"]) == len(content(filled)["subject"]) - 1
