"""Grades: a score by year or rolling window, banded, with what is given outright, kept or capped (S22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.calendar import FOREVER, add
from engine.compile.grades import POINTS, CompiledDirect, CompiledGrade, CompiledItem
from engine.compile.scope import days_of
from engine.conditions import Conditions, Moment
from engine.dossier import Dossier
from engine.facts import Fact
from engine.language.grade import CarryOver
from engine.timeline import GradeTimeline
from engine.truth import Bound, IntSet, Truth

How = Literal["score", "direct", "kept"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one item moved the score by, and the facts it counted."""

    item: CompiledItem
    low: Bound
    high: Bound
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of one year (or of the day asked, in a rolling window): every grade it may be, and how it came about.

    *low* and *high* bound the score in ten-thousandths of a point.
    """

    year: int
    grades: frozenset[str]
    how: How
    low: Bound
    high: Bound
    contributions: tuple[Contribution, ...] = ()
    direct: tuple[tuple[CompiledDirect, Fact | None], ...] = ()
    limited_by: tuple[str, ...] = ()
    own_grades: frozenset[str] = frozenset()
    """What the year came to by itself, before grades of earlier years were kept."""
    own_how: How = "score"


@dataclass(slots=True)
class GradeResult:
    """All grades of a subject under one policy."""

    compiled: CompiledGrade
    years: list[Graded] = field(default_factory=list)
    timeline: GradeTimeline = field(default_factory=GradeTimeline)
    current: Graded | None = None
    held_since: int | None = None


def grade(compiled: CompiledGrade, conditions: Conditions) -> GradeResult:
    """What *compiled* makes of the subject up to the day the dossier ends."""
    dossier = conditions.dossier
    result = GradeResult(compiled)
    if not dossier.facts or dossier.attribute("kind", dossier.as_of) not in compiled.kinds:
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
    _hold(result, conditions)
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
        for fact, truth in _direct_facts(one, conditions):
            if first <= fact.day <= last:
                yield one, fact, truth


def _direct_facts(one: CompiledDirect, conditions: Conditions) -> Iterable[tuple[Fact, Truth]]:
    for name, node in one.facts.items():
        for fact in conditions.dossier.of_type(name):
            if one.in_force[0] <= fact.day <= one.in_force[1]:
                truth = conditions.matches(node, fact, fact.day)
                if truth is not False:
                    yield fact, truth


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


def _hold(result: GradeResult, conditions: Conditions) -> None:
    """Lay the yearly grades and those given outright along the days (direct grades from their fact's day)."""
    compiled, dossier = result.compiled, conditions.dossier
    stretches: list[tuple[int, int, frozenset[str]]] = []
    for one in result.years:
        start, end = _declared(compiled, one.year + 1), _declared(compiled, one.year + 2) - 1
        stretches.append((start, end, one.grades))
        if start <= dossier.as_of <= end:
            result.current, result.held_since = one, start
    for direct in compiled.direct:
        for fact, truth in _direct_facts(direct, conditions):
            end = _declared(compiled, date.fromordinal(fact.day).year + 1) - 1
            stretches = list(_overlaid(stretches, fact.day, end, direct.grade, truth, compiled.order))
    stretches.sort()
    changes = frozenset(day for first, last, _ in stretches for day in (first, last + 1))
    result.timeline = GradeTimeline(tuple(stretches), changes)
    current = next((s for s in reversed(stretches) if s[0] <= dossier.as_of <= s[1]), None)
    if current is not None:
        same = [first for first, _, grades in stretches if grades == current[2] and first <= dossier.as_of]
        result.held_since = current[0] if result.held_since is None else result.held_since
        if result.current is None or result.current.grades != current[2]:
            result.current = Graded(date.fromordinal(current[0]).year, current[2], "direct", None, None)
            result.held_since = max(same)


def _overlaid(
    stretches: list[tuple[int, int, frozenset[str]]],
    first: int,
    last: int,
    given: str,
    truth: Truth,
    order: tuple[str, ...],
) -> Iterable[tuple[int, int, frozenset[str]]]:
    """*stretches* with *given* from *first* to *last* wherever it is worse than what is held."""
    free = first
    for start, end, grades in sorted(stretches):
        if end < first or start > last:
            yield start, end, grades
            continue
        if free < start:
            yield free, start - 1, _with(None, given, truth, order)
        if start < first:
            yield start, first - 1, grades
        yield max(start, first), min(end, last), _with(grades, given, truth, order)
        if end > last:
            yield last + 1, end, grades
        free = min(end, last) + 1
    if free <= last:
        yield free, last, _with(None, given, truth, order)


def _with(grades: frozenset[str] | None, given: str, truth: Truth, order: tuple[str, ...]) -> frozenset[str]:
    if grades is None:
        return frozenset((given,))
    worse = frozenset(max((grade, given), key=order.index) for grade in grades)
    return worse if truth is True else worse | grades


def _declared(compiled: CompiledGrade, year: int) -> int:
    return date(min(year, 9999), *compiled.declared).toordinal()


def _plus(bound: Bound, value: Bound) -> Bound:
    return None if bound is None or value is None else bound + value


def _clipped(compiled: CompiledGrade, bound: Bound) -> Bound:
    return None if bound is None else max(compiled.clip[0], min(compiled.clip[1], bound))
