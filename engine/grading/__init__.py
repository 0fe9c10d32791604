"""Grades of one subject: how each is made, by year or by window, and the days it holds (S22)."""

from __future__ import annotations

from engine.compile.grades import CompiledGrade
from engine.conditions import Conditions
from engine.grading.outcomes import GradeResult
from engine.grading.rolling import grade_by_window
from engine.grading.yearly import grade_by_year


def grade(compiled: CompiledGrade, conditions: Conditions) -> GradeResult:
    """What *compiled* makes of the subject, from its first fact through the day the dossier ends.

    A subject without any record has no grade. The timeline is known to *conditions* afterwards.
    """
    result = GradeResult(compiled)
    conditions.grades[compiled.policy] = result.timeline
    if not conditions.dossier.has_record:
        return result
    conditions.grading = compiled.policy
    try:
        if compiled.window is None:
            grade_by_year(result, conditions)
        else:
            grade_by_window(result, conditions, compiled.window)
    finally:
        conditions.grading = None
    conditions.grades[compiled.policy] = result.timeline
    return result
