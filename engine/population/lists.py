"""One list for everybody: which rules fire, what that opens, and who has to be judged one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.population.about import About
from engine.population.becoming import became
from engine.population.columns import FactTable
from engine.population.conditions import Conditions
from engine.population.days import held_from
from engine.population.fired import Fired, waiting
from engine.population.firing import Firings
from engine.population.folding import fold
from engine.population.lasting import lasting
from engine.population.left import Left, NotInColumns
from engine.population.moments import firings
from engine.population.openings import opened, together
from engine.population.results import ListColumns, Waiting, from_fold, nothing
from engine.population.truths import FALSE, TRUE, UNKNOWN


def list_columns(
    compiled: CompiledList, conditions: Conditions, about: About, left: Left, *, assume_decided: bool
) -> ListColumns:
    """Everybody's stays on one list; *left* gets true for whom they have to be found one by one."""
    return _List(compiled, conditions, about, left, assumed=compiled.decision and assume_decided).columns()


class _List:
    def __init__(
        self, compiled: CompiledList, conditions: Conditions, about: About, left: Left, *, assumed: bool
    ) -> None:
        self.compiled = compiled
        self.conditions = conditions
        self.dossiers = conditions.dossiers
        self.about = about
        self.left = left
        self.firings = Firings(compiled, conditions)
        self.assumed = assumed

    def columns(self) -> ListColumns:
        """What columns can say of the list."""
        one = self.compiled
        if one.asks_itself:
            self.left.mark(np.flatnonzero(self.dossiers.record), "asks itself")
        self.left.mark(self.about.subjects(one.policy), "about")
        if one.lasting is not None:
            return self._lasting()
        fired = [*self._by_fact(), *self._by_condition()]
        if one.decision and not self.assumed:
            proposals, undecided = self._proposed(fired)
            return from_fold(one.policy, fold(together([]), per_fact=one.per_fact), proposals, undecided)
        undecided = waiting([(each, each.truth == UNKNOWN) for each in fired])
        if self.assumed:
            fired = [each.take(np.flatnonzero(each.truth == TRUE)) for each in fired]
        openings = together([opened(one, each, self.conditions, self.left) for each in fired])
        return from_fold(one.policy, fold(openings, per_fact=one.per_fact), Waiting.none(), undecided)

    def _lasting(self) -> ListColumns:
        subjects = np.flatnonzero(self.dossiers.record & ~self.left.marked).astype(np.int32)
        try:
            return lasting(self.compiled, self.conditions, self.firings, subjects)
        except NotInColumns:
            self.left.mark(subjects, "lasting")
            return nothing(self.compiled.policy)

    def _by_fact(self) -> Iterator[Fired]:
        for number, rule in enumerate(self.compiled.rules):
            for name in rule.types:
                table = self.dossiers.of_type(name)
                if table is not None:
                    yield self._fired(number, rule, table)

    def _fired(self, number: int, rule: CompiledRule, table: FactTable) -> Fired:
        rows = self.firings.candidates(rule, table)
        rows = rows[~self.left.marked[table.subject[rows]]]
        at = firings(table, rows, table.day[rows])
        listing = np.full(len(at), self.dossiers.as_of, np.int32) if self.compiled.decision else at.day
        laws = self.firings.laws(rule, at, listing)
        try:
            truth = self.firings.truth(rule, at, laws)
        except NotInColumns:
            truth = np.full(len(at), FALSE)
            self.left.mark(at.subject, "not in columns")
        fired = Fired(rule, number, at, truth, laws)
        return self._in_columns(fired.take(np.flatnonzero(truth != FALSE)))

    def _in_columns(self, fired: Fired) -> Fired:
        """*fired*, those marked whose grounds columns cannot follow."""
        rule = fired.rule
        for key in ("recompute", "at_end", "extension"):
            if getattr(rule, key):
                self.left.mark(fired.at.subject, key)
        if rule.anchor not in ("opening", "trigger"):
            self.left.mark(fired.at.subject, f"counts from {rule.anchor}")
        if self.compiled.per_fact and rule.again is not None:
            self.left.mark(fired.at.subject, "again")
        return fired

    def _by_condition(self) -> Iterator[Fired]:
        subjects = np.flatnonzero(self.dossiers.record & ~self.left.marked).astype(np.int32)
        for number, rule in enumerate(self.compiled.rules):
            if rule.types:
                continue
            try:
                fired, unknown = became(rule, number, self.conditions, self.firings, subjects)
            except NotInColumns:
                self.left.mark(subjects, "by condition")
                continue
            self.left.mark(unknown, "unknown by condition")
            if self.compiled.decision:
                self.left.mark(fired.at.subject, "proposed by condition")
            yield self._in_columns(fired)

    def _proposed(self, fired: list[Fired]) -> tuple[Waiting, Waiting]:
        lapses = self.compiled.lapses

        def waits(each: Fired) -> NDArray[np.bool_]:
            if each.rule.until is not None:
                self.left.mark(each.at.subject, "cures of proposals")
            if lapses is None:
                return np.ones(len(each), np.bool_)
            return np.asarray(self.dossiers.as_of < held_from(each.at.day, lapses))

        waiting_now: list[tuple[Fired, NDArray[Any]]] = [(each, waits(each)) for each in fired]
        return (
            waiting([(each, waits & (each.truth == TRUE)) for each, waits in waiting_now]),
            waiting([(each, waits & (each.truth == UNKNOWN)) for each, waits in waiting_now]),
        )
