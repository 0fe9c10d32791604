"""Grades by a rolling window: made anew on each day on which anything they rest on may change (S22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.calendar import Period, add, held_from
from engine.change_days import change_days
from engine.compile.grades import CompiledGrade
from engine.conditions import Conditions
from engine.dossier import PROFILE, window_start
from engine.grading.making import Matter, limited, made
from engine.grading.outcomes import NOT_GRADED, Graded, GradeResult
from engine.timeline import NO_GRADE, GradeTimeline

Run = tuple[int, frozenset[str]]
"""The first day of a run of days with the same grades there may be, and those."""
_ONLY_NO_GRADE = frozenset({NO_GRADE})


def grade_by_window(result: GradeResult, conditions: Conditions, window: Period) -> None:
    """Grade every day from the first fact to the day asked; *result* keeps how the grade of that day came about."""
    compiled, dossier = result.compiled, conditions.dossier
    runs: list[Run] = []
    for day in _days(result, conditions, window, runs):
        grades = _on(compiled, conditions, window, day).grades
        if not runs or runs[-1][1] != grades:
            runs.append((day, grades))
            result.timeline = _timeline(runs, dossier.as_of)
            if compiled.asks_itself:
                conditions.grades[compiled.policy] = result.timeline
    since, held = runs[-1]
    if held != _ONLY_NO_GRADE:
        result.current, result.held_since = _on(compiled, conditions, window, dossier.as_of), since


def _on(compiled: CompiledGrade, conditions: Conditions, window: Period, day: int) -> Graded:
    kind = conditions.dossier.attribute("kind", day)
    if kind is not None and kind not in compiled.kinds:
        return Graded(0, NOT_GRADED)
    matter = Matter.of(compiled, conditions)
    found = made(compiled, conditions, matter, window_start(day, window), day)
    outcomes, limits = limited(compiled, conditions, day, found.outcomes)
    return replace(found, outcomes=outcomes if kind is not None else outcomes | NOT_GRADED, limited_by=limits)


def _days(result: GradeResult, conditions: Conditions, window: Period, runs: list[Run]) -> Iterator[int]:
    """The days to grade, in order: where the grade asks about itself, also the day after each change of it."""
    compiled, dossier = result.compiled, conditions.dossier
    days = sorted({dossier.first_day, dossier.as_of, *_change_days(compiled, conditions, window)})
    for day, following in zip(days, [*days[1:], dossier.as_of + 1], strict=True):
        yield day
        after = day + 1
        while compiled.asks_itself and runs[-1][0] == after - 1 and after < following:
            yield after
            after += 1


def _timeline(runs: list[Run], as_of: int) -> GradeTimeline:
    ends = [*(first - 1 for first, _ in runs[1:]), as_of]
    stretches = ((first, last, grades) for (first, grades), last in zip(runs, ends, strict=True))
    return GradeTimeline(
        tuple(one for one in stretches if one[2] != _ONLY_NO_GRADE), frozenset(first for first, _ in runs)
    )


def _change_days(compiled: CompiledGrade, conditions: Conditions, window: Period) -> set[int]:
    dossier = conditions.dossier
    known = dossier.program.fact_types
    first, last = dossier.first_day, dossier.as_of
    found = {fact.day for fact in dossier.of_type(PROFILE)}
    for facts in compiled.fact_nodes():
        for name in facts:
            for fact in dossier.of_type(name):
                found |= {fact.day, held_from(fact.day, window)}
            for start, end in known[name].sources:
                found |= {start, end + 1, add(max(start - 1, 1), window) + 1}
    bounds = [one.in_force for one in compiled.items] + [one.in_force for one in compiled.direct]
    for start, end in (*bounds, *(one.in_force for one in compiled.limits)):
        found |= {start, end + 1, add(end, window) + 1}
    for node, points in compiled.start:
        found.update(points.changes)
        if node is not None:
            found |= change_days(node, conditions, first, last)
    for node in (*(one.condition for one in compiled.direct), *(one.condition for one in compiled.limits)):
        if node is not None:
            found |= change_days(node, conditions, first, last)
    return {day for day in found if first <= day <= last}
