"""What is wrong with the records in cases, found without judging anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.cases.read import CaseFile, PolicyCase
from engine.compile.program import Program
from engine.dossier import select
from engine.online.question import read_question
from engine.problems import FactError, Problem


def record_problems(program: Program, files: Iterable[CaseFile]) -> tuple[Problem, ...]:
    """What is wrong with the records in *files*, as far as the fact types of *program* can tell."""
    cases = (case for file in files for case in file.cases)
    return tuple(placed(case, problem) for case in cases for problem in _wrong(program, case))


def _wrong(program: Program, case: PolicyCase) -> Iterator[Problem]:
    """What whoever judges *case* would refuse: records that cannot be read, or of which nothing can stand."""
    asked = case.question
    try:
        subject, facts, principals = read_question(program, asked)
        for whose, their_facts in ((subject, facts), *(principals or {}).values()):
            select(program, whose, their_facts, asked.as_of, asked.known_at, silence=False)
    except FactError as error:
        yield from error.problems


def placed(case: PolicyCase, problem: Problem) -> Problem:
    """*problem* of a record of *case*, at the record's place in the case file."""
    _, _, principal = problem.place.file.partition("/")
    steps = ("principals", principal) if principal else ()
    number = problem.place.line
    inner = ("facts", number - 1) if number else ("subject",)
    return Problem(problem.code, case.place(*steps, *inner), problem.values)
