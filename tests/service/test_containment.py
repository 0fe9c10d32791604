"""A fault of the engine costs the request it befell, at most: it is tried once more, counted, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest
from flask.testing import FlaskClient

from adapters.clock import FixedClock
from adapters.database.connect import Database
from adapters.ledger.verify import verify
from adapters.parts import Parts
from adapters.records.accepting import Sender
from adapters.records.subjects import register
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.workers.pool import WorkerPool
from tests.service import crashing
from tests.service.conftest import program_of
from tests.service.people import token_of
from tests.service.sample import store_sample
from web.app import create_app

LISTED = "91140800MA070K235G"
SAID: Counter[str] = Counter()


@pytest.fixture
def parts(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[Parts]:
    """The parts of a service whose workers are processes that can be made to crash."""
    SAID.clear()

    def note(what: str) -> None:
        SAID[what] += 1

    once = str(tmp_path / "once")
    evaluators = Evaluators(lambda files: WorkerPool(crashing.load, [dict(files), once], size=2, timeout=4, note=note))
    made = Parts(database, clock, evaluators, Programs(lambda files: program_of(dict(files))))
    store_sample(made)
    with database.writing() as connection:
        for id_ in ("crash-1", "hang-1", "fault-1", "once-1"):
            register(connection, {"id": id_, "kind": "enterprise"}, Sender("sample", clock.now()))
    yield made
    evaluators.close()


@pytest.fixture
def ask(parts: Parts) -> Callable[[str], int]:
    """What comes of asking for the verdict on a subject."""
    app, token = create_app(parts), token_of(parts, "client")

    def asked(subject: str) -> int:
        client: FlaskClient = app.test_client()
        headers = {"Authorization": f"Bearer {token}"}
        return client.get(f"/v1/subjects/{subject}/verdict", headers=headers).status_code

    return asked


@pytest.mark.parametrize(("subject", "status"), [("crash-1", 503), ("hang-1", 503), ("fault-1", 503), ("once-1", 200)])
def test_a_crash_costs_its_own_request_at_most(ask: Callable[[str], int], subject: str, status: int) -> None:
    with ThreadPoolExecutor(4) as threads:
        others = [threads.submit(ask, LISTED) for _ in range(20)]
        assert ask(subject) == status
        assert {one.result() for one in others} == {200}
    assert ask(LISTED) == 200
    assert SAID["retried"] == 1
    assert SAID["undecided"] == (status == 503)


def is_worker(process: psutil.Process) -> bool:
    """Whether *process* evaluates: it was forked by the server of forks, whose command line it has."""
    with suppress(psutil.NoSuchProcess):
        return "forkserver" in " ".join(process.cmdline())
    return False


def test_workers_killed_under_load_cost_nothing(ask: Callable[[str], int], database: Database) -> None:
    assert ask(LISTED) == 200
    over = Event()

    def kill() -> None:
        while not over.wait(0.3):
            own = psutil.Process().pid
            workers = [one for one in psutil.Process().children(recursive=True) if one.ppid() != own and is_worker(one)]
            for one in workers[:1]:
                one.kill()

    killing = Thread(target=kill)
    killing.start()
    try:
        with ThreadPoolExecutor(4) as threads:
            found = Counter(threads.map(ask, [LISTED] * 200))
    finally:
        over.set()
        killing.join()
    assert SAID["lost"] > 0
    assert set(found) <= {200, 503}
    assert found[200] >= 190
    with database.reading() as connection:
        verified = verify(connection)
    assert verified.flaws == ()
    assert verified.entries == 201  # each that was answered, and each of which it is known that it was not
