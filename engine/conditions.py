"""Conditions over a dossier: windows, spans, status and attributes, with three truths. All evaluators share it.

Whether one fact passes its filter is asked of a `Matcher`: that part each evaluator answers in its own way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple, Protocol

from engine.aggregates import Gathered, bounds
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
from engine.truth import IntSet, PartlyKnown, Truth, every, negation, some

_DAY: Final = attrgetter("day")
_NOT_ASKED: Final = object()


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


class Conditions:
    """Answers conditions about one dossier."""

    def __init__(self, dossier: Dossier, matches: Matcher) -> None:
        self.dossier = dossier
        self.matches = matches
        self.lists: dict[str, ListTimeline] = {}
        self.grades: dict[str, GradeTimeline] = {}
        self._gathered: dict[tuple[int, int | None, int, Fact | None], Gathered] = {}
        self._on_own_day: dict[tuple[int, str], list[Any]] = {}
        """Whether the facts of a type pass a filter by the law of their own day, as far as it was asked."""
        self._nothing: dict[int, Gathered] = {}
        """What aggregates find on any day of whose fact types there surely is no fact."""
        self.folding: str | None = None
        """The list being folded, whose own past its conditions may read."""
        self.own_past: Callable[[int], ListTimeline] = lambda _: NEVER
        """That list's spells opened before a day."""
        self.grading: str | None = None
        """The grade being made, whose own past its conditions may read."""

    def truth(self, node: Node, at: Moment) -> Truth:
        """Whether *node* holds *at* a moment."""
        return _ASKED[type(node)](self, node, at)

    def answered(self, node: Node, truth: Truth) -> Truth:  # noqa: ARG002 - for who notes what is found
        """The *truth* of *node*, which was found without asking for it here."""
        return truth

    def every_one(self, node: AllNode, at: Moment) -> Truth:
        """Whether all members hold."""
        return every([self.truth(member, at) for member in node.members])

    def some_one(self, node: AnyNode, at: Moment) -> Truth:
        """Whether a member holds."""
        return some([self.truth(member, at) for member in node.members])

    def negated(self, node: NotNode, at: Moment) -> Truth:
        """Whether the member does not hold."""
        return negation(self.truth(node.member, at))

    def trigger_passes(self, node: WhereNode, at: Moment) -> Truth:
        """Whether the triggering fact passes the tests for its type; unknown of a ground without such a fact."""
        if at.trigger is None or at.trigger.type not in node.facts:
            return None
        return self.matches(node.facts[at.trigger.type], at.trigger, at.law)

    def listed_on_one(self, node: ListedNode, at: Moment) -> Truth:
        """Whether the subject is on one of the lists."""
        return some([self.listed(policy, at.day, node.period) for policy in node.policies])

    def listed(self, policy: str, day: int, period: Period | None) -> Truth:
        """Whether the subject is on the list *policy* on *day*; of the list being folded, on the day before (S12)."""
        if policy == self.folding:
            return self.own_past(day).listed(day - 1, period)
        return self.lists.get(policy, NEVER).listed(day, period)

    def graded(self, node: GradeNode, at: Moment) -> Truth:
        """Whether the subject's grade passes (of the grade being made: the day before); false where it has none."""
        day = at.day - (node.policy == self.grading)
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
        nothing = self._nothing.get(id(node))
        if nothing is not None:
            return nothing
        if self.dossier.surely_without(node.facts):
            nothing = self._nothing[id(node)] = bounds(node, [], [], whole=True)
            return nothing
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
            return bounds(node, sure, unsure, whole=True)
        for name, filter_ in node.facts.items():
            facts = self.dossier.of_type(name)
            known = self._on_own_day.setdefault((id(filter_), name), [_NOT_ASKED] * len(facts))
            for place in range(bisect_left(facts, first, key=_DAY), bisect_right(facts, last, key=_DAY)):
                fact, truth = facts[place], known[place]
                if truth is _NOT_ASKED:
                    truth = known[place] = self.matches(filter_, fact, fact.day)
                if node.same and truth is not False:
                    truth = every((truth, _same(node.same, fact, trigger)))
                if truth is not False:
                    (sure if truth else unsure).append(fact)
        return bounds(node, sure, unsure, whole=self.dossier.covered(node.facts, min(first, last), last))

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


_ASKED: Mapping[type[Node], Callable[[Conditions, Any, Moment], Truth]] = {
    AggregateNode: Conditions.aggregate,
    AllNode: Conditions.every_one,
    AnyNode: Conditions.some_one,
    NotNode: Conditions.negated,
    WhereNode: Conditions.trigger_passes,
    ListedNode: Conditions.listed_on_one,
    GradeNode: Conditions.graded,
    SubjectNode: Conditions.attribute,
}
"""How each sort of node is answered."""
