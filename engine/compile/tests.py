"""Unary tests against a field's type: from what an officer wrote to a set of values, dated by its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal

from engine.calendar import Period
from engine.compile.fields import MOST, Field
from engine.compile.scope import DatedParameter, Scope
from engine.dated import Dated, dated
from engine.language.conditions import FieldTest, SetTest
from engine.language.unary import (
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
    names,
    unparse,
)
from engine.language.unary import Truth as TruthLiteral
from engine.predicates import AllOf, AnyOf, Compare, Formula, Operator
from engine.problems import nearest
from engine.truth import EVERYTHING, NOTHING, IntSet, PartlyKnown, Truth


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A set of texts: *codes*, or all but them if *negated*; *by_prefix* also whatever begins with one of them."""

    codes: frozenset[str]
    negated: bool = False
    by_prefix: bool = False

    def __contains__(self, text: object) -> bool:
        plain = not self.by_prefix
        found = text in self.codes if plain else isinstance(text, str) and text.startswith(tuple(self.codes))
        return found is not self.negated

    def passes(self, text: object) -> Truth:
        """Whether *text* is in the set."""
        return text in self


@dataclass(frozen=True, slots=True)
class TruthSet:
    """A set of truths."""

    truths: frozenset[bool]

    def passes(self, truth: object) -> Truth:
        """Whether *truth* is in the set."""
        return truth in self.truths


@dataclass(frozen=True, slots=True)
class CodesTest:
    """Of a set field: `any`, `all` or `only` of *codes* are in it; *universe* is what else there could be."""

    mode: Literal["any", "all", "only"]
    codes: frozenset[str]
    universe: frozenset[str]

    def passes(self, found: object) -> Truth:
        """Whether the set *found* passes."""
        if not isinstance(found, frozenset):
            return False
        if self.mode == "any":
            return bool(found & self.codes)
        return self.codes <= found if self.mode == "all" else found <= self.codes


Domain = IntSet | PartlyKnown | CodeSet | TruthSet | CodesTest
"""A set of values that pass a test."""


class _Misfit(Exception):
    """A test does not fit its field: *code* and *values* of the problem."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def compile_test(
    scope: Scope, field: Field, test: FieldTest, *steps: Any, by_prefix: bool = False
) -> Dated[Domain | None]:
    """The values of *field* that pass *test* by day; `None` where a parameter has no value.

    Says what is wrong at *steps* of *scope*; the result is then unknown on every day.
    """
    try:
        if isinstance(test, SetTest):
            return dated((), lambda _: _codes_test(field, test))
        if field.family == "number":
            used = [_parameter(scope, name, field) for name in sorted(names(test))]
            changes = [day for parameter in used for day in parameter.values.changes]
            return dated(changes, lambda day: _numbers(field, test, {p.name: p.values.at(day) for p in used}))
        return dated((), lambda _: _domain(field, test, by_prefix))
    except _Misfit as misfit:
        shown = "a set" if isinstance(test, SetTest) else unparse(test)
        values = {"test": shown, "field": field.name} | misfit.values
        scope.report(misfit.code, steps, values)
        return dated((), lambda _: None)


def parameters_of(test: FieldTest, field: Field | None) -> frozenset[str]:
    """The parameters *test* speaks of when put to *field* (a number when there is none)."""
    if isinstance(test, SetTest) or (field is not None and field.family != "number"):
        return frozenset()
    return names(test)


def _parameter(scope: Scope, name: str, field: Field) -> DatedParameter:
    if name not in scope.parameters:
        raise _Misfit("language.unknown_parameter", parameter=name, nearest=nearest(name, scope.parameters))
    parameter = scope.parameters[name]
    if parameter.unit == "period":
        raise _Misfit("language.unit_mismatch", parameter=name, unit="period", due=field.unit or "count")
    if field.unit is not None and parameter.unit != field.unit:
        raise _Misfit("language.unit_mismatch", parameter=name, unit=parameter.unit, due=field.unit)
    return parameter


def _numbers(field: Field, test: Test, values: Mapping[str, Decimal | Period | None]) -> IntSet | PartlyKnown | None:
    sure, possible = _number_sets(field, test, values)
    if sure == possible:
        return sure
    return None if (sure, possible) == (NOTHING, EVERYTHING) else PartlyKnown(sure, possible)


def _number_sets(field: Field, test: Test, values: Mapping[str, Any]) -> tuple[IntSet, IntSet]:
    """The numbers that surely pass *test*, and those that may where a parameter has no value."""
    match test:
        case OneOf(members):
            sure, possible = NOTHING, NOTHING
            for member in members:
                one = _number_sets(field, member, values)
                sure, possible = sure.union(one[0]), possible.union(one[1])
            return sure, possible
        case Not(inner):
            sure, possible = _number_sets(field, inner, values)
            return possible.complement(), sure.complement()
        case Comparison(operator, operand):
            limit = _number(operand, values)
            if limit is None:
                return NOTHING, EVERYTHING
            return (found := _compared(operator, field.scaled(limit))), found
        case Interval(low, low_included, high, high_included):
            above = _number_sets(field, Comparison(">=" if low_included else ">", low), values)
            below = _number_sets(field, Comparison("<=" if high_included else "<", high), values)
            return _both(above[0], below[0]), _both(above[1], below[1])
    raise _Misfit("language.wrong_test", family="number")


def _both(a: IntSet, b: IntSet) -> IntSet:
    return a.complement().union(b.complement()).complement()


def _compared(operator: str, limit: Fraction) -> IntSet:
    if abs(limit) > MOST:
        raise _Misfit("language.out_of_range", limit=MOST)
    match operator:
        case ">=":
            return IntSet(((ceil(limit), None),))
        case ">":
            return IntSet(((floor(limit) + 1, None),))
        case "<=":
            return IntSet(((None, floor(limit)),))
        case "<":
            return IntSet(((None, ceil(limit) - 1),))
        case "=":
            return IntSet(((int(limit), int(limit)),)) if limit.denominator == 1 else NOTHING
        case _:
            return _compared("=", limit).complement()


def _number(expression: Expression, values: Mapping[str, Any]) -> Fraction | None:
    match expression:
        case Number(value):
            return Fraction(value)
        case Name(name):
            return None if values[name] is None else Fraction(values[name])
        case Arithmetic(operator, left, right):
            a, b = _number(left, values), _number(right, values)
            if a is None or b is None:
                return None
            return a + b if operator == "+" else a - b if operator == "-" else a * b
        case _:
            raise _Misfit("language.wrong_test", family="number")


def _domain(field: Field, test: Test, by_prefix: bool) -> Domain:
    match field.family:
        case "text":
            codes, negated = _texts(field, test)
            return CodeSet(codes, negated, by_prefix)
        case "truth":
            return TruthSet(_truths(test))
        case "day":
            return _days(test)
        case "set":
            codes, negated = _texts(field, test)
            if negated:
                raise _Misfit("language.wrong_test", family="set")
            return CodesTest("any", codes, field.codes or codes)
        case _:
            raise _Misfit("language.wrong_test", family=field.family)


def _texts(field: Field, test: Test) -> tuple[frozenset[str], bool]:
    match test:
        case Comparison("=" | "!=" as operator, Text(code) | Name(code)):
            if field.codes is not None and code not in field.codes:
                raise _Misfit("language.unknown_code", code=code, nearest=nearest(code, field.codes))
            return frozenset((code,)), operator == "!="
        case Not(inner):
            codes, negated = _texts(field, inner)
            return codes, not negated
        case OneOf(members):
            found = [_texts(field, member) for member in members]
            if any(negated for _, negated in found):
                raise _Misfit("language.wrong_test", family="text")
            return frozenset(code for codes, _ in found for code in codes), False
    raise _Misfit("language.wrong_test", family=field.family)


def _truths(test: Test) -> frozenset[bool]:
    match test:
        case Comparison("=" | "!=" as operator, TruthLiteral(value)):
            return frozenset((value if operator == "=" else not value,))
        case Not(inner):
            return frozenset((True, False)) - _truths(inner)
    raise _Misfit("language.wrong_test", family="truth")


def _days(test: Test) -> IntSet:
    match test:
        case Comparison(operator, Day(value)):
            return _compared(operator, Fraction(value.toordinal()))
        case Interval(Day(low), low_included, Day(high), high_included):
            above = _compared(">=" if low_included else ">", Fraction(low.toordinal()))
            below = _compared("<=" if high_included else "<", Fraction(high.toordinal()))
            return _both(above, below)
        case Not(inner):
            return _days(inner).complement()
        case OneOf(members):
            result = NOTHING
            for member in members:
                result = result.union(_days(member))
            return result
    raise _Misfit("language.wrong_test", family="day")


def _codes_test(field: Field, test: SetTest) -> CodesTest:
    given: list[tuple[Literal["any", "all", "only"], tuple[str, ...]]] = []
    if test.any_ is not None:
        given.append(("any", test.any_))
    if test.all_ is not None:
        given.append(("all", test.all_))
    if test.only is not None:
        given.append(("only", test.only))
    if field.family != "set" or len(given) != 1:
        raise _Misfit("language.wrong_test", family=field.family)
    mode, codes = given[0]
    for code in codes:
        if field.codes is not None and code not in field.codes:
            raise _Misfit("language.unknown_code", code=code, nearest=nearest(code, field.codes))
    if mode == "only" and field.codes is None:
        raise _Misfit("language.wrong_test", family="set without codes")
    return CodesTest(mode, frozenset(codes), field.codes or frozenset(codes))


def flag(field: str, code: str) -> str:
    """The name under which matching sees whether *code* is in the set *field*."""
    return f"{field}:{code}"


def formula(field: str, domain: Domain) -> Formula:
    """*domain* as comparisons of *field*."""
    match domain:
        case IntSet():
            return _int_formula(field, domain)
        case PartlyKnown(sure):
            return _int_formula(field, sure)
        case CodeSet(codes, negated):
            operator: Operator = "!=" if negated else "=="
            members = tuple(Compare(field, operator, code) for code in sorted(codes))
            return AllOf(members) if negated else AnyOf(members)
        case TruthSet(truths):
            return AnyOf(tuple(Compare(field, "==", truth) for truth in sorted(truths)))
        case CodesTest("any", codes):
            return AnyOf(tuple(Compare(flag(field, code), "==", True) for code in sorted(codes)))
        case CodesTest("all", codes):
            return AllOf(tuple(Compare(flag(field, code), "==", True) for code in sorted(codes)))
        case CodesTest(_, codes, universe):
            return AllOf(tuple(Compare(flag(field, code), "==", False) for code in sorted(universe - codes)))


def _int_formula(field: str, domain: IntSet) -> Formula:
    if domain == EVERYTHING:
        return Compare(field, ">=", -(2**63))
    holes = domain.complement().spans
    if len(holes) == 1 and holes[0][0] is not None and holes[0][0] == holes[0][1]:
        return Compare(field, "!=", holes[0][0])
    return AnyOf(tuple(_span_formula(field, low, high) for low, high in domain.spans))


def _span_formula(field: str, low: int | None, high: int | None) -> Formula:
    if low is not None and low == high:
        return Compare(field, "==", low)
    members: list[Formula] = []
    if low is not None:
        members.append(Compare(field, ">=", low))
    if high is not None:
        members.append(Compare(field, "<=", high))
    return members[0] if len(members) == 1 else AllOf(tuple(members))
