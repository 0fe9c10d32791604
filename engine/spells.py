"""The fold of one list: day by day, undo, triggers, decisions, cures, repairs, into grounds and spells (S11–S21)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.calendar import FOREVER, Period, add, held_from
from engine.change_days import change_days
from engine.compile.lists import CompiledList
from engine.compile.nodes import ListedNode, Node, parts
from engine.compile.rules import CompiledRule
from engine.compile.strata import nodes
from engine.conditions import Conditions, Moment
from engine.dossier import PROFILE
from engine.facts import Fact
from engine.firing import Firings
from engine.ground import Ground, Spell, spells
from engine.repairs import Assessment, assess, correction_day
from engine.terms import Opening, Terms, names
from engine.timeline import ListTimeline
from engine.truth import Truth, every

Candidate = tuple[CompiledRule, Fact]
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


@dataclass(frozen=True, slots=True)
class Application:
    """An application for repair, for one ground, and what became of it; *decision* is the fact that settled it."""

    fact: Fact
    ground: Ground
    assessment: Assessment
    outcome: Literal["admitted", "refused", "undecided", "granted", "declined"]
    decision: Fact | None = None


@dataclass(slots=True)
class ListResult:
    """Everything the fold found out about one list."""

    compiled: CompiledList
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
    folding = _Fold(compiled, conditions, candidates, list(extensions), assume_decided)
    conditions.folding, conditions.own_past = compiled.policy, folding.past
    try:
        return folding.run()
    finally:
        conditions.folding = None


class _Fold:
    def __init__(
        self,
        compiled: CompiledList,
        conditions: Conditions,
        candidates: Sequence[Candidate],
        extensions: list[Ground],
        assume_decided: bool,
    ) -> None:
        self.compiled = compiled
        self.conditions = conditions
        self.dossier = conditions.dossier
        self.firings = Firings(compiled, conditions)
        self.terms = Terms(compiled, conditions)
        self.decided = compiled.decision and not assume_decided
        self.assumed = compiled.decision and assume_decided
        self.result = ListResult(compiled, grounds=extensions)
        self.pending: list[Pending] = []
        self.by_day: dict[int, list[Candidate]] = {}
        for rule, fact in candidates:
            self.by_day.setdefault(fact.day, []).append((rule, fact))
        self.becoming = [rule for rule in compiled.rules if not rule.types] if compiled.lasting is None else []
        self.before: dict[str, Truth] = dict.fromkeys((rule.id for rule in self.becoming), False)
        self.days: list[int] = []
        self.queued: set[int] = set()

    def run(self) -> ListResult:
        """Walk the days that matter, then gather what was found."""
        self.plan(self.by_day)
        self.plan(fact.day for fact in self.dossier.about(self.compiled.policy))
        for rule in self.becoming:
            for node in self._needs(rule):
                self.plan(change_days(node, self.conditions, self.dossier.first_day, self.dossier.as_of))
            self.plan(fact.day for fact in self.dossier.of_type(PROFILE))
            self.plan((rule.in_force[0], rule.in_force[1] + 1))
        for rule in self.compiled.rules:
            if rule.until is not None:
                self.plan(change_days(rule.until, self.conditions, self.dossier.first_day, self.dossier.as_of))
            if rule.recompute and rule.term is not None:
                self.plan(day for dated in rule.term.periods for day in dated.changes)
        if self.becoming and self._reads_itself():
            self.plan(range(self.dossier.first_day, self.dossier.as_of + 1))
        while self.days:
            self.day(heapq.heappop(self.days))
        return self.gathered()

    def plan(self, days: Iterable[int]) -> None:
        """See to it that each of *days* is walked, if it is not behind."""
        for day in days:
            if self.dossier.first_day <= day <= self.dossier.as_of and day not in self.queued:
                self.queued.add(day)
                heapq.heappush(self.days, day)

    def _needs(self, rule: CompiledRule) -> tuple[Node, ...]:
        return rule.conjuncts if rule.unless is None else (*rule.conjuncts, rule.unless)

    def _reads_itself(self) -> bool:
        own = self.compiled.policy
        return any(
            isinstance(part, ListedNode) and own in part.policies
            for node in nodes(self.compiled)
            for part in parts(node)
        )

    def past(self, day: int) -> ListTimeline:
        """The list's own spells as they stood before *day*."""
        return _timeline([ground for ground in self.result.grounds if ground.opened < day], self.compiled.per_fact)

    def day(self, day: int) -> None:
        """One day, in the order S14 gives."""
        self.recompute(day)
        about = self.dossier.about_on(self.compiled.policy, day)
        for fact in about.get("repair_undone", ()):
            self.undo(fact)
        self.trigger(day)
        for fact in about.get("listing_decision", ()):
            self.decide(fact)
        for fact in about.get("term_decision", ()):
            self.settle(fact)
        self.cure(day)
        for fact in about.get("repair_application", ()):
            self.apply(fact)
        for fact in about.get("repair_decision", ()):
            self.decide_repair(fact)
        self.at_end(day)

    def trigger(self, day: int) -> None:
        """The firings of *day*: proposals where a decision is required, else one event."""
        event: list[tuple[CompiledRule, Fact | None, Truth]] = []
        fired: list[tuple[CompiledRule, Fact | None]] = list(self.by_day.get(day, ()))
        for rule in self.becoming:
            truth = self.firings.truth(rule, None, day, self.firings.laws(rule, None, day, day))
            if truth is not False and (self.before[rule.id] is not True):
                if truth is True or self.before[rule.id] is False:
                    fired.append((rule, None))
            self.before[rule.id] = truth
        for rule, fact in sorted(fired, key=lambda one: (one[0].id, one[1].id if one[1] else "")):
            if self.decided:
                self.pending.append(Pending(rule, fact, day))
                if rule.until is not None:
                    self.plan((day,))
                continue
            truth = self.firings.truth(rule, fact, day, self.firings.laws(rule, fact, day, day))
            if truth is None:
                self.result.undecided.append((rule, fact, day))
            if truth is not False:
                event.append((rule, fact, truth))
        if event:
            self.open(day, [(rule, fact, fact.id if fact else "", day, truth is True) for rule, fact, truth in event])

    def open(
        self,
        day: int,
        firings: Sequence[tuple[CompiledRule, Fact | None, str, int, bool]],
        *,
        decision: Fact | None = None,
        unsupported: bool = False,
    ) -> None:
        """Open a ground for each of *firings* (rule, fact, its id, its day, whether sure), all as one event."""
        held = [ground for ground in self.result.grounds if ground.sure and ground.bounds()[0] >= day > 0]
        held = [ground for ground in held if ground.opened <= day]
        earlier = any(g.sure and g.bounds()[1] < day for g in self.result.grounds)
        last = (max(g.bounds()[0] for g in held), max(g.bounds()[1] for g in held)) if held else None
        start = self._start(day) if held else day
        settled = _period(decision, "period")
        for rule, fact, fact_id, trigger_day, sure in firings:
            if held and rule.on_repeat == "ignore" and not self.compiled.per_fact:
                continue
            opening = self.lightest(rule, fact, fact_id, trigger_day, day, earlier and not held, settled)
            low, high = self.terms.end(opening)
            if last is not None and isinstance(rule.on_repeat, Period) and not self.compiled.per_fact:
                low, high = add(last[0], rule.on_repeat), add(last[1], rule.on_repeat)
            ground = Ground(
                rule, fact, fact_id, trigger_day, day, opening.law, low, high,
                cap=add(start, rule.at_most) if rule.at_most is not None else FOREVER,
                sure=sure, unsupported=unsupported, assumed=self.assumed and decision is None, decision=decision,
                again=opening.again and rule.again is not None,
            )  # fmt: skip
            ground.out_of_range = self._out_of_range(ground, opening)
            self.result.grounds.append(ground)
            self._watch(ground)

    def _out_of_range(self, ground: Ground, opening: Opening) -> bool:
        return opening.settled is not None and ground.low != ground.high and opening.rule.term is not None

    def _watch(self, ground: Ground) -> None:
        if ground.rule.at_end is not None:
            self.plan((ground.bounds()[0],))

    def _start(self, day: int) -> int:
        found = [spell.start for spell in spells(self.result.grounds) if spell.start <= day <= spell.low]
        return min(found, default=day)

    def lightest(
        self,
        rule: CompiledRule,
        fact: Fact | None,
        fact_id: str,
        trigger_day: int,
        day: int,
        again: bool,
        settled: Period | None,
    ) -> Opening:
        """The opening under the rule's law, or under the one of two that ends earlier, the older if both do."""
        laws = self.firings.laws(rule, fact, trigger_day, day)
        openings = [Opening(rule, fact, fact_id, trigger_day, day, law, again, settled) for law in laws]
        if len(openings) == 1:
            return openings[0]
        return min(openings, key=lambda o: (*reversed(self.terms.end(o)), FOREVER if o.law is None else o.law))

    def decide(self, fact: Fact) -> None:
        """A listing decision: it opens what it names, or all that is pending, or closes it (S18)."""
        if not self.compiled.decision:
            return
        grounds = fact.fields.get("grounds")
        named = sorted(grounds) if isinstance(grounds, frozenset) else None
        targets = [
            one
            for one in self.pending
            if one.end == "open"
            and not self._lapsed(one, fact.day)
            and (named is None or names(grounds, one.rule, one.fact_id))
            and self.firings.truth(one.rule, one.fact, one.day, self.firings.laws(one.rule, one.fact, one.day, fact.day)) is True
        ]
        if fact.fields["outcome"] == "decline":
            for one in targets:
                one.end, one.ended = "declined", fact.day
            return
        if named and all(name in self.dossier.revoked for name in named):
            return
        for one in targets:
            one.end, one.ended = "decided", fact.day
        if self.assumed:
            return
        supported = [(one.rule, one.fact, one.fact_id, one.day, True) for one in targets]
        covered = {one.fact_id or one.rule.id for one in targets} | self._open_names(fact.day)
        if supported:
            self.open(fact.day, supported, decision=fact)
        missing = [name for name in named or () if name not in covered and name not in self.dossier.revoked]
        if missing or (named is None and not supported):
            unsupported = [self._unsupported(name, fact) for name in missing or [fact.id]]
            self.open(fact.day, unsupported, decision=fact, unsupported=True)

    def _open_names(self, day: int) -> set[str]:
        return {g.fact_id or g.rule.id for g in self.result.grounds if g.sure and g.opened <= day <= g.bounds()[1]}

    def _unsupported(self, name: str, decision: Fact) -> tuple[CompiledRule, Fact | None, str, int, bool]:
        fact = self.dossier.by_id.get(name)
        rules = [rule for rule in self.compiled.rules if fact is not None and fact.type in rule.types]
        rule = (rules or list(self.compiled.rules))[0]
        own = fact if fact is not None and fact is not decision else None
        return rule, own, name, own.day if own else decision.day, True

    def _lapsed(self, pending: Pending, day: int) -> bool:
        return self.compiled.lapses is not None and day >= held_from(pending.day, self.compiled.lapses)

    def settle(self, fact: Fact) -> None:
        """A decision on a term: it settles a range, or extends within the rule's bounds (S16, S18)."""
        settled, extension = _period(fact, "period"), _period(fact, "extend")
        for ground in self._targets(fact, fact.day):
            if settled is not None and ground.rule.term is not None and ground.rule.term.range is not None:
                opening = Opening(
                    ground.rule, ground.fact, ground.fact_id, ground.trigger_day, ground.opened, ground.law,
                    ground.again, settled,
                )  # fmt: skip
                ground.low, ground.high = self.terms.end(opening)
                ground.out_of_range = ground.low != ground.high and self.terms.anchor(opening) is not None
            bounds = ground.rule.extension
            if extension is not None and bounds is not None:
                low, high = ground.low, ground.high
                fits = add(low, bounds[0]) <= add(low, extension) <= add(low, bounds[1])
                ground.out_of_range = not fits
                if fits:
                    ground.low, ground.high = add(low, extension), add(high, extension)
            ground.settled_by = fact
            self._watch(ground)

    def _targets(self, fact: Fact, day: int) -> list[Ground]:
        grounds = fact.fields.get("grounds")
        return [
            ground
            for ground in sorted(self.result.grounds, key=lambda g: g.key)
            if ground.sure
            and ground.opened <= day <= ground.bounds()[1]
            and (grounds is None or names(grounds, ground.rule, ground.fact_id))
        ]

    def recompute(self, day: int) -> None:
        """A shorter period of new law shortens what runs, to no earlier than the eve of its force (S17)."""
        for ground in self.result.grounds:
            rule = ground.rule
            changed = rule.recompute and rule.term is not None and any(day in p.changes for p in rule.term.periods)
            if changed and ground.opened < day <= ground.bounds()[1]:
                opening = Opening(rule, ground.fact, ground.fact_id, ground.trigger_day, ground.opened, day)
                low, high = self.terms.end(opening)
                ground.low, ground.high = min(ground.low, max(low, day - 1)), min(ground.high, max(high, day - 1))

    def cure(self, day: int) -> None:
        """Cures that come on *day*, of grounds and of proposals."""
        for ground in self.result.grounds:
            until = ground.rule.until
            if until is not None and ground.cured is None and ground.source != "extension":
                low, high = ground.bounds()
                if ground.opened <= day <= high:
                    truth = self.conditions.truth(until, self.moment(ground, day))
                    ground.cure_unknown = truth is None
                    if truth is True:
                        ground.cured = day
        for one in self.pending:
            if one.rule.until is not None and one.end == "open" and one.day <= day:
                at = Moment(day, day, one.fact, one.day, one.day)
                if self.conditions.truth(one.rule.until, at) is True:
                    one.end, one.ended = "cured", day

    def moment(self, ground: Ground, day: int) -> Moment:
        """*day* as seen from *ground*."""
        corrected, _ = correction_day(self.compiled, self.conditions, ground, day)
        return Moment(day, day, ground.fact, ground.trigger_day, ground.opened, corrected)

    def apply(self, fact: Fact) -> None:
        """An application for repair: it ends each ground it reaches, if it is admissible (S19)."""
        for ground in self._targets(fact, fact.day):
            if not ground.own_repair or ground.stopped is not None:
                continue
            assessment = assess(self.compiled, self.conditions, ground, fact.day)
            self.result.applications.append(Application(fact, ground, assessment, assessment.outcome))
            if assessment.outcome == "admitted" and assessment.variant is not None and not assessment.variant.decision:
                ground.stopped = fact.day

    def decide_repair(self, fact: Fact) -> None:
        """A decision on repair: granted, it ends what it names on its day, application or not."""
        for ground in self._targets(fact, fact.day):
            waiting = [
                n for n, one in enumerate(self.result.applications) if one.ground is ground and one.outcome == "admitted"
            ]
            granted = fact.fields["outcome"] == "grant"
            for number in waiting:
                one = self.result.applications[number]
                outcome: Literal["granted", "declined"] = "granted" if granted else "declined"
                self.result.applications[number] = Application(one.fact, ground, one.assessment, outcome, fact)
            if granted and ground.stopped is None:
                ground.stopped = fact.day
                ground.repaired_unsupported = not waiting

    def undo(self, fact: Fact) -> None:
        """A repair got by fraud is undone: the listing resumes on the day of the undoing (S20)."""
        grounds = fact.fields.get("grounds")
        for ground in list(self.result.grounds):
            repaired = ground.stopped
            if repaired is None or repaired >= fact.day or ground.cause != "repair":
                continue
            if grounds is not None and not names(grounds, ground.rule, ground.fact_id):
                continue
            if any(g.source == "resumed" and g.key[:2] == ground.key[:2] and g.opened > repaired for g in self.result.grounds):
                continue
            low, high = self._resumed(ground, repaired, fact.day)
            if high >= fact.day:
                resumed = Ground(
                    ground.rule, ground.fact, ground.fact_id, ground.trigger_day, fact.day, ground.law,
                    low, high, source="resumed", decision=ground.decision, unsupported=ground.unsupported,
                )  # fmt: skip
                self.result.grounds.append(resumed)
                self._watch(resumed)

    def _resumed(self, ground: Ground, repaired: int, day: int) -> tuple[int, int]:
        variants = [v for v in ground.rule.repairs or self.compiled.repairs if not v.none_provided]
        variant = next((v for v in variants if v.in_force[0] <= repaired <= v.in_force[1]), None)
        resume = variant.resume if variant is not None else "old_end"
        low, high = min(ground.low, ground.cap), min(ground.high, ground.cap)
        if resume == "old_end":
            return low, high
        if resume == "remainder":
            return tuple(end if end >= FOREVER else min(day + end - repaired, FOREVER) for end in (low, high))  # type: ignore[return-value]  # two of them
        return self.terms.end(Opening(ground.rule, ground.fact, ground.fact_id, ground.trigger_day, day, ground.law))

    def at_end(self, day: int) -> None:
        """Periods that run out on *day* and are extended because their condition holds (S16)."""
        for ground in self.result.grounds:
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
            self._watch(ground)

    def gathered(self) -> ListResult:
        """What the walk found, as of the last day."""
        result = self.result
        as_of = self.dossier.as_of
        for one in self.pending:
            if one.end == "open" and self._lapsed(one, as_of):
                one.end, one.ended = "lapsed", held_from(one.day, self.compiled.lapses or Period(0, "days"))
            if one.end != "open":
                result.closed.append(one)
                continue
            truth = self.firings.truth(one.rule, one.fact, one.day, self.firings.laws(one.rule, one.fact, one.day, as_of))
            if truth is True:
                result.proposals.append(one)
            elif truth is None:
                result.undecided.append((one.rule, one.fact, one.day))
        if self.compiled.lasting is not None:
            self._lasting(self.compiled.lasting)
        else:
            result.spells = spells(result.grounds, per_fact=self.compiled.per_fact)
            result.timeline = _timeline(result.grounds, self.compiled.per_fact)
        return result

    def _lasting(self, node: Node) -> None:
        first, last = self.dossier.first_day, self.dossier.as_of
        days = sorted(
            change_days(node, self.conditions, first, last)
            | {fact.day for fact in self.dossier.of_type(PROFILE) if first <= fact.day <= last}
        )
        certain: list[tuple[int, int]] = []
        possible: list[tuple[int, int]] = []
        for day, following in zip(days, [*days[1:], last + 1], strict=True):
            truth = every((self.firings.kind(day), self.conditions.truth(node, Moment(day, day, None, day, day))))
            if truth is True:
                _append(certain, day, following - 1)
            if truth is not False:
                _append(possible, day, following - 1)
            self.result.lasting_unknown = truth is None
        self.result.timeline = ListTimeline(tuple(certain), tuple(possible))
        self.result.spells = tuple(
            Spell(start, end, FOREVER if end == last else end, "condition", ()) for start, end in certain
        )


def _append(intervals: list[tuple[int, int]], first: int, last: int) -> None:
    if intervals and intervals[-1][1] + 1 == first:
        intervals[-1] = (intervals[-1][0], last)
    else:
        intervals.append((first, last))


def _timeline(grounds: Sequence[Ground], per_fact: bool) -> ListTimeline:
    certain = tuple((spell.start, spell.low) for spell in spells(grounds, per_fact=per_fact))
    if all(ground.sure and len(set(ground.bounds())) == 1 for ground in grounds):
        return ListTimeline(certain, certain)
    possible = spells(grounds, per_fact=per_fact, possible=True)
    return ListTimeline(certain, tuple((spell.start, spell.high) for spell in possible))


def _period(fact: Fact | None, name: str) -> Period | None:
    raw = fact.fields.get(name) if fact is not None else None
    if not isinstance(raw, str):
        return None
    try:
        return Period.parse(raw)
    except ValueError:
        return None


