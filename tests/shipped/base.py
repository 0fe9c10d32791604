"""The shipped policies, read and checked, and their cases, run, once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from adapters.folder import read_folder
from engine.cases.read import CaseFile, read_cases
from engine.cases.run import CaseResult, Runner
from engine.checks import Checked, check_files

POLICIES = Path(__file__).parents[2] / "policies"


@cache
def shipped() -> tuple[Checked, tuple[CaseFile, ...]]:
    """The base and its case files; `AssertionError` where something is wrong with them."""
    files = read_folder(POLICIES)
    checked = check_files(files)
    cases, problems = read_cases(checked.base, files)
    assert [str(problem) for problem in (*checked.problems, *problems)] == []
    return checked, cases


@cache
def results() -> tuple[CaseResult, ...]:
    """What became of every case."""
    checked, cases = shipped()
    assert checked.program is not None
    with Runner(checked.base, checked.program) as runner:
        return runner.run(cases)
