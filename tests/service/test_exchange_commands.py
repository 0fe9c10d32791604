"""The commands of exchange and backup, on a store of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from adapters.clock import SystemClock
from adapters.database.connect import Database
from adapters.database.migrate import upgrade
from adapters.database.tables.jobs import job
from adapters.database.tables.records import fact
from adapters.folder import SHIPPED
from adapters.jobs.running import Terms, Worker
from adapters.parts import Parts
from adapters.service import compiled
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.verdicts.work import answering
from adapters.workers.here import Here
from tests.cli.run import run
from tests.service.sample import EVENTS
from tests.standards.files import csv_bytes, penalties

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "xinheng.db"
    shutil.copy(sqlite_template, path)
    return {
        "XINHENG_DATA": str(tmp_path / "data"),
        "XINHENG_DATABASE": f"sqlite:///{path}",
        "XINHENG_QUEUE": f"sqlite:///{tmp_path}/jobs.db",
        "XINHENG_POLICIES": str(SHIPPED),
        "XINHENG_WORKERS": "1",
    }


def told(environment: dict[str, str], *args: str) -> Result:
    return run(*args, language="en", **environment)


def test_a_file_is_imported_exported_backed_up_and_restored(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_bytes(csv_bytes(penalties({}, {"document_no": "示市监罚〔2024〕13号", "fine": ""})))
    rejected = tmp_path / "r.csv"
    result = told(environment, "import", str(file), "--rejected", str(rejected))
    assert result.exit_code == 3
    assert result.stdout == f"{file}: 1 facts stored, 0 known already; 1 subjects registered\n"
    assert result.stderr == f"1 rows were not taken: mend them in {rejected} and import that\n"
    assert (
        rejected.read_text(encoding="utf-8-sig").splitlines()[1].startswith("3,罚款金额(万元),exchange.fine_without_")
    )
    assert told(environment, "import", str(file), "--rejected", str(rejected)).stdout.startswith(
        f"{file}: 0 facts stored, 1"
    )

    out = tmp_path / "out.json"
    result = told(environment, "export", "penalties", str(out))
    assert (result.exit_code, result.stdout[:24]) == (0, "penalties.json: 1 rows, ")
    assert told(environment, "import", str(out)).stdout == (
        f"{out}: 0 facts stored, 1 known already; 0 subjects registered\n"
    )
    archive = tmp_path / "s.zip"
    assert "penalties.csv: 1 rows" in told(environment, "export", "submission", str(archive)).stdout
    assert archive.exists()
    assert (
        told(environment, "export", "submission", str(archive)).stderr == "nothing is new since the last submission\n"
    )

    saved = tmp_path / "b.zip"
    assert told(environment, "backup", str(saved)).exit_code == 0
    refused = told(environment, "restore", str(saved))
    assert refused.exit_code == 3
    assert "[backups.not_empty]" in refused.stderr
    other = {**environment, "XINHENG_DATABASE": f"sqlite:///{tmp_path}/other.db"}
    database = Database(other["XINHENG_DATABASE"])
    upgrade(database)
    assert told(other, "restore", str(saved)).exit_code == 0
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(fact)) == 1
    database.close()


def test_a_region_is_exported_by_its_code(environment: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "out.csv")
    assert told(environment, "export", "penalties", out, "--region", "15").stdout.startswith("penalties.csv: 0 rows")
    wrong = told(environment, "export", "penalties", out, "--region", "太原")
    assert (wrong.exit_code, wrong.stderr.splitlines()[0]) == (
        1, "error: `--region`: `太原` is no code of a region (give its digits in GB/T 2260, all or the first of them)",
    )  # fmt: skip


def test_an_old_store_is_taken_over_with_the_days_it_states(environment: dict[str, str]) -> None:
    result = told(environment, "import", str(EVENTS), "--history")
    assert (result.exit_code, result.stderr) == (0, "")
    database = Database(environment["XINHENG_DATABASE"])
    with database.reading() as connection:
        assert connection.scalar(select(func.min(fact.c.recorded))) < "2026-06-01"
    database.close()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("pull", "province"), "there is no source `province`"),
        (("pull", "province", "--url", "http://127.0.0.1:9"), "`--url` and `--token-file` go together"),
    ],
)
def test_a_pull_needs_a_source(environment: dict[str, str], args: tuple[str, ...], said: str) -> None:
    result = told(environment, *args)
    assert result.exit_code in (1, 3)
    assert said in result.stderr


@pytest.mark.slow
def test_an_import_that_was_killed_goes_on_and_stores_each_row_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    rows = penalties(*({"document_no": f"示市监罚〔2024〕{number}号"} for number in range(4_000)))
    file = tmp_path / "p.csv"
    file.write_bytes(csv_bytes(rows))
    database = Database(environment["XINHENG_DATABASE"])
    running = subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", "import", str(file)],
        cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while running.poll() is None and not 0 < _facts(database) < 4_000:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert 0 < _facts(database) < 4_000
    with database.reading() as connection:
        id_, state = connection.execute(select(job.c.id, job.c.state)).one()
    assert state == "running"
    programs = Programs(compiled)
    nobody = Evaluators(lambda _files: Here(answering, []))
    parts = Parts(database, SystemClock(), nobody, programs, data=Path(environment["XINHENG_DATA"]))
    time.sleep(0.1)
    Worker(parts, Terms(lease=0.05)).run(id_)
    with database.reading() as connection:
        assert connection.scalar(select(job.c.state)) == "done"
    assert _facts(database) == 4_000
    database.close()


def _facts(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(fact)) or 0)
