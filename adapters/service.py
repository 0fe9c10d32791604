"""A service put together from its settings: the store brought up to date and seeded, then the parts on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from adapters.clock import Clock, SystemClock
from adapters.database import migrate
from adapters.folder import read_folder
from adapters.jobs.queue import queue_of
from adapters.parts import Parts
from adapters.publishing.kept import seed
from adapters.publishing.keys import keys_of
from adapters.publishing.supposing import process
from adapters.settings import Settings, database_of, secret_of
from adapters.verdicts.evaluators import Evaluators, Programs, processes
from adapters.verdicts.shadow import Shadow
from adapters.workers.pool import Note, unnoted
from engine.checks import check_files
from engine.compile.program import Program
from engine.problems import PolicyError


def clock_of(told: Settings) -> Clock:
    """The clock that *told* names."""
    return SystemClock(told.clock_shift)


def prepare(told: Settings) -> None:
    """Bring the store of *told* up to date, and give it the shipped policies where it has none: safe to run twice."""
    database = database_of(told)
    try:
        migrate.upgrade(database)
        with database.writing() as connection:
            seed(connection, read_folder(told.policies), clock_of(told).now())
    finally:
        database.close()


@contextmanager
def parts_of(told: Settings, programs: Programs | None = None, note: Note = unnoted) -> Iterator[Parts]:
    """The parts of a service on the store of *told*, which `prepare` has seen; ended with the block.

    *programs* are releases that were compiled before; *note* is told what befalls processes of the rule engine.
    """
    database = database_of(told)
    evaluators = Evaluators(processes(told.evaluators, note))
    queue = queue_of(told.queue)
    supposing = Evaluators(process)
    shadow = Shadow(database, clock_of(told), processes(1))
    try:
        yield Parts(
            database,
            clock_of(told),
            evaluators,
            programs or Programs(compiled),
            queue,
            told.data,
            keys=keys_of(told.signing_key, told.trusted_keys),
            shadow=shadow,
            supposing=supposing,
            secret=secret_of(told),
        )
    finally:
        shadow.close()
        supposing.close()
        queue.close()
        evaluators.close()
        database.close()


def compiled(files: Mapping[str, bytes]) -> Program:
    """The program that *files* make; raises `PolicyError` where they make none."""
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    return checked.program
