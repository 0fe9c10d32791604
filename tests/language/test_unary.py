"""Unary tests: what each writing means, what is said of writings that mean nothing, and that writing reads back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.catalogue import LANGUAGES
from engine.language.unary import (
    MAX_LENGTH,
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
    UnaryError,
    names,
    one_of,
    parse_unary,
    unparse,
)
from engine.problems import Place


def n(value: str | int) -> Number:
    return Number(Decimal(value))


def eq(operand: Expression) -> Comparison:
    return Comparison("=", operand)


LARGE, LOW, HIGH = Name("large"), Name("low"), Name("high")
A, B = eq(Text("a")), eq(Text("b"))

READ: list[tuple[str, Test, str]] = [
    (">= 30000", Comparison(">=", n(30000)), ">= 30000"),
    (">30000.50", Comparison(">", n("30000.50")), "> 30000.50"),
    ("  <=\t5 ", Comparison("<=", n(5)), "<= 5"),
    ("= 5", eq(n(5)), "5"),
    ("!= 5", Comparison("!=", n(5)), "!= 5"),
    ("5", eq(n(5)), "5"),
    ("-5", eq(n(-5)), "-5"),
    ("--5", eq(n(5)), "5"),
    ("-0", eq(n(0)), "0"),
    ("1.10", eq(n("1.10")), "1.10"),
    ("large", eq(LARGE), "large"),
    ("not_complied", eq(Name("not_complied")), "not_complied"),
    ("nothing", eq(Name("nothing")), "nothing"),
    ("trueish", eq(Name("trueish")), "trueish"),
    ("数额较大", eq(Name("数额较大")), "数额较大"),
    (">= 数额2 * 2", Comparison(">=", Arithmetic("*", Name("数额2"), n(2))), ">= 数额2 * 2"),
    ("true", eq(Truth(True)), "true"),
    ("!= false", Comparison("!=", Truth(False)), "!= false"),
    ("2022-01-01", eq(Day(date(2022, 1, 1))), "2022-01-01"),
    (">= 2024-02-29", Comparison(">=", Day(date(2024, 2, 29))), ">= 2024-02-29"),
    ("2022 - 1 - 1", eq(Arithmetic("-", Arithmetic("-", n(2022), n(1)), n(1))), "2022 - 1 - 1"),
    ('"a"', A, '"a"'),
    ("'a'", A, '"a"'),
    ("'say \"a\"'", eq(Text('say "a"')), '"say \\"a\\""'),
    (r'"C:\dir \" \\ \'"', eq(Text("C:\\dir \" \\ '")), r'''"C:\\dir \" \\ '"'''),
    ('""', eq(Text("")), '""'),
    ("'失信, (甲)'", eq(Text("失信, (甲)")), '"失信, (甲)"'),
    ('"a","b"', OneOf((A, B)), '"a", "b"'),
    ("1, >= 5, [2..3]", OneOf((eq(n(1)), Comparison(">=", n(5)), Interval(n(2), True, n(3), True))), "1, >= 5, [2..3]"),
    ('not("a")', Not(A), 'not("a")'),
    ('not("a","b")', Not(OneOf((A, B))), 'not("a", "b")'),
    ("not(>= 5)", Not(Comparison(">=", n(5))), "not(>= 5)"),
    ("not ( [1..5) )", Not(Interval(n(1), True, n(5), False)), "not([1..5))"),
    ("not(not(a)), b", OneOf((Not(Not(eq(Name("a")))), eq(Name("b")))), "not(not(a)), b"),
    ("[1..5]", Interval(n(1), True, n(5), True), "[1..5]"),
    ("[1..5)", Interval(n(1), True, n(5), False), "[1..5)"),
    ("(1..5]", Interval(n(1), False, n(5), True), "(1..5]"),
    ("(1..5)", Interval(n(1), False, n(5), False), "(1..5)"),
    ("(low..high]", Interval(LOW, False, HIGH, True), "(low..high]"),
    ("[0.5 .. 1.5)", Interval(n("0.5"), True, n("1.5"), False), "[0.5..1.5)"),
    ("[-1..large * 2)", Interval(n(-1), True, Arithmetic("*", LARGE, n(2)), False), "[-1..large * 2)"),
    (
        "((low + 1) * 2..high]",
        Interval(Arithmetic("*", Arithmetic("+", LOW, n(1)), n(2)), False, HIGH, True),
        "((low + 1) * 2..high]",
    ),
    (
        "[2022-01-01..2022-12-31]",
        Interval(Day(date(2022, 1, 1)), True, Day(date(2022, 12, 31)), True),
        "[2022-01-01..2022-12-31]",
    ),
    ("< large * 2", Comparison("<", Arithmetic("*", LARGE, n(2))), "< large * 2"),
    ("large-2", eq(Arithmetic("-", LARGE, n(2))), "large - 2"),
    ("1 + 2 * 3", eq(Arithmetic("+", n(1), Arithmetic("*", n(2), n(3)))), "1 + 2 * 3"),
    ("(1 + 2) * 3", eq(Arithmetic("*", Arithmetic("+", n(1), n(2)), n(3))), "(1 + 2) * 3"),
    ("1 - (2 - 3)", eq(Arithmetic("-", n(1), Arithmetic("-", n(2), n(3)))), "1 - (2 - 3)"),
    ("1 - (2 * 3)", eq(Arithmetic("-", n(1), Arithmetic("*", n(2), n(3)))), "1 - 2 * 3"),
    ("1 * (2 * 3)", eq(Arithmetic("*", n(1), Arithmetic("*", n(2), n(3)))), "1 * (2 * 3)"),
    ("((((large))))", eq(LARGE), "large"),
    ("-large * 3", eq(Arithmetic("*", Arithmetic("-", n(0), LARGE), n(3))), "(0 - large) * 3"),
    ("5 - -3", eq(Arithmetic("-", n(5), n(-3))), "5 - -3"),
]


@pytest.mark.parametrize(("text", "test", "canonical"), READ, ids=[text for text, _, _ in READ])
def test_a_writing_means(text: str, test: Test, canonical: str) -> None:
    assert parse_unary(text) == test
    assert unparse(test) == canonical
    assert parse_unary(canonical) == test


START = "a value, a comparison, an interval or `not(…)`"
VALUE = "a number, a date, a text in quotes, `true`, `false` or a name"
DAY = "a day that exists, as in `2024-02-29`"
GOES_ON = "`,` / `+` / `-` / `*` or the end"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"column 1: expected {START}, found the end"),
        ("   ", f"column 4: expected {START}, found the end"),
        (">=", f"column 3: expected {VALUE}, found the end"),
        (">= >= 5", f"column 4: expected {VALUE}, found >="),
        ("== 5", f"column 2: expected {VALUE}, found ="),
        ("≥ 5", f"column 1: expected {START}, found ≥"),
        (".5", f"column 1: expected {START}, found ."),
        ("+5", f"column 1: expected {START}, found +"),
        ("5.", f"column 2: expected {GOES_ON}, found ."),
        ("007", f"column 2: expected {GOES_ON}, found 0"),
        ("1e5", f"column 2: expected {GOES_ON}, found e5"),
        ("5 / 2", f"column 3: expected {GOES_ON}, found /"),
        ("30 days", f"column 4: expected {GOES_ON}, found days"),
        ("large amount", f"column 7: expected {GOES_ON}, found amount"),
        ("a != b", f"column 3: expected {GOES_ON}, found !="),
        ("5，6", f"column 2: expected {GOES_ON}, found ，"),
        ('"a" "b"', 'column 5: expected `,` or the end, found "b"'),
        ('"a" + 1', "column 5: expected `,` or the end, found +"),
        ("1 + 'a'", "column 5: expected a number or a name, found 'a'"),
        ("1 +", "column 4: expected a number or a name, found the end"),
        ("5 - 2022-11-11", "column 5: expected a number or a name, found 2022-11-11"),
        ("1..5", "column 2: expected `,` or the end, found .."),
        ("[1..5", "column 6: expected `)` / `]`, found the end"),
        ("[1, 5]", "column 3: expected `..`, found ,"),
        ("(1", "column 3: expected `..` / `)`, found the end"),
        ("[1..", f"column 5: expected {VALUE}, found the end"),
        ("a,", f"column 3: expected {START}, found the end"),
        (",a", f"column 1: expected {START}, found ,"),
        ("not complied", "column 5: expected `(`, found complied"),
        ("not", "column 4: expected `(`, found the end"),
        ("not()", f"column 5: expected {START}, found )"),
        ("not(a", "column 6: expected `)`, found the end"),
        ('"a', 'column 1: expected the closing quote, found "a'),
        ("'a', 'b", "column 6: expected the closing quote, found 'b"),
        ("'it''s", "column 5: expected the closing quote, found 's"),
        ("2022-02-30", f"column 1: expected {DAY}, found 2022-02-30"),
        (">= 2022-1-1", f"column 4: expected {DAY}, found 2022-1-1"),
        ("0000-01-01", f"column 1: expected {DAY}, found 0000-01-01"),
        ("x" * 501, "column 501: expected at most 500 characters, found x"),
        ("1" * 41, f"column 1: expected a number of at most 40 characters, found {'1' * 41}"),
        ("not(" * 40 + "a" + ")" * 40, f"column 1: expected at most 40 levels, found {'not(' * 14}not…"),
        ("1" + "+1" * 40, f"column 1: expected at most 40 levels, found {'1+' * 29}1…"),
        ("(" * 500, "column 501: expected a number or a name, found the end"),
    ],
)
def test_a_writing_without_meaning_is_refused_where_it_goes_wrong(text: str, message: str) -> None:
    with pytest.raises(UnaryError) as caught:
        parse_unary(text)
    assert str(caught.value) == message


PROBLEMS = [
    (
        ">=",
        "the test `>=` cannot be read from column 3: a value is expected there",
        "write a number, a date, a text in quotes, `true`, `false` or a name",
        "检验 `>=` 从第 3 列起无法读懂：此处应为一个值",
        "请写数、日期、加引号的文本、`true`、`false` 或名称",
    ),
    (
        "[1, 5]",
        "the test `[1, 5]` cannot be read from column 3: `..` is missing",
        "put it in; texts stand in quotes",
        "检验 `[1, 5]` 从第 3 列起无法读懂：此处缺少 `..`",
        "请补上；文本应加引号",
    ),
    (
        "x" * 501,
        f"the test `{'x' * 59}…` is too long: it has more than 500 characters",
        "name a part of it as a parameter, or use a list",
        f"检验 `{'x' * 59}…` 过长：超过 500 个字符",
        "请将其中一部分定义为参数，或改用列表",
    ),
]


@pytest.mark.parametrize(("text", "message", "remedy", "zh_message", "zh_remedy"), PROBLEMS)
def test_an_error_becomes_a_problem_in_both_languages(
    text: str, message: str, remedy: str, zh_message: str, zh_remedy: str
) -> None:
    with pytest.raises(UnaryError) as caught:
        parse_unary(text)
    problem = caught.value.problem(text, Place("p.yaml", 3, 7))
    assert problem.line("en") == f"p.yaml:3:7: {message} ({remedy}) [{problem.code}]"
    assert problem.line("zh_CN") == f"p.yaml:3:7: {zh_message} ({zh_remedy}) [{problem.code}]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5", set()),
        ('"large"', set()),
        ("large", {"large"}),
        ("(low * 2..high + low]", {"low", "high"}),
        ("not(a, >= b), [c..1]", {"a", "b", "c"}),
    ],
)
def test_names_are_those_a_test_uses(text: str, found: set[str]) -> None:
    assert names(parse_unary(text)) == found


def test_alternatives_are_kept_flat() -> None:
    assert one_of([A]) == A
    assert one_of([A, OneOf((B, OneOf((A, B))))]) == OneOf((A, B, A, B))
    with pytest.raises(ValueError, match=r"^no alternatives \(give at least one test\)$"):
        one_of([])


def test_equal_writings_are_read_once() -> None:
    assert parse_unary(">= large * 7") is parse_unary(">= large * 7")


numbers = st.builds(
    Number, st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9)
)
identifiers = st.from_regex(r"[a-z_数额][a-z0-9_较大]{0,8}", fullmatch=True).filter(
    lambda text: text not in {"true", "false", "not"}
)
sums: st.SearchStrategy[Expression] = st.recursive(
    numbers | st.builds(Name, identifiers),
    lambda inner: st.builds(Arithmetic, st.sampled_from(["+", "-", "*"]), inner, inner),
    max_leaves=8,
)
operands: st.SearchStrategy[Expression] = (
    sums | st.builds(Text, st.text(max_size=20)) | st.builds(Day, st.dates()) | st.builds(Truth, st.booleans())
)
tests: st.SearchStrategy[Test] = st.recursive(
    st.builds(Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), operands)
    | st.builds(Interval, operands, st.booleans(), operands, st.booleans()),
    lambda inner: st.builds(Not, inner) | st.lists(inner, min_size=1, max_size=4).map(one_of),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(tests)
def test_what_is_written_reads_back(test: Test) -> None:
    text = unparse(test)
    assume(len(text) <= MAX_LENGTH)
    assert parse_unary(text) == test
    assert unparse(parse_unary(text)) == text


WORDS = ["..", "not", "not(", "true", "5", "1.5", "2022-01-01", "large", "数", ">=", "\n"]
PIECES = st.lists(st.sampled_from([*"()[]<>=!,.+-*'\" \\", *WORDS]), max_size=60).map("".join)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=60) | PIECES | PIECES.map(lambda text: text * 9))
def test_any_text_is_a_test_or_an_error(text: str) -> None:
    error = _refusal(text)
    if error is None:
        canonical = unparse(parse_unary(text))
        assert len(canonical) > MAX_LENGTH or parse_unary(canonical) == parse_unary(text)
    else:
        assert 1 <= error.column <= len(text) + 1
        for language in LANGUAGES:
            assert error.problem(text, Place("p.yaml")).line(language).isprintable()


def _refusal(text: str) -> UnaryError | None:
    try:
        parse_unary(text)
    except UnaryError as error:
        return error
    return None
