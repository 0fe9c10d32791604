"""Grades: a score by year or rolling window, banded, with what is given outright, kept or capped (S22)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.calendar import FOREVER, add
from engine.compile.grades import POINTS, CompiledDirect, CompiledGrade, CompiledItem
from engine.compile.scope import days_of
from engine.conditions import Conditions, Moment
from engine.dossier import Dossier
from engine.facts import Fact
from engine.held_grades import Contribution, Graded, GradeResult, How, direct_facts, hold
from engine.language.grade import CarryOver
from engine.timeline import NO_GRADE, GradeTimeline
from engine.truth import Bound, IntSet, Truth


def grade(compiled: CompiledGrade, conditions: Conditions) -> GradeResult:
    """What *compiled* makes of the subject up to the day the dossier ends."""
    dossier = conditions.dossier
    result = GradeResult(compiled)
    kind = dossier.attribute("kind", dossier.as_of)
    if not dossier.facts or (kind is not None and kind not in compiled.kinds):
        return result
    if compiled.window is not None:
        first = add_back(dossier, compiled)
        now = _graded(compiled, conditions, date.fromordinal(dossier.as_of).year, first, dossier.as_of, [])
        result.years, result.current, result.held_since = [now], now, dossier.as_of
        result.timeline = GradeTimeline(((dossier.as_of, FOREVER, now.grades),), frozenset({dossier.as_of}))
        return result
    last_year = min(compiled.years[1], date.fromordinal(dossier.as_of).year - 1)
    for year in range(max(compiled.years[0], date.fromordinal(dossier.first_day).year), last_year + 1):
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        result.years.append(_graded(compiled, conditions, year, first, last, result.years))
    hold(result, conditions)
    if kind is None:
        stretches = tuple((a, b, grades | {NO_GRADE}) for a, b, grades in result.timeline.stretches)
        result.timeline = GradeTimeline(stretches, result.timeline.changes)
    return result


def add_back(dossier: Dossier, compiled: CompiledGrade) -> int:
    """The first day of the rolling window that ends on the day asked."""
    day = dossier.first_day
    while compiled.window is not None and add(day, compiled.window) < dossier.as_of:
        day += 1
    return day


def _graded(
    compiled: CompiledGrade, conditions: Conditions, year: int, first: int, last: int, earlier: list[Graded]
) -> Graded:
    at = Moment(last, last, None, last, last)
    low, high = _start(compiled, conditions, at)
    contributions = tuple(_contribution(item, conditions, first, last) for item in compiled.items)
    for one in contributions:
        low, high = _plus(low, one.low), _plus(high, one.high)
    deduction = _deduction(compiled, earlier)
    low, high = _clipped(compiled, _plus(low, -deduction)), _clipped(compiled, _plus(high, -deduction))
    grades = frozenset(
        g for g, domain in compiled.bands if isinstance(domain, IntSet) and domain.over(low, high) is not False
    )
    how: How = "score"
    direct = tuple(_direct(compiled, conditions, first, last, at))
    sure = [one for one in direct if one[2] is True]
    if sure:
        worst = max((given.grade for given, _, _ in sure), key=compiled.order.index)
        grades, how = frozenset((worst,)), "direct"
    for given, _, truth in direct:
        if truth is None:
            grades |= {max((given.grade, *grades), key=compiled.order.index) if sure else given.grade}
    own, own_how = grades, how
    grades, how = _kept(compiled, earlier, grades, how, last)
    grades, limited = _limited(compiled, conditions, at, grades)
    return Graded(
        year, grades, how, low, high, contributions, tuple((one, fact) for one, fact, t in direct if t is True),
        limited, own, own_how,
    )  # fmt: skip


def _start(compiled: CompiledGrade, conditions: Conditions, at: Moment) -> tuple[Bound, Bound]:
    lows: list[Bound] = []
    for node, points in compiled.start:
        truth: Truth = True if node is None else conditions.truth(node, at)
        if truth is False:
            continue
        lows.append(points.at(at.day))
        if truth is True:
            break
    if not lows or None in lows:
        return None, None
    known = [value for value in lows if value is not None]
    return min(known), max(known)


def _contribution(item: CompiledItem, conditions: Conditions, first: int, last: int) -> Contribution:
    low: Bound = 0
    high: Bound = 0
    counted: list[Fact] = []
    for name, node in item.facts.items():
        for fact in conditions.dossier.of_type(name):
            if not max(first, item.in_force[0]) <= fact.day <= min(last, item.in_force[1]):
                continue
            truth = conditions.matches(node, fact, fact.day)
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
    if item.cap is not None:
        low = -item.cap if low is None else max(-item.cap, min(item.cap, low))
        high = item.cap if high is None else max(-item.cap, min(item.cap, high))
    return Contribution(item, low, high, tuple(counted))


def _direct(
    compiled: CompiledGrade, conditions: Conditions, first: int, last: int, at: Moment
) -> Iterable[tuple[CompiledDirect, Fact | None, Truth]]:
    for one in compiled.direct:
        if one.condition is not None and one.in_force[0] <= last <= one.in_force[1]:
            truth = conditions.truth(one.condition, at)
            if truth is not False:
                yield one, None, truth
        for fact, truth in direct_facts(one, conditions):
            if first <= fact.day <= last:
                yield one, fact, truth


def _deduction(compiled: CompiledGrade, earlier: list[Graded]) -> int:
    if not earlier:
        return 0
    before = earlier[-1]
    last_before = date(before.year, 12, 31).toordinal()
    return sum(
        int(carry.deduct * POINTS)
        for carry in compiled.carry_over
        if carry.deduct is not None and _applies(carry, before, last_before)
    )


def _applies(carry: CarryOver, before: Graded, last: int) -> bool:
    first, final = days_of(carry.in_force)
    given = before.own_grades == frozenset((carry.grade,))
    return first <= last <= final and given and carry.from_ in ("any", before.own_how)


def _kept(
    compiled: CompiledGrade, earlier: list[Graded], grades: frozenset[str], how: How, last: int
) -> tuple[frozenset[str], How]:
    year = date.fromordinal(last).year
    for carry in compiled.carry_over:
        for before in earlier:
            distance = year - before.year
            if not _applies(carry, before, date(before.year, 12, 31).toordinal()):
                continue
            if 1 <= distance <= carry.keep:
                worse = frozenset(max((grade, carry.grade), key=compiled.order.index) for grade in grades)
                if worse != grades:
                    grades, how = worse, "kept"
            if carry.then_at_best is not None and distance == carry.keep + 1:
                best = carry.then_at_best
                grades = frozenset(max((grade, best), key=compiled.order.index) for grade in grades)
    return grades, how


def _limited(
    compiled: CompiledGrade, conditions: Conditions, at: Moment, grades: frozenset[str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    limited: list[str] = []
    for limit in compiled.limits:
        if not limit.in_force[0] <= at.day <= limit.in_force[1]:
            continue
        truth = conditions.truth(limit.condition, at)
        if truth is False:
            continue
        capped = frozenset(max((grade, limit.at_best), key=compiled.order.index) for grade in grades)
        if capped != grades:
            limited.append(limit.id)
            grades = capped if truth is True else grades | capped
    return grades, tuple(limited)


def _plus(bound: Bound, value: Bound) -> Bound:
    return None if bound is None or value is None else bound + value


def _clipped(compiled: CompiledGrade, bound: Bound) -> Bound:
    return None if bound is None else max(compiled.clip[0], min(compiled.clip[1], bound))
