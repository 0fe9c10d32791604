"""Checks that nothing is held against anybody for an allegation: only for what was found or decided (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.checks.survey import Found, Survey
from engine.language.conditions import (
    Aggregate,
    AllCondition,
    AnyCondition,
    Condition,
    CountCondition,
    DistinctCondition,
    FactCondition,
    MaxCondition,
    NotCondition,
    SumCondition,
)
from engine.language.grade import DirectGrade, GradeLimit, ScoreItem, Start
from engine.language.policy import AtEnd, Listing, ListKeys, PolicyMeasure, Repair
from engine.language.shape import Shape
from engine.language.unary import Comparison
from engine.problems import Problem

_MISSED = "deadline_missed."
Asked = tuple[str, Condition, bool]
"""A key, a condition below it, and whether it is held against the subject where it is true, or where it is not."""


def allegations_hurt_nobody(survey: Survey) -> Iterator[Problem]:
    """Nobody is listed, kept on a list, punished or graded for an allegation, or for the silence that followed one."""
    alleged = frozenset(_alleged(survey))
    triggered: list[Found[Listing] | Found[DirectGrade] | Found[ScoreItem]] = [*survey.each(Listing)]
    for found in (*triggered, *survey.each(DirectGrade), *survey.each(ScoreItem)):
        yield from _named(found, "on", found.shape.on, alleged)
    for shape in (Listing, ListKeys, AtEnd, Repair, DirectGrade, GradeLimit, Start, PolicyMeasure):
        for one in survey.each(shape):
            for key, condition, against in _asked(survey, one):
                yield from _named(one, key, _counted(condition, against=against), alleged)


def _alleged(survey: Survey) -> Iterator[str]:
    """The fact types that are allegations, and the silences of duties that these bring."""
    for name, fact_type in survey.base.fact_types.items():
        if fact_type.evidence == "allegation":
            yield name
            yield from (f"{_MISSED}{duty}" for duty in fact_type.duties)


def _named(found: Found[Any], key: str, types: Iterable[str], alleged: frozenset[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(types):
        if name in alleged:
            yield found.problem("language.rests_on_allegation", key, type=name)


def _asked(survey: Survey, found: Found[Shape]) -> Iterator[Asked]:
    """What is asked at *found* that may be held against a subject."""
    match found.shape:
        case Listing() as rule:
            yield from (("history", one, True) for one in rule.history)
            yield from _one("when", rule.when, against=True)
            yield from _one("unless", rule.unless, against=False)
            yield from _one("until", rule.until, against=False)
        case ListKeys() as keys:
            yield from _one("while", keys.while_, against=True)
        case AtEnd() | DirectGrade() | GradeLimit() as one:
            yield from _one("if", one.if_, against=True)
        case Start() as start:
            yield from _one("if", start.if_, against=True)
            yield from _one("if", start.if_, against=False)  # the others start elsewhere
        case Repair() as repair:
            yield from (("requires", one, False) for one in repair.requires)
            yield from (("bars", one, True) for one in repair.bars)
        case PolicyMeasure() as carried:
            measure = survey.base.measures.get(carried.measure)
            yield from _one("when", carried.when, against=measure is None or measure.kind != "reward")


def _one(key: str, condition: Condition | None, *, against: bool) -> Iterator[Asked]:
    if condition is not None:
        yield key, condition, against


def _counted(condition: Condition, *, against: bool) -> Iterator[str]:
    """The fact types whose presence makes *condition* what is held *against* a subject: true, or else false."""
    match condition:
        case AllCondition(all_=members) | AnyCondition(any_=members):
            for member in members:
                yield from _counted(member, against=against)
        case NotCondition(not_=member):
            yield from _counted(member, against=not against)
        case CountCondition() | SumCondition() | MaxCondition() | DistinctCondition() | FactCondition():
            if against is not _asks_for_few(condition):
                yield from _types(condition)


def _asks_for_few(condition: Aggregate) -> bool:
    """Whether more facts can only make *condition* false."""
    test = None if isinstance(condition, FactCondition) else condition.is_
    return isinstance(test, Comparison) and test.operator in ("<", "<=")


def _types(condition: Aggregate) -> tuple[str, ...]:
    match condition:
        case CountCondition(count=types) | SumCondition(sum_=types) | MaxCondition(max_=types):
            return types
        case DistinctCondition(distinct=types) | FactCondition(fact=types):
            return types
