"""The fold of one list: day by day, undo, triggers, decisions, cures, repairs, into grounds and spells (S11–S21)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engine.calendar import Period, add, held_from
from engine.change_days import change_days
from engine.compile.lists import CompiledList
from engine.compile.nodes import ListedNode, Node, parts
from engine.compile.rules import CompiledRule
from engine.compile.strata import nodes
from engine.conditions import Conditions, Moment
from engine.dossier import PROFILE
from engine.facts import Fact
from engine.spells.applications import Application, Applications
from engine.spells.book import Book
from engine.spells.decisions import Decisions, Pending
from engine.spells.firing import Firings
from engine.spells.ground import Ground, Spell, spells
from engine.spells.lasting import lasting
from engine.spells.openings import Fired, Openings, reopening
from engine.spells.repairs import correction_day
from engine.spells.terms import Terms
from engine.timeline import ListTimeline
from engine.truth import Truth

Candidate = tuple[CompiledRule, Fact]


@dataclass(slots=True)
class ListResult:
    """Everything the fold found out about one list."""

    compiled: CompiledList
    firings: Firings
    grounds: list[Ground] = field(default_factory=list)
    spells: tuple[Spell, ...] = ()
    proposals: list[Pending] = field(default_factory=list)
    closed: list[Pending] = field(default_factory=list)
    undecided: list[tuple[CompiledRule, Fact | None, int]] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    timeline: ListTimeline = field(default_factory=ListTimeline)
    lasting_unknown: bool = False


def fold(
    compiled: CompiledList,
    conditions: Conditions,
    candidates: Sequence[Candidate],
    extensions: Iterable[Ground] = (),
    *,
    assume_decided: bool = False,
) -> ListResult:
    """The stays of a subject on one list, from *candidates* (rules with the facts that may trigger them).

    *extensions* are grounds carried over from principals (S24). With *assume_decided*, a firing opens on its own
    day where no decision is recorded.
    """
    folding = _Fold(compiled, conditions, candidates, list(extensions), assume_decided=assume_decided)
    conditions.folding, conditions.own_past = compiled.policy, folding.book.before
    try:
        return folding.run()
    finally:
        conditions.folding = None


class _Fold:
    """The walk over the days that matter."""

    def __init__(
        self,
        compiled: CompiledList,
        conditions: Conditions,
        candidates: Sequence[Candidate],
        extensions: list[Ground],
        *,
        assume_decided: bool,
    ) -> None:
        self.compiled = compiled
        self.conditions = conditions
        self.dossier = conditions.dossier
        self.assumed = compiled.decision and assume_decided
        self.firings = Firings(compiled, conditions)
        self.terms = Terms(compiled, conditions)
        self.book = Book(extensions, per_fact=compiled.per_fact)
        self.openings = Openings(
            self.book, self.firings, self.terms, assumed_on=self.dossier.as_of if self.assumed else None
        )
        self.decisions = Decisions(compiled, conditions, self.book, self.openings, self.firings, self.terms)
        self.applications = Applications(compiled, conditions, self.book, self.terms)
        self.result = ListResult(compiled, self.firings, self.book.grounds)
        self.by_day: dict[int, list[Candidate]] = {}
        for rule, fact in candidates:
            self.by_day.setdefault(fact.day, []).append((rule, fact))
        watched = compiled.lasting is None and bool(self.dossier.facts)
        self.becoming = [rule for rule in compiled.rules if not rule.types] if watched else []
        self.before: dict[str, Truth] = dict.fromkeys((rule.id for rule in self.becoming), False)
        self.days: list[int] = []
        self.queued: set[int] = set()

    def run(self) -> ListResult:
        """Walk the days that matter, then gather what was found."""
        self.plan(self.by_day)
        self.plan(fact.day for fact in self.dossier.about(self.compiled.policy))
        for rule in self.becoming:
            self._plan_becoming(rule)
        for rule in self.compiled.rules:
            if rule.until is not None:
                self.plan(change_days(rule.until, self.conditions, self.dossier.first_day, self.dossier.as_of))
            if rule.recompute and rule.term is not None:
                self.plan(day for dated in rule.term.periods for day in dated.changes)
        while self.days:
            self.day(heapq.heappop(self.days))
        return self.gathered()

    def plan(self, days: Iterable[int]) -> None:
        """See to it that each of *days* is walked, if it is not behind."""
        for day in days:
            if self.dossier.first_day <= day <= self.dossier.as_of and day not in self.queued:
                self.queued.add(day)
                heapq.heappush(self.days, day)

    def _plan_becoming(self, rule: CompiledRule) -> None:
        needs: tuple[Node, ...] = rule.conjuncts if rule.unless is None else (*rule.conjuncts, rule.unless)
        for node in needs:
            self.plan(change_days(node, self.conditions, self.dossier.first_day, self.dossier.as_of))
        self.plan(fact.day for fact in self.dossier.of_type(PROFILE))
        self.plan((rule.in_force[0], rule.in_force[1] + 1))
        if self._reads_itself():
            self.plan(range(self.dossier.first_day, self.dossier.as_of + 1))

    def _reads_itself(self) -> bool:
        found = (part for node in nodes(self.compiled) for part in parts(node) if isinstance(part, ListedNode))
        return any(self.compiled.policy in part.policies for part in found)

    def day(self, day: int) -> None:
        """One day, in the order S14 gives."""
        self.recompute(day)
        about = self.dossier.about_on(self.compiled.policy, day)
        for fact in about.get("repair_undone", ()):
            self.watch(self.applications.undo(fact))
        self.trigger(day)
        for fact in about.get("listing_decision", ()):
            self.watch(self.decisions.decide(fact))
        for fact in about.get("term_decision", ()):
            self.watch(self.decisions.settle(fact))
        self.cure(day)
        for fact in about.get("repair_application", ()):
            self.applications.apply(fact)
        for fact in about.get("repair_decision", ()):
            self.applications.decide(fact)
        self.at_end(day)

    def watch(self, grounds: Iterable[Ground]) -> None:
        """Come back on the days the periods of *grounds* end, where something may happen then."""
        self.plan(ground.bounds()[0] for ground in grounds if ground.rule.at_end is not None)

    def trigger(self, day: int) -> None:
        """The firings of *day*: proposals where a decision is required, else one event."""
        event: list[Fired] = []
        for rule, fact in sorted(self._candidates(day), key=lambda one: (one[0].id, one[1].id if one[1] else "")):
            one = Pending(rule, fact, day)
            if self.compiled.decision and not (self.assumed and not self.decisions.awaits(one)):
                self.decisions.pending.append(one)
                continue
            truth = self.decisions.truth(one, self.dossier.as_of if self.assumed else day)
            if truth is None:
                self.result.undecided.append((rule, fact, day))
            if truth is True or (truth is None and not self.assumed):
                event.append(Fired(rule, fact, fact.id if fact else "", day, truth is True))
        if event:
            self.watch(self.openings.open(day, event))

    def _candidates(self, day: int) -> list[tuple[CompiledRule, Fact | None]]:
        """The facts of *day* with the rules they may trigger, and the rules that have become true."""
        found: list[tuple[CompiledRule, Fact | None]] = list(self.by_day.get(day, ()))
        for rule in self.becoming:
            truth = self.firings.truth(rule, None, day, self.firings.laws(rule, None, day, day))
            before = self.before[rule.id]
            if before is not True and (truth is True or (truth is None and before is False)):
                found.append((rule, None))
            self.before[rule.id] = truth
        return found

    def recompute(self, day: int) -> None:
        """A shorter period of new law shortens what runs, to no earlier than the eve of its force (S17)."""
        for ground in self.book.grounds:
            term = ground.rule.term
            changed = ground.rule.recompute and term is not None and any(day in p.changes for p in term.periods)
            if changed and ground.opened < day <= ground.bounds()[1]:
                low, high = self.terms.end(reopening(ground, ground.opened, law=day))
                ground.shortened = ground.shortened or max(high, day - 1) < ground.high
                ground.low, ground.high = min(ground.low, max(low, day - 1)), min(ground.high, max(high, day - 1))

    def cure(self, day: int) -> None:
        """Cures that come on *day*, of grounds and of proposals."""
        for ground in self.book.grounds:
            until = ground.rule.until
            if until is None or ground.cured is not None or ground.source == "extension":
                continue
            if ground.opened <= day <= ground.bounds()[1]:
                truth = self.conditions.truth(until, self.moment(ground, day))
                ground.cure_unknown = truth is None
                ground.cured = day if truth is True else None
        self.decisions.cure(day)

    def moment(self, ground: Ground, day: int) -> Moment:
        """*day* as seen from *ground*."""
        corrected, _ = correction_day(self.compiled, self.conditions, ground, day)
        return Moment(day, day, ground.fact, ground.trigger_day, ground.opened, corrected)

    def at_end(self, day: int) -> None:
        """Periods that run out on *day* and are extended because their condition holds (S16)."""
        for ground in self.book.grounds:
            if ground.rule.at_end is None or ground.stopped is not None or ground.cured is not None:
                continue
            if ground.bounds()[0] != day or not ground.low == ground.high == day:
                continue
            condition, extension = ground.rule.at_end
            truth = self.conditions.truth(condition, self.moment(ground, day))
            if truth is True:
                ground.low = ground.high = add(day, extension)
            elif truth is None:
                ground.high = add(day, extension)
            self.watch((ground,))

    def gathered(self) -> ListResult:
        """What the walk found, as of the last day."""
        result, as_of = self.result, self.dossier.as_of
        for one in self.decisions.pending:
            if one.end == "open" and self.decisions.lapsed(one, as_of):
                one.end, one.ended = "lapsed", held_from(one.day, self.compiled.lapses or Period(0, "days"))
            if one.end == "cured" and one.ended == as_of:
                one.end = "open"  # a cure closes a proposal with the end of its day
            truth = self.decisions.truth(one, as_of) if one.end == "open" else False
            if one.end != "open":
                result.closed.append(one)
            elif truth is True:
                result.proposals.append(one)
            elif truth is None:
                result.undecided.append((one.rule, one.fact, one.day))
        result.applications = self.applications.made
        if self.compiled.lasting is not None and self.dossier.facts:
            result.spells, result.timeline, truth = lasting(self.compiled.lasting, self.conditions, self.firings)
            result.lasting_unknown = truth is None
        else:
            result.spells = spells(self.book.grounds, per_fact=self.compiled.per_fact)
            result.timeline = self.book.timeline()
        return result
