"""Unary tests in words: `>= large` becomes what an official would say of the number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from engine.calendar import Period
from engine.compile.fields import Field
from engine.compile.nodes import Law
from engine.compile.program import Program
from engine.language.unary import (
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
    UnaryError,
    parse_unary,
    unparse,
)

_OF_SET = re.compile(r"(any|all|only) of ([^;]*)")


class Words(Protocol):
    """What tests need to be told with: texts, numbers, and the program whose parameters they speak of."""

    program: Program

    def say(self, key: str, /, **values: object) -> str:
        """The text for *key*."""

    def listed(self, names: Iterable[str]) -> str:
        """*names* in a row."""

    def number(self, value: Decimal | Period | str, unit: str | None) -> str:
        """*value* with its unit."""


def test_words(words: Words, field: Field, written: str, policy: str, law: Law) -> str:
    """The test *written* of *field* in *words*; *policy* has the parameters, *law* is the day they are read."""
    try:
        return _Test(words, field, policy, law).test(parse_unary(written))
    except UnaryError:
        return _of_set(words, field, written)


def _of_set(words: Words, field: Field, written: str) -> str:
    labels = field.labels or {}
    parts = [
        words.say(f"test.{mode}", codes=words.listed(labels.get(code, code) for code in codes.split(", ")))
        for mode, codes in _OF_SET.findall(written)
    ]
    return words.say("ask.and").join(parts) or written


class _Test:
    def __init__(self, words: Words, field: Field, policy: str, law: Law) -> None:
        self._words = words
        self._field = field
        self._parameters = words.program.parameters.get(policy, {})
        self._law = law

    def test(self, test: Test) -> str:
        say = self._words.say
        match test:
            case Comparison(operator, operand):
                return say(f"test.{operator}", value=self.operand(operand))
            case Interval(low, low_included, high, high_included):
                least = say("test.>=" if low_included else "test.>", value=self.operand(low))
                most = say("test.<=" if high_included else "test.<", value=self.operand(high))
                return say("test.interval", low=least, high=most)
            case OneOf(members):
                return say("test.or").join(map(self.test, members))
            case Not(Comparison("=", operand)):
                return say("test.!=", value=self.operand(operand))
            case Not(inner):
                return say("test.not", test=self.test(inner))

    def operand(self, operand: Expression) -> str:
        match operand:
            case Number(value):  # codes of figures alone are read as numbers, too
                written = f"{value:f}"
                return (self._field.labels or {}).get(written) or self._words.number(written, self._field.unit)
            case Truth(value):
                return self._words.say(f"truth.{'true' if value else 'false'}")
            case Day(value):
                return value.isoformat()
            case Text(value):
                return (self._field.labels or {}).get(value, value)
            case Name(name):
                return self._named(name)
            case _:
                return unparse(operand)

    def _named(self, name: str) -> str:
        parameter = self._parameters.get(name)
        if parameter is None or name in (self._field.codes or ()):
            return (self._field.labels or {}).get(name, name)
        value = None if self._law is None else parameter.values.at(self._law)
        shown = "?" if value is None else self._words.number(value, parameter.unit)
        if parameter.label == self._field.label:  # what it is was said of the field
            return shown
        return self._words.say("test.parameter", label=parameter.label, value=shown)
