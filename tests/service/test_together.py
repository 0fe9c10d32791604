"""What several threads have to write: stored as a whole with what others wait for, and alone where one is at fault."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Connection, insert, select

from adapters.database.connect import Database
from adapters.database.tables.records import naming, subject
from adapters.database.together import Together
from adapters.records.belonging import EVER

PATIENCE = 30.0
WHOSE = "91140100MA0GYGLUXF"


def test_who_waits_is_stored_along_and_who_is_at_fault_alone_is_told(database: Database) -> None:
    written: list[list[str]] = []
    begun, go = Event(), Event()

    def write(connection: Connection, names: Sequence[str]) -> None:
        written.append(list(names))
        if names == ["first"]:
            begun.set()
            assert go.wait(PATIENCE)
        for name in names:
            connection.execute(insert(naming).values(subject=WHOSE, named=name))
            if name == "broken":
                raise ValueError(name)

    with database.writing() as connection:
        connection.execute(insert(subject).values(id=WHOSE, kind="enterprise", recorded_at=EVER))
    together = Together(database.writing, write, 3)
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(together.put, "first")
        assert begun.wait(PATIENCE)
        others: list[Future[None]] = []
        for name in ("a", "broken", "b", "c"):
            others.append(threads.submit(together.put, name))
            sleep(0.05)  # the order they come in
        go.set()
        for one in (first, others[0], others[2], others[3]):
            one.result(PATIENCE)
        with pytest.raises(ValueError, match="broken"):
            others[1].result(PATIENCE)
    assert written == [["first"], ["a", "broken", "b"], ["a"], ["broken"], ["b"], ["c"]]
    with database.reading() as connection:
        assert sorted(connection.scalars(select(naming.c.named))) == ["a", "b", "c", "first"]
