"""Those whom listings of others reach, judged with them: after everybody has been judged without (S24)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
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
from engine.population.measures import NO_MEASURES, Measures, measures_in_force
from engine.population.moments import Moments, nowhere
from engine.population.naming import facts_called
from engine.population.numbered import Numbered
from engine.population.reaching import Carried, Reach
from engine.population.repairs import stops
from engine.population.results import ListColumns, merged, renumbered, replaced
from engine.population.sampling import part
from engine.population.singly import Singly
from engine.population.truths import TRUE, UNKNOWN
from engine.population.walked import ALWAYS, RESTART
from engine.spells.stays import NO_CURE


@dataclass(frozen=True, eq=False)
class Reached:
    """What becomes of those whom *reach* says are reached: *lists* and *grades* by policy, and *measures*.

    All of them are numbered as in the population; in *conditions* they are numbered among themselves, as are *own*, the
    lists again.
    """

    reach: Reach
    conditions: Conditions
    own: Mapping[str, ListColumns]
    lists: Mapping[str, ListColumns]
    grades: Mapping[str, GradeRows]
    measures: Measures


def judged_with_principals(
    alone: Mapping[str, ListColumns],
    dossiers: Dossiers,
    reach: Reach,
    singly: Singly,
    *,
    decided_after: int | None,
    lists_only: bool = False,
    before: Reached | None = None,
    again: Container[str] = (),
) -> Reached:
    """Those whom a listing reaches, whose principals *singly* knows; *alone* are the lists of everybody without.

    Where they were reached alike *before*, only the policies to be judged *again* are. With *lists_only* nobody's
    measures are found.
    """
    if before is not None and before.reach is not reach:
        before = None
    here = narrowed(dossiers, reach) if before is None else before.conditions.dossiers.under(dossiers.program)
    judging = _Judging(alone, here, reach, singly, len(dossiers.population))
    if before is not None:
        judging.know(before, again)
    for policy in dossiers.program.order:
        judging.judge(policy, decided_after=decided_after)
    return judging.reached(NO_MEASURES if lists_only else judging.measures(), before)


class _Judging:
    """Judges those reached policy by policy, lower strata first."""

    def __init__(
        self, alone: Mapping[str, ListColumns], here: Dossiers, reach: Reach, singly: Singly, subjects: int
    ) -> None:
        self.alone, self.here, self.reach, self.singly = alone, here, reach, singly
        self.places = reach.subjects
        self.number = np.full(subjects, -1, np.int32)
        self.number[self.places] = np.arange(len(self.places))
        self.conditions, self.about = Conditions(here), About.of_all(here)
        self.lists: dict[str, ListColumns] = {}
        self.known: set[str] = set()
        read_by = here.program.read_by
        self.moved = {*reach.moving, *(reader for policy in reach.moving for reader in read_by.get(policy, ()))}

    def know(self, before: Reached, again: Container[str]) -> None:
        """Take over what was found *before* of the policies that need not be judged *again*."""
        for policy in self.here.program.order:
            if policy in again:
                continue
            if policy in before.own:
                self.known.add(policy)
                self.lists[policy] = before.own[policy]
                self.conditions.lists[policy] = before.conditions.lists[policy]
            elif policy in before.conditions.grades:
                self.known.add(policy)
                self.conditions.grades[policy] = before.conditions.grades[policy]

    def judge(self, policy: str, *, decided_after: int | None) -> None:
        """Judge them by one policy that is not known."""
        if policy in self.known:
            return
        left, program, conditions = self.here.left.copy(), self.here.program, self.conditions
        if policy in program.grades:
            graded = grade_columns(program.grades[policy], conditions, left)
            conditions.grades[policy] = _with_those_left(
                program.grades[policy], graded, left, self.singly, self.places, self.number
            )
            return
        openings: list[Openings] | None = [] if policy in self.moved else None
        compiled = program.lists[policy]
        if openings is not None and policy in self.reach.by_list:
            carried = self.reach.by_list[policy]
            carried = replace(carried, subject=self.number[carried.subject])
            openings += _opened(compiled, self.alone[policy], carried, conditions, self.about, self.reach)
            left.mark(_called_alike(carried, conditions.dossiers, self.reach.numbered), "facts of one id")
        one = list_columns(compiled, conditions, self.about, left, decided_after=decided_after, carried=openings)
        if len(apart := left.places()):
            found = self.singly.lists(policy, self.places[apart].tolist())
            one = replaced(one, apart, renumbered(found, self.number))
        self.lists[policy] = one
        conditions.lists[policy] = one.timelines

    def measures(self) -> Measures:
        """Their measures."""
        left, places = self.here.left.copy(), self.places
        program = self.here.program
        found = measures_in_force(program, self.conditions, self.about, self.lists, left, self.reach.numbered)
        found = replace(found, subject=places[found.subject])
        if len(apart := left.places()):
            found = merged(found, places[apart], self.singly.measures(places[apart].tolist()))
        return found

    def reached(self, measures: Measures, before: Reached | None) -> Reached:
        """All that has been found out, and was *before*."""
        lists, grades = ({}, {}) if before is None else (before.lists, before.grades)
        places, known = self.places, self.known
        return Reached(
            self.reach,
            self.conditions,
            self.lists,
            {name: lists[name] if name in known else renumbered(one, places) for name, one in self.lists.items()},
            {
                name: grades[name] if name in known else one.rows().renumbered(places)
                for name, one in self.conditions.grades.items()
            },
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


def _called_alike(carried: Carried, dossiers: Dossiers, numbered: Numbered) -> Days:
    """Those to whom listings for two facts of one id are *carried*, or for one of the id of a fact of their own."""
    pairs = np.unique(np.column_stack([carried.subject.astype(np.int64), carried.fact]), axis=0)
    facts, place = np.unique(pairs[:, 1], return_inverse=True)
    ids = [numbered.id_of(number) for number in facts.tolist()]
    texts = sorted(set(ids))
    numbers = {text: number for number, text in enumerate(texts)}
    name = np.array([numbers[id_] for id_ in ids], np.int64)[place]
    subject = pairs[:, 0].astype(np.int32)
    _, first, count = np.unique(np.column_stack([subject, name]), axis=0, return_index=True, return_counts=True)
    own = [subject[places] for _, places, _ in facts_called(dossiers, subject, name, texts)]
    return np.concatenate([subject[first[count > 1]], *own])


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
        np.zeros((count, 4), np.int32),
        none,
        np.full(count, -1),
        np.zeros(count, np.bool_),
        nowhere(count),
    )
