"""Of whom a list may say something else where only values in it are others: nobody else has to be judged by it again.

What opens does not depend on the length of periods, and what ends does not go back: whoever has no ground whose end is
another, no application that is judged by other conditions and no fact that tells two thresholds apart keeps all stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRepair, CompiledRule, CompiledTerm
from engine.population.columns import NO_DAY, Days, FactTable, Rows
from engine.population.conditions import Conditions
from engine.population.cuts import only_shortened
from engine.population.differing import Anybody, Differing, Marks, same, stretches
from engine.population.firing import Firings, about_of
from engine.population.folding import Grounds
from engine.population.moments import Moments, firings, nowhere
from engine.population.results import ListColumns
from engine.population.terms import counted, end
from engine.spells.openings import is_parameter

_OF_LIST: Final = frozenset({"rules", "repairs", "lasting", "correction"})
_OF_RULE: Final = frozenset({"facts", "conjuncts", "unless", "until", "at_end", "term", "repairs"})
_OF_REPAIR: Final = frozenset({"after", "requires", "bars", "parameters"})
"""What of each may hold other values."""
_KNOWN_ANCHORS: Final = ("trigger", "opening")
"""What periods count from that grounds tell."""


def concerned(
    before: CompiledList,
    after: CompiledList,
    one: ListColumns,
    conditions: Conditions,
    about: Mapping[str, FactTable],
) -> Marks | None:
    """Of whom *after* may say something else than *one*, which *before* said; nothing where that may be anybody.

    *about* are the facts that name the list.
    """
    found = _Concerned(before, one, conditions, about)
    try:
        found.by(after)
    except Anybody:
        return None
    return found.marks


class _Told(NamedTuple):
    """What some grounds tell of their periods: as `Grounds` has it."""

    subject: Days
    opened: Days
    triggered: Days
    law: Days
    high: Days

    @classmethod
    def of(cls, one: Grounds | _Told, rows: NDArray[Any]) -> _Told:
        """What those of *one* in *rows* tell."""
        return cls(*(getattr(one, name)[rows] for name in cls._fields))


class _Concerned(Differing):
    def __init__(
        self, before: CompiledList, one: ListColumns, conditions: Conditions, about: Mapping[str, FactTable]
    ) -> None:
        super().__init__(conditions.dossiers)
        self._before, self._grounds, self._about = before, one.grounds, about
        self._firings = Firings(before, conditions)
        self._undone: Marks | None = None
        if "repair_undone" in about:
            self._undone = np.zeros(len(self.marks), np.bool_)
            self._undone[about["repair_undone"].subject] = True

    def by(self, after: CompiledList) -> None:
        """Mark whom *after* concerns."""
        before = self._before
        _alike(before, after, _OF_LIST)
        self.condition(before.lasting, after.lasting)
        self.condition(before.correction, after.correction)
        self._repairs(before.repairs, after.repairs)
        same(len(before.rules), len(after.rules))
        for number, (one, other) in enumerate(zip(before.rules, after.rules, strict=True)):
            if one is not other:
                self._rule(number, one, other)

    def _rule(self, number: int, before: CompiledRule, after: CompiledRule) -> None:
        _alike(before, after, _OF_RULE)
        same(before.facts.keys(), after.facts.keys())
        for name, one in before.facts.items():
            self.facts(one, after.facts[name], partial(self._asked_by, before), about_of(before))
        self.all_of(before.conjuncts, after.conjuncts)
        self.condition(before.unless, after.unless)
        self.condition(before.until, after.until)
        at_ends = before.at_end or (None, None), after.at_end or (None, None)
        same(at_ends[0][1], at_ends[1][1])
        self.condition(at_ends[0][0], at_ends[1][0])
        self._repairs(before.repairs, after.repairs)
        if before.term != after.term:
            self._term(number, before, after)

    def _asked_by(self, rule: CompiledRule, table: FactTable, rows: Rows, first: int, last: int) -> Marks:
        """Whether *rule* may be asked about each fact by the law of a day from *first* to *last*."""
        at, decided = firings(table, rows, table.day[rows]), self._before.decision
        listing = np.full(len(at), self.dossiers.as_of, np.int32) if decided else at.day
        found = np.zeros(len(at), np.bool_)
        for law in self._firings.laws(rule, at, listing):
            found |= (law == NO_DAY) | ((first <= law) & (law <= last))
        if decided and "listing_decision" in self._about and first <= self.dossiers.as_of:
            found |= np.isin(at.subject, self._about["listing_decision"].subject)
        return found

    def _repairs(self, before: Sequence[CompiledRepair], after: Sequence[CompiledRepair]) -> None:
        """Mark who has applied, if applications are judged otherwise."""
        same(len(before), len(after))
        for one, other in zip(before, after, strict=True):
            _alike(one, other, _OF_REPAIR)
            if one != other and "repair_application" in self._about:
                self.marks[self._about["repair_application"].subject] = True

    def _term(self, number: int, before: CompiledRule, after: CompiledRule) -> None:
        one, other = before.term, after.term
        if one is None or other is None:
            raise Anybody
        same((one.range, one.day_fields, len(one.periods)), (other.range, other.day_fields, len(other.periods)))
        same(is_parameter(before), is_parameter(after))
        grounds = _Told.of(self._grounds, np.flatnonzero(self._grounds.rule == number))
        moved = _ends_by_law(before, after, one, other, grounds, self._told_exactly(before, grounds))
        if before.recompute and is_parameter(before):
            moved |= self._cut_otherwise(before, after, grounds)
        self.marks[grounds.subject[moved]] = True

    def _told_exactly(self, rule: CompiledRule, grounds: _Told) -> NDArray[np.bool_]:
        """Whether what each of *grounds* tells says when its period by *rule* ends, before anything happens to it."""
        term, found = rule.term, np.zeros(len(grounds.subject), np.bool_)
        if term is not None and not term.day_fields and rule.anchor in _KNOWN_ANCHORS and len(rule.law) == 1:
            found[:] = True
            if self._undone is not None:  # what goes on where a repair is undone has a period of its own
                found = ~self._undone[grounds.subject]
        return found

    def _cut_otherwise(self, before: CompiledRule, after: CompiledRule, grounds: _Told) -> NDArray[np.bool_]:
        """Which of *grounds* later law may shorten otherwise (S17): of those that it finds going on."""
        one, other, found = before.term, after.term, np.zeros(len(grounds.subject), np.bool_)
        if one is None or other is None:
            raise Anybody
        mine, theirs, exact = one.periods[0], other.periods[0], self._told_exactly(before, grounds)
        for law in sorted({*mine.changes, *theirs.changes}):
            known = law in mine.changes and law in theirs.changes
            if law > self.dossiers.as_of or (known and mine.at(law) == theirs.at(law)):
                continue
            going = np.flatnonzero((grounds.opened < law) & (grounds.high >= law - 1) & ~found)
            found[going] = True
            if known:
                rows = going[exact[going]]
                found[rows] = _cut_apart(before, mine.at(law), theirs.at(law), law, _Told.of(grounds, rows))
        return found


def _alike(one: Any, other: Any, apart: frozenset[str]) -> None:
    """Raise `Anybody` unless all fields but those *apart* are equal."""
    for field in fields(one):
        if field.name not in apart:
            same(getattr(one, field.name), getattr(other, field.name))


def _ends_by_law(
    before: CompiledRule,
    after: CompiledRule,
    one: CompiledTerm,
    other: CompiledTerm,
    grounds: _Told,
    exact: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Which of *grounds* may have another period by the law they opened by, or by another law that is lighter now.

    Where they tell it *exact*ly, those alone that have.
    """
    found = np.zeros(len(grounds.subject), np.bool_)
    for mine, theirs in zip(one.periods, other.periods, strict=True):
        for first, last, _, _ in stretches(mine, theirs):
            by_law = (grounds.law == NO_DAY) | ((first <= grounds.law) & (grounds.law <= last))
            found |= by_law if len(before.law) == 1 else True
    rows = np.flatnonzero(found & exact)
    if len(rows):
        some = _Told.of(grounds, rows)
        ends = [end(rule, _opened(some), some.law, _anchor(before, some), None) for rule in (before, after)]
        found[rows] = (ends[0][0] != ends[1][0]) | (ends[0][1] != ends[1][1])
    return found


def _opened(grounds: _Told) -> Moments:
    """The moments *grounds* opened, without their facts."""
    none = np.full(len(grounds.opened), -1)
    return Moments(
        grounds.subject, grounds.triggered, grounds.law, None, none, grounds.triggered, grounds.opened,
        nowhere(len(none)),
    )  # fmt: skip


def _anchor(rule: CompiledRule, grounds: _Told) -> Days:
    return grounds.triggered if rule.anchor == "trigger" else grounds.opened


def _cut_apart(
    rule: CompiledRule, one: Period | None, other: Period | None, law: int, grounds: _Told
) -> NDArray[np.bool_]:
    """Which of *grounds* end apart where *law* brings one period or the other, and ends none before itself."""
    anchor = _anchor(rule, grounds)
    mine, theirs = (counted(period, grounds.opened, anchor) for period in (one, other))
    own = end(rule, _opened(grounds), grounds.law, anchor, None)
    found = np.zeros(len(anchor), np.bool_)
    for end_, another, first in zip(mine, theirs, own, strict=True):
        ends = [np.maximum(day, law - 1) for day in (end_, another)]
        if only_shortened(rule):
            ends = [np.minimum(day, np.maximum(first, grounds.opened)) for day in ends]
        found |= ends[0] != ends[1]
    return found
