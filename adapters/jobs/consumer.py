"""The process that does jobs: workers on the queue, and one who looks after what was forgotten and what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Final

from huey.consumer import Consumer

from adapters.jobs.kinds import CHORES, PERIODIC, named
from adapters.jobs.queue import JobQueue
from adapters.jobs.running import Terms, Worker
from adapters.jobs.starting import SERVICE, start
from adapters.parts import Parts

_LOG: Final = logging.getLogger(__name__)
_SLOWEST: Final = 1.0
"""Seconds between two looks into a queue that has nothing."""


@dataclass(frozen=True)
class Working:
    """How a consumer works: *workers* jobs at once, a look for what is due every *tick* seconds.

    When told to end it waits *grace* seconds for the steps its jobs are at.
    """

    workers: int = 2
    tick: float = 5.0
    grace: float = 25.0
    terms: Terms = field(default_factory=Terms)


def run_consumer(parts: Parts, queue: JobQueue, working: Working | None = None) -> None:
    """Do jobs until SIGTERM or SIGINT comes; in the main thread of its process.

    Jobs then end their step and wait for the next consumer. Several consumers may run at once, on several machines
    where the store is PostgreSQL and the data folder is shared.
    """
    working = working or Working()
    consumer = Consumer(
        queue.huey, workers=working.workers, periodic=False, initial_delay=0.1, max_delay=_SLOWEST,
        shutdown_timeout=working.grace, graceful_signal="TERM",
    )  # fmt: skip
    worker = Worker(parts, working.terms, consumer.stop_flag)
    queue.serve(worker.run)
    looking = Thread(target=_look, args=(worker, working.tick, consumer.stop_flag), name="chores", daemon=True)
    looking.start()
    consumer.run()
    looking.join(working.grace)


def _look(worker: Worker, tick: float, stop: Event) -> None:
    """Do every chore every *tick* seconds, unless it is still at it, until *stop*."""
    chores: dict[str, Callable[[], Any]] = {"sweep": worker.sweep, "due": lambda: start_due(worker.parts)}
    chores |= {name: _chore(where, worker.parts) for name, where in CHORES.items()}
    running: dict[str, Future[Any]] = {}
    with ThreadPoolExecutor(len(chores), "chore") as pool:
        while True:
            for name, does in chores.items():
                if (before := running.get(name)) is not None:
                    if not before.done():
                        continue
                    if fault := before.exception():
                        _LOG.error("chore %s failed", name, exc_info=fault)
                running[name] = pool.submit(does)
            if stop.wait(tick):
                return


def _chore(where: str, parts: Parts) -> Callable[[], Any]:
    return lambda: named(where)(parts)


def start_due(parts: Parts) -> None:
    """Start what starts by itself in the slot of time that is now, unless it was."""
    now = parts.clock.now()
    for one in PERIODIC:
        start(parts, one.kind, one.arguments, SERVICE, f"{one.kind} {one.slot(now)}")
