"""`roll`: everybody in the store judged, from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.database.connect import Database
from adapters.database.migrate import upgrade
from adapters.publishing.kept import keep, publish
from adapters.records.accepting import Sender
from adapters.records.subjects import register
from adapters.state.rolling import current
from tests.cases import tiny
from tests.cli.run import run


@pytest.mark.slow
def test_everybody_in_the_store_is_judged_once_a_day(tmp_path: Path) -> None:
    url, now = f"sqlite:///{tmp_path / 'xinheng.db'}", datetime.now(UTC)
    database = Database(url)
    upgrade(database)
    with database.writing() as connection:
        publish(connection, keep(connection, tiny.files(), "tiny", "test", now), "1970-01-01", "test", now, "test")
        for id_ in ("s1", "s2"):
            register(connection, {"id": id_, "kind": "enterprise"}, Sender("test", now))
    database.close()
    told = [run("roll", XINHENG_DATABASE=url, XINHENG_DATA=str(tmp_path / "data")) for _ in range(2)]
    assert [one.exit_code for one in told] == [0, 0], told[0].stderr
    assert ": 2 subjects, " in told[0].stdout
    assert told[0].stdout == told[1].stdout
    assert current(tmp_path / "data") is not None
