"""The job that runs a simulation: a process of its own, watched, ended where the job is to end, and gone on with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, Final

import orjson
from sqlalchemy import insert, update

from adapters.database.tables.simulations import behind, simulation
from adapters.jobs.faults import problem_of
from adapters.jobs.progress import Progress
from adapters.parts import Parts
from adapters.simulations.behind import IDS
from adapters.simulations.question import FAULTS, STEPS, folder_of
from adapters.simulations.starting import exists
from adapters.simulations.written import impact_in, is_written
from engine.population.impact import ListImpact
from engine.problems import PolicyError, RuntimeFault

_EVERY: Final = 0.4
"""Seconds between two looks at how far the process is, and whether the job goes on."""
_GRACE: Final = 5.0
_HOME: Final = Path(__file__).parents[2]
_LOG: Final = "process.log"
_TAIL: Final = 2_000
_LISTS: Final = 3
"""Lists that the summary of a simulation names."""


def run(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Run the `simulation`; raises `PolicyError` with what was wrong with a release."""
    id_ = arguments["simulation"]
    folder = folder_of(parts.data, id_)
    if not is_written(folder):
        (folder / FAULTS).unlink(missing_ok=True)
        _watched(folder, progress)
    if (folder / FAULTS).is_file():
        raise PolicyError([problem_of(one) for one in orjson.loads((folder / FAULTS).read_bytes())])
    return _kept(parts, id_, folder, progress)


def _watched(folder: Path, progress: Progress) -> None:
    """Run the process of *folder* to its end; what ends the job ends the process."""
    with _running(folder) as (process, told):
        done = 0
        while True:
            try:
                done = told.get(timeout=_EVERY)
                while not told.empty():
                    done = told.get()
            except Empty:
                pass
            if done < 0:
                break
            progress.tell(done, STEPS)
        if process.wait(_GRACE):
            raise RuntimeFault(f"the process of a simulation ended: {_tail(folder / _LOG)}")


@contextmanager
def _running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], SimpleQueue[int]]]:
    """The process of *folder*, and what it tells: how many steps are done, and less than none at its end."""
    command = [sys.executable, "-m", "adapters.simulations.process", str(folder)]
    paths = {"PYTHONPATH": os.pathsep.join([str(_HOME), *filter(None, [os.environ.get("PYTHONPATH")])])}
    told: SimpleQueue[int] = SimpleQueue()
    with (folder / _LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - a command of ours
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env={**os.environ, **paths}
        )
    reading = Thread(target=_read, args=(process.stdout, told), name="simulation", daemon=True)
    reading.start()
    try:
        yield process, told
    finally:
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reading.join()


def _read(output: IO[bytes], told: SimpleQueue[int]) -> None:
    with output:
        for line in output:
            if line.strip().isdigit():
                told.put(int(line))
    told.put(-1)


def _tail(log: Path) -> str:
    return log.read_bytes()[-_TAIL:].decode(errors="replace").strip()


def _kept(parts: Parts, id_: str, folder: Path, progress: Progress) -> Mapping[str, Any]:
    """What the store keeps of the result, unless the simulation was taken away meanwhile."""
    summary = summary_of(folder)
    ids = orjson.loads((folder / IDS).read_bytes()) if (folder / IDS).is_file() else {}
    with parts.database.writing() as connection:
        if exists(connection, id_):
            rows = [{"simulation": id_, "key": key, "subject": subject} for key, subject in ids.items()]
            if rows:
                connection.execute(insert(behind), rows)
            told = orjson.dumps(summary).decode()
            connection.execute(update(simulation).where(simulation.c.id == id_).values(summary=told))
        progress.keep(connection, STEPS, STEPS, {"done": True})
    (folder / IDS).unlink(missing_ok=True)
    return summary


def summary_of(folder: Path) -> dict[str, Any]:
    """What is said of the result in *folder* where many are listed."""
    impact = impact_in(folder)
    moved = sorted((one for one in impact.lists if one.changed), key=_rank)
    return {
        "of": impact.settings.population.subjects,
        "subjects": impact.subjects.count,
        "lists": len(moved),
        "entering": sum(one.entering.count for one in impact.lists),
        "leaving": sum(one.leaving.count for one in impact.lists),
        "most": [
            {"policy": one.policy, "title": one.title, "entering": one.entering.count, "leaving": one.leaving.count}
            for one in moved[:_LISTS]
        ],
    }


def _rank(one: ListImpact) -> tuple[int, str]:
    return -one.entering.count - one.leaving.count, one.policy
