"""The process that runs one simulation, and gives back all memory when it ends: `python -m` this module, and a folder.

The folder has `asked.json` and the archives of both releases; what comes of it is put there. How far it is goes to
the output, a line a step: so many thousandths. Stopped, it goes on with what it has counted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson

from adapters.jobs.faults import kept
from adapters.publishing.archive import members
from adapters.simulation.counting import Releases, Wanted
from adapters.simulation.running import simulate
from adapters.simulation.sweeps import BadSweep, read_sweep
from adapters.simulation.unfinished import Unfinished, key_of
from adapters.simulations import written
from adapters.simulations.behind import keep_behind
from adapters.simulations.parameters import sweep_problem
from adapters.simulations.populations import made, store_of
from adapters.simulations.question import ASKED, BASELINE, CANDIDATE, FAULTS, STEPS, Question, question_of
from engine.checks import check_files
from engine.compile.program import Program
from engine.problems import FactError, PolicyError

MEMORY: Final = 1_500_000_000
"""Bytes that one takes at most, as far as it can."""
_MADE: Final = 300
"""Of the steps, those for making an invented population that is not there yet."""
Tell = Callable[[int], None]


def run(folder: Path, tell: Tell) -> None:
    """Run what is asked in *folder*; raises `PolicyError` where a release is not sound."""
    asked = orjson.loads((folder / ASKED).read_bytes())
    question, data = question_of(asked["question"]), Path(asked["data"])
    programs = program_in(folder / BASELINE), program_in(folder / CANDIDATE)
    tell(20)
    store, begun = _store(programs[0], data, question, tell)
    releases = Releases(*programs, question.names)
    wanted = _wanted(programs[1], question, asked)
    unfinished = Unfinished(folder / "unfinished", key_of(releases, store, wanted))
    span = STEPS - begun - 40
    impact = simulate(
        releases, store, wanted, lambda done, all_: tell(begun + span * done // max(all_, 1)),
        memory=MEMORY, unfinished=unfinished,
    )  # fmt: skip
    tell(STEPS - 40)
    keep_behind(folder, data, question.who, store, impact.affected)
    written.write(folder, impact)  # last: with it, all is there
    unfinished.remove()
    tell(STEPS)


def program_in(archive: Path) -> Program:
    """The program of the release in *archive*."""
    checked = check_files(files_in(archive))
    if checked.program is None:
        raise PolicyError(checked.problems)
    return checked.program


def files_in(archive: Path) -> Mapping[str, bytes]:
    """The files of the release in *archive*."""
    return {one.name: one.content for one in members(archive.read_bytes())}


def _store(program: Program, data: Path, question: Question, tell: Tell) -> tuple[Path, int]:
    """The store of whom it is run on, and how many steps are done once it is there."""
    if question.who.sort == "stored":
        return store_of(data, question.who), 50
    store = made(program, data, question.who, lambda done, all_: tell(20 + _MADE * done // (all_ or 1)))
    return store, 20 + _MADE


def _wanted(candidate: Program, question: Question, asked: Mapping[str, Any]) -> Wanted:
    sweeps, problems = [], []
    for number, one in enumerate(question.sweeps):
        try:
            sweeps.append(read_sweep(candidate.base, one))
        except BadSweep as bad:
            problems.append(sweep_problem(bad, number))
    if problems:
        raise PolicyError(problems)
    return Wanted(
        as_of=question.day, known_at=question.day, first=date.fromisoformat(question.first),
        last=date.fromisoformat(question.as_of), decisions=question.decisions, share=None, seed=0, sweeps=tuple(sweeps),
        command=asked["command"],
    )  # fmt: skip


def _tell(done: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


def main(folder: str) -> None:
    """Run what is asked in *folder*, or put there what was wrong."""
    home = Path(folder)
    try:
        run(home, _tell)
    except (PolicyError, FactError) as error:
        (home / FAULTS).write_bytes(orjson.dumps([kept(one) for one in error.problems[:1_000]]))


if __name__ == "__main__":
    main(sys.argv[1])
