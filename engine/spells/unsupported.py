"""What a listing decision opens where no firing that waits supports it, and by which rule (S18)."""

from __future__ import annotations

from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions
from engine.facts import Fact
from engine.spells.firing import Firings, in_force, moment
from engine.spells.openings import Fired
from engine.truth import Truth


class Unsupported:
    """Finds the rules that the unsupported decisions on one list go by."""

    def __init__(self, compiled: CompiledList, conditions: Conditions, firings: Firings) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._firings = firings

    def by_itself(self, decision: Fact) -> Fired:
        """What a decision that names nothing opens where nothing waits: a ground whose fact it is itself."""
        return Fired(self._by_force(decision, decision)[0], decision, decision.id, decision.day)

    def without_ground(self, name: str, decision: Fact) -> Fired:
        """What *decision* opens for *name*, where no firing of what it names waits: by the rule nearest to firing."""
        fact = self._conditions.dossier.by_id.get(name)
        rules = self._by_force(decision, fact)
        if fact is None:
            without_fact = next((rule for rule in rules if rule.id == name and not rule.types), None)
            return Fired(without_fact or rules[0], None, "" if without_fact else name, decision.day)
        looking = [rule for rule in rules if fact.type in rule.types]
        nearest = min(looking, key=lambda rule: self._distance(rule, fact, decision), default=rules[0])
        return Fired(nearest, fact, name, min(fact.day, decision.day))

    def _distance(self, rule: CompiledRule, fact: Fact, decision: Fact) -> int:
        """How far *rule* is from listing *fact*: it fires, may fire, is law and speaks of it, or at least does so."""
        if any(fact.fields.get(name) not in codes for name, codes in rule.about.items()):
            return 4
        if fact.day <= decision.day:  # what the list knows of itself on a later day has not come about yet
            laws = self._firings.laws(rule, fact, decision.day)
            fires = self._firings.truth(rule, fact, fact.day, laws)
            if fires is not False:
                return 0 if fires else 1
        if in_force(rule, decision.day) is not True or self._here(rule, fact, decision) is not True:
            return 4
        return 3 if self._conditions.matches(rule.facts[fact.type], fact, decision.day) is False else 2

    def _by_force(self, decision: Fact, fact: Fact | None) -> list[CompiledRule]:
        """The rules by id, those first that are law for *fact* on the day of *decision*, those of elsewhere last."""

        def order(rule: CompiledRule) -> int:
            here = self._here(rule, fact, decision)
            return 2 if here is False else 0 if here and in_force(rule, decision.day) is True else 1

        return sorted(self._compiled.rules, key=order)

    def _here(self, rule: CompiledRule, fact: Fact | None, decision: Fact) -> Truth:
        """Whether *rule*, if an overlay adds it, applies where *fact* is from, on the day of *decision*."""
        if rule.guard is None:
            return True
        return self._conditions.truth(rule.guard, moment(fact, decision.day, decision.day))
