"""The fold of one list: day by day, undo, triggers, decisions, cures, repairs, into grounds and spells (S11–S21)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence

from engine.calendar import add
from engine.change_days import change_days
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions
from engine.facts import Fact
from engine.spells.applications import Applications
from engine.spells.becoming import Becoming, Watched
from engine.spells.book import Book
from engine.spells.decisions import AsItStood, Decisions, Meant, Pending
from engine.spells.evenings import Evenings
from engine.spells.firing import Firings
from engine.spells.ground import Ground
from engine.spells.lasting import lasting
from engine.spells.openings import Fired, Openings
from engine.spells.repairs import seen_from
from engine.spells.result import ListResult, each_once
from engine.spells.terms import Terms, counted
from engine.timeline import Interval

Candidate = tuple[CompiledRule, Fact]


def fold(
    compiled: CompiledList,
    conditions: Conditions,
    candidates: Sequence[Candidate],
    extensions: Iterable[Ground] = (),
    reach: Iterable[Interval] = (),
    as_it_stood: AsItStood = lambda _: Meant(),
    *,
    decided_after: int | None = None,
) -> ListResult:
    """The stays of a subject on one list, from *candidates* (rules with the facts that may trigger them).

    *extensions* are grounds carried over from principals, *reach* the days on which nobody knows of any (S24).
    *as_it_stood* tells what a decision found on its day. With *decided_after*, a firing opens so many days later where
    no decision is recorded.
    """
    folding = _Fold(compiled, conditions, candidates, list(extensions), as_it_stood, decided_after=decided_after)
    conditions.folding, conditions.own_past = compiled.policy, folding.evenings.before
    try:
        return folding.run(reach)
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
        as_it_stood: AsItStood,
        *,
        decided_after: int | None,
    ) -> None:
        self.compiled = compiled
        self.conditions = conditions
        self.dossier = conditions.dossier
        self.decided_after = decided_after if compiled.decision else None
        self.firings = Firings(compiled, conditions)
        self.terms = Terms(compiled, conditions)
        self.book = Book(extensions, per_fact=compiled.per_fact)
        assumed_on = None if self.decided_after is None else self.dossier.as_of
        self.openings = Openings(self.book, self.firings, self.terms, assumed_on=assumed_on)
        self.decisions = Decisions(compiled, conditions, self.book, self.openings, self.firings, as_it_stood)
        self.applications = Applications(compiled, conditions, self.book, self.openings, self.terms)
        self.result = ListResult(compiled, self.firings, self.book.grounds)
        self.by_day: dict[int, list[Candidate]] = {}
        for rule, fact in candidates:
            self.by_day.setdefault(fact.day, []).append((rule, fact))
        watched = bool(compiled.by_condition) and self.dossier.has_record and compiled.lasting is None
        self.becoming = Becoming(compiled, conditions, self.firings) if watched else None
        self.days: list[int] = []
        self.queued: set[int] = set()
        self.proposed: set[tuple[str, int]] = set()
        """Rules without fact, and the days on which they may have become true, that have been proposed."""
        self.to_assume: dict[int, list[Pending]] = {}
        """By the day on which they are assumed to be decided, what waits."""
        self.evenings = Evenings()
        self.behind = self.dossier.first_day - 1
        """Of a list that asks for its own past, the last day that has ended."""
        self.curing: dict[str, set[int]] = {}
        """By rule, the days on which its cure may come; else only on the day a ground opens."""

    def run(self, reach: Iterable[Interval]) -> ListResult:
        """Walk the days that matter, then gather what was found."""
        self.plan(self.by_day)
        self.plan(fact.day for fact in self.dossier.about(self.compiled.policy))
        if self.becoming is not None:
            self.plan(self.becoming.days())
        for rule in self.compiled.curable:
            self.curing[rule.id] = self._cure_days(rule)
            self.plan(self.curing[rule.id])
        for rule in self.compiled.recomputed:
            self.plan(day for dated in (rule.term.periods if rule.term is not None else ()) for day in dated.changes)
        if self.compiled.asks_itself and self.compiled.by_condition:
            self.plan(range(self.dossier.first_day, self.dossier.as_of + 1))
        while self.days:
            day = heapq.heappop(self.days)
            self.day(day)
            if self.compiled.asks_itself:
                timeline = self.book.timeline(self.book.spells())
                self.behind = day
                self.plan(self.evenings.note(day, timeline, self.compiled.own_periods))
        return self.gathered(reach)

    def _cure_days(self, rule: CompiledRule) -> set[int]:
        """The days on which the cure of *rule* may come."""
        if rule.until is None:
            return set()
        days = change_days(rule.until, self.conditions, self.dossier.first_day, self.dossier.as_of)
        corrections = self.compiled.correction.facts if self.compiled.correction is not None else ()
        days.update(fact.day for name in corrections for fact in self.dossier.of_type(name))
        return days

    def plan(self, days: Iterable[int]) -> None:
        """See to it that each of *days* is walked, if it is not behind."""
        behind, last, queued = self.behind, self.dossier.as_of, self.queued
        for day in days:
            if behind < day <= last and day not in queued:
                queued.add(day)
                heapq.heappush(self.days, day)

    def day(self, day: int) -> None:
        """One day, in the order S14 gives."""
        if self.compiled.recomputed:
            self.recompute(day)
        about = self.dossier.about_on(self.compiled.policy, day)
        for fact in about.get("repair_undone", ()):
            self.watch(self.applications.undo(fact))
        self.book.start_event(day)
        self.trigger(day)
        for fact in about.get("listing_decision", ()):
            self.watch(self.decisions.decide(fact))
        for fact in about.get("term_decision", ()):
            self.watch(self.decisions.extend(fact))
        if self.curing:
            self.cure(day)
        for fact in about.get("repair_application", ()):
            self.applications.apply(fact)
        for fact in about.get("repair_decision", ()):
            self.applications.decide(fact)
        if self.compiled.prolongs:
            self.at_end(day)

    def watch(self, grounds: Iterable[Ground]) -> None:
        """Come back on the days the periods of *grounds* end, where something may happen then."""
        if self.compiled.prolongs:
            self.plan(ground.high for ground in grounds if ground.rule.at_end is not None)

    def trigger(self, day: int) -> None:
        """The firings of *day*: proposals where a decision is required, else one event."""
        event: list[Fired] = []
        for rule, fact in sorted(self.by_day.get(day, ()), key=_by_rule_and_fact):
            if not self.firings.can_fire(rule, fact):
                continue
            if self.compiled.decision:
                self._propose(Pending(rule, fact, day), day)
                continue
            truth = self.firings.truth(rule, fact, day, self.firings.laws(rule, fact, day))
            if truth is None:
                self.result.undecided.append((rule, fact, day))
            if truth is not False:
                event.append(Fired(rule, fact, fact.id, day, truth is True))
        for watched, becomes, unknown in self.becoming.on(day) if self.becoming is not None else ():
            if self.compiled.decision:
                self._propose_once(watched.rule, (*unknown, *((day,) if becomes else ())), day)
                continue
            self._may_open(watched, unknown)
            if watched.truth is None and watched.rule.at_end is not None:
                self.plan((day + 1,))
            if becomes:
                event.append(Fired(watched.rule, None, "", day))
        event += self._assumed(day)
        if event:
            self.watch(self.openings.open(day, event))

    def _propose_once(self, rule: CompiledRule, days: Iterable[int], day: int) -> None:
        """Propose *rule*, which has no fact, for those of *days* for which it has not been."""
        for opened in days:
            if (rule.id, opened) not in self.proposed:
                self.proposed.add((rule.id, opened))
                self._propose(Pending(rule, None, opened), day)

    def _propose(self, one: Pending, day: int) -> None:
        """Let *one* wait for its decision."""
        self.decisions.propose(one)
        if one.day < day and one.rule.until is not None and one.end == "open":
            self.decisions.cure_one(one, one.rule.until, one.day)  # it has come to light only now
        if self.decided_after is not None and one.end == "open":
            made = max(one.day + self.decided_after, day)
            self.to_assume.setdefault(made, []).append(one)
            self.plan((made,))

    def _assumed(self, day: int) -> Iterator[Fired]:
        """What is assumed to be decided on *day*: what still waits, and no decision on record will settle."""
        for one in self.to_assume.pop(day, ()):
            if one.end != "open" or self.decisions.lapsed(one, day) or self.decisions.awaits(one):
                continue
            if self.decisions.truth(one, self.dossier.as_of) is True:
                one.end, one.ended = "decided", day
                yield Fired(one.rule, one.fact, one.fact_id, one.day)

    def _may_open(self, watched: Watched, days: Iterable[int]) -> None:
        """Possible grounds of a rule that may have become true on *days*: one for days in a row, till a cure comes."""
        for day in days:
            self.result.undecided.append((watched.rule, None, day))
            ground = self.openings.made(day, Fired(watched.rule, None, "", day, sure=False))
            if ground is None:
                watched.may_be = None
                self.plan(last + 1 for held in self.book.held(day) for last in held.bounds())
            elif not watched.joined(ground):
                self.book.grounds.append(ground)
                self.watch((ground,))

    def recompute(self, day: int) -> None:
        """A shorter period of new law shortens what runs, to no earlier than the eve of its force (S17)."""
        for ground in self.book.grounds:
            term = ground.rule.term
            if not ground.rule.recompute or not ground.from_parameter or term is None:
                continue
            period = term.periods[0].at(day)
            if period != term.periods[0].at(day - 1) and ground.opened < day and ground.is_open(day):
                low, high, *_ = counted(period, ground.opened, ground.anchor)
                low, high = max(low, day - 1), max(high, day - 1)
                ground.shortened = day if high < ground.high else ground.shortened
                ground.low, ground.high = min(ground.low, low), min(ground.high, high)
                self.prolong(ground, day - 1)
                self.watch((ground,))

    def cure(self, day: int) -> None:
        """Cures that come on *day*, of grounds and of proposals."""
        changing = [id_ for id_, days in self.curing.items() if day in days or self.compiled.asks_itself]
        for ground in self.book.grounds:
            until = ground.rule.until
            if until is None or ground.cured is not None or ground.principal is not None or not ground.is_open(day):
                continue
            if ground.rule.id not in changing and ground.opened != day:
                continue
            truth = self.conditions.truth(until, seen_from(self.compiled, self.conditions, ground, day))
            ground.cure_unknown = truth is None
            ground.cured = day if truth is True else None
            if truth is True and not ground.sure:
                self.plan((day + 1,))  # what may have fired on that day too may open again
        self.decisions.cure(day, changing)

    def at_end(self, day: int) -> None:
        """Periods that run out on *day* and are extended because their condition holds (S16)."""
        for ground in self.book.grounds:
            if self.prolong(ground, day):
                self.watch((ground,))

    def prolong(self, ground: Ground, day: int) -> bool:
        """Extend the period of *ground* by its `at_end`, if it runs out on *day*; whether it was, or may be (S16)."""
        if ground.rule.at_end is None or not ground.low == ground.high == day or not ground.is_open(day):
            return False
        if ground.cause in ("cure", "repair", "principal"):
            return False
        condition, extension = ground.rule.at_end
        truth = self.conditions.truth(condition, seen_from(self.compiled, self.conditions, ground, day))
        if truth is True:
            ground.low = add(day, extension)
        if truth is not False:
            ground.high = add(day, extension)
        return truth is not False

    def gathered(self, reach: Iterable[Interval]) -> ListResult:
        """What the walk found, as of the last day."""
        result, as_of = self.result, self.dossier.as_of
        result.proposals, result.closed, undecided = self.decisions.as_of(as_of)
        result.undecided += [(one.rule, one.fact, one.day) for one in undecided]
        result.undecided = each_once(result.undecided)
        result.applications, result.meant = self.applications.made, self.decisions.meant
        if self.compiled.lasting is not None and self.dossier.has_record:
            one = self.compiled
            result.spells, result.timeline, truth = lasting(
                self.compiled.lasting, self.conditions, self.firings, one.in_force, asks_itself=one.asks_itself
            )
            result.lasting_unknown = truth is None
        else:
            result.spells = self.book.spells()
            result.timeline = self.book.timeline(result.spells, reach)
        return result


def _by_rule_and_fact(one: Candidate) -> tuple[str, str]:
    rule, fact = one
    return rule.id, fact.id
