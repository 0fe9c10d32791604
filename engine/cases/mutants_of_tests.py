"""Changes of one unary test: the next number, the other operator, one member fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from engine.language.unary import (
    Arithmetic,
    Comparison,
    ComparisonOperator,
    Day,
    Expression,
    Interval,
    Not,
    Number,
    OneOf,
    Test,
    Text,
    Truth,
    UnaryError,
    one_of,
    parse_unary,
    unparse,
)

_OTHER: Final[Mapping[ComparisonOperator, ComparisonOperator]] = {
    ">=": ">", ">": ">=", "<=": "<", "<": "<=", "!=": "=", "=": "!=",
}  # fmt: skip
_STEP: Final[Mapping[ComparisonOperator, tuple[int, ...]]] = {
    ">=": (-1,), ">": (1,), "<=": (1,), "<": (-1,), "=": (1,), "!=": (1,),
}  # fmt: skip
"""Where a threshold moves to: the way the other operator does not already move it."""


def changed_number(number: Decimal | int, steps: tuple[int, ...] = (-1, 1)) -> Iterator[Decimal | int]:
    """The numbers next to *number*, one in its last place away."""
    if isinstance(number, int):
        yield from (number + step for step in steps)
        return
    exponent = min(0, int(number.as_tuple().exponent))
    yield from (number + step * Decimal(1).scaleb(exponent) for step in steps)


def changed_tests(raw: Any) -> Iterator[tuple[str, str, Any]]:
    """The changes of the test written as *raw*: what changes, into what, and the whole test as it then is."""
    if isinstance(raw, list):
        for index, member in enumerate(raw):
            if len(raw) > 1:
                yield str(member), "∅", [one for place, one in enumerate(raw) if place != index]
        return
    test = _form(raw)
    if test is not None:
        for changed in _changed(test):
            yield unparse(test), unparse(changed), unparse(changed)


def _form(raw: Any) -> Test | None:
    match raw:
        case bool():
            return Comparison("=", Truth(raw))
        case int() | Decimal():
            return Comparison("=", Number(Decimal(raw)))
        case str():
            return _parsed(raw)
        case _:
            return Comparison("=", Day(raw)) if raw is not None else None


def _parsed(raw: str) -> Test | None:
    if raw.isascii() and raw.isdigit():  # a code, as the language reads it
        return Comparison("=", Text(raw))
    try:
        return parse_unary(raw)
    except UnaryError:
        return None


def _changed(test: Test) -> Iterator[Test]:
    match test:
        case Comparison("=", Truth(value)):
            yield Comparison("=", Truth(not value))
        case Comparison(operator, operand):
            yield Comparison(_OTHER[operator], operand)
            yield from (Comparison(operator, moved) for moved in _moved(operand, _STEP[operator]))
        case Interval():
            yield from _interval(test)
        case OneOf(members):
            for index, member in enumerate(members):
                others = members[:index] + members[index + 1 :]
                yield one_of(others)
                if not isinstance(member, Comparison) or member.operator != "=":
                    yield from (one_of((*members[:index], one, *members[index + 1 :])) for one in _changed(member))
        case Not(inner):
            yield inner
            if not isinstance(inner, Comparison) or inner.operator != "=":
                yield from (Not(one) for one in _changed(inner))


def _interval(test: Interval) -> Iterator[Test]:
    yield replace(test, low_included=not test.low_included)
    yield replace(test, high_included=not test.high_included)
    yield from (replace(test, low=moved) for moved in _moved(test.low, (-1,) if test.low_included else (1,)))
    yield from (replace(test, high=moved) for moved in _moved(test.high, (1,) if test.high_included else (-1,)))


def _moved(operand: Expression, steps: tuple[int, ...]) -> Iterator[Expression]:
    match operand:
        case Number(value):
            yield from (Number(Decimal(moved)) for moved in changed_number(value, steps))
        case Day(value):
            yield from (Day(value + timedelta(days=step)) for step in steps)
        case Arithmetic(operator, left, right):
            yield from (Arithmetic(operator, moved, right) for moved in _moved(left, (1,)))
            yield from (Arithmetic(operator, left, moved) for moved in _moved(right, (1,)))
        case _:
            pass
