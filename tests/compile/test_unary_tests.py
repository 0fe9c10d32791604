"""Unary tests against fields: exact numbers, codes, and their small form for matching."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compile.domains import Domain, formula
from engine.compile.fields import Field, encode, encode_ratio
from engine.compile.scope import DatedParameter, Scope
from engine.compile.unary_tests import compile_test
from engine.dated import Dated, always
from engine.language.base import PolicyBase
from engine.language.unary import parse_unary
from engine.predicates import AllOf, AnyOf, Compare, Formula, Scalar
from engine.problems import Problem
from engine.truth import Truth

OPERATORS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}
AMOUNT = Field("amount", "number", factor=100, unit="CNY")
OUTCOME = Field("outcome", "text", codes=frozenset({"paid", "unpaid", "partly"}))


def passes(domain: Domain | None, value: object) -> Truth:
    assert domain is not None
    return domain.passes(value)  # type: ignore[arg-type]  # the test knows the family


def scope(problems: list[Problem], **parameters: DatedParameter) -> Scope:
    return Scope(PolicyBase("r"), {}, "policy", "p", parameters, problems)


def holds(formula_: Formula, fact: Mapping[str, Scalar]) -> bool:
    match formula_:
        case Compare(field, op, value):
            compare = {"==": operator.eq, "!=": operator.ne} | dict(OPERATORS)
            return field in fact and bool(compare[op](fact[field], value))  # type: ignore[arg-type]  # both of one family
        case AllOf(members):
            return all(holds(member, fact) for member in members)
        case AnyOf(members):
            return any(holds(member, fact) for member in members)


@given(st.decimals("-50", "50", places=3), st.sampled_from(sorted(OPERATORS)), st.integers(-6000, 6000))
def test_s01_a_threshold_finer_than_the_field_is_compared_exactly(limit: Decimal, sign: str, cents: int) -> None:
    problems: list[Problem] = []
    domain = compile_test(scope(problems), AMOUNT, parse_unary(f"{sign} {limit}")).values[0]
    assert problems == []
    assert domain is not None
    expected = OPERATORS[sign](Fraction(cents, 100), Fraction(limit))
    assert passes(domain, cents) is expected
    assert holds(formula("amount", domain), {"amount": cents}) is expected


@given(
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.decimals("0", "1", places=6),
    st.sampled_from(sorted(OPERATORS)),
)
def test_s08_a_ratio_is_compared_exactly_at_six_decimals(a: int, b: int, limit: Decimal, sign: str) -> None:
    ratio = Field("ratio", "number", factor=2 * 10**6, exact_ratio=True, unit="ratio")
    domain = compile_test(scope([]), ratio, parse_unary(f"{sign} {limit}")).values[0]
    value = encode_ratio(Fraction(a), Fraction(b))
    assert passes(domain, value) is OPERATORS[sign](Fraction(a, b), Fraction(limit))


def test_s08_a_ratio_over_zero_is_unknown() -> None:
    assert encode_ratio(Fraction(1), Fraction(0)) is None


@pytest.mark.parametrize(
    ("text", "passing"),
    [
        ("paid", {"paid"}),
        ('"paid", "partly"', {"paid", "partly"}),
        ("not(paid)", {"unpaid", "partly"}),
        ("!= unpaid", {"paid", "partly"}),
    ],
)
def test_codes_pass_by_membership(text: str, passing: set[str]) -> None:
    domain = compile_test(scope([]), OUTCOME, parse_unary(text)).values[0]
    assert domain is not None
    codes = sorted(OUTCOME.codes or ())
    assert {code for code in codes if passes(domain, code)} == passing
    assert {code for code in codes if holds(formula("outcome", domain), {"outcome": code})} == passing


def test_s13_a_test_changes_with_its_parameter_and_is_unknown_before_it() -> None:
    large = DatedParameter(
        "large", "CNY", "", Dated((0, 100, 200), (None, Decimal(5), Decimal(3))), always(()), always("high")
    )
    test = compile_test(scope([], large=large), AMOUNT, parse_unary(">= large * 2"))
    assert test.at(99) is None
    assert [passes(test.at(day), 1000) for day in (100, 199, 200)] == [True, True, True]
    assert [passes(test.at(day), 700) for day in (100, 199, 200)] == [False, False, True]


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (AMOUNT, ">= unknown_name", "language.unknown_parameter"),
        (OUTCOME, "payd", "language.unknown_code"),
        (OUTCOME, ">= 5", "language.wrong_test"),
        (AMOUNT, "2022-01-01", "language.wrong_test"),
        (Field("day", "day"), "> 5", "language.wrong_test"),
        (Field("yes", "truth"), "5", "language.wrong_test"),
        (AMOUNT, ">= 99999999999999999999", "language.out_of_range"),
    ],
)
def test_a_test_that_does_not_fit_its_field_is_a_problem(field: Field, text: str, code: str) -> None:
    problems: list[Problem] = []
    assert compile_test(scope(problems), field, parse_unary(text)).values == (None,)
    assert [problem.code for problem in problems] == [code]


@given(st.decimals("0", "99999999", places=2))
def test_s01_money_is_held_exactly(amount: Decimal) -> None:
    assert encode(AMOUNT, str(amount)) == int(amount * 100)
