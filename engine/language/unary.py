"""Unary tests: the right-hand side of a condition, in the style of S-FEEL of DMN, read into forms and written back.

`>= 30000`, `< large * 2`, `[1..5)`, `"a", "b"` (any of them), `not("a", "b")`, `2022-01-01`, `true`, a bare name.
A comma is an or. What a name stands for, and whether the types fit, is settled by the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, cast

from lark import Lark, Token, Transformer, UnexpectedToken, v_args
from lark.lark import PostLex

from engine.language.source import shown
from engine.language.unary_forms import (
    Arithmetic,
    ArithmeticOperator,
    Comparison,
    ComparisonOperator,
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
    depth,
    names,
    one_of,
)
from engine.problems import Place, Problem

__all__ = [
    "Arithmetic",
    "ArithmeticOperator",
    "Comparison",
    "ComparisonOperator",
    "Day",
    "Expression",
    "Interval",
    "Name",
    "Not",
    "Number",
    "OneOf",
    "Test",
    "Text",
    "Truth",
    "UnaryError",
    "names",
    "one_of",
    "parse_unary",
    "unparse",
]

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 40
MAX_DIGITS: Final = 40

_EXPECTED: Final = {
    "test": "a value, a comparison, an interval or `not(…)`",
    "value": "a number, a date, a text in quotes, `true`, `false` or a name",
    "number": "a number or a name",
    "symbol": "{symbols} or the end",
    "missing": "{symbols}",
    "day": "a day that exists, as in `2024-02-29`",
    "quote": "the closing quote",
    "long": f"at most {MAX_LENGTH} characters",
    "deep": f"at most {MAX_DEPTH} levels",
    "digits": f"a number of at most {MAX_DIGITS} characters",
}
_LIMITS: Final = {"long": MAX_LENGTH, "deep": MAX_DEPTH, "digits": MAX_DIGITS}
_CLOSING: Final = {"_COMMA": ",", "_DOTS": "..", "OPEN": "(", "CLOSE": ")", "CLOSE_INCLUDED": "]"}
_JOINING: Final = {"_COMMA": ",", "PLUS": "+", "MINUS": "-", "STAR": "*"}
_BINDING: Final = {"+": 1, "-": 1, "*": 2}


class UnaryError(ValueError):
    """A test cannot be read: at *column* (from 1) *expected* should stand, not *found*.

    *kind* is a key of what can be expected, and makes the problem's code; *symbols* are those that would do.
    """

    def __init__(self, kind: str, index: int, found: str, symbols: Iterable[str] = ()) -> None:
        self.kind = kind
        self.column = index + 1
        self.found = shown(found) or "the end"
        self.symbols = " / ".join(f"`{symbol}`" for symbol in symbols)
        self.expected = _EXPECTED[kind].format(symbols=self.symbols)
        super().__init__(f"column {self.column}: expected {self.expected}, found {self.found}")

    def problem(self, test: str, place: Place) -> Problem:
        """The problem of the text *test*, which stands at *place*."""
        values = {"test": shown(test), "column": self.column, "symbols": self.symbols, "limit": _LIMITS.get(self.kind)}
        return Problem(f"syntax.unary_{self.kind}", place, values)


@lru_cache(maxsize=8192)
def parse_unary(text: str) -> Test:
    """The test written as *text*; `UnaryError` where it is none, or longer or deeper than a reader could follow."""
    if len(text) > MAX_LENGTH:
        raise UnaryError("long", MAX_LENGTH, text[MAX_LENGTH:])
    try:
        test = cast(Test, _grammar().parse(text))
    except UnexpectedToken as error:
        raise _unexpected(error, text) from None
    if depth(test) > MAX_DEPTH:
        raise UnaryError("deep", 0, text)
    return test


def _unexpected(error: UnexpectedToken, text: str) -> UnaryError:
    token = error.token
    index = len(text) if token.type == "$END" else token.start_pos or 0
    if token.type == "UNCLOSED":
        return UnaryError("quote", index, token)
    for kind, sign in (("test", "OPERATOR"), ("value", "TEXT"), ("number", "NUMBER")):
        if sign in error.accepts:
            return UnaryError(kind, index, token)
    kind, symbols = ("symbol", _JOINING) if "$END" in error.accepts else ("missing", _CLOSING)
    return UnaryError(kind, index, token, (symbol for name, symbol in symbols.items() if name in error.accepts))


class _AlwaysLexed(PostLex):
    """Keeps the terminals of what is wrong, which no rule uses, so that each fault is a token with its column."""

    always_accept = ("UNCLOSED", "UNKNOWN")

    def process(self, stream: Any) -> Any:
        """*stream* as it is."""
        return stream


@cache
def _grammar() -> Lark:
    grammar = Path(__file__).with_suffix(".lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Forms(), postlex=_AlwaysLexed())


@v_args(inline=True)
class _Forms(Transformer[Token, Any]):
    """Makes the forms while the parser reads, so that nothing recurses."""

    def tests(self, *members: Test) -> Test:
        return one_of(members)

    def bare(self, operand: Expression) -> Test:
        return Comparison("=", operand)

    def comparison(self, operator: Token, operand: Expression) -> Test:
        return Comparison(cast(ComparisonOperator, str(operator)), operand)

    def interval(self, opened: Token, low: Expression, high: Expression, closed: Token) -> Test:
        return Interval(low, opened == "[", high, closed == "]")

    def negation(self, _opened: Token, test: Test, _closed: Token) -> Test:
        return Not(test)

    def arithmetic(self, left: Expression, operator: Token, right: Expression) -> Expression:
        return Arithmetic(cast(ArithmeticOperator, str(operator)), left, right)

    def minus(self, _operator: Token, operand: Expression) -> Expression:
        if isinstance(operand, Number):
            return Number(operand.value.copy_negate() if operand.value else operand.value)
        return Arithmetic("-", Number(Decimal(0)), operand)

    def group(self, _opened: Token, inner: Expression, _closed: Token) -> Expression:
        return inner

    def number(self, token: Token) -> Expression:
        if len(token) > MAX_DIGITS:
            raise UnaryError("digits", token.start_pos or 0, token)
        return Number(Decimal(token))

    def day(self, token: Token) -> Expression:
        try:
            return Day(date.fromisoformat(token))
        except ValueError:
            raise UnaryError("day", token.start_pos or 0, token) from None

    def text(self, token: Token) -> Expression:
        return Text(re.sub(r"""\\(["'\\])""", r"\1", token[1:-1]))

    def truth(self, word: Token) -> Expression:
        return Truth(word == "true")

    def name(self, token: Token) -> Expression:
        return Name(str(token))


def unparse(form: Test | Expression) -> str:
    """*form* in its canonical writing, which reads back as *form*."""
    match form:
        case Comparison("=", operand):
            return unparse(operand)
        case Comparison(operator, operand):
            return f"{operator} {unparse(operand)}"
        case Interval(low, low_included, high, high_included):
            return f"{'[' if low_included else '('}{unparse(low)}..{unparse(high)}{']' if high_included else ')'}"
        case OneOf(members):
            return ", ".join(map(unparse, members))
        case Not(test):
            return f"not({unparse(test)})"
    return _expression(form)


def _expression(form: Expression) -> str:
    match form:
        case Arithmetic(operator, left, right):
            binding = _BINDING[operator]
            return f"{_operand(left, binding)} {operator} {_operand(right, binding + 1)}"
        case Number(value):
            return f"{value:f}"
        case Text(value):
            return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
        case Day(value):
            return value.isoformat()
        case Truth(value):
            return "true" if value else "false"
        case Name(name):
            return name


def _operand(form: Expression, binding: int) -> str:
    loose = isinstance(form, Arithmetic) and _BINDING[form.operator] < binding
    return f"({_expression(form)})" if loose else _expression(form)
