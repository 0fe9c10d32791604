"""What authorities decide about listings: proposals opened or declined, terms settled or extended (S16, S18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.calendar import Period, add, held_from
from engine.change_days import change_days
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions, Moment
from engine.facts import Fact
from engine.spells.book import Book
from engine.spells.firing import Firings, in_force
from engine.spells.ground import Ground
from engine.spells.openings import Fired, Openings, period_of, reopening
from engine.spells.terms import Terms, names
from engine.truth import Truth

End = Literal["open", "decided", "declined", "lapsed", "cured"]


@dataclass(slots=True, eq=False)
class Pending:
    """A firing that waits for a decision, until *end* says otherwise on day *ended*."""

    rule: CompiledRule
    fact: Fact | None
    day: int
    end: End = "open"
    ended: int | None = None

    @property
    def fact_id(self) -> str:
        """The id of the triggering fact, empty where there is none."""
        return self.fact.id if self.fact else ""


class Decisions:
    """The decisions on one list, and the proposals that wait for them."""

    def __init__(
        self,
        compiled: CompiledList,
        conditions: Conditions,
        book: Book,
        openings: Openings,
        firings: Firings,
        terms: Terms,
    ) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._book = book
        self._openings = openings
        self._firings = firings
        self._terms = terms
        self.pending: list[Pending] = []

    def decide(self, fact: Fact) -> list[Ground]:
        """A listing decision: it opens what it names, or all that is pending, or closes it; the grounds opened."""
        if not self._compiled.decision:
            return []
        grounds = self._conditions.dossier.named(fact)
        named = sorted(grounds) if grounds is not None else None
        targets = [one for one in self.pending if self._waits(one, fact)]
        if fact.fields["outcome"] == "decline":
            _close(targets, "declined", fact.day)
            return []
        if named and all(name in self._conditions.dossier.revoked for name in named):
            return []
        _close(targets, "decided", fact.day)
        open_now = {ground.name for ground in self._book.targets(fact, None)}
        covered = {one.fact_id or one.rule.id for one in targets} | open_now
        supported = [Fired(one.rule, one.fact, one.fact_id, one.day) for one in targets]
        opened = self._openings.open(fact.day, supported, fact) if supported else []
        revoked = self._conditions.dossier.revoked
        missing = [name for name in named or () if name not in covered and name not in revoked]
        if missing or (named is None and not supported):
            event = [self._without_ground(name, fact) for name in missing or [fact.id]]
            opened += self._openings.open(fact.day, event, fact, unsupported=True)
        return opened

    def _waits(self, one: Pending, decision: Fact) -> bool:
        return (
            one.end == "open"
            and not self.lapsed(one, decision.day)
            and names(self._conditions.dossier.named(decision), one.rule, one.fact_id)
            and self.truth(one, decision.day) is True
        )

    def truth(self, one: Pending, listing: int) -> Truth:
        """Whether *one* fires, were it listed on *listing*."""
        laws = self._firings.laws(one.rule, one.fact, one.day, listing)
        return self._firings.truth(one.rule, one.fact, one.day, laws)

    def lapsed(self, one: Pending, day: int) -> bool:
        """Whether the proposal *one* has waited too long by *day*."""
        return self._compiled.lapses is not None and day >= held_from(one.day, self._compiled.lapses)

    def _without_ground(self, name: str, decision: Fact) -> Fired:
        """What a decision opens for a fact it names that is no ground: by the first rule that speaks of such facts."""
        fact = self._conditions.dossier.by_id.get(name)
        own = fact if fact is not decision else None
        # law that is in force on the day of the decision goes before law that is not
        rules = sorted(self._compiled.rules, key=lambda rule: in_force(rule, decision.day) is not True)
        if own is None:
            without_fact = next((rule for rule in rules if rule.id == name and not rule.types), None)
            return Fired(without_fact or rules[0], None, "" if without_fact else name, decision.day)
        speaking = next((rule for rule in rules if own.type in rule.types), rules[0])
        return Fired(speaking, own, name, min(own.day, decision.day))

    def awaits(self, one: Pending) -> bool:
        """Whether a decision on record will settle *one*, where decisions are otherwise assumed."""
        for fact in self._conditions.dossier.about(self._compiled.policy, "listing_decision"):
            if fact.day >= one.day and self._waits(one, fact) and not self._cured_before(one, fact.day):
                return True
        return False

    def _cured_before(self, one: Pending, day: int) -> bool:
        until = one.rule.until
        if until is None or day <= one.day:
            return False
        days = change_days(until, self._conditions, one.day, day - 1)
        return any(self._conditions.truth(until, self._moment(one, each)) is True for each in days)

    def _moment(self, one: Pending, day: int) -> Moment:
        return Moment(day, day, one.fact, one.day, one.day)

    def settle(self, fact: Fact) -> list[Ground]:
        """A decision on a term: it settles a range, or extends within the rule's bounds; the grounds it changed."""
        targets = self._book.targets(fact, self._conditions.dossier.named(fact))
        for ground in targets:
            settled, extension = period_of(fact, "period"), period_of(fact, "extend")
            term, bounds = ground.rule.term, ground.rule.extension
            if settled is not None and term is not None and term.range is not None:
                opening = reopening(ground, ground.opened, settled=settled)
                ground.low, ground.high = self._terms.end(opening)
                ground.out_of_range = ground.low != ground.high and self._terms.anchor(opening) is not None
            if extension is not None and bounds is not None:
                _extend(ground, extension, bounds)
            ground.settled_by = fact
        return targets

    def cure(self, day: int) -> None:
        """Close the proposals whose cure comes on *day*."""
        for one in self.pending:
            until = one.rule.until
            if until is None or one.end != "open" or one.day > day:
                continue
            if self._conditions.truth(until, self._moment(one, day)) is True:
                one.end, one.ended = "cured", day


def _close(targets: list[Pending], end: End, day: int) -> None:
    for one in targets:
        one.end, one.ended = end, day


def _extend(ground: Ground, extension: Period, bounds: tuple[Period, Period]) -> None:
    low, high = ground.low, ground.high
    ground.out_of_range = not add(low, bounds[0]) <= add(low, extension) <= add(low, bounds[1])
    if not ground.out_of_range:
        ground.low, ground.high = add(low, extension), add(high, extension)
