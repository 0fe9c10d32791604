"""One list for everybody: which rules fire, what that opens, and who has to be judged one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.nodes import Node
from engine.compile.rules import CompiledRule
from engine.population.about import About
from engine.population.becoming import became
from engine.population.columns import NO_DAY, Days, FactTable
from engine.population.conditions import Conditions
from engine.population.cures import cured
from engine.population.cuts import with_cuts
from engine.population.days import held_from
from engine.population.decided import Settled, by_decision, settled
from engine.population.ending import Endings
from engine.population.fired import Fired, waiting
from engine.population.firing import Firings
from engine.population.folding import Openings, fold
from engine.population.lasting import lasting
from engine.population.left import Left, NotInColumns
from engine.population.moments import firings, nowhere
from engine.population.openings import opened, together
from engine.population.possible import may_meet
from engine.population.results import ListColumns, Waiting, from_fold, nothing
from engine.population.resumed import alike, resumed
from engine.population.stated import Stated, stated_by
from engine.population.truths import FALSE, TRUE, UNKNOWN
from engine.population.unsupported import Unmet, Unsupported
from engine.population.walked import UNLESS_ANY, UNLESS_NAMED


def list_columns(
    compiled: CompiledList,
    conditions: Conditions,
    about: About,
    left: Left,
    *,
    decided_after: int | None,
    carried: Sequence[Openings] | None = None,
    kept: list[Openings] | None = None,
) -> ListColumns:
    """Everybody's stays on one list; *left* gets true for whom they have to be found one by one.

    *carried* are what principals' listings open, if all are role-holders whom a listing reached that moves this one.
    What opens is put into *kept*, if it is to be.
    """
    one = _List(compiled, conditions, about, left, decided_after=decided_after)
    one.carried, one.kept = carried, kept
    return one.columns()


class _List:
    def __init__(
        self, compiled: CompiledList, conditions: Conditions, about: About, left: Left, *, decided_after: int | None
    ) -> None:
        self.compiled = compiled
        self.conditions = conditions
        self.dossiers = conditions.dossiers
        self.about = about
        self.facts = about.of(compiled.policy)
        self.left = left
        self.firings = Firings(compiled, conditions)
        self.decided_after = decided_after
        self.carried: Sequence[Openings] | None = None
        self.kept: list[Openings] | None = None
        self.openings: list[Openings] = []
        self.lines = 0
        """So many openings have a line of their own, in which what a repair ended may go on."""

    def columns(self) -> ListColumns:
        """What columns can say of the list."""
        try:
            return self._columns()
        except NotInColumns:
            self.left.mark(self._concerned(), "not in columns")
            return nothing(self.compiled.policy)

    def _columns(self) -> ListColumns:
        one = self.compiled
        if one.asks_itself:
            self.left.mark(self._concerned(), "asks itself")
        if "repair_undone" in self.facts:
            whose = self.facts["repair_undone"].subject
            if self.carried or not all(alike(one, rule) for rule in one.rules):
                self.left.mark(whose, "repair undone")
        if one.lasting is not None:
            return self._lasting()
        if one.decision:
            return self._decided()
        fired = [*self._by_fact(), *self._by_condition()]
        undecided = waiting([(each, each.truth == UNKNOWN) for each in fired])
        for each in fired:
            self._open(each)
        return self._folded(Waiting.none(), undecided)

    def _folded(self, proposals: Waiting, undecided: Waiting) -> ListColumns:
        openings = together([*self.openings, *(self.carried or ())])
        if self.kept is not None:
            self.kept.append(openings)
        return folded(self.compiled, openings, self.conditions, proposals, undecided)

    def _open(self, fired: Fired, stated: Stated | None = None, **more: NDArray[Any]) -> None:
        """Enter what *fired* may open, and what goes on of it where a repair is undone; *more* is known of each."""
        one, conditions, about = self.compiled, self.conditions, self.facts
        found = opened(one, self._in_columns(fired), conditions, about, stated)._replace(**more)
        if "repair_undone" in about:
            found = found._replace(line=self.lines + np.arange(len(fired)))
            self.lines += len(fired)
            self.openings.append(resumed(one, fired, found, conditions, about))
        self.openings.append(found)

    def _decided(self) -> ListColumns:
        """Of a list that has to be decided on: what decisions opened, and what waits for one."""
        one, as_of, decisions = self.compiled, self.dossiers.as_of, self.facts.get("listing_decision")
        fired = [*self._by_fact(), *self._by_condition()]
        proposals: list[tuple[Fired, NDArray[np.bool_]]] = []
        undecided: list[tuple[Fired, NDArray[np.bool_]]] = []
        done_with, vain = settled(one, fired, self.conditions, self.firings, decisions, self.left)
        if decisions is not None:
            self._unsupported(vain, decisions)
        for each, done in zip(fired, done_with, strict=True):
            if decisions is not None:
                listed, by = by_decision(each, done, decisions, self.firings), done.decision[done.decision >= 0]
                self._open(listed, stated_by(decisions, by), order=by)
            open_ = (done.closed == NO_DAY) & ~self.left.marked[each.at.subject]
            if self.decided_after is not None:
                rows, made = self._assumed(each, done, self.decided_after)
                listed = each.take(rows)
                self._open(replace(listed, at=replace(listed.at, opened=made)), assumed=np.ones(len(rows), np.bool_))
                open_[rows] = False
            if one.lapses is not None:
                open_ &= as_of < held_from(each.at.day, one.lapses)
            cures = nowhere(len(each))
            if each.rule.until is not None:
                rows = np.flatnonzero(open_ & (each.truth != FALSE))
                cures[rows] = cured(each.rule.until, one.correction, self.conditions, each.at.take(rows))
            proposals.append((each, open_ & (each.truth == TRUE) & ((cures == NO_DAY) | (cures == as_of))))
            undecided.append((each, open_ & (each.truth == UNKNOWN) & (cures == NO_DAY)))
        return self._folded(waiting(proposals), waiting(undecided))

    def _unsupported(self, vain: Unmet, decisions: FactTable) -> None:
        """Enter what *decisions* open where what they mean waits *vain*ly, unless it is held already."""
        unsupported = Unsupported(self.compiled, self.conditions, self.firings, decisions)
        for fired, by in unsupported.fired(vain, self.left):
            unless = np.where(decisions.field("grounds").known[by], UNLESS_NAMED, UNLESS_ANY).astype(np.int8)
            self._open(fired, stated_by(decisions, by), order=by, unless=unless)

    def _assumed(self, fired: Fired, done: Settled, after: int) -> tuple[NDArray[Any], Days]:
        """Which of *fired* are assumed to be decided, and the day: *after* so many days, where they still wait then."""
        one, day = self.compiled, fired.at.day
        made = day + np.int32(after)
        waits = ((done.closed == NO_DAY) | (done.closed >= made)) & ~done.awaits & (fired.truth == TRUE)
        waits &= (made <= self.dossiers.as_of) & ~self.left.marked[fired.at.subject]
        if one.lapses is not None:
            waits &= made < held_from(day, one.lapses)
        rows = np.flatnonzero(waits)
        if fired.rule.until is not None and after:
            cure = cured(fired.rule.until, one.correction, self.conditions, fired.at.take(rows))
            rows = rows[(cure == NO_DAY) | (cure >= made[rows])]
        return rows, made[rows]

    def _lasting(self) -> ListColumns:
        node = self.compiled.lasting
        subjects = self._meeting(() if node is None else (node,), self._relevant())
        return lasting(self.compiled, self.conditions, self.firings, subjects)

    def _meeting(self, nodes: Iterable[Node], subjects: NDArray[np.int32]) -> NDArray[np.int32]:
        """Those of *subjects* of whom all *nodes* may hold on some day."""
        marks = may_meet(nodes, self.conditions, self.compiled.policy)
        return subjects if marks is None else subjects[marks[subjects]]

    def _relevant(self) -> NDArray[np.int32]:
        """Those of whom a condition of the list may hold: they have facts it looks at, or it speaks of absence."""
        program, policy = self.dossiers.program, self.compiled.policy
        found = np.zeros(len(self.left.marked), np.bool_)
        if policy in program.always or self.carried is not None:
            found[:] = True
        else:
            types = {*(name for name, watching in program.watched_by.items() if policy in watching)}
            types |= {name for rule in self.compiled.rules for name in rule.types}
            below = {name for name, readers in program.read_by.items() if policy in readers}
            for table in (self.dossiers.of_type(name) for name in types):
                if table is not None:
                    found[table.subject] = True
            for name in below:
                found[self.about.subjects(name)] = True
        return np.flatnonzero(found & self.dossiers.record & ~self.left.marked).astype(np.int32)

    def _concerned(self) -> NDArray[Any]:
        """Those with facts for which a rule may fire, or of whom a condition of the list may hold."""
        if self.carried is not None:
            return np.arange(len(self.left.marked))
        found = [
            table.subject[self.firings.candidates(rule, table)]
            for rule in self.compiled.rules
            for name in rule.types
            if (table := self.dossiers.of_type(name)) is not None
        ]
        if self.compiled.by_condition or self.compiled.lasting is not None:
            found.append(self._relevant())
        return np.concatenate([*found, self.about.subjects(self.compiled.policy)])

    def _by_fact(self) -> Iterator[Fired]:
        for number, rule in enumerate(self.compiled.rules):
            for name in rule.types:
                table = self.dossiers.of_type(name)
                if table is not None:
                    yield self._fired(number, rule, table)

    def _fired(self, number: int, rule: CompiledRule, table: FactTable) -> Fired:
        rows = self.firings.candidates(rule, table)
        if self.left.marked.any():
            rows = rows[~self.left.marked[table.subject[rows]]]
        if not self.compiled.decision:  # what is decided on may be listed without meeting a condition
            marks = may_meet(rule.conjuncts, self.conditions, self.compiled.policy)
            rows = rows if marks is None else rows[marks[table.subject[rows]]]
        at = firings(table, rows, table.day[rows])
        listing = np.full(len(at), self.dossiers.as_of, np.int32) if self.compiled.decision else at.day
        laws = self.firings.laws(rule, at, listing)
        try:
            truth = self.firings.truth(rule, at, laws)
        except NotInColumns:
            truth = np.full(len(at), FALSE)
            self.left.mark(at.subject, "not in columns")
        fired = Fired(rule, number, at, truth, laws)
        return fired if self.compiled.decision else fired.take(np.flatnonzero(truth != FALSE))

    def _in_columns(self, fired: Fired) -> Fired:
        """*fired*, those marked whose grounds columns cannot follow."""
        rule = fired.rule
        if self.compiled.per_fact and rule.again is not None:
            self.left.mark(fired.at.subject, "again")
        return fired

    def _by_condition(self) -> Iterator[Fired]:
        subjects = self._relevant() if self.compiled.by_condition else np.empty(0, np.int32)
        for number, rule in enumerate(self.compiled.rules):
            if rule.types:
                continue
            those = self._meeting(rule.conjuncts, subjects)
            decisions, decided = self.facts.get("listing_decision"), self.compiled.decision
            fired, unknown = became(rule, number, self.conditions, self.firings, those, decisions, decided=decided)
            self.left.mark(unknown, "unknown by condition")
            yield fired


def folded(
    compiled: CompiledList, openings: Openings, conditions: Conditions, proposals: Waiting, undecided: Waiting
) -> ListColumns:
    """The list that *openings* make, later law considered; *proposals* and what is *undecided* wait."""
    as_of, further = conditions.dossiers.as_of, Endings(compiled, conditions).further
    found = fold(with_cuts(compiled, openings, as_of), as_of, further, per_fact=compiled.per_fact)
    return from_fold(compiled.policy, found, proposals, undecided)
