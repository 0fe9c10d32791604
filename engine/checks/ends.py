"""Checks that what is said to end does, while those it is about can live to see it (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.calendar import Period
from engine.checks.spans import is_shorter
from engine.checks.survey import Found, Part, Survey
from engine.language.conditions import (
    AllCondition,
    AnyCondition,
    Condition,
    CountCondition,
    DistinctCondition,
    FactCondition,
    MaxCondition,
    NotCondition,
    Span,
    SubjectCondition,
    SumCondition,
)
from engine.language.grade import CarryOver, Window
from engine.language.policy import AtEnd, Listing, ListKeys
from engine.language.terms import Longest, Parameter, Range
from engine.language.unary import Comparison
from engine.problems import Problem

LONGEST: Final = Period(30, "years")
"""What is longer is as good as lifelong, and says so."""


def ends_in_sight(part: Part) -> Iterator[Problem]:
    """No period of a listing, and no consequence of a grade, is so long that it is none."""
    for found, key, period in _periods(part):
        if is_shorter(LONGEST, period):
            yield found.problem("language.end_out_of_sight", *key, given=period, limit=LONGEST)


def _periods(part: Part) -> Iterator[tuple[Found[Any], tuple[Any, ...], Period]]:
    for rule in part.each(Listing):
        fixed = ((name, getattr(rule.shape, name)) for name in ("period", "again", "at_most"))
        yield from ((rule, (name,), period) for name, period in fixed if isinstance(period, Period))
    for at_end in part.each(AtEnd):
        yield at_end, ("extend",), at_end.shape.extend
    for range_ in part.each(Range):
        yield range_, ("range", 1), range_.shape.range[1]
    for longest in part.each(Longest):
        members = enumerate(longest.shape.longest)
        yield from ((longest, ("longest", number), one) for number, one in members if isinstance(one, Period))
    for parameter in part.each(Parameter):
        values = ((day, value.value) for day, value in parameter.shape.values.items())
        yield from ((parameter, ("values", day), one) for day, one in values if isinstance(one, Period))
    for carry in part.each(CarryOver):
        yield carry, ("keep",), Period(carry.shape.keep, "years")
    for window in part.each(Window):
        yield window, ("window",), window.shape.window


def conditions_cease(survey: Survey) -> Iterator[Problem]:
    """A list that lasts as long as its condition has one that can cease to hold by itself."""
    for found in survey.each(ListKeys):
        if found.shape.while_ is not None and not found.draft and _never_ceases(found.shape.while_):
            yield found.problem("language.never_ceases", "while")


def cures_can_come(part: Part) -> Iterator[Problem]:
    """What is to end a listing by cure can come about after it."""
    for rule in part.each(Listing) if not part.draft else ():
        until = rule.shape.until
        needed = rule.shape.period is None or (rule.shape.ends is not None and rule.shape.ends.all_ is not None)
        if until is not None and needed and _never_comes(until):
            yield rule.problem("language.never_comes", "until")


def _never_comes(condition: Condition) -> bool:
    """Whether *condition*, once false, stays so whatever happens, short of a revocation."""
    match condition:
        case NotCondition(not_=member):
            return _never_ceases(member)
        case AllCondition(all_=members):
            return any(_never_comes(member) for member in members)
        case AnyCondition(any_=members):
            return all(_never_comes(member) for member in members)
        case CountCondition() | SumCondition() | MaxCondition() | DistinctCondition():
            fewer = isinstance(condition.is_, Comparison) and condition.is_.operator in ("<", "<=")
            return fewer and _looks_back_for_ever(condition)
    return False


def _never_ceases(condition: Condition) -> bool:
    """Whether *condition*, once true, stays so whatever happens, short of a revocation."""
    match condition:
        case AllCondition(all_=members):
            return all(_never_ceases(member) for member in members)
        case AnyCondition(any_=members):
            return any(_never_ceases(member) for member in members)
        case FactCondition():
            return _looks_back_for_ever(condition)
        case CountCondition() | SumCondition() | MaxCondition() | DistinctCondition():
            more = isinstance(condition.is_, Comparison) and condition.is_.operator in (">", ">=")
            return more and _looks_back_for_ever(condition)
        case SubjectCondition():
            return True  # what a subject is may change, but not so as to get it off a list
    return False


def _looks_back_for_ever(condition: Span) -> bool:
    return condition.within is None and condition.since != "year"
