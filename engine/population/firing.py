"""Whether listing rules fire for facts, all facts of a type at once (S11, S13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule, LawDate
from engine.population.columns import NO_DAY, Days, FactTable
from engine.population.conditions import Conditions
from engine.population.matching import matches
from engine.population.moments import firings
from engine.population.truths import FALSE, UNKNOWN, Truths, always, both, every, negated, truths_of


class Firings:
    """Asks the rules of one list."""

    def __init__(self, compiled: CompiledList, conditions: Conditions) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._dossiers = conditions.dossiers

    def candidates(self, rule: CompiledRule, table: FactTable) -> NDArray[Any]:
        """The rows of *table* for which *rule* can fire whatever the law."""
        node = rule.facts[table.type]
        if len(node.predicates.values) > 1:
            return np.arange(len(table))
        return np.flatnonzero(self._conditions.on_own_day(node, table) != FALSE)

    def truth(self, rule: CompiledRule, table: FactTable, rows: NDArray[Any], laws: Sequence[Days]) -> Truths:
        """Whether *rule* fires for the facts in *rows* of *table* under all of *laws*: not listed wins (从旧兼从轻)."""
        return every((self._under(rule, table, rows, law) for law in laws), len(rows))

    def _under(self, rule: CompiledRule, table: FactTable, rows: NDArray[Any], law: Days) -> Truths:
        node = rule.facts[table.type]
        if len(node.predicates.values) > 1:
            found = matches(node, table.take(rows), law)
        else:
            found = self._conditions.on_own_day(node, table)[rows]
        found = both(both(found, self.kind(table.subject[rows], table.day[rows])), in_force(rule, law))
        for condition in rule.conjuncts:
            found = self._further(found, lambda at, node=condition: self._conditions.truth(node, at), table, rows, law)
        if rule.unless is not None:
            unless = rule.unless
            found = self._further(found, lambda at: negated(self._conditions.truth(unless, at)), table, rows, law)
        return found

    def _further(self, found: Truths, asked: Any, table: FactTable, rows: NDArray[Any], law: Days) -> Truths:
        """*found* and what is *asked*, which is only where *found* is not false yet."""
        going = np.flatnonzero(found != FALSE)
        if len(going):
            found = found.copy()
            found[going] = both(found[going], asked(firings(table, rows[going], law[going])))
        return found

    def kind(self, subject: Days, day: Days) -> Truths:
        """Whether the list can speak of each *subject* as it is on each *day*."""
        column = self._dossiers.attribute("kind", subject, day)
        pool = column.pool
        texts = pool.texts if pool is not None else ()
        permitted = np.array([text in self._compiled.kinds for text in texts] or [False], np.bool_)
        return truths_of(permitted[column.values], column.known)

    def laws(self, rule: CompiledRule, table: FactTable, rows: NDArray[Any], listing: Days) -> list[Days]:
        """The law dates of *rule* for each fact, were it listed on the day of *listing*."""
        return [self._law(which, table, rows, listing) for which in rule.law]

    def _law(self, which: LawDate, table: FactTable, rows: NDArray[Any], listing: Days) -> Days:
        if which == "listing":
            return listing
        if which == "as_of":
            return np.full(len(rows), self._dossiers.as_of, np.int32)
        name = self._dossiers.program.fact_types[table.type].dates.get(which)
        if name is None:
            return np.full(len(rows), NO_DAY, np.int32)
        return table.field(name).values[rows]


def in_force(rule: CompiledRule, law: Days) -> Truths:
    """Whether *rule* exists under each *law*."""
    first, last = rule.in_force
    if (first, last) == (0, FOREVER):
        return always(True, len(law))
    found = truths_of((first <= law) & (law <= last))
    found[law == NO_DAY] = UNKNOWN
    return found
