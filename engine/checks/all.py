"""All checks of a base in one go: read, compile, check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine.checks import (
    allegations,
    bounds,
    ceilings,
    doubts,
    ends,
    laws,
    lists,
    measures,
    overlays,
    parameters,
    references,
    rewards,
    sources,
    strokes,
)
from engine.checks.survey import Part, Survey, survey
from engine.compile.program import Program, compile_base
from engine.language.base import PolicyBase, is_law, load
from engine.problems import Place, Problem, in_order

ALONE: Final[tuple[Callable[[Part], Iterator[Problem]], ...]] = (
    bounds.bounds_in_order,
    bounds.one_thing_highest,
    bounds.working_days_in_procedure,
    doubts.doubts_told,
    ends.cures_can_come,
    ends.ends_in_sight,
    lists.decisions_required,
    lists.repairs_exist,
    lists.repairs_last,
    parameters.values_have_basis,
    references.files_named_well,
    references.linkages_start,
    sources.sources_declared,
    sources.sources_given,
    sources.sources_in_force,
    sources.terms_in_force,
    sources.values_in_force,
)
"""Checks that look at one part of the base alone; while its file stays the same, so do their findings."""

TOGETHER: Final[tuple[Callable[[Survey], Iterator[Problem]], ...]] = (
    allegations.allegations_hurt_nobody,
    ceilings.lists_within_ceilings,
    ends.conditions_cease,
    laws.laws_compared,
    lists.corrections_named,
    lists.listings_end,
    lists.listings_exist,
    measures.measures_on_their_side,
    measures.measures_reach_somebody,
    overlays.overlays_add,
    overlays.overlays_have_law,
    overlays.overlays_strengthen,
    parameters.parameters_used,
    parameters.values_exist,
    references.clauses_known,
    references.degrees_and_grades_known,
    references.departments_known,
    references.drafts_unnamed,
    references.lists_known,
    rewards.grades_on_their_side,
    rewards.rewards_excluded,
    sources.measures_in_force,
    strokes.punished_once,
)
"""Checks that look at several parts of the base."""

_DEFINED_IN: Final = {
    "language.unknown_fact_type": "facts/",
    "language.unknown_measure": "measures/",
    "language.unknown_department": "departments.yaml",
    "language.unknown_codes": "codes/",
    "language.unknown_source": "documents/",
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
    alone = (problem for part in surveyed.parts for problem in _alone(part))
    together = (problem for one in TOGETHER for problem in one(surveyed))
    return in_order((*found, *alone, *together))


@lru_cache(maxsize=8192)
def _alone(part: Part) -> tuple[Problem, ...]:
    return tuple(problem for one in ALONE for problem in one(part))


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
