"""A population judged: dossiers, then lists and grades, lower strata first; one by one where columns cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.compile.grades import CompiledGrade
from engine.compile.program import Program
from engine.population.about import About
from engine.population.columns import Population
from engine.population.conditions import Conditions
from engine.population.dossiers import Dossiers, select
from engine.population.grades import grade_columns
from engine.population.gradings import Gradings
from engine.population.left import Left
from engine.population.lists import list_columns
from engine.population.results import ListColumns, replaced
from engine.population.singly import Singly


@dataclass(frozen=True, eq=False)
class Judged:
    """What a release makes of a population as of a day: *lists* and *grades* by policy.

    *singly* are those judged one by one.
    """

    program: Program
    dossiers: Dossiers
    lists: Mapping[str, ListColumns]
    grades: Mapping[str, Gradings]
    singly: Singly
    why: Mapping[str, int]
    """How many subjects of a list or grade had to be judged one by one, by what columns do not say."""


def evaluate(
    program: Program, population: Population, as_of: int, known_at: int, *, assume_decided: bool = False
) -> Judged:
    """Everybody's lists and grades as of a day, as known on a day."""
    dossiers = select(program, population, as_of, known_at)
    conditions, about = Conditions(dossiers), About(dossiers)
    singly = Singly(program, population, as_of, known_at, assume_decided=assume_decided)
    why: Counter[str] = Counter()
    found: dict[str, ListColumns] = {}
    for policy in program.order:
        left = dossiers.left.copy()
        if policy in program.grades:
            conditions.grades[policy] = _graded(program.grades[policy], conditions, left, singly)
            why.update(left.why)
            continue
        one = list_columns(program.lists[policy], conditions, about, left, assume_decided=assume_decided)
        places = left.places()
        if len(places):
            one = replaced(one, places, singly.lists(policy, (int(place) for place in places)))
        found[policy] = one
        conditions.lists[policy] = one.timelines
        why.update(left.why)
    return Judged(program, dossiers, found, conditions.grades, singly, why)


def _graded(compiled: CompiledGrade, conditions: Conditions, left: Left, singly: Singly) -> Gradings:
    found = grade_columns(compiled, conditions, left)
    places = left.places()
    return found.replaced(places, singly.grades(compiled, places.tolist())) if len(places) else found
