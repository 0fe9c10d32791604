"""Tests of fields in words: `amount: ">= large"` becomes what an official would say of the amount."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from adapters.sentences.said import Said, Span
from adapters.sentences.words import Words
from adapters.sentences.words import said as words_of
from engine.calendar import Period
from engine.compile.fields import Field
from engine.language.conditions import SetTest
from engine.language.confidence import confidence_of_value
from engine.language.shape import Source
from engine.language.terms import DatedValue, Parameter
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
    unparse,
)


@dataclass(frozen=True)
class Telling:
    """How one rule is told: in which *words*, with whose *parameters*, by the values of which *day*.

    *sources* are the documents that what is told may cite.
    """

    words: Words
    parameters: Mapping[str, Parameter]
    day: date
    sources: Mapping[str, Source] = dataclasses.field(default_factory=dict)

    def field(self, field: Field, test: Test | SetTest) -> Said:
        """What *test* asks of *field*."""
        label = field.label or field.name
        match test:
            case SetTest(any_=codes, all_=None, only=None) if codes is not None:
                return self.words.say("test_of.has_any", label=label, codes=self._codes(field, codes))
            case SetTest():
                modes = {"any": test.any_, "all": test.all_, "only": test.only}
                told = [
                    self.words.shared(f"test.{mode}", codes=self._codes(field, codes))
                    for mode, codes in modes.items()
                    if codes is not None
                ]
                return self.words.say("test_of.field", label=label, test=self.words.joined(told, "and"))
            case Comparison("=", Text(code) | Name(code)) if field.family == "set":
                return self.words.say("test_of.has", label=label, codes=self._codes(field, (code,)))
            case OneOf(members) if (codes := _codes_of(members)) is not None:
                key = "test_of.has_any" if field.family == "set" else "test_of.any"
                return self.words.say(key, label=label, codes=self._codes(field, codes))
            case Comparison("=" | "!=" as sign, Truth(value)):
                key = "test_of.true" if value is (sign == "=") else "test_of.false"
                return self.words.say(key, label=label)
            case _:
                return self.words.say("test_of.field", label=label, test=self.test(field, test))

    def test(self, field: Field, test: Test) -> Said:
        """*test* of *field*, without the field."""
        words = self.words
        match test:
            case Comparison(operator, operand):
                return words.shared(f"test.{operator}", value=self.operand(field, operand))
            case Interval(low, low_included, high, high_included):
                least = words.shared("test.>=" if low_included else "test.>", value=self.operand(field, low))
                most = words.shared("test.<=" if high_included else "test.<", value=self.operand(field, high))
                return words.shared("test.interval", low=least, high=most)
            case OneOf(members):
                return words.joined((self.test(field, member) for member in members), "or")
            case Not(Comparison("=", operand)):
                return words.shared("test.!=", value=self.operand(field, operand))
            case Not(inner):
                return words.shared("test.not", test=self.test(field, inner))
            case _:
                assert_never(test)

    def operand(self, field: Field, operand: Expression) -> Said:
        """The value that *operand* names, with the name of its parameter where it is one."""
        match operand:
            case Number(value) if f"{value:f}" in (field.labels or {}):  # codes of figures alone are read as numbers
                return self._codes(field, (f"{value:f}",))
            case Number(value):
                return self.words.number(value, field.unit)
            case Truth(value):
                return self.words.shared(f"truth.{'true' if value else 'false'}")
            case Day(value):
                return words_of(value.isoformat())
            case Text(value):
                return self._codes(field, (value,))
            case Name(name):
                parameter = self.parameters.get(name)
                if parameter is None or name in (field.codes or ()):
                    return self._codes(field, (name,))
                return self.parameter(parameter, known_as=field.label)
            case _:
                return self._computed(operand)

    def parameter(self, parameter: Parameter, known_as: str = "") -> Said:
        """The value *parameter* has on the day, since when, and what it is, unless that is *known as* such already."""
        since, dated = value_at(parameter, self.day)
        if since is None or dated is None or dated.value is None:
            return self.words.say("parameter.none", label=parameter.label)
        value = self.value(parameter, dated)
        if parameter.label == known_as:
            return self.words.say("parameter.value_alone", value=value, since=since.isoformat())
        return self.words.say("parameter.value", value=value, label=parameter.label, since=since.isoformat())

    def value(self, parameter: Parameter, dated: DatedValue) -> Said:
        """One value of *parameter*, marked where it is not sure."""
        value = dated.value
        if value is None:
            return self.words.say("parameter.no_value")
        told = self.words.period(value) if isinstance(value, Period) else self.words.number(value, parameter.unit)
        marked = tuple(Span(span.text, tone="value") for span in told)
        return marked if self.is_sure(parameter, dated) else (*marked, *self.words.unsure())

    def is_sure(self, parameter: Parameter, dated: DatedValue) -> bool:
        """Whether one value of *parameter* was compared with what fixes it."""
        return confidence_of_value(dated, parameter, self.sources) == "high"

    def term(self, term: Period | str) -> Said:
        """A period, or the parameter that holds one."""
        if isinstance(term, Period):
            return self.words.period(term)
        known = self.parameters.get(term)
        return self.parameter(known) if known is not None else words_of(term)

    def _computed(self, operand: Expression) -> Said:
        """Arithmetic as it is written, with the parameters in it told after it."""
        written = unparse(operand)
        named = [one for name, one in self.parameters.items() if name in written.split()]
        told = self.words.joined([self.parameter(one) for one in named])
        return self.words.say("parameter.computed", written=written, values=told)

    def _codes(self, field: Field, codes: tuple[str, ...]) -> Said:
        labels = field.labels or {}
        if field.name == "policy":
            return self.words.policies(codes)
        return self.words.joined(labels.get(code, code) for code in codes)


def value_at(parameter: Parameter, day: date) -> tuple[date | None, DatedValue | None]:
    """The value *parameter* has on *day* with its first day; nothing before the first."""
    held = [since for since in sorted(parameter.values) if since <= day]
    return (held[-1], parameter.values[held[-1]]) if held else (None, None)


def _codes_of(tests: Iterable[Test]) -> tuple[str, ...] | None:
    """The codes that *tests* name, where each asks for one code and nothing else."""
    found = []
    for test in tests:
        match test:
            case Comparison("=", Text(code) | Name(code)):
                found.append(code)
            case _:
                return None
    return tuple(found)
