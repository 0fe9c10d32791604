"""One grade made: start, items, deductions, bands, what is given outright, limits (S22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.compile.grades import CompiledDirect, CompiledGrade, CompiledItem
from engine.compile.nodes import FactNode
from engine.conditions import Conditions, Moment
from engine.facts import Fact
from engine.grading.outcomes import NOT_GRADED, Contribution, Graded, Outcome, Outcomes, any_better, at_best, worse
from engine.timeline import NO_GRADE
from engine.truth import Bound, IntSet, Truth


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a grade can matter to one subject: there are facts of its types, or may be some that were not sent."""

    items: tuple[CompiledItem, ...]
    direct: tuple[CompiledDirect, ...]

    @classmethod
    def of(cls, compiled: CompiledGrade, conditions: Conditions) -> Matter:
        """What of *compiled* can matter to the subject of *conditions*."""
        known, found = conditions.dossier.program.fact_types, conditions.dossier.by_type
        items = tuple(one for one in compiled.items if any(name in found or known[name].sources for name in one.facts))
        direct = (
            one
            for one in compiled.direct
            if one.condition is not None or any(name in found or known[name].sources for name in one.facts)
        )
        return cls(items, tuple(direct))


Direct = tuple[CompiledDirect, Fact | None, Truth]
"""What gives a grade outright: the fact, if it is one, and whether it does."""


def made(
    compiled: CompiledGrade,
    conditions: Conditions,
    matter: Matter,
    first: int,
    last: int,
    deducted: Iterable[tuple[int, Truth]] = (),
) -> Graded:
    """The grade made of the facts from *first* to *last*, its conditions asked on *last*; not yet limited.

    *matter* is what of *compiled* can matter. *deducted* are the points earlier grades cost, in ten-thousandths, surely
    or perhaps.
    """
    at = Moment(last, last, None, last, last)
    low, high, sure = _start(compiled, conditions, at)
    contributions = tuple(_contribution(item, conditions, first, last) for item in matter.items)
    for one in contributions:
        low, high = _plus(low, one.low), _plus(high, one.high)
    for points, truth in deducted:
        low = _plus(low, -points if truth is not False else 0)
        high = _plus(high, -points if truth is True else 0)
    direct = tuple(_given_outright(matter, conditions, first, last, at))
    scored = NOT_GRADED if sure is False else _banded(compiled, low, high)
    return Graded(
        date.fromordinal(last).year,
        _directly(compiled, scored if sure is not None else scored | NOT_GRADED, direct),
        None if low is None else _clipped(compiled, low, low),
        None if high is None else _clipped(compiled, high, high),
        contributions,
        tuple((one, fact) for one, fact, truth in direct if truth is True),
    )


def _given_outright(matter: Matter, conditions: Conditions, first: int, last: int, at: Moment) -> Iterator[Direct]:
    """The grades given outright by facts from *first* to *last*, or by conditions *at* a moment, surely or perhaps."""
    for one in matter.direct:
        start, end = max(first, one.in_force[0]), min(last, one.in_force[1])
        for fact, truth in direct_facts(one, conditions):
            if start <= fact.day <= end:
                yield one, fact, truth
        if not complete(conditions, one.facts, start, end):
            yield one, None, None
        if one.condition is not None and one.in_force[0] <= at.day <= one.in_force[1]:
            truth = conditions.truth(one.condition, at)
            if truth is not False:
                yield one, None, truth


def direct_facts(one: CompiledDirect, conditions: Conditions) -> Iterable[tuple[Fact, Truth]]:
    """The facts that give the grade *one* outright, surely or perhaps."""
    for name, node in one.facts.items():
        for fact in conditions.dossier.of_type(name):
            if one.in_force[0] <= fact.day <= one.in_force[1]:
                truth = conditions.matches(node, fact, fact.day)
                if truth is not False:
                    yield fact, truth


def complete(conditions: Conditions, types: Mapping[str, FactNode], first: int, last: int) -> bool:
    """Whether all facts of *types* from *first* to *last* have surely been sent (S10)."""
    return first > last or conditions.dossier.covered(types, first, last)


def limited(
    compiled: CompiledGrade, conditions: Conditions, day: int, outcomes: Outcomes
) -> tuple[Outcomes, tuple[str, ...]]:
    """*outcomes* with the limits that hold on *day* observed, and which of them mattered."""
    at = Moment(day, day, None, day, day)
    mattered: list[str] = []
    for limit in compiled.limits:
        if not limit.in_force[0] <= day <= limit.in_force[1] or not any_better(compiled, outcomes, limit.at_best):
            continue
        found = at_best(compiled, outcomes, limit.at_best, conditions.truth(limit.condition, at))
        if found != outcomes:
            mattered.append(limit.id)
        outcomes = found
    return outcomes, tuple(mattered)


def _start(compiled: CompiledGrade, conditions: Conditions, at: Moment) -> tuple[Bound, Bound, Truth]:
    """The points to start from, at least and at most, and whether there are any to start from."""
    found: list[Bound] = []
    sure = False
    for node, points in compiled.start:
        truth: Truth = True if node is None else conditions.truth(node, at)
        if truth is False:
            continue
        found.append(points.at(at.day))
        sure = sure or truth is True
        if truth is True:
            break
    known = [value for value in found if value is not None]
    whether: Truth = True if sure else None if found else False
    if not known or len(known) < len(found):
        return None, None, whether
    return min(known), max(known), whether


def _contribution(item: CompiledItem, conditions: Conditions, first: int, last: int) -> Contribution:
    low: Bound = 0
    high: Bound = 0
    counted: list[Fact] = []
    first, last = max(first, item.in_force[0]), min(last, item.in_force[1])
    for name, node in item.facts.items():
        for fact in conditions.dossier.of_type(name):
            truth = conditions.matches(node, fact, fact.day) if first <= fact.day <= last else False
            if truth is False:
                continue
            points = item.points.at(fact.day)
            if points is None:
                low = high = None
            elif truth is True:
                counted.append(fact)
                low, high = _plus(low, points), _plus(high, points)
            else:
                low, high = _plus(low, min(0, points)), _plus(high, max(0, points))
    if not complete(conditions, item.facts, first, last):
        low, high = None if item.may_cost else low, None if item.may_earn else high
    if item.cap is not None:
        low = -item.cap if low is None else max(-item.cap, min(item.cap, low))
        high = item.cap if high is None else max(-item.cap, min(item.cap, high))
    return Contribution(item, low, high, tuple(counted))


def _banded(compiled: CompiledGrade, low: Bound, high: Bound) -> Outcomes:
    bounds = _clipped(compiled, low, compiled.clip[0]), _clipped(compiled, high, compiled.clip[1])
    grades = (name for name, one in compiled.bands if isinstance(one, IntSet) and one.over(*bounds) is not False)
    return frozenset(Outcome(grade, "score") for grade in grades)


def _directly(compiled: CompiledGrade, scored: Outcomes, direct: Iterable[Direct]) -> Outcomes:
    """A grade given outright takes the place of the score's: the worst, and maybe any of those there may be."""
    sure, maybe = NO_GRADE, set()
    for one, _, truth in direct:
        if truth is True:
            sure = worse(compiled, sure, one.grade)
        else:
            maybe.add(one.grade)
    if sure == NO_GRADE:
        return scored.union(Outcome(grade, "direct") for grade in maybe)
    return frozenset(Outcome(worse(compiled, sure, grade), "direct") for grade in {sure, *maybe})


def _plus(bound: Bound, value: Bound) -> Bound:
    return None if bound is None or value is None else bound + value


def _clipped(compiled: CompiledGrade, bound: Bound, missing: int) -> int:
    return max(compiled.clip[0], min(compiled.clip[1], missing if bound is None else bound))
