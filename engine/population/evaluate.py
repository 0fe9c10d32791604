"""A population judged: dossiers, then lists and grades, lower strata first; one by one where columns cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.compile.program import Program
from engine.population.about import About
from engine.population.columns import Population
from engine.population.conditions import Conditions
from engine.population.dossiers import Dossiers, select
from engine.population.lists import list_columns
from engine.population.measures import Measures, measures_in_force
from engine.population.results import ListColumns, merged, replaced
from engine.population.singly import Singly


@dataclass(frozen=True, eq=False)
class Judged:
    """What a release makes of a population as of a day: *lists* by policy; *singly* are those judged one by one."""

    program: Program
    dossiers: Dossiers
    lists: Mapping[str, ListColumns]
    measures: Measures
    singly: Singly
    why: Mapping[str, int]
    """How many stays on a list had to be judged one by one, by what columns do not say."""


def evaluate(
    program: Program, population: Population, as_of: int, known_at: int, *, assume_decided: bool = False
) -> Judged:
    """Everybody's lists and measures as of a day, as known on a day."""
    dossiers = select(program, population, as_of, known_at)
    conditions, about = Conditions(dossiers), About(dossiers)
    singly = Singly(program, population, as_of, known_at, assume_decided=assume_decided)
    why: Counter[str] = Counter()
    found: dict[str, ListColumns] = {}
    for policy in program.order:
        if policy not in program.lists:
            continue
        left = dossiers.left.copy()
        one = list_columns(program.lists[policy], conditions, about, left, assume_decided=assume_decided)
        places = left.places()
        if len(places):
            one = replaced(one, places, singly.lists(policy, (int(place) for place in places)))
        found[policy] = one
        conditions.lists[policy] = one.timelines
        why.update(left.why)
    measures = _measures(program, conditions, about, found, singly, why)
    return Judged(program, dossiers, found, measures, singly, why)


def _measures(
    program: Program,
    conditions: Conditions,
    about: About,
    lists: Mapping[str, ListColumns],
    singly: Singly,
    why: Counter[str],
) -> Measures:
    """Everybody's measures, those of whoever has been judged one by one as found there."""
    left = conditions.dossiers.left.copy()
    left.marked[singly.places()] = True
    columns = measures_in_force(program, conditions, about, lists, left)
    singly.judge(int(place) for place in left.places())
    why.update(left.why)
    merged_rows: Measures = merged(columns, singly.places(), singly.measures())
    return merged_rows
