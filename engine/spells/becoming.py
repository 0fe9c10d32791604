"""Rules without a triggering fact: on which days their conditions become true, and for how long they may be (S11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.change_days import change_days
from engine.compile.lists import CompiledList
from engine.compile.nodes import Node
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions
from engine.dossier import PROFILE
from engine.language.terms import EndOf
from engine.spells.firing import Firings
from engine.spells.ground import Ground
from engine.truth import Truth


@dataclass(slots=True)
class Watched:
    """One rule and what was last seen of it: its *truth* on the day *seen*, were it listed on *listing* (else, then).

    *may_be* is the possible ground of the run of unknown days it is in, if there is one.
    """

    rule: CompiledRule
    seen: int
    listing: int | None = None
    truth: Truth = False
    may_be: Ground | None = None

    def look(self, day: int, truth: Truth) -> tuple[bool, list[int]]:
        """Whether it becomes true on *day*; and the first and last days since it was seen on which it may have.

        On each day between those two it may have as well.
        """
        unknown = [self.seen + 1, day - 1] if self.truth is None and self.seen < day - 1 else []
        if truth is None and self.truth is not True:
            unknown.append(day)
        becomes = truth is True and self.truth is not True
        self.seen, self.truth = day, truth
        return becomes, sorted(set(unknown))

    def joined(self, ground: Ground) -> bool:
        """Whether *ground* only prolongs the possible ground of the same run of days; that is prolonged then.

        Not where the condition at the end of its period is its own.
        """
        before = self.may_be
        if before is None or before.cured is not None or self.rule.at_end is not None:
            self.may_be = ground
            return False
        before.low, before.high = max(before.low, ground.low), max(before.high, ground.high)
        before.cap = max(before.cap, ground.cap)
        return True


class Becoming:
    """The rules of one list that fire when their conditions become true."""

    def __init__(self, compiled: CompiledList, conditions: Conditions, firings: Firings) -> None:
        self._conditions = conditions
        self._firings = firings
        eve, listings = conditions.dossier.first_day - 1, _listings(compiled, conditions)
        self.rules = [Watched(rule, eve, listing) for rule in compiled.by_condition for listing in listings]

    def days(self) -> Iterator[int]:
        """The days on which the truth of a rule may change, or what it would open then."""
        dossier = self._conditions.dossier
        for rule in (one.rule for one in self.rules):
            needs: tuple[Node, ...] = rule.conjuncts if rule.unless is None else (*rule.conjuncts, rule.unless)
            for node in needs:
                yield from change_days(node, self._conditions, dossier.first_day, dossier.as_of)
            yield from (fact.day for fact in dossier.of_type(PROFILE))
            yield from (rule.in_force[0], rule.in_force[1] + 1, dossier.first_day, dossier.as_of)
            for period in rule.term.periods if rule.term is not None else ():
                yield from (day for change in period.changes for day in (change - 1, change))
            if isinstance(rule.anchor, EndOf) and rule.anchor.end_of in self._conditions.lists:
                yield from self._conditions.lists[rule.anchor.end_of].changes(None)

    def on(self, day: int) -> Iterator[tuple[Watched, bool, list[int]]]:
        """Each rule: whether it becomes true on *day*, and the days on which it may have since it was last seen."""
        for one in self.rules:
            laws = self._firings.laws(one.rule, None, day if one.listing is None else one.listing)
            truth = self._firings.truth(one.rule, None, day, laws)
            if one.truth is not None:
                one.may_be = None  # the run is over
            yield one, *one.look(day, truth)


def _listings(compiled: CompiledList, conditions: Conditions) -> list[int | None]:
    """The days by whose law a rule may be listed: those of the decisions, and while undecided the last one (S13).

    On a list without decision it is each day's own.
    """
    if not compiled.decision:
        return [None]
    dossier = conditions.dossier
    decided = {fact.day for fact in dossier.about(compiled.policy, "listing_decision")}
    return [*sorted(decided | {dossier.as_of})]
