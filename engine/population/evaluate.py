"""A population judged: dossiers, then lists and grades, lower strata first; one by one where columns cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.program import Program
from engine.compile.strata import edges, independent
from engine.population.about import About
from engine.population.columns import Population
from engine.population.concerned import concerned
from engine.population.conditions import Conditions
from engine.population.dossiers import Dossiers, select
from engine.population.folding import Openings
from engine.population.grades import grade_columns
from engine.population.gradings import Gradings
from engine.population.judged import Judged
from engine.population.left import Left
from engine.population.lists import list_columns
from engine.population.measures import NO_MEASURES, measures_in_force
from engine.population.reached import judged_with_principals
from engine.population.reaching import reach_of
from engine.population.results import ListColumns, merged, of_those, replaced
from engine.population.retimed import LastOpened, Opened, differs_in_periods, retimed
from engine.population.reuse import Marks, moved_by, same_facts, touched
from engine.population.side_by_side import both_at_once, side_by_side, threads_for
from engine.population.singly import Singly


def evaluate(
    program: Program,
    population: Population,
    as_of: int,
    known_at: int,
    *,
    decided_after: int | None = None,
    before: Judged | None = None,
    lists_only: bool = False,
    threads: int | None = None,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Judged:
    """Everybody's lists, grades and measures as of a day, as known on a day.

    What cannot have changed since *before*, the same population judged by another release, is taken from it; with
    *lists_only* nobody's measures are found. Policies that ask nothing of each other are judged by so many *threads*,
    by as many as are of use unless told. *told* how many policies of how many are done.
    """
    asked = (population, as_of, known_at)
    if before is not None and (_asked(before) != asked or before.decided_after != decided_after):
        before = None
    if before is not None and same_facts(before.program, program):
        dossiers = before.dossiers.under(program)
    else:
        dossiers, before = _dossiers(program, *asked), None
    walk = _Walk(program, dossiers, Singly(program, *asked, decided_after=decided_after), before)
    threads = threads or threads_for(len(population))
    walk.judge(threads, told, decided_after=decided_after)
    return walk.judged(threads, decided_after=decided_after, lists_only=lists_only)


class _Walk:
    """Judges everybody policy by policy, lower strata first, and at last those whom listings of others reach."""

    def __init__(self, program: Program, dossiers: Dossiers, singly: Singly, before: Judged | None) -> None:
        self.program, self.dossiers, self.singly, self.before = program, dossiers, singly, before
        self.conditions, self.about = Conditions(dossiers), About.of_all(dossiers)
        self.lists: dict[str, ListColumns] = {}
        self.again: set[str] = set()
        self.moved: dict[str, NDArray[np.bool_] | None] = {}
        self.why: Counter[str] = Counter()
        self.last_opened = LastOpened() if before is None else before.last_opened
        if before is not None:
            singly.silences = before.singly.silences

    def judge(self, threads: int, told: Callable[[int, int], None], *, decided_after: int | None) -> None:
        """Judge everybody by each policy, or take over what cannot have changed."""
        program, done = self.program, 0
        told(done, len(program.order))
        reads = {policy: edges(program.lists.get(policy) or program.grades[policy]) for policy in program.order}
        for part in independent(program.order, reads):
            whom = {policy: self._whom(policy) for policy in part}
            some = [(policy, who) for policy, who in whom.items() if who is None or who.any()]
            for policy, who in whom.items():
                if who is not None and not who.any():
                    self._take_over(policy)
                    done += 1
            by_columns = partial(self._by_columns, decided_after=decided_after)
            for (policy, _), found in zip(some, side_by_side(by_columns, some, threads), strict=True):
                self._enter(policy, *found)
                done += 1
                told(done, len(program.order))

    def _whom(self, policy: str) -> Marks | None:
        """Of whom *policy* may say something else than before; nothing where that may be anybody."""
        before = self.before
        if before is None:
            return None

        def whom(earlier: CompiledList, compiled: CompiledList) -> Marks | None:
            return concerned(earlier, compiled, before.alone[policy], self.conditions, self.about.of(policy))

        return touched(before.program, self.program, policy, self.moved, whom)

    def _by_columns(
        self, one: tuple[str, Marks | None], *, decided_after: int | None
    ) -> tuple[Marks | None, ListColumns | Gradings, Left]:
        """What columns say of a policy; of whom, which is nothing where it is of everybody; and who is left."""
        policy, who = one
        left, conditions = self.dossiers.left.copy(), self.conditions
        if policy in self.program.grades:
            return None, grade_columns(self.program.grades[policy], conditions, left), left
        compiled, kept = self.program.lists[policy], list[Openings]()
        if who is not None and self._differs_in_periods(policy):
            opened = self.last_opened.of(compiled, self._below(policy), self.about.of(policy))
            if opened is not None and self.before is not None:
                left.marked = opened.left & who
                return who, retimed(opened, compiled, conditions.only(who), who, self.before.alone[policy]), left
            found = list_columns(compiled, conditions, self.about, left, decided_after=decided_after, kept=kept)
            for openings in kept:
                self.last_opened.keep(Opened(compiled, self._below(policy), openings, left.marked))
            return None, found, left
        if who is not None:
            left.marked |= ~who
            conditions = conditions.only(who)
        found = list_columns(compiled, conditions, self.about, left, decided_after=decided_after)
        if who is not None:
            left.marked &= who
        return who, found, left

    def _differs_in_periods(self, policy: str) -> bool:
        """Whether a list is as before, and all it reads, but for the length of its periods."""
        before, compiled = self.before, self.program.lists[policy]
        if before is None or not self.again.isdisjoint(edges(compiled)):
            return False
        earlier = before.program.lists[policy]
        return earlier is not compiled and differs_in_periods(earlier, compiled, self.about.of(policy))

    def _below(self, policy: str) -> tuple[object, ...]:
        """What a list reads of others, as it is known."""
        read = sorted(edges(self.program.lists[policy]))
        return tuple(self.lists.get(one) or self.conditions.grades.get(one) for one in read)

    def _enter(self, policy: str, who: Marks | None, one: ListColumns | Gradings, left: Left) -> None:
        """Enter what columns say, with what is found out of those left one by one, and the others as they were."""
        self.again.add(policy)
        self.moved[policy] = None
        self.why.update(left.why)
        if isinstance(one, Gradings):
            places, compiled = left.places(), self.program.grades[policy]
            theirs = self.singly.grades(compiled, places.tolist()) if len(places) else None
            self.conditions.grades[policy] = one if theirs is None else one.replaced(places, theirs)
            return
        one = _with_those_left(one, left, self.singly, self.lists)
        before = self.before
        if before is not None and policy in before.alone:
            if who is not None:
                one = replaced(before.alone[policy], np.flatnonzero(who), of_those(one, who))
            self.moved[policy] = moved_by(before.alone[policy], one, len(self.dossiers.population))
        self.lists[policy] = one
        self.conditions.lists[policy] = one.timelines

    def _take_over(self, policy: str) -> None:
        before = self.before
        if before is None:
            return
        if policy in before.alone_graded:
            self.conditions.grades[policy] = before.alone_graded[policy]
        if policy in before.alone:
            self.lists[policy] = before.alone[policy]
            self.conditions.lists[policy] = self.lists[policy].timelines

    def _with_readers(self) -> frozenset[str]:
        """The policies judged again and all that read them: whom a listing reaches one may move though nobody else."""
        found = set(self.again)
        for policy in self.program.order:
            if not found.isdisjoint(edges(self.program.lists.get(policy) or self.program.grades[policy])):
                found.add(policy)
        return frozenset(found)

    def judged(self, threads: int, *, decided_after: int | None, lists_only: bool) -> Judged:
        """What has been found out, with what reaches role-holders."""
        program, before = self.program, self.before
        self.lists = {policy: self.lists[policy] for policy in program.order if policy in self.lists}
        earlier = None if before is None else before.reach
        reach = reach_of(program, self.lists, self.dossiers, self.singly.silences, earlier, self.again)
        singly, reached = self.singly.knowing(reach.principals), reach.subjects
        if earlier is not None and not np.array_equal(reach.days, earlier.days):
            self.again.update(program.order)  # what reaches somebody is a record, which any policy may look at
        anew = self._with_readers() if len(reached) else self.again
        left = self.dossiers.left.copy()
        left.marked[reached] = True  # they are judged anew

        by_columns = partial(measures_in_force, program, self.conditions, self.about, self.lists, left)
        with_principals = partial(
            judged_with_principals, self.lists, self.dossiers, reach, singly,
            decided_after=decided_after, lists_only=lists_only,
            before=None if before is None else before.reached, again=anew,
        )  # fmt: skip
        measures, found = both_at_once(by_columns if not lists_only else lambda: NO_MEASURES, with_principals, threads)
        self.why.update(left.why)
        left.marked[reached] = False
        places = left.places()
        if len(places) and not lists_only:
            measures = merged(measures, places, self.singly.measures(places.tolist()))
        lists = {
            policy: before.lists[policy]
            if before is not None and policy not in anew
            else replaced(one, reached, found.lists[policy])
            for policy, one in self.lists.items()
        }
        grades = {
            policy: before.grades[policy]
            if before is not None and policy not in anew
            else one.with_reached(reached, found.grades[policy])
            for policy, one in self.conditions.grades.items()
        }
        return Judged(
            program,
            self.dossiers,
            decided_after,
            lists,
            grades,
            merged(measures, reached, found.measures) if not lists_only else measures,
            self.lists,
            self.conditions.grades,
            reach,
            found,
            singly,
            frozenset(self.again),
            dict(+self.why),
            self.last_opened,
        )


def _dossiers(program: Program, population: Population, as_of: int, known_at: int) -> Dossiers:
    """Those of *population*; the ones selected last are at hand for whoever asks again about the same days."""
    last: dict[tuple[int, int], Dossiers] = population.once("dossiers", dict)
    found = last.get((as_of, known_at))
    if found is None or not same_facts(found.program, program):
        last.clear()
        found = last[as_of, known_at] = select(program, population, as_of, known_at)
    return found.under(program)


def _asked(judged: Judged) -> tuple[Population, int, int]:
    return judged.dossiers.population, judged.dossiers.as_of, judged.dossiers.known_at


def _with_those_left(one: ListColumns, left: Left, singly: Singly, below: Mapping[str, ListColumns]) -> ListColumns:
    """*one* with the stays of those who are judged one by one, whose lists *below* are known."""
    places = left.places()
    if not len(places):
        return one
    return replaced(one, places, singly.lists(one.policy, (int(place) for place in places), below))
