"""Cases of a policy tried in a worker: those of a release, or as somebody is just writing them."""

from __future__ import annotations

from typing import Any

import orjson

from adapters.wrong import answered, as_data
from engine.cases.read import read_cases
from engine.cases.run import CaseResult, run_case
from engine.language.base import CASES
from engine.online.evaluate import Evaluator


def cases_run(evaluator: Evaluator, owner: str, text: str) -> bytes:
    """What becomes of the cases of *owner* in *text* (YAML), as JSON: `{"cases": […]}`, or `{"problems": […]}`."""
    files, problems = read_cases(evaluator.program.base, {f"{owner}{CASES}": text.encode()})
    if problems:
        return answered(problems)
    results = (run_case(evaluator, case) for file in files for case in file.cases)
    return orjson.dumps({"cases": [_result(one) for one in results]})


def _result(one: CaseResult) -> dict[str, Any]:
    return {
        "name": one.case.name,
        "line": one.case.place().line,
        "holds": one.holds,
        "differences": one.differences,
        "problems": [as_data(problem) for problem in one.problems],
        "outcome": None if one.verdict is None else one.verdict.outcome,
    }
