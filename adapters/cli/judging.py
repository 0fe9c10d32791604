"""Questions put to worker processes: what crashes, hangs or faults costs its own subject a verdict and no other."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import finalize

from adapters.workers.here import Here
from adapters.workers.pool import WorkerPool
from adapters.workers.work import Undecided, Workers
from engine.checks import check_files
from engine.compile.program import Program
from engine.facts import Fact
from engine.judging import Evaluation
from engine.online.answer import Question, evaluation
from engine.online.evaluate import Evaluator
from engine.online.report.verdict import verdict
from engine.problems import FactError, PolicyError, Problem
from engine.verdict import Verdict

BATCH: Final = 8
"""Subjects that a worker is given at a time: few, since a verdict is shown only when those before it are."""

_TIMEOUT: Final = 60.0
_LARGE: Final = 1 << 18
"""Bytes of input from which on a second worker is worth its start."""


@dataclass(frozen=True)
class Found:
    """What came of the question about one subject: a *verdict* with its *facts*, or why there is none.

    *problems* are those of its records that the policies cannot read, *refused* those that were not taken at all;
    *fault* is what became of the engine.
    """

    id: str
    verdict: Verdict | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    fault: str = ""


def number_of_workers(asked: int | None, size: int | None) -> int:
    """How many workers to start: as *asked*, else by the *size* of the input, where that is known."""
    if asked is not None:
        return asked
    return 1 if size is not None and size < _LARGE else 2


@contextmanager
def workers_of(
    files: Mapping[str, bytes], count: int, program: Callable[[], Program]
) -> Iterator[Callable[[], Workers]]:
    """What evaluates by the policies in *files*: *count* processes, or this one by *program* where that is none.

    Processes start at once, while this one does something else; ask for them when they are needed.
    """
    if not count:
        yield lambda: Here(judge_by, [program()])
        return
    with ThreadPoolExecutor(1, thread_name_prefix="start") as starting:
        started = starting.submit(lambda: WorkerPool(judge, [dict(files)], size=count, timeout=_TIMEOUT, batch=BATCH))
        try:
            yield started.result
        finally:
            if started.exception() is None:
                started.result().close()


def judge(files: Mapping[str, bytes]) -> Callable[[bytes], bytes]:
    """What answers requests by the policies in *files*: the work of a worker process.

    Its error output goes nowhere: what becomes of it is said of the subject it was about, not on the user's screen.
    """
    _silence()
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    return judge_by(checked.program)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def judge_by(program: Program) -> Callable[[bytes], bytes]:
    """What answers requests by *program*; faults of the engine are raised."""
    evaluator = Evaluator(program)

    def evaluate(request: bytes) -> bytes:
        question, id_ = pickle.loads(request)  # noqa: S301 - from the process that started this one
        try:
            found = evaluation(evaluator, question, id_)
        except FactError as error:
            return pickle.dumps(Found(id_, problems=error.problems))
        return pickle.dumps(Found(id_, verdict(found), facts_of(found)))

    finalize(evaluate, evaluator.close).atexit = False
    return evaluate


def judged(workers: Workers, questions: Sequence[tuple[str, Question]]) -> list[Found]:
    """What *workers* find out about *questions*, in order."""
    answers = workers.evaluate([pickle.dumps((question, id_)) for id_, question in questions])
    return [
        Found(id_, fault=answer.reason) if isinstance(answer, Undecided) else pickle.loads(answer)  # noqa: S301 - from a process that this one started
        for (id_, _), answer in zip(questions, answers, strict=True)
    ]


def facts_of(found: Evaluation) -> dict[str, Fact]:
    """The facts a verdict may speak of: the subject's own, all of them, and those of principals behind its listings."""
    known = {id_: fact for one in found.principals for id_, fact in one.dossier.by_id.items()}
    grounds = (ground for result in found.lists.values() for ground in result.grounds)
    theirs = {fact.id: fact for ground in grounds for fact in (ground.fact, ground.decision) if fact is not None}
    left_out = {fact.id: fact for fact in found.dossier.left_out}
    return known | theirs | left_out | found.dossier.by_id
