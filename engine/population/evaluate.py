"""A population judged: dossiers, then lists and grades, lower strata first; one by one where columns cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

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
from engine.population.measures import NO_MEASURES, Measures, measures_in_force
from engine.population.numbered import Numbered
from engine.population.results import ListColumns, merged, replaced
from engine.population.reuse import same_facts, unchanged
from engine.population.singly import Singly

NO_FACT: Final = -1
"""The number of a fact that there is none of."""


@dataclass(frozen=True, eq=False)
class Judged:
    """What a release makes of a population as of a day: *lists* and *grades* by policy.

    *again* are the policies that were judged, not taken over from another release; *why* counts the subjects of a list
    or grade that had to be judged one by one, by what columns do not say.
    """

    program: Program
    dossiers: Dossiers
    assume_decided: bool
    lists: Mapping[str, ListColumns]
    grades: Mapping[str, Gradings]
    measures: Measures
    singly: Singly
    again: frozenset[str]
    why: Mapping[str, int]

    def fact_id(self, number: int) -> str:
        """The id of the fact of a *number* in the columns; empty where there is none."""
        if number == NO_FACT:
            return ""
        if number < NO_FACT:
            return self.singly.silences[NO_FACT - 1 - number]
        return self._numbered.id_of(number)

    @cached_property
    def _numbered(self) -> Numbered:
        population = self.dossiers.population
        silences = (table for name, table in self.dossiers.tables.items() if name not in population.tables)
        return Numbered((*population.tables.values(), *silences))


def evaluate(
    program: Program,
    population: Population,
    as_of: int,
    known_at: int,
    *,
    assume_decided: bool = False,
    before: Judged | None = None,
    lists_only: bool = False,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Judged:
    """Everybody's lists and grades as of a day, as known on a day.

    What cannot have changed since *before*, the same population judged by another release, is taken from it; with
    *lists_only* nobody's measures are found. *told* how many policies of how many are done.
    """
    asked = (population, as_of, known_at)
    if before is not None and (_asked(before) != asked or before.assume_decided is not assume_decided):
        before = None
    if before is not None and same_facts(before.program, program):
        dossiers = replace(before.dossiers, program=program)
    else:
        dossiers, before = select(program, *asked), None
    conditions, about = Conditions(dossiers), About(dossiers)
    singly = Singly(program, *asked, assume_decided=assume_decided)
    why: Counter[str] = Counter()
    found: dict[str, ListColumns] = {}
    again: set[str] = set()
    for done, policy in enumerate(program.order):
        told(done, len(program.order))
        if before is not None and unchanged(before.program, program, policy, again):
            if policy in before.grades:
                conditions.grades[policy] = before.grades[policy]
            if policy in before.lists:
                found[policy] = before.lists[policy]
                conditions.lists[policy] = found[policy].timelines
            continue
        again.add(policy)
        left = dossiers.left.copy()
        if policy in program.grades:
            conditions.grades[policy] = _graded(program.grades[policy], conditions, left, singly)
        else:
            one = list_columns(program.lists[policy], conditions, about, left, assume_decided=assume_decided)
            found[policy] = _with_those_left(one, left, singly, found)
            conditions.lists[policy] = found[policy].timelines
        why.update(left.why)
    told(len(program.order), len(program.order))
    measures = NO_MEASURES if lists_only else _measures(program, conditions, about, found, singly, why)
    return Judged(program, dossiers, assume_decided, found, conditions.grades, measures, singly, frozenset(again), why)


def _asked(judged: Judged) -> tuple[Population, int, int]:
    return judged.dossiers.population, judged.dossiers.as_of, judged.dossiers.known_at


def _with_those_left(
    one: ListColumns, left: Left, singly: Singly, below: Mapping[str, ListColumns]
) -> ListColumns:
    """*one* with the stays of those who are judged one by one, whose lists *below* are known."""
    places = left.places()
    if not len(places):
        return one
    return replaced(one, places, singly.lists(one.policy, (int(place) for place in places), below))


def _graded(compiled: CompiledGrade, conditions: Conditions, left: Left, singly: Singly) -> Gradings:
    found = grade_columns(compiled, conditions, left)
    places = left.places()
    return found.replaced(places, singly.grades(compiled, places.tolist())) if len(places) else found


def _measures(
    program: Program,
    conditions: Conditions,
    about: About,
    lists: Mapping[str, ListColumns],
    singly: Singly,
    why: Counter[str],
) -> Measures:
    """Everybody's measures, those of whom columns cannot say as found one by one."""
    left = conditions.dossiers.left.copy()
    columns = measures_in_force(program, conditions, about, lists, left)
    why.update(left.why)
    places = left.places()
    found: Measures = merged(columns, places, singly.measures(places.tolist())) if len(places) else columns
    return found
