"""What a grade is made of, and the days it holds: declared yearly, given outright from a fact's day (S22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.compile.grades import CompiledDirect, CompiledGrade, CompiledItem
from engine.conditions import Conditions
from engine.facts import Fact
from engine.timeline import GradeTimeline
from engine.truth import Bound, Truth

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


def direct_facts(one: CompiledDirect, conditions: Conditions) -> Iterable[tuple[Fact, Truth]]:
    """The facts that give the grade *one* outright, or may."""
    for name, node in one.facts.items():
        for fact in conditions.dossier.of_type(name):
            if one.in_force[0] <= fact.day <= one.in_force[1]:
                truth = conditions.matches(node, fact, fact.day)
                if truth is not False:
                    yield fact, truth


def hold(result: GradeResult, conditions: Conditions) -> None:
    """Lay the yearly grades and those given outright along the days (direct grades from their fact's day)."""
    compiled, dossier = result.compiled, conditions.dossier
    stretches: list[tuple[int, int, frozenset[str]]] = []
    for one in result.years:
        start, end = _declared(compiled, one.year + 1), _declared(compiled, one.year + 2) - 1
        stretches.append((start, end, one.grades))
        if start <= dossier.as_of <= end:
            result.current, result.held_since = one, start
    for direct in compiled.direct:
        for fact, truth in direct_facts(direct, conditions):
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
