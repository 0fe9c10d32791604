"""What authorities decide about listings: proposals opened or declined, terms settled or extended (S16, S18)."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Literal, NamedTuple

from engine.calendar import add, held_from
from engine.change_days import change_days
from engine.compile.lists import CompiledList
from engine.compile.nodes import Node
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions, Moment
from engine.dossier import origin
from engine.facts import Fact
from engine.spells.book import Book
from engine.spells.firing import Firings
from engine.spells.ground import Ground
from engine.spells.openings import Fired, Openings
from engine.spells.repairs import correction_day
from engine.spells.terms import lies_in, names, period_of
from engine.spells.unsupported import Unsupported
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

    @property
    def name(self) -> str:
        """What decisions call it: its fact, or its rule where it has none."""
        return self.fact_id or self.rule.id


class Meant(NamedTuple):
    """What a decision that names nothing means: what *waiting* it finds, or else finds *held* already, by name."""

    waiting: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


AsItStood = Callable[[Fact], Meant]
"""What a decision meant on its own day, by what was on record then."""


class Decisions:
    """The decisions on one list, and the proposals that wait for them."""

    def __init__(
        self,
        compiled: CompiledList,
        conditions: Conditions,
        book: Book,
        openings: Openings,
        firings: Firings,
        as_it_stood: AsItStood,
    ) -> None:
        self._compiled = compiled
        self._as_it_stood = as_it_stood
        self._settled: dict[str, tuple[End, int]] = {}
        """By fact, what a decision made of it and when."""
        self.meant: dict[str, Meant] = {}
        """By decision, what it found."""
        self._conditions = conditions
        self._book = book
        self._openings = openings
        self._firings = firings
        self._unsupported = Unsupported(compiled, conditions, firings)
        self.pending: list[Pending] = []

    def decide(self, fact: Fact) -> list[Ground]:
        """A listing decision: it opens what it names, or all that waits, or closes it; the grounds opened.

        Every other firing of the facts it decides on is closed with them.
        """
        if not self._compiled.decision:
            return []
        targets = [one for one in self.pending if self._waits(one, fact)]
        found = self.meant[fact.id] = Meant(frozenset(one.name for one in targets), self._held(fact))
        then, named = Meant(), self._named(fact)
        unnamed = named is None
        if named is None:
            then = self._then(fact)
            named = self._standing(then.waiting)
        self._settle(fact, found.waiting | named)
        if fact.fields["outcome"] == "decline":
            return []
        opened = self._openings.open(
            fact.day, [Fired(one.rule, one.fact, one.fact_id, one.day) for one in targets], fact
        )
        unsupported = [
            self._unsupported.without_ground(name, fact) for name in sorted(named - found.waiting - found.held)
        ]
        if unnamed and not any((*found, *then)):
            unsupported = [self._unsupported.by_itself(fact)]
        return opened + self._openings.open(fact.day, unsupported, fact, unsupported=True)

    def _held(self, decision: Fact) -> frozenset[str]:
        return frozenset(ground.name for ground in self._book.targets(decision, None))

    def _then(self, decision: Fact) -> Meant:
        """What *decision* meant on its day, where records of then are gone by now; by the names they have now."""
        dossier = self._conditions.dossier
        if decision.day == dossier.as_of or not dossier.changed_since(decision.day):
            return Meant()
        then = self._as_it_stood(decision)
        return Meant(*(frozenset(map(dossier.kept, names)) for names in then))

    def _named(self, decision: Fact) -> frozenset[str] | None:
        """The grounds a decision names, but for those whose fact was revoked; nothing where it names none."""
        named = self._conditions.dossier.named(decision)
        return None if named is None else self._standing(named)

    def _standing(self, named: frozenset[str]) -> frozenset[str]:
        revoked = self._conditions.dossier.revoked
        return frozenset(name for name in named if origin(name) not in revoked)

    def _settle(self, decision: Fact, names: frozenset[str]) -> None:
        """Nothing waits any more of what *names* mean; of a fact never again, though it be of a later day."""
        end: End = "declined" if decision.fields["outcome"] == "decline" else "decided"
        self._settled.update(dict.fromkeys(names, (end, decision.day)))
        for one in self.pending:
            if one.end == "open" and one.name in names:
                one.end, one.ended = end, decision.day

    def propose(self, one: Pending) -> None:
        """Let *one* wait, unless its fact has been decided on already."""
        if one.fact is not None and one.fact_id in self._settled:
            one.end, one.ended = self._settled[one.fact_id]
        self.pending.append(one)

    def _waits(self, one: Pending, decision: Fact) -> bool:
        return (
            one.end == "open"
            and not self.lapsed(one, decision.day)
            and names(self._conditions.dossier.named(decision), one.rule, one.fact_id)
            and self.truth(one, decision.day) is True
        )

    def truth(self, one: Pending, listing: int) -> Truth:
        """Whether *one* fires, were it listed on *listing*: a rule without fact, when its condition becomes true."""
        laws = self._firings.laws(one.rule, one.fact, listing)
        truth = self._firings.truth(one.rule, one.fact, one.day, laws)
        if one.fact is not None or truth is False or one.day <= self._conditions.dossier.first_day:
            return truth
        before = self._firings.truth(one.rule, None, one.day - 1, laws)
        return False if before is True else truth

    def lapsed(self, one: Pending, day: int) -> bool:
        """Whether the proposal *one* has waited too long by *day*."""
        return self._compiled.lapses is not None and day >= held_from(one.day, self._compiled.lapses)

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
        at = Moment(day, day, one.fact, one.day, one.day)
        if self._compiled.correction is None:
            return at
        corrected, _ = correction_day(self._compiled, self._conditions, at)
        return at._replace(correction=corrected)

    def extend(self, fact: Fact) -> list[Ground]:
        """A decision on a term that extends what is open, within the rule's bounds; the grounds it changed."""
        extension = period_of(fact, "extend")
        changed: list[Ground] = []
        if extension is None:
            return changed
        for ground in self._book.targets(fact, self._conditions.dossier.named(fact)):
            bounds = ground.rule.extension
            if bounds is None or not ground.timed or ground.principal is not None:
                continue
            ground.out_of_range = not lies_in(extension, bounds, ground.low)
            if not ground.out_of_range:
                ground.low, ground.high = add(ground.low, extension), add(ground.high, extension)
                ground.settled_by = fact
                changed.append(ground)
        return changed

    def cure(self, day: int, changing: Container[str]) -> None:
        """Close the proposals whose cure comes on *day*: those of that day, and of rules whose cure is *changing*."""
        for one in self.pending:
            until = one.rule.until
            if until is None or one.end != "open" or one.day > day or self.lapsed(one, day):
                continue
            if one.rule.id not in changing and one.day != day:
                continue
            self.cure_one(one, until, day)

    def cure_one(self, one: Pending, until: Node, day: int) -> None:
        """Close *one* if *until*, its cure, holds on *day*."""
        if self._conditions.truth(until, self._moment(one, day)) is True:
            one.end, one.ended = "cured", day

    def as_of(self, day: int) -> tuple[list[Pending], list[Pending], list[Pending]]:
        """What waits for a decision at the end of *day*, what no longer does, and what may be a firing that waits."""
        proposed: list[Pending] = []
        closed: list[Pending] = []
        undecided: list[Pending] = []
        for one in self.pending:
            if one.end == "open" and self._compiled.lapses is not None and self.lapsed(one, day):
                one.end, one.ended = "lapsed", held_from(one.day, self._compiled.lapses)
            stands = one.end == "open" or (one.end == "cured" and one.ended == day)  # a cure comes at the end of a day
            truth = self.truth(one, day) if stands else False
            if truth is True:
                one.end = "open"
                proposed.append(one)
            elif one.end == "open" and truth is None:
                undecided.append(one)
            elif one.end != "open":
                closed.append(one)
        return proposed, closed, undecided
