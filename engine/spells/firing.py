"""Whether a listing rule fires for a fact, and what keeps it from firing (S11, S13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.compile.nodes import FieldNode, Law, Node
from engine.compile.rules import CompiledRule, LawDate
from engine.conditions import Conditions, Moment
from engine.facts import Fact
from engine.truth import Truth, every, negation

Aspect = Literal["kind", "in_force", "where", "condition", "unless"]


class Conjunct(NamedTuple):
    """One of the things a firing needs, and whether it holds."""

    aspect: Aspect
    node: FieldNode | Node | None
    truth: Truth


class Firings:
    """Asks the rules of one list."""

    def __init__(self, compiled: CompiledList, conditions: Conditions) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._kinds: dict[int, Truth] = {}
        self._known: dict[tuple[str, str, int, Law], Truth] = {}

    def truth(self, rule: CompiledRule, fact: Fact | None, day: int, laws: tuple[Law, ...]) -> Truth:
        """Whether *rule* fires on *day* for *fact* under all of *laws*: not listed wins (从旧兼从轻)."""
        if len(laws) == 1:
            return self.under(rule, fact, day, laws[0])
        return every(self.under(rule, fact, day, law) for law in laws)

    def can_fire(self, rule: CompiledRule, fact: Fact) -> bool:
        """Whether *rule* can fire for *fact* whatever the law: not where its tests, the same ever since, refuse it."""
        node = rule.facts[fact.type]
        return len(node.predicates.values) > 1 or self._conditions.matches(node, fact, fact.day) is not False

    def under(self, rule: CompiledRule, fact: Fact | None, day: int, law: Law) -> Truth:
        """Whether *rule* fires on *day* for *fact* under the law of one day."""
        key = (rule.id, fact.id if fact else "", day, law)
        if key not in self._known:
            self._known[key] = self._ask(rule, fact, day, law)
        return self._known[key]

    def _ask(self, rule: CompiledRule, fact: Fact | None, day: int, law: Law) -> Truth:
        result: Truth = True
        if fact is not None:
            result = self._conditions.matches(rule.facts[fact.type], fact, law)
            if result is False:
                return False
        for truth in (self.kind(day), in_force(rule, law)):
            if truth is False:
                return False
            result = None if truth is None else result
        at = moment(fact, day, law)
        for node in rule.conjuncts:
            truth = self._conditions.truth(node, at)
            if truth is False:
                return False
            result = None if truth is None else result
        if rule.unless is not None:
            truth = self._conditions.truth(rule.unless, at)
            if truth is True:
                return False
            result = None if truth is None else result
        return result

    def conjuncts(self, rule: CompiledRule, fact: Fact | None, day: int, law: Law) -> Iterator[Conjunct]:
        """Everything *rule* needs to fire, one by one, the tests of the fact itself first."""
        if fact is not None:
            for test in rule.facts[fact.type].tests:
                yield Conjunct("where", test, test_truth(test, fact, law))
        yield from self._besides(rule, moment(fact, day, law))

    def only_failing(self, rule: CompiledRule, at: Moment, failing: Conjunct | None = None) -> Conjunct | None:
        """What alone keeps *rule* from firing *at* a moment; nothing where there is more, or nothing does.

        *failing* is the only test of the fact itself that is not true, if there is one.
        """
        for conjunct in self._besides(rule, at):
            if conjunct.truth is not True:
                if failing is not None:
                    return None
                failing = conjunct
        return failing

    def _besides(self, rule: CompiledRule, at: Moment) -> Iterator[Conjunct]:
        """What *rule* needs besides the tests of the fact itself."""
        yield Conjunct("kind", None, self.kind(at.day))
        if rule.in_force != (0, FOREVER):
            yield Conjunct("in_force", None, in_force(rule, at.law))
        for node in rule.conjuncts:
            yield Conjunct("condition", node, self._conditions.truth(node, at))
        if rule.unless is not None:
            yield Conjunct("unless", rule.unless, negation(self._conditions.truth(rule.unless, at)))

    def kind(self, day: int) -> Truth:
        """Whether the list can speak of the subject, as it is on *day*."""
        if day not in self._kinds:
            kind = self._conditions.dossier.attribute("kind", day)
            self._kinds[day] = None if kind is None else kind in self._compiled.kinds
        return self._kinds[day]

    def laws(self, rule: CompiledRule, fact: Fact | None, listing: int) -> tuple[Law, ...]:
        """The law dates of *rule* for *fact*, were it listed on *listing*; `None` where one is not known."""
        return tuple([self._law(which, fact, listing) for which in rule.law])

    def _law(self, which: LawDate, fact: Fact | None, listing: int) -> Law:
        if which == "listing":
            return listing
        dossier = self._conditions.dossier
        if which == "as_of":
            return dossier.as_of
        if fact is None:
            return None
        name = dossier.program.fact_types[fact.type].dates.get(which)
        day = fact.fields.get(name) if name is not None else None
        return day if isinstance(day, int) else None


def moment(fact: Fact | None, day: int, law: Law) -> Moment:
    """The moment of a firing on *day*: the trigger is itself, nothing has opened yet."""
    return Moment(day, law, fact, day, day)


def in_force(rule: CompiledRule, law: Law) -> Truth:
    """Whether *rule* exists under the law of a day."""
    first, last = rule.in_force
    if law is None:
        return True if (first, last) == (0, FOREVER) else None
    return first <= law <= last


def test_truth(test: FieldNode, fact: Fact, law: Law) -> Truth:
    """Whether *fact* passes one test of a field, computed from the fact itself."""
    value = fact.fields.get(test.field.name)
    if value is None:
        return None
    domains = test.domain
    single = len(domains.values) == 1
    domain = domains.values[0] if single else None if law is None else domains.at(law)
    return None if domain is None else domain.passes(value)  # type: ignore[arg-type]  # compiled for the field's own family
