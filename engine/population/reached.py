"""Those whom listings of others reach, judged with them: after everybody has been judged without (S24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.population.about import About
from engine.population.columns import Days, FactTable, Rows
from engine.population.conditions import Conditions
from engine.population.dossiers import Dossiers, select
from engine.population.fired import Fired
from engine.population.folding import Openings
from engine.population.grade_rows import GradeRows
from engine.population.grades import grade_columns
from engine.population.gradings import Gradings
from engine.population.happenings import Happenings, in_order
from engine.population.left import Left
from engine.population.lists import list_columns
from engine.population.measures import Measures, measures_in_force
from engine.population.moments import Moments, nowhere
from engine.population.reaching import Carried, Reach
from engine.population.repairs import stops
from engine.population.results import ListColumns, merged, renumbered, replaced
from engine.population.sampling import part
from engine.population.singly import Singly
from engine.population.truths import TRUE, UNKNOWN
from engine.population.walking import ALWAYS, RESTART
from engine.spells.stays import NO_CURE


@dataclass(frozen=True, eq=False)
class Reached:
    """What becomes of those reached: *lists* and *grades* by policy, and *measures*."""

    lists: Mapping[str, ListColumns]
    grades: Mapping[str, GradeRows]
    measures: Measures


def judged_with_principals(
    alone: Mapping[str, ListColumns], dossiers: Dossiers, reach: Reach, singly: Singly, *, assume_decided: bool
) -> Reached:
    """Those whom a listing reaches, whose principals *singly* knows; *alone* are the lists of everybody without."""
    program, places = dossiers.program, reach.subjects
    number = np.full(len(dossiers.population), -1, np.int32)
    number[places] = np.arange(len(places))
    here = narrowed(dossiers, reach)
    conditions, about = Conditions(here), About(here)
    moved = {*reach.by_list, *(reader for policy in reach.by_list for reader in program.read_by.get(policy, ()))}
    lists: dict[str, ListColumns] = {}
    for policy in program.order:
        left = here.left.copy()
        if policy in program.grades:
            graded = grade_columns(program.grades[policy], conditions, left)
            conditions.grades[policy] = _with_those_left(program.grades[policy], graded, left, singly, places, number)
            continue
        openings: list[Openings] | None = [] if policy in moved else None
        compiled = program.lists[policy]
        if openings is not None and policy in reach.by_list:
            carried = reach.by_list[policy]
            carried = replace(carried, subject=number[carried.subject])
            openings += _opened(compiled, alone[policy], carried, conditions, about, reach)
            left.mark(carried.subject[np.full(len(carried.subject), compiled.per_fact)], "carried over fact by fact")
        one = list_columns(compiled, conditions, about, left, assume_decided=assume_decided, carried=openings)
        if len(apart := left.places()):
            one = replaced(one, apart, renumbered(singly.lists(policy, places[apart].tolist()), number))
        lists[policy] = one
        conditions.lists[policy] = one.timelines
    left = here.left.copy()
    measures = measures_in_force(program, conditions, about, lists, left, reach.numbered)
    measures = replace(measures, subject=places[measures.subject])
    if len(apart := left.places()):
        measures = merged(measures, places[apart], singly.measures(places[apart].tolist()))
    return Reached(
        {policy: renumbered(one, places) for policy, one in lists.items()},
        {policy: one.rows().renumbered(places) for policy, one in conditions.grades.items()},
        measures,
    )


def _with_those_left(
    graded_by: CompiledGrade, graded: Gradings, left: Left, singly: Singly, places: Days, number: Days
) -> Gradings:
    """*graded* with the grades of those who are judged one by one."""
    apart = left.places()
    if not len(apart):
        return graded
    rows = singly.grades(graded_by, places[apart].tolist())
    return graded.replaced(apart, rows.renumbered(number))


def narrowed(dossiers: Dossiers, reach: Reach) -> Dossiers:
    """The dossiers of those reached, numbered anew; a listing that reached them is as good as a fact of that day."""
    places = reach.subjects
    found = select(dossiers.program, part(dossiers.population, places), dossiers.as_of, dossiers.known_at)
    tables = dict(found.tables)
    for duty in dossiers.program.duties:
        if duty.id in tables:
            whole = dossiers.tables[duty.id]
            tables[duty.id] = replace(tables[duty.id], number=whole.number[np.isin(whole.subject, places)])
    whose, begins = np.unique(reach.days[:, 0], return_index=True)
    earliest = reach.days[begins, 1]  # the days of each are in order
    first = np.where(found.record, np.minimum(found.first_day, earliest), earliest).astype(np.int32)
    return replace(found, tables=tables, first_day=first, record=np.ones(len(whose), np.bool_))


def _opened(
    compiled: CompiledList,
    one: ListColumns,
    carried: Carried,
    conditions: Conditions,
    about: About,
    reach: Reach,
) -> Iterator[Openings]:
    """What the grounds *carried* over open, as they are: rule by rule, and by the table their facts are in."""
    rule = one.grounds.rule[carried.row]
    for number in np.unique(rule):
        of_rule = np.flatnonzero(rule == number)
        for table, places, rows in reach.numbered.among(carried.fact[of_rule]):
            taken = carried.take(of_rule[places])
            fired = _fired(compiled, int(number), one, taken, table, rows)
            row, what, day, *_ = stops(compiled, fired, conditions, about.of(compiled.policy))
            own = taken.own_repair[row]
            yield _fixed(one, taken, fired, in_order(len(fired), [(row[own], what, day[own], None, None)]))


def _fired(
    compiled: CompiledList, number: int, one: ListColumns, carried: Carried, table: FactTable | None, rows: Rows
) -> Fired:
    grounds = one.grounds.take(carried.row)
    law = grounds.law
    at = Moments(
        carried.subject, grounds.opened, law, table, rows, grounds.triggered, grounds.opened, nowhere(len(law))
    )
    return Fired(compiled.rules[number], number, at, np.where(carried.sure, TRUE, UNKNOWN), [law])


def _fixed(one: ListColumns, carried: Carried, fired: Fired, ended: Happenings) -> Openings:
    """Openings whose ends are those of the principals' spells."""
    grounds, count = one.grounds.take(carried.row), len(fired)
    spell, none = grounds.spell, np.full((count, 2), -1, np.int32)
    return Openings(
        carried.subject,
        grounds.opened,
        grounds.rule,
        carried.fact,
        grounds.triggered,
        carried.sure,
        grounds.law,
        one.spells.low[spell],
        one.spells.high[spell],
        np.ones(count, np.bool_),
        nowhere(count),
        nowhere(count),
        np.full(count, RESTART, np.int8),
        none,
        none,
        np.full(count, NO_CURE, np.int8),
        *ended,
        np.zeros(count, np.bool_),
        one.spells.cause[spell],
        carried.fact,
        np.full(count, -1),
        np.full(count, ALWAYS, np.int8),
    )
