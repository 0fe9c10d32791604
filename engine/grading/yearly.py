"""Grades by calendar year: made in order, carried over, declared, and until then given outright by facts (S22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from engine.compile.grades import CompiledCarryOver, CompiledDirect, CompiledGrade
from engine.conditions import Conditions
from engine.facts import Fact
from engine.grading.making import Direct, Matter, complete, direct_facts, limited, made
from engine.grading.outcomes import NOT_GRADED, Graded, GradeResult, Outcome, at_best, kept, worse
from engine.timeline import NO_GRADE, GradeTimeline
from engine.truth import Truth, every

Stretch = tuple[int, int, frozenset[str]]
_ONLY_NO_GRADE = frozenset({NO_GRADE})


def grade_by_year(result: GradeResult, conditions: Conditions) -> None:
    """Grade every year that is over, and lay the grades along the days."""
    compiled, dossier = result.compiled, conditions.dossier
    this_year = date.fromordinal(dossier.as_of).year
    first = max(compiled.years[0], date.fromordinal(dossier.first_day).year)
    matter = Matter.of(compiled, conditions)
    for year in range(first, min(compiled.years[1], this_year - 1) + 1):
        if compiled.asks_itself:
            conditions.grades[compiled.policy] = _Held(result, conditions).timeline()
        result.years.append(_of_year(compiled, conditions, matter, year, result.years))
    held = _Held(result, conditions)
    result.timeline = held.timeline()
    result.current, result.held_since = held.current(), held.since(dossier.as_of)


def _of_year(
    compiled: CompiledGrade, conditions: Conditions, matter: Matter, year: int, earlier: list[Graded]
) -> Graded:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    kind = conditions.dossier.attribute("kind", last)
    if kind is not None and kind not in compiled.kinds:
        return Graded(year, NOT_GRADED)
    deducted = [(one.deduct, _had(one, year - 1, earlier)) for one in compiled.carry_over if one.deduct]
    found = made(compiled, conditions, matter, first, last, deducted)
    outcomes = found.outcomes
    for carry in compiled.carry_over:
        for back in range(1, carry.keep + 1):
            outcomes = kept(compiled, outcomes, carry.grade, _had(carry, year - back, earlier))
        if carry.then_at_best is not None:
            had = _had(carry, year - carry.keep - 1, earlier)
            outcomes = at_best(compiled, outcomes, carry.then_at_best, had)
    outcomes, limits = limited(compiled, conditions, last, outcomes)
    if kind is None:
        outcomes |= NOT_GRADED
    return replace(found, outcomes=outcomes, limited_by=limits)


def _had(carry: CompiledCarryOver, year: int, earlier: list[Graded]) -> Truth:
    """Whether *year* had the grade *carry* speaks of, come about as it says and not itself merely kept."""
    number = year - earlier[0].year if earlier else -1
    before = earlier[number] if 0 <= number < len(earlier) else None
    if before is None or not carry.in_force[0] <= date(year, 12, 31).toordinal() <= carry.in_force[1]:
        return False
    answers = {one.grade == carry.grade and one.how in carry.ways for one in before.outcomes}
    return answers.pop() if len(answers) == 1 else None


class _Held:
    """What is held on a day: the grade declared, or one given outright since that is worse."""

    def __init__(self, result: GradeResult, conditions: Conditions) -> None:
        self.compiled, self.years, self.conditions = result.compiled, result.years, conditions
        self.declared = [(_declared(self.compiled, one.year), one) for one in result.years]
        self.given = list(self._given())
        self.open_to_more = any(
            conditions.dossier.program.fact_types[name].sources for one in self.compiled.direct for name in one.facts
        )

    def timeline(self) -> GradeTimeline:
        """The grades of each day from the first fact to the day asked."""
        stretches = tuple(self._stretches())
        changes = frozenset(day for first, last, _ in stretches for day in (first, last + 1))
        return GradeTimeline(stretches, changes)

    def since(self, day: int) -> int | None:
        """The day since which the grade held on *day* has been, or nothing where there is none."""
        grades, basis = self._grades(day), self._declaration(day)
        if grades == _ONLY_NO_GRADE:
            return None
        days = [one for one in self._change_days() if one <= day]
        first = day
        for before in reversed(days):
            if self._grades(before) != grades or self._declaration(before) != basis:
                break
            first = before
        return first

    def current(self) -> Graded | None:
        """How the grade held on the day asked came about."""
        day = self.conditions.dossier.as_of
        grades, declared = self._grades(day), self._declaration(day)
        if grades == _ONLY_NO_GRADE:
            return None
        if declared is not None and declared[1].grades == grades:
            return declared[1]
        outcomes = frozenset(Outcome(grade, "direct") for grade in grades)
        sure = tuple((one, fact) for one, fact, truth in self._waiting(day) if truth is True)
        return Graded(date.fromordinal(day).year, outcomes, direct=sure)

    def _stretches(self) -> Iterator[Stretch]:
        days = self._change_days()
        for first, following in zip(days, [*days[1:], self.conditions.dossier.as_of + 1], strict=True):
            grades = self._grades(first)
            if grades != _ONLY_NO_GRADE:
                yield first, following - 1, grades

    def _change_days(self) -> list[int]:
        """Every day on which what is held may change, the first and through the last."""
        first, last = self.conditions.dossier.first_day, self.conditions.dossier.as_of
        years = range(date.fromordinal(first).year - 1, date.fromordinal(last).year + 1)
        days = {first, *(_declared(self.compiled, year) for year in years)}
        for _, fact, _ in self.given:
            days |= {fact.day, _declared(self.compiled, date.fromordinal(fact.day).year)}
        if self.open_to_more:
            days |= self._source_days() | {date(year + 1, 1, 1).toordinal() for year in years}
        return sorted(day for day in days if first <= day <= last)

    def _source_days(self) -> set[int]:
        known = self.conditions.dossier.program.fact_types
        bounds = [one.in_force for one in self.compiled.direct]
        bounds += [source for one in self.compiled.direct for name in one.facts for source in known[name].sources]
        return {day for first, last in bounds for day in (first, last + 1)}

    def _declaration(self, day: int) -> tuple[int, Graded] | None:
        found = next((one for one in reversed(self.declared) if one[0] <= day), None)
        return None if found is None or day >= _declared(self.compiled, found[1].year + 1) else found

    def _grades(self, day: int) -> frozenset[str]:
        declared = self._declaration(day)
        grades = _ONLY_NO_GRADE if declared is None else declared[1].grades
        for one, _, truth in self._waiting(day):
            lower = frozenset(worse(self.compiled, one.grade, grade) for grade in grades)
            grades = lower if truth is True else grades | lower
        return grades

    def _waiting(self, day: int) -> Iterator[Direct]:
        """What gives a grade on *day*, of a year whose own grade is not declared yet."""
        yield from (
            one for one in self.given if one[1].day <= day < _declared(self.compiled, date.fromordinal(one[1].day).year)
        )
        if not self.open_to_more:
            return
        first, last = self._span(day)
        for one in self.compiled.direct:
            bounds = max(first, one.in_force[0]), min(last, one.in_force[1])
            if not complete(self.conditions, one.facts, *bounds):
                yield one, None, None

    def _span(self, day: int) -> tuple[int, int]:
        """The days whose facts may hold a grade on *day*."""
        year = date.fromordinal(day).year
        first = max(year - (day < _declared(self.compiled, year - 1)), self.compiled.years[0])
        return date(first, 1, 1).toordinal(), min(day, date(self.compiled.years[1], 12, 31).toordinal())

    def _given(self) -> Iterator[tuple[CompiledDirect, Fact, Truth]]:
        dossier = self.conditions.dossier
        for one in self.compiled.direct:
            for fact, truth in direct_facts(one, self.conditions):
                kind = dossier.attribute("kind", fact.day)
                permitted = None if kind is None else kind in self.compiled.kinds
                if (given := every((truth, permitted))) is not False and self._is_graded(fact.day):
                    yield one, fact, given

    def _is_graded(self, day: int) -> bool:
        return self.compiled.years[0] <= date.fromordinal(day).year <= self.compiled.years[1]


def _declared(compiled: CompiledGrade, year: int) -> int:
    """The day the grade of *year* is declared: in the next year."""
    return date(min(year + 1, 9999), *compiled.declared).toordinal()
