"""Jobs: done once, told of, ended and taken up again, whatever becomes of who does them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from adapters.clock import FixedClock, SystemClock
from adapters.database.tables.jobs import job
from adapters.database.tables.releases import blob
from adapters.jobs.consumer import start_due
from adapters.jobs.kinds import Periodic, daily
from adapters.jobs.progress import Halted, Progress
from adapters.jobs.queue import JobQueue, queue_of
from adapters.jobs.running import Terms, Worker
from adapters.jobs.starting import Ended, cancel, resume, start
from adapters.parts import Parts
from tests.service.counting import KIND

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def row_of(parts: Parts, id_: str) -> Any:
    with parts.database.reading() as connection:
        return connection.execute(select(job).where(job.c.id == id_)).one()


def counted(parts: Parts, id_: str) -> int:
    with parts.database.reading() as connection:
        found = connection.scalar(select(func.count()).select_from(blob).where(blob.c.digest.startswith(id_)))
    return int(found or 0)


def _address(parts: Parts, folder: Path) -> str:
    return f"sqlite:///{folder}/jobs.db" if parts.database.is_sqlite else parts.database.url


def until(true: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 50):
        if true():
            return
        time.sleep(0.02)
    pytest.fail("waited in vain")


@pytest.fixture
def queued(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    """Parts with a queue that other processes may serve."""
    queue = queue_of(_address(parts, tmp_path))
    yield replace(parts, queue=queue, data=tmp_path, clock=SystemClock())
    queue.close()


@contextmanager
def consumer(parts: Parts) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.service.counting", parts.database.url]
    command += [_address(parts, parts.data), str(parts.data)]
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@pytest.mark.slow
def test_a_job_whose_worker_is_killed_goes_on_where_it_was(queued: Parts) -> None:
    id_ = start(queued, KIND, {"to": 40, "pause": 0.05}, "officer")
    with consumer(queued) as first:
        until(lambda: row_of(queued, id_).done >= 5)
        first.send_signal(signal.SIGKILL)
        first.wait()
    left = row_of(queued, id_)
    assert left.state == "running"
    assert counted(queued, id_) == left.done < 40
    with consumer(queued):
        until(lambda: row_of(queued, id_).state == "done")
    assert counted(queued, id_) == 40
    assert orjson.loads(row_of(queued, id_).result) == {"counted": 40}


@pytest.mark.slow
def test_a_consumer_told_to_end_leaves_its_job_to_the_next(queued: Parts) -> None:
    id_ = start(queued, KIND, {"to": 1000, "pause": 0.05}, "officer")
    with consumer(queued) as first:
        until(lambda: row_of(queued, id_).done >= 2)
        first.send_signal(signal.SIGTERM)
        assert first.wait(PATIENCE) == 0
        assert row_of(queued, id_).state == "waiting"
    with consumer(queued):
        done = row_of(queued, id_).done
        until(lambda: row_of(queued, id_).done > done)
        cancel(queued, id_)
        until(lambda: row_of(queued, id_).state == "cancelled")
    assert counted(queued, id_) == row_of(queued, id_).done < 1000


def test_a_job_is_started_once_for_a_key(parts: Parts) -> None:
    first = start(parts, KIND, {"to": 1}, "officer", "once")
    assert start(parts, KIND, {"to": 2}, "officer", "once") == first
    Worker(parts).run(first)
    Worker(parts).run(first)
    assert counted(parts, first) == 1
    assert start(parts, KIND, {"to": 3}, "officer", "once") == first


def test_a_waiting_job_is_cancelled_at_once_and_resumed(parts: Parts) -> None:
    id_ = start(parts, KIND, {"to": 3}, "officer")
    cancel(parts, id_)
    Worker(parts).run(id_)
    assert (row_of(parts, id_).state, counted(parts, id_)) == ("cancelled", 0)
    resume(parts, id_)
    Worker(parts).run(id_)
    assert (row_of(parts, id_).state, counted(parts, id_)) == ("done", 3)
    with pytest.raises(Ended, match="done"):
        resume(parts, id_)
    with pytest.raises(Ended, match="done"):
        cancel(parts, id_)


def test_a_job_that_breaks_is_failed_and_goes_on_from_there(parts: Parts) -> None:
    id_ = start(parts, KIND, {"to": 5, "break_at": 2}, "officer")
    with pytest.raises(ZeroDivisionError):
        Worker(parts).run(id_)
    row = row_of(parts, id_)
    assert (row.state, row.done) == ("failed", 3)
    assert [one["code"] for one in orjson.loads(row.faults)] == ["jobs.fault"]
    resume(parts, id_)
    Worker(parts).run(id_)
    assert (row_of(parts, id_).state, counted(parts, id_), row_of(parts, id_).faults) == ("done", 5, None)


def test_whoever_lost_a_job_writes_no_more_of_it(parts: Parts, clock: FixedClock) -> None:
    id_ = start(parts, KIND, {"to": 5}, "officer")
    first = Worker(parts)
    taken = first._take(id_)
    assert taken is not None
    assert first._take(id_) is None
    clock.moment += timedelta(seconds=61)
    assert first.sweep() == [id_]
    Worker(parts).run(id_)
    assert row_of(parts, id_).state == "done"
    late = Progress(parts.database, parts.clock, id_, taken[1], "officer", {}, first.stop)
    with pytest.raises(Halted, match="lost"):
        late.tell(1)


def test_a_clock_that_is_set_back_keeps_no_job_from_being_taken_up(parts: Parts, clock: FixedClock) -> None:
    id_ = start(parts, KIND, {"to": 5}, "officer")
    assert Worker(parts)._take(id_) is not None
    clock.moment -= timedelta(days=400)
    assert Worker(parts).sweep() == [id_]
    Worker(parts).run(id_)
    assert row_of(parts, id_).state == "done"


def test_a_job_that_ends_its_workers_is_given_up(parts: Parts, clock: FixedClock) -> None:
    id_ = start(parts, KIND, {"to": 5}, "officer")
    for _ in range(5):
        assert Worker(parts)._take(id_) is not None
        clock.moment += timedelta(seconds=61)
    Worker(parts).run(id_)
    row = row_of(parts, id_)
    assert (row.state, [one["code"] for one in orjson.loads(row.faults)]) == ("failed", ["jobs.gave_up"])


def test_a_kind_nobody_knows_fails(parts: Parts) -> None:
    id_ = start(parts, "other", {}, "officer")
    Worker(parts).run(id_)
    assert [one["code"] for one in orjson.loads(row_of(parts, id_).faults)] == ["jobs.unknown_kind"]


def test_what_waits_unknown_to_the_queue_is_put_there(parts: Parts, clock: FixedClock, tmp_path: Path) -> None:
    id_ = start(parts, KIND, {"to": 1}, "officer")
    queue: JobQueue = queue_of(_address(parts, tmp_path))
    queued = replace(parts, queue=queue)
    worker = Worker(queued, Terms(lease=60))
    assert worker.sweep() == []
    clock.moment += timedelta(seconds=61)
    assert worker.sweep() == [id_]
    assert worker.sweep() == []
    queue.serve(worker.run)
    queue.huey.execute(queue.huey.dequeue())
    assert queue.huey.dequeue() is None
    assert row_of(parts, id_).state == "done"
    queue.close()


def test_what_starts_by_itself_does_so_once_a_slot(
    parts: Parts, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.jobs.consumer.PERIODIC", [Periodic(KIND, daily(1), {"to": 1})])

    def started() -> list[str]:
        with parts.database.reading() as connection:
            return list(connection.scalars(select(job.c.key).order_by(job.c.recorded_at)))

    start_due(parts)
    start_due(parts)
    assert started() == ["count 2026-11-01"]
    clock.moment += timedelta(hours=14, minutes=59)  # 0:59 of the next day in Shanghai
    start_due(parts)
    assert started() == ["count 2026-11-01"]
    clock.moment += timedelta(minutes=1)
    start_due(parts)
    assert started() == ["count 2026-11-01", "count 2026-11-02"]
