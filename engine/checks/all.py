"""All checks of a base in one go: read, compile, check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.checks import bounds, lists, measures, overlays, parameters, references, sources
from engine.checks.survey import Survey, survey
from engine.compile.program import Program, compile_base
from engine.language.base import PolicyBase, is_law, load
from engine.problems import Place, Problem, in_order

CHECKS: Final[tuple[Callable[[Survey], Iterator[Problem]], ...]] = (
    bounds.bounds_in_order,
    lists.listings_exist,
    lists.listings_end,
    lists.repairs_exist,
    lists.decisions_required,
    lists.allegations_list_nobody,
    lists.corrections_named,
    measures.measures_reach_somebody,
    measures.measures_on_their_side,
    measures.punished_once,
    overlays.overlays_add,
    overlays.overlays_have_law,
    parameters.parameters_used,
    parameters.values_have_basis,
    parameters.values_exist,
    references.departments_known,
    references.lists_known,
    references.drafts_unnamed,
    references.linkages_start,
    references.degrees_and_grades_known,
    references.files_named_well,
    sources.sources_declared,
    sources.sources_given,
    sources.sources_in_force,
)
"""Every check; each tells what is wrong with the base it is given."""

_DEFINED_IN: Final = {
    "language.unknown_fact_type": "facts/",
    "language.unknown_measure": "measures/",
    "language.unknown_department": "departments.yaml",
    "language.unknown_codes": "codes/",
}


@dataclass(frozen=True)
class Checked:
    """A base with every problem found in it; it has a *program* only where there is none."""

    base: PolicyBase
    program: Program | None
    problems: tuple[Problem, ...]


def check(base: PolicyBase, found: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Everything wrong with *base* and what was *found* before, by place."""
    surveyed = survey(base)
    return in_order((*found, *(problem for one in CHECKS for problem in one(surveyed))))


def check_files(files: Mapping[str, bytes], *, drafts: bool = False) -> Checked:
    """*files* (relative path to content) read, compiled and checked; drafts join the program only if *drafts*."""
    base, unread = load(files)
    program, found = compile_base(base, drafts=drafts)
    misnamed = [Problem("language.other_suffix", Place(path)) for path in files if path.endswith(".yml")]
    missing = {path for path in files if is_law(path) and path not in base.documents}
    meant = (problem for problem in check(base, found) if not _follows(problem, missing))
    problems = in_order((*unread, *misnamed, *meant))
    return Checked(base, None if problems else program, problems)


def _follows(problem: Problem, missing: set[str]) -> bool:
    """Whether *problem* only misses a name that a file may define which is *missing* because it could not be read."""
    if problem.code == "language.unknown_policy":
        return f"{problem.values['policy']}.yaml" in missing
    folder = _DEFINED_IN.get(problem.code)
    return folder is not None and any(path.startswith(folder) for path in missing)
