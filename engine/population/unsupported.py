"""What listing decisions open where no firing that waits supports them, and by which rule, for everybody (S18).

What they mean may be held already; that is known only when the list is walked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import CodeSet
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.dossier import origin
from engine.population.columns import Column, Days, FactTable, Ints, Rows, texts_at
from engine.population.conditions import Conditions
from engine.population.fired import Fired
from engine.population.firing import Firings, in_force
from engine.population.kept import Kept
from engine.population.left import Left, NotInColumns
from engine.population.matching import matches, passing_codes
from engine.population.moments import Moments, firings, nowhere
from engine.population.naming import Called, members
from engine.population.truths import FALSE, TRUE, Truths, always

_FAR = 4
"""How far a rule is from listing a fact that is not law for it, or does not speak of it."""


@dataclass(frozen=True, eq=False)
class Unmet:
    """Decisions, by *row*, with what each names: the place of its name among *texts*, -1 where it names nothing.

    *numbers* are those of the texts in the column. Of *met*, which are rows of decisions with numbers of names,
    something waits. One that names nothing opens a ground whose fact it is itself.
    """

    row: Rows
    name: Ints
    texts: list[str]
    numbers: Ints
    met: NDArray[np.int64]

    @classmethod
    def nothing(cls) -> Self:
        """No decisions."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), [], np.empty(0, np.int64), np.empty((0, 2), np.int64))

    def take(self, rows: NDArray[Any]) -> Unmet:
        """Some of them."""
        return replace(self, row=self.row[rows], name=self.name[rows])

    def waits(self, decision: Rows, name: Rows) -> NDArray[np.bool_]:
        """Whether something of the *name* with each number waits for the *decision*."""
        known = {*map(tuple, self.met.tolist())}
        pairs = zip(decision.tolist(), name.tolist(), strict=True)
        return np.fromiter((pair in known for pair in pairs), np.bool_, len(decision))


def unmet(decisions: FactTable, rows: Rows, met: NDArray[np.int64], kept: Kept) -> Unmet:
    """Those of the decisions in *rows* that mean more than is *met*, with what they name.

    Each name once, and not that of which the fact is revoked.
    """
    grounds = decisions.field("grounds")
    waiting = np.bincount(met[:, 0], minlength=len(decisions))
    given = rows[grounds.known[rows]]
    plain = rows[~grounds.known[rows] & (waiting[rows] == 0)]
    if grounds.offsets is not None:
        given = given[waiting[given] < np.diff(grounds.offsets)[given]]
    pair, member = members(grounds, given)
    numbers, inverse = np.unique(member, return_inverse=True)
    texts = texts_at(grounds, numbers)
    row = given[pair]
    subject, stands = decisions.subject[row], np.ones(len(row), np.bool_)
    for place in np.flatnonzero(kept.changed[subject]):
        stands[place] = (int(subject[place]), origin(texts[inverse[place]])) not in kept.gone
    named = np.unique(np.column_stack([row, inverse])[stands].astype(np.int64), axis=0)
    name = np.concatenate([named[:, 1], np.full(len(plain), -1)])
    return Unmet(np.concatenate([named[:, 0], plain]), name, texts, numbers, met[np.isin(met[:, 0], given)])


class Unsupported:
    """Finds the rules that the unsupported *decisions* on one list go by."""

    def __init__(self, compiled: CompiledList, conditions: Conditions, firings: Firings, decisions: FactTable) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._firings = firings
        self._decisions = decisions

    def fired(self, unmet: Unmet, left: Left) -> Iterator[tuple[Fired, Rows]]:
        """What those *unmet* would open, rule by rule and by the table of its facts, and the row of each decision."""
        itself = unmet.row[unmet.name < 0]
        yield from self._of_facts(self._decisions, itself, itself, left, named=False)
        named = unmet.take(np.flatnonzero(unmet.name >= 0))
        found = np.zeros(len(named.row), np.bool_)
        called = Called.by(self._decisions, self._conditions.dossiers)
        for table, places, rows in called.of(named.row, named.numbers[named.name]):
            found[places] = True
            vain = ~unmet.waits(named.row[places], table.number[rows])
            yield from self._of_facts(table, rows[vain], named.row[places[vain]], left, named=True)
        yield from self._of_no_fact(named.take(np.flatnonzero(~found)))

    def _of_facts(
        self, table: FactTable, rows: Rows, decision: Rows, left: Left, *, named: bool
    ) -> Iterator[tuple[Fired, Rows]]:
        """Of facts in *rows* of *table*, by the rule nearest to firing; not *named*, by that which is law alone."""
        rules, day = self._compiled.rules, self._decisions.day[decision]
        rank = np.empty((len(rules), len(rows)), np.int64)
        looking = [named and table.type in rule.types for rule in rules]
        for number, rule in enumerate(rules):
            force = self._force(rule, table, rows, decision)
            rank[number] = len(rules) * force + number
            if looking[number]:
                rank[number] += 3 * len(rules) * self._distance(rule, table, rows, day, force == 0, left)
            elif any(looking):
                rank[number] = 3 * (_FAR + 1) * len(rules)
        nearest = rank.argmin(axis=0)
        for number in np.unique(nearest):
            here = np.flatnonzero(nearest == number)
            triggered = np.minimum(table.day[rows[here]], day[here])
            yield self._one(int(number), table, rows[here], decision[here], triggered), decision[here]

    def _of_no_fact(self, unmet: Unmet) -> Iterator[tuple[Fired, Rows]]:
        """Of what is named and is no fact on record: by the rule of that name, else by that which is law."""
        rules, none = self._compiled.rules, np.full(len(unmet.row), -1)
        rank = [len(rules) * self._force(rule, None, none, unmet.row) + n for n, rule in enumerate(rules)]
        nearest, by_name = np.array(rank).argmin(axis=0), np.zeros(len(none), np.bool_)
        for number, rule in enumerate(rules):
            if not rule.types and rule.id in unmet.texts:
                here = unmet.name == unmet.texts.index(rule.id)
                nearest[here], by_name[here] = number, True
                nearest[here & unmet.waits(unmet.row, np.full(len(none), -1 - number))] = -1
        for number in np.unique(nearest[nearest >= 0]):
            for own in (True, False):
                here = np.flatnonzero((nearest == number) & (by_name == own))
                decision, name = unmet.row[here], unmet.name[here]
                one = self._one(int(number), None, none[here], decision, self._decisions.day[decision])
                yield one if own else one.called(name, np.array(unmet.texts, np.object_)[name]), decision

    def _one(self, number: int, table: FactTable | None, rows: Rows, decision: Rows, triggered: Days) -> Fired:
        rule, day, subject = (
            self._compiled.rules[number],
            self._decisions.day[decision],
            self._decisions.subject[decision],
        )
        if table is not None and table.type not in rule.types and rule.term is not None and rule.term.day_fields:
            table = self._with_days(table)
        at = Moments(subject, triggered, day, table, rows, triggered, day, nowhere(len(day)))
        return Fired(rule, number, at, always(True, len(day)), [day])

    def _with_days(self, table: FactTable) -> FactTable:
        """*table*, which tells no day where its type has no field for it."""
        fields = self._conditions.dossiers.program.fact_types[table.type].fields
        days = {name for name, one in fields.items() if one.family == "day"}
        nothing = Column("day", nowhere(len(table)))
        return table.saying(lambda name: table.field(name) if name in days else nothing)

    def _force(self, rule: CompiledRule, table: FactTable | None, rows: Rows, decision: Rows) -> NDArray[np.int64]:
        """0 where *rule* is law on the day of each *decision*, 2 where it is of elsewhere, else 1."""
        day = self._decisions.day[decision]
        here = always(True, len(day))
        if rule.guard is not None:
            subject = self._decisions.subject[decision]
            at = Moments(subject, day, day, table, rows, day, day, nowhere(len(day)))
            here = self._conditions.truth(rule.guard, at)
        return np.where(here == FALSE, 2, np.where((here == TRUE) & (in_force(rule, day) == TRUE), 0, 1))

    def _distance(
        self, rule: CompiledRule, table: FactTable, rows: Rows, day: Days, law: NDArray[np.bool_], left: Left
    ) -> NDArray[np.int64]:
        """How far *rule* is from listing each fact: it fires, may fire, is law and speaks of it, or does so."""
        found = np.where(law, 2, _FAR)
        refused = matches(rule.facts[table.type].tests, table, day, rows) == FALSE
        found[law & refused] = 3
        known = np.flatnonzero(table.day[rows] <= day)
        truth = self._truth(rule, firings(table, rows[known], table.day[rows[known]]), day[known], left)
        found[known[truth != FALSE]] = np.where(truth[truth != FALSE] == TRUE, 0, 1)
        for name, codes in rule.about.items():
            column = table.field(name)
            about = passing_codes(CodeSet(frozenset(codes)), column)
            values = column.values[rows]
            found[~about[values] | (values < 0)] = _FAR
        return found

    def _truth(self, rule: CompiledRule, at: Moments, listing: Days, left: Left) -> Truths:
        try:
            return self._firings.truth(rule, at, self._firings.laws(rule, at, listing))
        except NotInColumns:
            left.mark(at.subject, "not in columns")
            return always(False, len(at))
