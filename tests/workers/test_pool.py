"""(l) A worker that crashes or hangs is replaced, and only the request that did it goes without an answer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from adapters.workers.here import Here
from adapters.workers.pool import WorkerPool
from adapters.workers.work import Undecided, WorkerLost, Workers
from tests.workers.work import load

TIMEOUT = 1.0
PATIENCE = 60.0
"""For tests of which none waits for a timeout: a busy machine may take longer than one to start a worker."""


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(load, ["one"], size=2, timeout=TIMEOUT) as started:
        yield started


@pytest.fixture(params=[WorkerPool, Here])
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    with request.param(load, ["one"]) as started:
        yield started


def numbered(count: int) -> list[bytes]:
    return [f"request {n}".encode() for n in range(count)]


def answered(requests: list[bytes], release: str = "one") -> list[bytes]:
    return [f"{release} ".encode() + request for request in requests]


def forked() -> list[psutil.Process]:
    """The workers of this process: what the server that forks them has for children, dead ones too."""
    servers = (child for child in psutil.Process().children() if "forkserver" in " ".join(_command(child)))
    return [worker for server in servers for worker in server.children()]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def processes() -> set[int]:
    return {worker.pid for worker in forked()}


def until(claim: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not claim() and time.monotonic() < end:
        time.sleep(0.02)
    return claim()


@pytest.mark.parametrize("count", [0, 1, 50, 51, 333])
def test_every_request_is_answered_in_order(workers: Workers, count: int) -> None:
    assert workers.evaluate(numbered(count)) == answered(numbered(count))


def test_a_fault_is_tried_again_and_then_reported_with_its_reason(workers: Workers) -> None:
    requests = [b"first", b"fault the engine says no", b"last"]
    assert workers.evaluate(requests) == [b"one first", Undecided("the engine says no"), b"one last"]


def test_a_new_release_answers_from_its_replacement_on(workers: Workers) -> None:
    workers.replace("two")
    assert workers.evaluate(numbered(60)) == answered(numbered(60), "two")


def test_a_release_that_does_not_load_changes_nothing(workers: Workers) -> None:
    with pytest.raises(WorkerLost, match=r"^the release does not load: not this one$"):
        workers.replace("fault not this one")
    assert workers.evaluate([b"x"]) == [b"one x"]


CRASHES = {
    "signal SIGSEGV": "the worker was ended by SIGSEGV",
    "signal SIGABRT": "the worker was ended by SIGABRT",
    "signal SIGKILL": "the worker was ended by SIGKILL",
    "signal SIGFPE": "the worker was ended by SIGFPE",
    "exit 3": "the worker ended with 3",
    "err unforeseen": "the worker ended with 1",
    "hang": f"the worker did not answer within {TIMEOUT:g} s",
    "hang_in_c": f"the worker did not answer within {TIMEOUT:g} s",
}


@pytest.mark.slow
@pytest.mark.parametrize("crash", CRASHES)
def test_only_the_guilty_request_goes_without_an_answer(pool: WorkerPool, crash: str) -> None:
    requests = [*numbered(20), crash.encode(), *numbered(80)]
    answers = pool.evaluate(requests)
    assert answers.pop(20) == Undecided(CRASHES[crash])
    assert answers == answered([*numbered(20), *numbered(80)])


def test_many_guilty_requests_cost_nobody_else_an_answer(pool: WorkerPool) -> None:
    requests = [b"signal SIGSEGV" if n % 7 == 3 else request for n, request in enumerate(numbered(30))]
    answers = pool.evaluate(requests)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Undecided)] == [3, 10, 17, 24]
    assert pool.evaluate(numbered(60)) == answered(numbered(60))


def test_a_request_that_crashes_once_is_answered_at_the_second_try(pool: WorkerPool, tmp_path: Path) -> None:
    request = f"once {tmp_path / 'crashed'}".encode()
    assert pool.evaluate([b"a", request, b"b"]) == answered([b"a", request, b"b"])
    assert (tmp_path / "crashed").exists()


def test_a_worker_killed_while_idle_is_not_noticed_by_anyone() -> None:
    with WorkerPool(load, ["one"], size=2, timeout=TIMEOUT) as own:
        before = processes()
        for pid in before:
            psutil.Process(pid).kill()
        assert own.evaluate(numbered(200)) == answered(numbered(200))
        assert len(processes()) >= 2
        assert not processes() & before


def test_threads_share_the_pool_and_get_their_own_answers() -> None:
    with WorkerPool(load, ["one"], size=2, timeout=PATIENCE) as own, ThreadPoolExecutor(8) as threads:

        def requests(number: int) -> list[bytes]:
            innocent = [f"{number} {n}".encode() for n in range(number % 60 + 1)]
            return [*innocent[:1], b"signal SIGSEGV", *innocent[1:]] if number % 10 == 0 else innocent

        def expected(number: int) -> list[object]:
            crash = Undecided("the worker was ended by SIGSEGV")
            return [crash if r == b"signal SIGSEGV" else answered([r])[0] for r in requests(number)]

        found = list(threads.map(lambda number: own.evaluate(requests(number)), range(60)))
        assert found == [expected(number) for number in range(60)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("release", "reason"),
    [
        ("signal SIGSEGV", "the worker was ended by SIGSEGV"),
        ("hang_in_c", "the worker did not answer within 1 s"),
        ("fault no", "the release does not load: no"),
    ],
)
def test_a_release_that_would_end_workers_is_stopped_before_it_replaces_the_running_one(
    release: str, reason: str
) -> None:
    with WorkerPool(load, ["one"], size=1, loading=1.0) as own:
        with pytest.raises(WorkerLost, match=f"^{reason}$"):
            own.replace(release)
        assert own.evaluate([b"x"]) == [b"one x"]
    with pytest.raises(WorkerLost, match=f"^{reason}$"):
        WorkerPool(load, [release], loading=1.0)


@pytest.mark.slow
def test_what_is_under_way_is_answered_by_the_release_it_began_with() -> None:
    requests = [b"sleep 0.01"] * 150
    with WorkerPool(load, ["one"], size=2, timeout=5) as own, ThreadPoolExecutor(1) as thread:
        under_way = thread.submit(own.evaluate, requests)
        time.sleep(0.2)
        own.replace("two")
        assert own.evaluate([b"x"]) == [b"two x"]
        assert under_way.result() == answered(requests)


def test_a_closed_pool_leaves_no_process_and_takes_no_request() -> None:
    before = processes()
    own = WorkerPool(load, ["one"], size=3, timeout=TIMEOUT)
    assert len(processes() - before) == 3
    own.evaluate([b"signal SIGSEGV"])
    own.replace("two")
    own.close()
    own.close()
    assert processes() <= before
    assert not [worker for worker in forked() if worker.status() == psutil.STATUS_ZOMBIE]
    for refused in (lambda: own.evaluate([b"x"]), lambda: own.replace("three")):
        with pytest.raises(WorkerLost, match=r"^the pool is closed$"):
            refused()


ORPHANS = """
import sys
import threading
import psutil
from adapters.workers.pool import WorkerPool
from tests.workers.work import load
if __name__ == "__main__":
    pool = WorkerPool(load, ["one"], size=2, timeout=1)
    threading.Thread(target=pool.evaluate, args=[[b"hang_in_c"]], daemon=True).start()
    print(*(c.pid for c in psutil.Process().children(recursive=True)), flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_workers_go_when_the_process_that_started_them_is_killed_even_hung_ones(tmp_path: Path) -> None:
    program = tmp_path / "orphans.py"
    program.write_text(ORPHANS)
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    with ExitStack() as stack:
        parent = stack.enter_context(
            subprocess.Popen([sys.executable, program], stdin=-1, stdout=-1, stderr=-3, cwd=root, env=environment)
        )
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) >= 2
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert until(lambda: not any(map(psutil.pid_exists, pids)))


def test_a_process_that_ends_with_a_worker_nobody_ended_takes_it_along() -> None:
    script = (
        "from adapters.workers.worker import Work, Worker\n"
        "from tests.workers.work import load\n"
        "kept = Worker(Work(load, (), 10.0, 60.0))\n"
        "print(kept._process.pid, flush=True)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert until(lambda: not psutil.pid_exists(int(ended.stdout)))


def test_a_batch_is_as_large_as_asked_for() -> None:
    with WorkerPool(load, ["one"], size=1, timeout=TIMEOUT, batch=2) as pool:
        requests = [b"sleep 0.6", b"a", b"sleep 0.6", b"b", b"c"]
        assert pool.evaluate(requests) == answered(requests)  # together they would take longer than a batch may
