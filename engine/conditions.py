"""Conditions over a dossier: windows, spans, status and attributes, with three truths. All evaluators share it.

Whether one fact passes its filter is asked of a `Matcher`: that part each evaluator answers in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from engine.calendar import Period
from engine.compile.domains import Domain
from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    FactNode,
    GradeNode,
    Law,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
)
from engine.dated import Dated
from engine.dossier import Dossier, window_start
from engine.facts import Fact
from engine.timeline import NEVER, NO_GRADE, UNGRADED, GradeTimeline, ListTimeline
from engine.truth import Bound, IntSet, PartlyKnown, Truth, every, negation, some


class Matcher(Protocol):
    """Whether *fact* passes the filter *node* under the law of a day."""

    def __call__(self, node: FactNode, fact: Fact, law: Law) -> Truth:
        """The answer."""


class Moment(NamedTuple):
    """When and about what a condition is asked: on *day*, under the law of *law*, of a ground.

    *trigger* is its fact, *trigger_day* its day, *opened* its opening, *correction* the day of its correction if
    there is one; *strictly*: spans begin the day after (bars).
    """

    day: int
    law: Law
    trigger: Fact | None = None
    trigger_day: int = 0
    opened: int = 0
    correction: int | None = None
    strictly: bool = False


@dataclass(slots=True)
class Gathered:
    """What an aggregate found: bounds of its number, and the facts that count for sure or perhaps."""

    low: Bound
    high: Bound
    sure: list[Fact]
    unsure: list[Fact]
    nothing: bool = False
    """No fact can count: a greatest value does not exist."""


class Conditions:
    """Answers conditions about one dossier."""

    def __init__(self, dossier: Dossier, matches: Matcher) -> None:
        self.dossier = dossier
        self.matches = matches
        self.lists: dict[str, ListTimeline] = {}
        self.grades: dict[str, GradeTimeline] = {}
        self._gathered: dict[tuple[int, int | None, int, Fact | None], Gathered] = {}
        self.folding: str | None = None
        """The list being folded, whose own past its conditions may read."""
        self.own_past: Callable[[int], ListTimeline] = lambda _: NEVER
        """That list's spells opened before a day."""
        self.grading: str | None = None
        """The grade being made, whose own past its conditions may read."""

    def truth(self, node: Node, at: Moment) -> Truth:
        """Whether *node* holds *at* a moment."""
        match node:
            case AggregateNode():
                return self.aggregate(node, at)
            case AllNode():
                return every([self.truth(member, at) for member in node.members])
            case AnyNode():
                return some([self.truth(member, at) for member in node.members])
            case NotNode():
                return negation(self.truth(node.member, at))
            case WhereNode():
                return self.trigger_passes(node.facts, at)
            case ListedNode():
                return some(self.listed(policy, at.day, node.period) for policy in node.policies)
            case GradeNode():
                return self.graded(node, at.day)
            case SubjectNode():
                return self.attribute(node, at)

    def trigger_passes(self, facts: Mapping[str, FactNode], at: Moment) -> Truth:
        """Whether the triggering fact passes the tests for its type; unknown of a ground without such a fact."""
        if at.trigger is None or at.trigger.type not in facts:
            return None
        return self.matches(facts[at.trigger.type], at.trigger, at.law)

    def listed(self, policy: str, day: int, period: Period | None) -> Truth:
        """Whether the subject is on the list *policy* on *day*; of the list being folded, on the day before (S12)."""
        if policy == self.folding:
            return self.own_past(day).listed(day - 1, period)
        return self.lists.get(policy, NEVER).listed(day, period)

    def graded(self, node: GradeNode, day: int) -> Truth:
        """Whether the subject's grade passes (of the grade being made: the day before); false where it has none."""
        day -= node.policy == self.grading
        possible = self.grades.get(node.policy, UNGRADED).at(day)
        passing = sum(grade != NO_GRADE and node.domain.passes(grade) is True for grade in possible)  # type: ignore[arg-type]  # grades are texts
        if not passing:
            return False
        return True if passing == len(possible) else None

    def attribute(self, node: SubjectNode, at: Moment) -> Truth:
        """Whether an attribute of the subject on the day passes."""
        domain = _at(node.domain, at.law)
        value = self.dossier.attribute(node.field.name, at.day)
        if value is None or domain is None:
            return None
        return domain.passes(value)

    def aggregate(self, node: AggregateNode, at: Moment) -> Truth:
        """Whether the number an aggregate gathers passes."""
        domain = _at(node.domain, at.law)
        if not isinstance(domain, IntSet | PartlyKnown) and node.operation != "max":
            return None
        found = self.gather(node, at)
        if found.nothing:
            return False  # whatever it is compared with
        if not isinstance(domain, IntSet | PartlyKnown):
            return None
        truth = domain.over(found.low, found.high)
        if node.operation == "max" and truth is True and not found.sure:
            return None  # there may be no fact at all
        return truth

    def gather(self, node: AggregateNode, at: Moment) -> Gathered:
        """The facts an aggregate counts *at* a moment, and the bounds of its number."""
        first = self.span_start(node, at)
        key = (id(node), first, at.day, at.trigger if node.same else None)  # all that the answer depends on
        found = self._gathered.get(key)
        if found is None:
            found = self._gathered[key] = self._gather(node, first, at.day, at.trigger)
        return found

    def _gather(self, node: AggregateNode, first: int | None, last: int, trigger: Fact | None) -> Gathered:
        """The facts from *first* to *last* that count; the span holds none where it has not begun."""
        sure: list[Fact] = []
        unsure: list[Fact] = []
        if first is None:
            return _bounds(node, sure, unsure, whole=True)
        for name, filter_ in node.facts.items():
            for fact in self.dossier.of_type(name):
                if not first <= fact.day <= last:
                    continue
                truth = self.matches(filter_, fact, fact.day)
                if node.same and truth is not False:
                    truth = every((truth, _same(node.same, fact, trigger)))
                if truth is not False:
                    (sure if truth else unsure).append(fact)
        return _bounds(node, sure, unsure, whole=self.dossier.covered(node.facts, min(first, last), last))

    def span_start(self, node: AggregateNode, at: Moment) -> int | None:
        """The first day whose facts may count; `None` where the span has not begun."""
        start: int | None = self.dossier.first_day
        match node.since:
            case "trigger":
                start = at.trigger_day + at.strictly
            case "listing":
                start = at.opened + at.strictly
            case "correction":
                start = None if at.correction is None else at.correction + at.strictly
            case "year":
                start = date(date.fromordinal(at.day).year, 1, 1).toordinal()
        if node.within is not None and start is not None:
            start = max(start, window_start(at.day, node.within)) if node.since else window_start(at.day, node.within)
        return start

    def supporting(self, node: Node, at: Moment) -> list[Fact]:
        """The facts *node* rests on where it holds: those its aggregates count for sure."""
        match node:
            case AllNode() | AnyNode():
                return [f for m in node.members if self.truth(m, at) is True for f in self.supporting(m, at)]
            case AggregateNode():
                return self.gather(node, at).sure
            case _:
                return []


def at_law(at: Moment, law: Law) -> Moment:
    """*at* under another law."""
    return at._replace(law=law)


def _at(domains: Dated[Domain | None], law: Law) -> Domain | None:
    if law is None:
        return domains.values[0] if len(domains.values) == 1 else None
    return domains.at(law)


def _same(names: Iterable[str], fact: Fact, trigger: Fact | None) -> Truth:
    if trigger is None:
        return None
    result: Truth = True
    for name in names:
        a, b = fact.fields.get(name), trigger.fields.get(name)
        if a is None or b is None:
            result = None
        elif a != b:
            return False
    return result


def _bounds(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    match node.operation:
        case "count":
            low, high = len(sure), len(sure) + len(unsure)
            return Gathered(low, high if whole else None, sure, unsure)
        case "distinct":
            return _distinct(node, sure, unsure, whole)
        case "sum":
            return _sum(node, sure, unsure, whole)
        case "max":
            return _greatest(node, sure, unsure, whole)


def _values(node: AggregateNode, facts: list[Fact]) -> list[int | None]:
    name = node.field.name if node.field else ""
    values = [fact.fields.get(name) for fact in facts]
    return [value if isinstance(value, int) else None for value in values]


def _distinct(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    name = node.field.name if node.field else ""
    known = {fact.fields.get(name) for fact in sure} - {None}
    every_known = known | ({fact.fields.get(name) for fact in unsure} - {None})
    unknown = sum(name not in fact.fields for fact in (*sure, *unsure))
    low = max(len(known), 1 if sure else 0)
    return Gathered(low, len(every_known) + unknown if whole else None, sure, unsure)


def _sum(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    signed = node.field is not None and node.field.signed
    low: Bound = 0
    high: Bound = 0
    for facts, counts in ((sure, True), (unsure, False)):
        for value in _values(node, facts):
            if value is None:
                low, high = None if signed else low, None
            elif counts:
                low, high = _plus(low, value), _plus(high, value)
            else:
                low, high = _plus(low, min(0, value)), _plus(high, max(0, value))
    if not whole:
        low, high = None if signed else low, None
    return Gathered(low, high, sure, unsure)


def _plus(bound: Bound, value: int) -> Bound:
    return None if bound is None else bound + value


def _greatest(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    signed = node.field is not None and node.field.signed
    certain, possible = _values(node, sure), _values(node, sure + unsure)
    if not possible and whole:
        return Gathered(None, None, sure, unsure, nothing=True)
    known = [value for value in certain if value is not None]
    least: Bound = max(known) if known else None if signed else 0
    if not sure:
        least = min((value for value in possible if value is not None), default=None) if None not in possible else None
        least = least if signed or least is not None else 0
        least = least if whole else None if signed else 0
    unbounded = None in possible or not whole
    return Gathered(least, None if unbounded else max(v for v in possible if v is not None), sure, unsure)
