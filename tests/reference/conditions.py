"""Whether a condition holds (S9–S12): each form of the language in turn."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from engine.calendar import Period
from engine.language.conditions import (
    AllCondition,
    AnyCondition,
    Condition,
    GradeCondition,
    ListedCondition,
    NotCondition,
    SubjectCondition,
    SubjectTests,
    WhereCondition,
)
from tests.reference.aggregates import aggregate_holds
from tests.reference.asked import Asked, World, fields_pass
from tests.reference.days import ONE_DAY, full_years
from tests.reference.dossier import Dossier
from tests.reference.law import numbers
from tests.reference.truths import Truth, all_of, any_of, is_not
from tests.reference.unary import passes


def holds(condition: Condition, asked: Asked, world: World) -> Truth:
    """Whether *condition* holds of what is *asked*."""
    match condition:
        case AllCondition():
            return all_of(holds(member, asked, world) for member in condition.all_)
        case AnyCondition():
            return any_of(holds(member, asked, world) for member in condition.any_)
        case NotCondition():
            return is_not(holds(condition.not_, asked, world))
        case _:
            return _simple_holds(condition, asked, world)


def _simple_holds(condition: Condition, asked: Asked, world: World) -> Truth:
    match condition:
        case WhereCondition():
            if asked.fact is None or asked.fact.type not in asked.types:
                return None
            return fields_pass(condition.where, asked.fact, asked.policy, asked.law)
        case ListedCondition():
            return any_of(_listed(name, condition.for_, asked, world) for name in condition.listed)
        case GradeCondition():
            return _graded(condition, asked, world)
        case SubjectCondition():
            return subject_passes(condition.subject, asked, world.dossier)
        case AllCondition() | AnyCondition() | NotCondition():
            raise AssertionError("joined conditions are taken apart first")
        case _:
            return aggregate_holds(condition, asked, world)


def subject_passes(tests: SubjectTests, asked: Asked, dossier: Dossier) -> Truth:
    """Whether the subject, as it was on the day *asked*, passes *tests*."""
    day, named = asked.day, numbers(asked.policy, asked.law)
    codes = (("kind", tests.kind), ("region", tests.region), ("industry", tests.industry))
    truths = [
        passes(test, dossier.attribute(name, day), named, prefix=name != "kind")
        for name, test in codes
        if test is not None
    ]
    for test, start in ((tests.age, "born"), (tests.years_registered, "registered")):
        if test is not None:
            since = dossier.attribute(start, day)
            years = Fraction(full_years(since, day)) if isinstance(since, date) else None
            truths.append(passes(test, years, named))
    return all_of(truths)


def _listed(name: str, length: Period | None, asked: Asked, world: World) -> Truth:
    if name == asked.own:
        day = asked.day - ONE_DAY
        return world.own_list(day).listed(day, length)
    return world.lists[name].listed(asked.day, length)


def _graded(condition: GradeCondition, asked: Asked, world: World) -> Truth:
    """A test of the grade holds if every grade there may be passes it; without a grade none does."""
    name, test = condition.grade.policy, condition.grade.is_
    day = asked.day - ONE_DAY if name == asked.own else asked.day
    possible = world.grades[name].possible_on(day)
    answers = {grade is not None and passes(test, grade, numbers(None, None)) is True for grade in possible}
    return answers.pop() if len(answers) == 1 else None
