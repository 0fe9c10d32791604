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
from adapters.database.migrate import upgrade
from adapters.ledger.verify import verify
from adapters.parts import Parts
from adapters.publishing.kept import seed
from adapters.records.accepting import Sender
from adapters.records.subjects import register
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.workers.pool import WorkerPool
from tests.cases import tiny
from tests.service import crashing
from tests.service.conftest import program_of
from tests.service.people import token_of
from web.app import create_app

SOUND = "sound-1"
SAID: Counter[str] = Counter()


@pytest.fixture
def parts(tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    """The parts of a service with a small policy base, whose workers are processes that can be made to crash."""
    SAID.clear()

    def note(what: str) -> None:
        SAID[what] += 1

    once = str(tmp_path / "once")
    evaluators = Evaluators(lambda files: WorkerPool(crashing.load, [dict(files), once], size=2, timeout=2, note=note))
    database = Database(f"sqlite:///{tmp_path}/xinheng.db")
    upgrade(database)
    made = Parts(database, clock, evaluators, Programs(lambda files: program_of(dict(files))))
    with database.writing() as connection:
        seed(connection, tiny.files(), clock.now())
        for id_ in (SOUND, "crash-1", "hang-1", "fault-1", "once-1"):
            register(connection, {"id": id_, "kind": "enterprise"}, Sender("sample", clock.now()))
    yield made
    evaluators.close()
    database.close()


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
        others = [threads.submit(ask, SOUND) for _ in range(20)]
        assert ask(subject) == status
        assert {one.result() for one in others} == {200}
    assert ask(SOUND) == 200
    assert SAID["retried"] == 1
    assert SAID["undecided"] == (status == 503)


def is_worker(process: psutil.Process) -> bool:
    """Whether *process* evaluates: it was forked by the server of forks, whose command line it has."""
    with suppress(psutil.NoSuchProcess):
        return "forkserver" in " ".join(process.cmdline())
    return False


def test_workers_killed_under_load_cost_nothing(ask: Callable[[str], int], parts: Parts) -> None:
    assert ask(SOUND) == 200
    over = Event()
    others = [f"other-{number}" for number in range(400)]
    with parts.database.writing() as connection:
        for id_ in others:
            register(connection, {"id": id_, "kind": "enterprise"}, Sender("sample", parts.clock.now()))

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
            found = Counter(threads.map(ask, others))
    finally:
        over.set()
        killing.join()
    assert SAID["lost"] > 0
    assert set(found) <= {200, 503}
    assert found[200] >= 390
    with parts.database.reading() as connection:
        verified = verify(connection)
    assert verified.flaws == ()
    assert verified.entries == 401  # each that was answered, and each of which it is known that it was not
