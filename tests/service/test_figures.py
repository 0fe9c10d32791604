"""Figures of what waits: read when they are asked for, the same on both stores."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from adapters.access.permissions import Role
from adapters.database.connect import Database
from adapters.database.tables.jobs import job
from adapters.database.tables.ledger import head
from adapters.database.tables.releases import release
from adapters.database.tables.shadow import trial
from adapters.jobs.starting import start
from adapters.ledger.checkpoints import key_in, sign
from adapters.parts import Parts
from adapters.state.pending import mark
from web import metrics

Clients = Callable[[Role], FlaskClient]
ROOT = Path(__file__).parents[2]
SUBJECT = "91140100MA0TEST00X"


def told(client: FlaskClient) -> dict[str, float]:
    """The figures of the store, by name."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    line = re.compile(
        r"^(xinheng_(?:pending|jobs|ledger_unsigned|shadow|store_reached)(?:\{.*\})?) (\S+)$", re.MULTILINE
    )
    return {found[1]: float(found[2]) for found in line.finditer(answer.text)}


def test_figures_tell_what_waits_in_the_store(client_of: Clients, parts: Parts) -> None:
    auditor = client_of("auditor")
    assert told(auditor) == {
        "xinheng_store_reached": 1, 'xinheng_pending{what="recall"}': 0, 'xinheng_pending{what="state"}': 0,
        'xinheng_jobs{state="waiting"}': 0, 'xinheng_jobs{state="running"}': 0, 'xinheng_jobs{state="failed"}': 0,
        "xinheng_ledger_unsigned": 0,
    }  # fmt: skip
    client = client_of("client")
    assert client.put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise"}).status_code == 201
    assert client.get(f"/v1/subjects/{SUBJECT}/verdict").status_code == 200
    for state in ("running", "failed", "failed", "done", "waiting"):
        id_ = start(parts, "tidying", {}, "officer")
        with parts.database.writing() as connection:
            connection.execute(update(job).where(job.c.id == id_).values(state=state))
    with parts.database.writing() as connection:
        mark(connection, [SUBJECT])
        row = {"release": connection.scalar(select(release.c.hash)), "begun_at": "2026-11-01", "begun_by": "reviewer"}
        connection.execute(insert(trial), {**row, "same": 7, "differing": 2, "dropped": 1})
        entries = connection.scalar(select(head.c.number))
    assert entries
    assert told(auditor) == {
        "xinheng_store_reached": 1, 'xinheng_pending{what="recall"}': 1, 'xinheng_pending{what="state"}': 1,
        'xinheng_jobs{state="waiting"}': 1, 'xinheng_jobs{state="running"}': 1, 'xinheng_jobs{state="failed"}': 2,
        "xinheng_ledger_unsigned": entries, 'xinheng_shadow{result="same"}': 7,
        'xinheng_shadow{result="differing"}': 2, 'xinheng_shadow{result="failed"}': 0,
        'xinheng_shadow{result="dropped"}': 1,
    }  # fmt: skip
    with parts.database.writing() as connection:
        sign(connection, key_in(parts.data), parts.clock.now())
        connection.execute(update(trial).values(ended_at="2026-11-02"))
    after = told(auditor)
    assert after["xinheng_ledger_unsigned"] == 0
    assert not [name for name in after if "shadow" in name]


def test_what_was_counted_is_told_while_the_store_does_not_answer() -> None:
    metrics.observe("GET", "/somewhere", 200, 0.001)
    told = metrics.told(None).decode()
    assert "xinheng_store_reached 0.0" in told
    assert 'xinheng_requests_total{method="GET",route="/somewhere",status="200"} 1.0' in told
    assert "xinheng_pending" not in told


def test_a_store_that_does_not_answer_is_no_fault_of_the_figures(client_of: Clients, database: Database) -> None:
    auditor = client_of("auditor")
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE ledger_checkpoint RENAME TO ledger_elsewhere")
    assert told(auditor) == {"xinheng_store_reached": 0}


def test_a_disk_that_is_full_costs_a_count_and_no_answer(tmp_path: Path) -> None:
    counting = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from web import metrics\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))\n"
        "metrics.observe('GET', '/full', 200, 0.1)\n"
        'metrics.verdict(b\'{"outcome":"full"}\')\n'
        "metrics.worker('full')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "metrics.observe('GET', '/again', 200, 0.1)\n"
        "print(metrics.told(None).decode())\n"
    )
    environment = {**os.environ, metrics.FOLDER: str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", counting], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert 'route="/again"' in done.stdout
