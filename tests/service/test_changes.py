"""What is asked at every request: told as it is, whoever changes it, and not looked up again while nobody does."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, update
from sqlalchemy.exc import OperationalError

from adapters.database.connect import Database
from adapters.database.plain import again
from adapters.database.tables.records import subject

_ASKED = "SELECT revision FROM subject WHERE id = ?"
_WRITES = 200
_KILLED = """
import os, signal, sys
from adapters.database.connect import Database
with Database(sys.argv[1]).writing():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def store(database: Database) -> Database:
    """A store with a subject."""
    row = {"id": "s", "kind": "enterprise", "recorded_at": "2026-01-01T00:00:00.000000Z", "revision": 0}
    with database.writing() as connection:
        connection.execute(insert(subject), row)
    return database


@pytest.fixture
def other(store: Database) -> Iterator[Database]:
    """The same store, as another process has it open."""
    with closing(Database(store.url)) as opened:
        yield opened


def _told(store: Database, whom: str = "s") -> int | None:
    found = again(store, _ASKED, (whom,))
    return None if found is None else found[0]


def _set(store: Database, revision: int) -> None:
    with store.writing() as connection:
        connection.execute(update(subject).values(revision=revision))


def _set_behind(store: Database, revision: int) -> None:
    """Change the store in a way nobody is told of: who asks again and sees it has looked it up."""
    with closing(sqlite3.connect(str(make_url(store.url).database), isolation_level=None)) as bare:
        bare.execute("UPDATE subject SET revision = ?", (revision,))


def test_what_another_process_changes_is_told_at_once(store: Database, other: Database) -> None:
    for revision in range(1, 4):
        assert _told(store) == revision - 1
        _set(other, revision)
        assert _told(store) == _told(other) == revision


def test_what_was_not_there_is_found_once_it_is(store: Database, other: Database) -> None:
    assert _told(store, "new") is None
    row = {"id": "new", "kind": "enterprise", "recorded_at": "2026-01-01T00:00:00.000000Z", "revision": 7}
    with other.writing() as connection:
        connection.execute(insert(subject), row)
    assert _told(store, "new") == 7


def test_who_asks_after_a_change_never_has_what_was_before(store: Database, other: Database) -> None:
    done = 0

    def write() -> None:
        nonlocal done
        for revision in range(1, _WRITES + 1):
            _set(other, revision)
            done = revision

    def read() -> list[tuple[int, int | None]]:
        late = []
        while (least := done) < _WRITES:
            found = _told(store)
            if found is None or found < least:
                late.append((least, found))
        return late

    with ThreadPoolExecutor(3) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        threads.submit(write).result()
        assert [one.result() for one in readers] == [[], []]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_while_nobody_changes_the_store_it_is_not_asked_again(store: Database, other: Database) -> None:
    assert _told(store) == 0
    _set_behind(store, 1)
    with other.adding():
        pass
    assert _told(store) == 0
    with suppress(ZeroDivisionError), other.writing():
        raise ZeroDivisionError  # who gives up might have changed something, for all that others know
    assert _told(store) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_writer_was_killed_nothing_is_kept_until_the_next_has_ended(store: Database, other: Database) -> None:
    assert _told(store) == 0
    assert subprocess.run([sys.executable, "-c", _KILLED, store.url], check=False).returncode == -signal.SIGKILL
    for revision in range(1, 4):
        _set_behind(store, revision)
        assert _told(store) == revision
    _set(other, 4)
    assert _told(store) == 4
    _set_behind(store, 5)
    assert _told(store) == 4


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_changes_cannot_be_counted_nobody_writes_and_everything_is_looked_up(store: Database) -> None:
    store.close()
    count = Path(f"{make_url(store.url).database}-changes")
    count.unlink()
    count.mkdir()
    with closing(Database(store.url)) as opened:
        for revision in range(1, 3):
            _set_behind(store, revision)
            assert _told(opened) == revision
        with pytest.raises(OperationalError, match="Is a directory"), opened.writing():
            pass
        count.rmdir()
        _set(opened, 3)
        assert _told(opened) == 3
