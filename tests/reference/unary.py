"""Whether a value, or every value an interval allows, passes a unary test (S10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import floor

from engine.language.conditions import SetTest
from engine.language.unary_forms import (
    Arithmetic,
    Comparison,
    Day,
    Expression,
    Interval,
    Name,
    Not,
    Number,
    OneOf,
    Test,
    Text,
    Truth,
)
from tests.reference import truths

Rows = tuple[Mapping[str, object], ...]
Value = bool | Fraction | str | date | frozenset[str] | Rows
Parameter = Callable[[str], Fraction | None]
"""What a parameter's name stands for on the law's day; nothing where the law names no value."""


def passes(test: Test | SetTest, value: Value | None, parameter: Parameter, *, prefix: bool = False) -> truths.Truth:
    """Whether *value* passes *test*; unknown without a value. Codes of regions and industries match by *prefix*."""
    if value is None:
        return None
    if isinstance(test, SetTest):
        return _set_passes(test, value)
    match test:
        case OneOf(members):
            return truths.any_of(passes(member, value, parameter, prefix=prefix) for member in members)
        case Not(inner):
            return truths.is_not(passes(inner, value, parameter, prefix=prefix))
        case Interval(low, low_included, high, high_included):
            above = Comparison(">=" if low_included else ">", low)
            below = Comparison("<=" if high_included else "<", high)
            return truths.all_of(passes(side, value, parameter) for side in (above, below))
        case Comparison(operator, operand):
            return _compare(value, operator, _operand(operand, value, parameter), prefix=prefix)


def _set_passes(test: SetTest, value: Value) -> bool:
    assert isinstance(value, frozenset), "a set test asks about a set"
    some = test.any_ is None or any(code in value for code in test.any_)
    each = test.all_ is None or all(code in value for code in test.all_)
    only = test.only is None or value <= set(test.only)
    return some and each and only


def _compare(value: Value, operator: str, operand: Value | None, *, prefix: bool) -> truths.Truth:
    if operand is None:
        return None
    if isinstance(value, frozenset):
        return operand in value  # a code alone asks whether it is one of the set
    if prefix and isinstance(value, str) and isinstance(operand, str):
        return value.startswith(operand) == (operator == "=")
    if operator in {"=", "!="}:
        return (value == operand) == (operator == "=")
    assert isinstance(value, Fraction | date), f"`{operator}` compares numbers and days, not {value!r}"
    assert type(value) is type(operand), f"{value!r} and {operand!r} are of different types"
    before, same = value < operand, value == operand  # type: ignore[operator]  # of one type, as asserted above
    return {"<": before, "<=": before or same, ">": not (before or same), ">=": not before}[operator]


def _operand(operand: Expression, value: Value, parameter: Parameter) -> Value | None:
    match operand:
        case Text(text):
            return text
        case Day(day):
            return day
        case Truth(truth):
            return truth
        case Name(name) if isinstance(value, str | frozenset):
            return name
    return number(operand, parameter)


def number(expression: Expression, parameter: Parameter) -> Fraction | None:
    """The number *expression* comes to; nothing where one of its parameters has no value."""
    match expression:
        case Number(value):
            return Fraction(value)
        case Name(name):
            return parameter(name)
        case Arithmetic(operator, left, right):
            one, other = number(left, parameter), number(right, parameter)
            if one is None or other is None:
                return None
            return {"+": one + other, "-": one - other, "*": one * other}[operator]
    raise AssertionError(f"{expression!r} is no number")


def passes_throughout(
    test: Test, low: Fraction | None, high: Fraction | None, step: Fraction | None, parameter: Parameter
) -> truths.Truth:
    """S10: true if every value from *low* to *high* passes, false if none does, else unknown.

    The values are the multiples of *step*, or all numbers where there is no step; a bound that is missing is infinite.
    A test changes its mind only at the numbers it names, so it is enough to look at them, beside them and between them.
    """
    if low is not None and low == high:
        return passes(test, low, parameter)
    named = sorted(set(_named(test, parameter)) | {bound for bound in (low, high) if bound is not None}) or [
        Fraction(0)
    ]
    if step is None:
        between = [(one + other) / 2 for one, other in pairwise(named)]
        tried = [named[0] - 1, *named, *between, named[-1] + 1]
    else:
        tried = [step * (floor(name / step) + beside) for name in named for beside in (-1, 0, 1, 2)]
    values = [v for v in tried if (low is None or low <= v) and (high is None or v <= high)]
    answers = {passes(test, value, parameter) for value in values}
    return answers.pop() if len(answers) == 1 else None


def _named(test: Test, parameter: Parameter) -> Iterator[Fraction]:
    match test:
        case OneOf(members):
            for member in members:
                yield from _named(member, parameter)
        case Not(inner):
            yield from _named(inner, parameter)
        case Interval(low, _, high, _):
            yield from (found for side in (low, high) if (found := number(side, parameter)) is not None)
        case Comparison(_, operand):
            if (found := number(operand, parameter)) is not None:
                yield found
