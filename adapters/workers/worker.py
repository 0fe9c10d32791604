"""One worker process, seen from both ends of its pipe.

Workers are forked from a server process that has no threads. Forked from this one, which serves the web with many,
they would inherit locks held by threads that they do not have; spawned afresh, each would import everything again.
The server imports once what workers need, and each is ready a few hundredths of a second after it is asked for.
"""

from __future__ import annotations

import atexit
import faulthandler
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from adapters.workers.work import Answer, Evaluate, Load, Undecided, WorkerLost
from engine.problems import RuntimeFault, XinhengError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GRACE: Final = 1.0
DYING: Final = 30.0
"""Seconds for a process that has closed its pipe to be seen gone: a crash may take a while on a busy machine."""
_context = get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is for: `load(*args)` gives what answers requests. Both are picklable: *load* is in a module.

    *timeout* and *loading* are the seconds that a batch and loading may take.
    """

    load: Load
    args: tuple[object, ...]
    timeout: float
    loading: float


class Worker:
    """A process that has loaded its work. Not to be shared by threads; after `WorkerLost` only `end` it."""

    def __init__(self, work: Work) -> None:
        _context.set_forkserver_preload([__name__, work.load.__module__])
        self._timeout = work.timeout
        self._pipe, theirs = _context.Pipe()
        self._process = _context.Process(target=_serve, args=(theirs, work), daemon=True)
        try:
            with _without_main():
                self._process.start()
        except (EOFError, OSError) as error:
            raise WorkerLost(f"no worker can be started: {error}") from error
        finally:
            theirs.close()
        _living.add(self)
        self._await_loading(work.loading)

    def ask(self, requests: Sequence[bytes]) -> list[Answer]:
        """The answers to *requests*, in order; `Undecided` where the engine faulted without a crash."""
        try:
            self._pipe.send(list(requests))
        except OSError as error:
            raise WorkerLost(self._ending()) from error
        answers: list[Answer] = self._received(self._timeout)
        return answers

    def end(self) -> None:
        """End the process, by force if it does not go, and wait until it is gone."""
        self._pipe.close()
        self._process.join(GRACE)
        self.kill()
        _living.discard(self)

    def kill(self) -> None:
        """End the process by force, and wait until it is gone."""
        self._process.kill()
        self._process.join()

    def _await_loading(self, seconds: float) -> None:
        refusal = "interrupted"
        try:
            refusal = self._received(seconds)
        finally:
            if refusal:
                self.end()
        if refusal:
            raise WorkerLost(f"the release does not load: {refusal}")

    def _received(self, seconds: float) -> Any:
        try:
            if self._pipe.poll(seconds):
                return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerLost(self._ending()) from error
        self._process.kill()
        raise WorkerLost(f"the worker did not answer within {seconds:g} s")

    @property
    def is_idle(self) -> bool:
        """Whether it lives and waits: unasked it sends nothing, and only its death makes its pipe readable."""
        try:
            return not self._pipe.poll(0)
        except OSError:
            return False

    def _ending(self) -> str:
        wait([self._process.sentinel], DYING)
        with _one_at_a_time:  # starting another asks after all that have ended, and an exit code can be read only once
            code = self._process.exitcode
        if code is None:
            return "the worker closed its pipe"
        return f"the worker was ended by {signal.Signals(-code).name}" if code < 0 else f"the worker ended with {code}"


_one_at_a_time = Lock()
_living: Final[WeakSet[Worker]] = WeakSet()


@atexit.register  # after multiprocessing has, and so before it waits for all processes, which wait for their pipes
def _kill_all() -> None:
    """End the workers that nobody ended: a thread that was still at it may have started one after all others ended."""
    for one in list(_living):
        one.kill()


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide which script this process runs: a worker would run it too, and has all it needs without. One at a time."""
    main = sys.modules["__main__"].__dict__
    with _one_at_a_time:
        script = main.pop("__file__", None)
        try:
            yield
        finally:
            if script is not None:
                main["__file__"] = script


def _serve(pipe: Connection[Any, Any], work: Work) -> None:
    """Load *work*, then answer batches from *pipe* until it closes. An unforeseen exception ends the process.

    A watchdog that needs no interpreter ends it too, where it hangs and the process that would kill it is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who stops a service tells all its processes; the pipe closes last
    faulthandler.enable()
    faulthandler.dump_traceback_later(2 * work.loading, exit=True)
    try:
        evaluate = work.load(*work.args)
    except XinhengError as error:
        pipe.send(str(error) or type(error).__name__)
        return
    pipe.send("")
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            faulthandler.cancel_dump_traceback_later()
            requests = pipe.recv()
            faulthandler.dump_traceback_later(2 * work.timeout, exit=True)
            pipe.send([_answer(evaluate, request) for request in requests])


def _answer(evaluate: Evaluate, request: bytes) -> Answer:
    try:
        return evaluate(request)
    except RuntimeFault as fault:
        return Undecided(str(fault))
