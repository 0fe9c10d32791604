"""A whole policy base checked: the law, the cases and the mappings beside it; all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.standards.mapping import FactMapping
from adapters.standards.mapping_checks import mappings_of
from engine.cases.read import CaseFile, read_cases
from engine.cases.records import record_problems
from engine.checks import check_files
from engine.compile.program import Program, compile_base
from engine.language.base import CASES, PolicyBase, is_law
from engine.problems import Problem, in_order


@dataclass(frozen=True)
class Whole:
    """What the files of a base came to; a *program* only where the policies have no problems.

    *missing* are the files of law that could not be read.
    """

    base: PolicyBase
    program: Program | None
    cases: tuple[CaseFile, ...]
    mappings: Mapping[str, FactMapping]
    problems: tuple[Problem, ...]
    missing: frozenset[str]


def whole(files: Mapping[str, bytes], cases: Mapping[str, bytes] | None = None) -> Whole:
    """What *files* came to, with the cases among them or among the files *cases*."""
    checked = check_files(files)
    beside = files if cases is None else cases
    given = {path: content for path, content in beside.items() if path.endswith(CASES)}
    missing = frozenset(path for path in files if is_law(path) and path not in checked.base.documents)
    found, wrong = read_cases(checked.base, given, missing)
    mappings, unmapped = mappings_of(files, checked.base, missing)
    problems = in_order((*checked.problems, *wrong, *unmapped))
    return Whole(checked.base, checked.program, found, mappings, problems, missing)


def every_problem(found: Whole) -> tuple[Problem, ...]:
    """All problems of *found*, those of its drafts taken together and of the records in its cases among them.

    Records are not looked at where what says which fields they have could not be read.
    """
    if any(path.startswith(("facts/", "codes/")) for path in found.missing):
        return found.problems
    program, of_drafts = compile_base(found.base, drafts=True)
    problems = (*found.problems, *record_problems(program, found.cases))
    return in_order(problems if found.problems else (*problems, *of_drafts))
