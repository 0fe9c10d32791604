"""Unary tests against a field's type: from what an officer wrote to a set of values, dated by its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal

from engine.calendar import Period
from engine.compile.domains import CodeSet, CodesTest, Domain, TruthSet
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
from engine.problems import nearest
from engine.truth import EVERYTHING, NOTHING, IntSet, PartlyKnown


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
    if field.family != "set":
        raise _Misfit("language.wrong_test", family=field.family)
    if len(given) != 1:
        raise _Misfit("language.set_test", given=", ".join(f"`{form}`" for form, _ in given) or "none")
    mode, codes = given[0]
    for code in codes:
        if field.codes is not None and code not in field.codes:
            raise _Misfit("language.unknown_code", code=code, nearest=nearest(code, field.codes))
    if mode == "only" and field.codes is None:
        raise _Misfit("language.wrong_test", family="set without codes")
    return CodesTest(mode, frozenset(codes), field.codes or frozenset(codes))
