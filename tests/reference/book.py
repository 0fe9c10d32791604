"""The book of one list: its firings, its grounds, and how a ground is entered (S14, S15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from engine.calendar import Period
from engine.language.policy import Policy, Repair
from tests.reference.asked import Asked, World
from tests.reference.conditions import holds
from tests.reference.days import FOREVER, ONE_DAY, Span, add, greatest, on
from tests.reference.dossier import Dossier, Fact
from tests.reference.grounds import Ground
from tests.reference.order import asks_itself, speaks_of_ground
from tests.reference.rules import Rule, rules_of
from tests.reference.stays import Stay, Stays, spells_of
from tests.reference.terms import Opening, anchor_of, correction_day, counted, lighter_end
from tests.reference.truths import Truth


@dataclass
class Firing:
    """A rule that fired, or may have, for a fact (or for none) on a day."""

    rule: Rule
    fact: Fact | None
    trigger: date
    closed: str | None = None
    """`opened`, `declined` or `cured`: why it waits for no decision any more."""
    closed_on: date | None = None

    @property
    def fact_id(self) -> str:
        """The fact's id, or nothing."""
        return "" if self.fact is None else self.fact.id

    @property
    def name(self) -> str:
        """What a decision names it by."""
        return self.fact_id or self.rule.id

    def close(self, why: str, day: date) -> None:
        """Let it wait no longer."""
        self.closed, self.closed_on = why, day

    def opening(self, day: date, decision: Fact | None = None) -> Opening:
        """What it opens on *day*."""
        return Opening(self.rule, self.fact, self.fact_id, self.trigger, day, decision)


@dataclass
class Row:
    """What became of one application for one ground."""

    application: Fact
    target: str
    state: str
    reasons: tuple[str, ...] = ()
    ground: Ground | None = None
    variant: Repair | None = None
    """The alternative it was judged by."""


@dataclass
class Book:
    """One list of one subject, written day by day."""

    policy_id: str
    policy: Policy
    world: World
    decided_after: int | None = None
    """So many days after a firing its decision is assumed, where none is recorded; nothing where none is assumed."""
    firings: list[Firing] = field(default_factory=list)
    undecided: set[tuple[str, str]] = field(default_factory=set)
    proposals: list[tuple[str, str]] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    applications: list[Row] = field(default_factory=list)
    settled: dict[str, tuple[str, date]] = field(default_factory=dict)
    """By fact, what a decision made of it, and when."""
    meant: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """By decision, what it found waiting and what it found open."""
    evenings: dict[date, Stays] = field(default_factory=dict)
    before: list[Stay] = field(default_factory=list)
    """The certain stays as they stood before the event of the day being written (S14)."""
    cures: dict[tuple[str, date], Truth] = field(default_factory=dict)
    """What was found of cures that speak of no ground in particular, by rule and day."""
    rules: list[Rule] = field(init=False)
    looks_back: bool = field(init=False)

    def __post_init__(self) -> None:
        self.looks_back = asks_itself(self.dossier.base, self.policy_id)
        self.rules = rules_of(self.dossier.base, self.policy_id)

    @property
    def dossier(self) -> Dossier:
        """The facts it is written from."""
        return self.world.dossier

    @property
    def needs_decision(self) -> bool:
        """S18: whether only a decision opens a spell; black lists need one unless they say otherwise."""
        assert self.policy.list is not None
        said = self.policy.list.decision
        return said == "required" if said is not None else self.policy.list.kind == "black"

    @property
    def apart(self) -> bool:
        """Whether every fact has its own spell (S15)."""
        return self.policy.list is not None and self.policy.list.per == "fact"

    def stays(self) -> Stays:
        """All grounds as they stand."""
        return Stays(tuple(ground.stay() for ground in self.grounds), self.apart)

    def certain(self) -> list[Ground]:
        """The grounds that surely opened."""
        return [ground for ground in self.grounds if ground.certain]

    def open_on(self, day: date) -> list[Ground]:
        """The certain grounds that have not surely ended before *day*."""
        return [ground for ground in self.certain() if ground.is_open(day)]

    def start_event(self) -> None:
        """S14: what happens from here on to the end of the day is judged against the list as it stands now."""
        self.before = [ground.stay() for ground in self.certain()]

    def correction_of(self, ground: Ground, upto: date) -> date | None:
        """The day *ground* was corrected, if it was by *upto*."""
        return correction_day(opening_of(ground), upto, self.dossier)

    def cure_holds(self, opening: Opening, day: date) -> Truth:
        """Whether the cure of what *opening* opens, or would, holds on *day*."""
        rule, until = opening.rule, opening.rule.listing.until
        if until is None:
            return False
        key = (rule.id, day)
        if key in self.cures:
            return self.cures[key]
        alone = not speaks_of_ground(until)
        corrected = None if alone else correction_day(opening, day, self.dossier)
        ground = (opening.fact, opening.trigger, opening.day, corrected, rule.listing.on)
        asked = Asked(day, day, rule.policy, self.policy_id, *ground)
        truth = holds(until, asked, self.world)
        if alone:
            self.cures[key] = truth
        return truth

    def enter(self, opening: Opening, laws: list[date | None], *, certain: bool = True) -> None:
        """S15: the ground that *opening* makes, if `on_repeat` lets it make one."""
        listing, day = opening.rule.listing, opening.day
        held = [stay for stay in self.before if stay.opening <= day <= stay.last.hi]
        running = [] if self.apart else held
        if running and listing.on_repeat == "ignore":
            return
        anchor = anchor_of(opening, self.world)
        law, end = lighter_end(opening, laws, anchor, self.world)
        from_parameter = isinstance(listing.period, str)
        if running and isinstance(listing.on_repeat, Period):
            last = greatest([stay.last for stay in running])
            end = Span(add(max(last.lo, day), listing.on_repeat), add(last.hi, listing.on_repeat))
            from_parameter = False
        elif listing.again is not None and end is not None and not held and self._was_listed_before(day):
            end = counted(listing.again, day, anchor)
            from_parameter = False
        self.grounds.append(
            Ground(
                rule=opening.rule,
                fact=opening.fact,
                fact_id=opening.fact_id,
                trigger=opening.trigger,
                opening=day,
                law=law,
                anchor=anchor,
                period_end=None if end is None else greatest([end, on(day)]),
                cap=self.cap(opening.rule, day),
                decision=opening.decision,
                certain=certain,
                from_parameter=from_parameter,
            )
        )

    def _was_listed_before(self, day: date) -> bool:
        """S16: whether the list has held the subject before *day*."""
        return any(stay.opening < day for stay in self.before)

    def cap(self, rule: Rule, day: date) -> date:
        """S16: the last day `at_most` leaves a ground of *rule* that opens on *day*."""
        if rule.listing.at_most is None:
            return FOREVER
        opens = Stay(day, on(day))
        spells = spells_of([*self.before, opens], apart=self.apart)
        start = next(spell.start for spell in spells if opens in spell.stays)
        return add(start, rule.listing.at_most)

    def end_of_day(self, day: date) -> None:
        """Keep how the list stands, if it looks back at its own past (S12)."""
        if self.looks_back:
            self.evenings[day] = self.stays()

    def evening(self, day: date) -> Stays:
        """How the list stood at the end of *day*."""
        return self.evenings.get(day, Stays((), self.apart))


def opening_of(ground: Ground) -> Opening:
    """What opened *ground*."""
    return Opening(ground.rule, ground.fact, ground.fact_id, ground.trigger, ground.opening, ground.decision)


def eve(day: date) -> date:
    """The day before."""
    return day - ONE_DAY


def by_id(facts: Iterable[Fact], day: date) -> list[Fact]:
    """Those of *facts* dated *day*, by id."""
    return sorted((fact for fact in facts if fact.day == day), key=lambda fact: fact.id)
