"""The forms a unary test takes once it is read: plain values, compared with `==`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = Literal["+", "-", "*"]


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text or code, written in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    value: date


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """What *name* stands for: a parameter, or a code of the field tested."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """*left* and *right*, numbers both, joined by *operator*."""

    operator: ArithmeticOperator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison:
    """The value tested stands in *operator* to *operand*; a bare operand means `=`."""

    operator: ComparisonOperator
    operand: Expression


@dataclass(frozen=True, slots=True)
class Interval:
    """The value tested lies from *low* to *high*, each included or not."""

    low: Expression
    low_included: bool
    high: Expression
    high_included: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of *members* holds; made by `one_of`, which keeps it flat."""

    members: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """*test* does not hold."""

    test: Test


Expression: TypeAlias = Number | Text | Day | Truth | Name | Arithmetic
Test: TypeAlias = Comparison | Interval | OneOf | Not


def one_of(tests: Iterable[Test]) -> Test:
    """The test that holds when any of *tests* does: the only one of them, or a flat `OneOf`.

    Raises `ValueError` when there are none.
    """
    members = tuple(_flat(tests))
    if not members:
        raise ValueError("no alternatives (give at least one test)")
    return members[0] if len(members) == 1 else OneOf(members)


def _flat(tests: Iterable[Test]) -> Iterator[Test]:
    for test in tests:
        if isinstance(test, OneOf):
            yield from _flat(test.members)
        else:
            yield test


def names(form: Test | Expression) -> frozenset[str]:
    """The names that *form* uses."""
    if isinstance(form, Name):
        return frozenset({form.name})
    return frozenset[str]().union(*map(names, _parts(form)))


def depth(form: Test | Expression) -> int:
    """How many forms are nested in *form*, itself included."""
    return 1 + max(map(depth, _parts(form)), default=0)


def _parts(form: Test | Expression) -> tuple[Test | Expression, ...]:
    match form:
        case Arithmetic(_, left, right):
            return left, right
        case Comparison(_, operand):
            return (operand,)
        case Interval(low, _, high, _):
            return low, high
        case OneOf(members):
            return members
        case Not(test):
            return (test,)
    return ()
