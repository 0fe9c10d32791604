"""Whether listing rules fire for facts, all facts of a type at once (S11, S13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.compile.domains import CodeSet
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule, LawDate
from engine.population.columns import NO_DAY, Days, FactTable
from engine.population.conditions import Conditions
from engine.population.matching import About, matches
from engine.population.moments import Moments, nowhere, plain
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, always, both, every, negated, truths_of


class Firings:
    """Asks the rules of one list."""

    def __init__(self, compiled: CompiledList, conditions: Conditions) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._dossiers = conditions.dossiers

    def candidates(self, rule: CompiledRule, table: FactTable) -> NDArray[Any]:
        """The rows of *table* for which *rule* can fire whatever the law."""
        node = rule.facts[table.type]
        if len(node.predicates.values) == 1:
            return self._conditions.on_own_day(node, table, about_of(rule)).rows
        return self._conditions.about(table, about_of(rule)).rows  # by the law of another day it may pass all the same

    def truth(self, rule: CompiledRule, at: Moments, laws: Sequence[Days]) -> Truths:
        """Whether *rule* fires at each moment under all of *laws*: not listed wins (从旧兼从轻)."""
        return every((self._under(rule, at, law) for law in laws), len(at))

    def becoming(self, rule: CompiledRule, at: Moments, laws: Sequence[Days]) -> Truths:
        """The same; a rule without fact fires when its condition becomes true: not where it was the day before."""
        found = self.truth(rule, at, laws)
        if rule.types:
            return found
        rows = np.flatnonzero((found != FALSE) & (at.day > self._dossiers.first_day[at.subject]))
        eve = plain(at.subject[rows], at.day[rows] - np.int32(1))
        before = self.truth(rule, eve, [law[rows] for law in laws])
        found[rows[before == TRUE]] = FALSE
        return found

    def _under(self, rule: CompiledRule, at: Moments, law: Days) -> Truths:
        found = both(self.kind(at.subject, at.day), in_force(rule, law))
        if at.table is not None and rule.types:
            node = rule.facts[at.table.type]
            if len(node.predicates.values) > 1:
                found = both(found, matches(node.tests, at.table, law, at.row))
            else:
                found = both(found, self._conditions.on_own_day(node, at.table, about_of(rule)).of(at.row))
        for condition in rule.conjuncts:
            found = self._further(found, partial(self._conditions.truth, condition), at, law)
        if rule.unless is not None:
            unless = rule.unless
            found = self._further(found, lambda at: negated(self._conditions.truth(unless, at)), at, law)
        return found

    def _further(self, found: Truths, asked: Callable[[Moments], Truths], at: Moments, law: Days) -> Truths:
        """*found* and what is *asked*, which is only where *found* is not false yet."""
        going = np.flatnonzero(found != FALSE)
        if len(going) == len(found):
            found = both(found, asked(replace(at, law=law)))
        elif len(going):
            found = found.copy()
            found[going] = both(found[going], asked(replace(at.take(going), law=law[going])))
        return found

    def kind(self, subject: Days, day: Days) -> Truths:
        """Whether the list can speak of each *subject* as it is on each *day*."""
        return self._dossiers.attributes.of_kinds(self._compiled.kinds, subject, day)

    def laws(self, rule: CompiledRule, at: Moments, listing: Days) -> list[Days]:
        """The law dates of *rule* at each moment, were it listed on the day of *listing*."""
        return [self._law(which, at, listing) for which in rule.law]

    def _law(self, which: LawDate, at: Moments, listing: Days) -> Days:
        if which == "listing":
            return listing
        if which == "as_of":
            return np.full(len(at), self._dossiers.as_of, np.int32)
        name = None if at.table is None else self._dossiers.program.fact_types[at.table.type].dates.get(which)
        return nowhere(len(at)) if name is None else at.day_told(name)


def about_of(rule: CompiledRule) -> About:
    """What *rule* is about, by field."""
    return tuple((name, CodeSet(frozenset(codes))) for name, codes in sorted(rule.about.items()))


def in_force(rule: CompiledRule, law: Days) -> Truths:
    """Whether *rule* exists under each *law*."""
    first, last = rule.in_force
    if (first, last) == (0, FOREVER):
        return always(True, len(law))
    found = truths_of((first <= law) & (law <= last))
    found[law == NO_DAY] = UNKNOWN
    return found
