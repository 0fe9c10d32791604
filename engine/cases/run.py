"""Cases run: the verdict of each against what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from engine.cases.compare import differences
from engine.cases.difference import Difference
from engine.cases.read import CaseFile, PolicyCase, owned_by
from engine.cases.records import placed
from engine.compile.program import Program, compile_base
from engine.judging import Evaluation
from engine.language.base import PolicyBase
from engine.online.answer import evaluation
from engine.online.evaluate import Evaluator
from engine.online.report.verdict import verdict
from engine.problems import FactError, PolicyError, Problem
from engine.verdict import Verdict

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True)
class CaseResult:
    """What became of *case*: it holds where there are neither *differences* nor *problems* with its facts."""

    case: PolicyCase
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    verdict: Verdict | None = None

    @property
    def holds(self) -> bool:
        """Whether the verdict is as expected."""
        return not self.differences and not self.problems


def run_case(evaluator: Evaluator, case: PolicyCase, note: Callable[[Evaluation], None] | None = None) -> CaseResult:
    """*case* put to *evaluator*; *note* is told all that was found out about it."""
    try:
        evaluated = evaluation(evaluator, case.question)
    except FactError as error:
        return CaseResult(case, problems=tuple(placed(case, problem) for problem in error.problems))
    if note is not None:
        note(evaluated)
    found = verdict(evaluated)
    return CaseResult(case, differences(case.keys.expect, found, case.owner), verdict=found)


class Runner:
    """Runs cases against one base: those of drafts with all drafts joined, the others without."""

    def __init__(self, base: PolicyBase, program: Program) -> None:
        self._base = base
        self._programs: dict[bool, Program] = {False: program}
        self._evaluators: dict[bool, Evaluator] = {}

    def program_for(self, owner: str) -> Program:
        """The program in which *owner* takes part; raises `PolicyError` where the drafts do not compile."""
        draft = self._is_draft(owner)
        if draft not in self._programs:
            self._programs[draft], problems = compile_base(self._base, drafts=True)
            if problems:
                raise PolicyError(problems)
        return self._programs[draft]

    def evaluator_for(self, owner: str) -> Evaluator:
        """The evaluator of cases of *owner*, made once."""
        draft = self._is_draft(owner)
        if draft not in self._evaluators:
            self._evaluators[draft] = Evaluator(self.program_for(owner))
        return self._evaluators[draft]

    def run(self, files: Iterable[CaseFile], progress: Progress | None = None) -> tuple[CaseResult, ...]:
        """Every case of *files*, in order."""
        cases = [case for file in files for case in file.cases]
        found: list[CaseResult] = []
        for number, case in enumerate(cases, 1):
            found.append(run_case(self.evaluator_for(case.owner), case))
            if progress is not None:
                progress(number, len(cases))
        return tuple(found)

    def _is_draft(self, owner: str) -> bool:
        sort, name = owned_by(self._base, owner) or ("", "")
        parts: Mapping[str, Mapping[str, object]] = {
            "policy": self._base.policies,
            "overlay": self._base.overlays,
            "linkage": self._base.linkages,
        }
        return bool(sort) and getattr(parts[sort][name], "status", "active") == "draft"

    def close(self) -> None:
        """Free what the evaluators hold."""
        for evaluator in self._evaluators.values():
            evaluator.close()
        self._evaluators.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def fact_problems(results: Iterable[CaseResult]) -> tuple[Problem, ...]:
    """What is wrong with the records of the cases run."""
    return tuple(problem for result in results for problem in result.problems)
