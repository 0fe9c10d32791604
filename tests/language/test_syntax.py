"""Strict YAML: what it reads, where it says things stand, and that nothing makes it fall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.catalogue import LANGUAGES, catalogue
from engine.language import syntax
from engine.language.syntax import Data, Path, read_yaml
from engine.problems import Place

POLICY = """\
title: 拖欠农民工工资失信联合惩戒对象
authority: human_resources
plan: [3.3.labour.arrears]
parameters:
  large: {unit: CNY, values: {2022-01-01: 30000}, basis: order45/5}
listings:
  refuses_to_pay:
    on: labour_directive   # a key, not a truth
    where: {outcome: not_complied, amount: ">= large"}
    history:
      - {count: labour_directive, within: 12 months, is: ">= 2"}
note: |
  two
  lines
"""


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two parsers; the second stands in where the first was not built."""
    monkeypatch.setattr(syntax, "_Loader", getattr(yaml, request.param))


def read(text: str) -> Data:
    document, problems = read_yaml(text, "p.yaml")
    assert problems == ()
    assert document is not None
    return document.data


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("30000", 30000), ("-5", -5), ("0", 0), ("1.10", Decimal("1.10")), ("-0.5", Decimal("-0.5")),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("2022-01-01", date(2022, 1, 1)), ("2024-02-29", date(2024, 2, 29)),
        ("'2022-01-01'", "2022-01-01"), ('"30000"', "30000"), ('"true"', "true"), ("''", ""), ('"~"', "~"),
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("True", "True"), ("NULL", "NULL"), ("12:30", "12:30"),
        ("007", "007"), ("1_000", "1_000"), ("0x1F", "0x1F"), ("0o17", "0o17"), ("+5", "+5"), (".5", ".5"),
        ("5.", "5."), ("1.2.3", "1.2.3"), ("1,000", "1,000"),
        ("2022-1-1", "2022-1-1"), ("2022-01-01T00:00:00", "2022-01-01T00:00:00"),
        ("inf", "inf"), ("nan", "nan"), ("30%", "30%"), ("< large", "< large"), ("(1..5]", "(1..5]"),
        ("５", "５"), ("=", "="), ("<<", "<<"),
        ("9" * 40, int("9" * 40)), ("|\n  a\n  b\n", "a\nb\n"), (">\n  a\n  b\n", "a b\n"), ('"a\\tb"', "a\tb"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("parser")
def test_a_scalar_is_what_it_looks_like(written: str, value: Data) -> None:
    data = read(f"key: {written}")
    assert data == {"key": value}
    assert isinstance(data, dict)
    assert type(data["key"]) is type(value)


@pytest.mark.usefixtures("parser")
def test_a_decimal_keeps_its_digits() -> None:
    assert str(read("- 1.10")) == "[Decimal('1.10')]"


@pytest.mark.usefixtures("parser")
def test_keys_are_texts_whole_numbers_and_days() -> None:
    assert read("on: 1\n2: 2\n2022-01-01: 3\n'2022-01-01': 4\n'2': 5\n'': 6\n'<<': 7") == {
        "on": 1, 2: 2, date(2022, 1, 1): 3, "2022-01-01": 4, "2": 5, "": 6, "<<": 7,
    }  # fmt: skip


@pytest.mark.usefixtures("parser")
def test_a_policy_is_read_with_its_places() -> None:
    document, problems = read_yaml(POLICY.encode(), "labour/wage-arrears.yaml")
    assert problems == ()
    assert document is not None
    assert isinstance(document.data, dict)
    assert document.data["plan"] == ["3.3.labour.arrears"]
    assert document.data["note"] == "two\nlines\n"
    places: dict[Path, tuple[int, int]] = {
        (): (1, 1),
        ("title",): (1, 8),
        ("plan", 0): (3, 8),
        ("parameters", "large", "values", date(2022, 1, 1)): (5, 43),
        ("listings", "refuses_to_pay", "on"): (8, 9),
        ("listings", "refuses_to_pay", "where", "amount"): (9, 44),
        ("listings", "refuses_to_pay", "history", 0): (11, 9),
        ("listings", "refuses_to_pay", "history", 0, "is"): (11, 58),
        ("note",): (12, 7),
        ("listings", "refuses_to_pay", "history", 7, "is"): (11, 7),  # none there: the list around it
        ("nothing", "of", "the", "kind"): (1, 1),
    }
    for path, (line, column) in places.items():
        assert document.place(path) == Place("labour/wage-arrears.yaml", line, column), path
    assert document.key_place(("listings", "refuses_to_pay", "on")) == Place("labour/wage-arrears.yaml", 8, 5)
    assert document.key_place(("parameters", "large", "values", date(2022, 1, 1))).column == 31
    assert document.key_place(("plan", 0)) == Place("labour/wage-arrears.yaml", 3, 8)


def test_a_byte_order_mark_moves_no_place() -> None:
    document, problems = read_yaml(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "p.yaml")
    assert problems == ()
    assert document is not None
    assert document.data == {"a": 1, "b": 2}
    assert document.key_place(("b",)) == Place("p.yaml", 2, 1)
    assert document.key_place(("a",)) == Place("p.yaml", 1, 1)


@pytest.mark.usefixtures("parser")
def test_problems_are_told_all_at_once() -> None:
    text = "a: &x 1\nb: *x\na: 2\nc: {1.5: [2023-02-30, {d: 1, d: 1e9}]}\ne:\t!t 5\n"
    document, problems = read_yaml(text, "p.yaml")
    assert [(p.place.line, p.place.column, p.code.removeprefix("syntax.")) for p in problems] == [
        (1, 4, "anchor"),
        (2, 4, "alias"),
        (3, 1, "duplicate_key"),
        (4, 5, "bad_key"),
        (4, 11, "no_such_day"),
        (4, 30, "duplicate_key"),
        (4, 33, "inexact_number"),
        (5, 3, "tab"),
        (5, 4, "tag"),
    ]
    assert document is not None
    assert document.data == {"a": 1, "b": None, "c": {}, "e": 5}


@pytest.mark.usefixtures("parser")
def test_a_refused_key_takes_its_value_with_it() -> None:
    document, _ = read_yaml("? {x: {y: 1}}\n: {z: 1}\na: 1\na: {b: 2}\nc: 3", "p.yaml")
    assert document is not None
    assert document.data == {"a": 1, "c": 3}
    assert set(document.places) == {(), ("a",), ("c",)}
    assert document.place(("a",)) == Place("p.yaml", 3, 4)


@pytest.mark.usefixtures("parser")
def test_an_alias_bomb_is_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=False))
    document, problems = read_yaml(bomb, "p.yaml")
    assert document is not None
    assert document.data == {"a": ["x", "x"], **{key: [None, None] for key in "bcdefghi"}}
    assert [p.code for p in problems].count("syntax.alias") == 16
    assert [p.code for p in problems].count("syntax.anchor") == 9


def test_hidden_characters_without_number_are_told_up_to_a_limit() -> None:
    assert len(read_yaml("a: '" + "\x01" * 100_000 + "'", "p.yaml")[1]) == 20


SIGNS = "a: -[]{}&*!|>'\"%@`#,?<\\\n\t0123456789.e~"
ANY = st.text(st.characters(codec=None), max_size=30) | st.text(SIGNS, max_size=30)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(ANY | st.binary(max_size=300) | st.text(SIGNS, max_size=300))
def test_no_text_raises(text: str | bytes) -> None:
    _check(text)


@pytest.mark.slow
@pytest.mark.usefixtures("parser")
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(POLICY)), st.integers(0, 8), ANY), min_size=1, max_size=4))
def test_no_mutated_policy_raises(changes: list[tuple[int, int, str]]) -> None:
    text = POLICY
    for start, length, new in changes:
        text = text[:start] + new + text[start + length :]
    _check(text)


def _check(text: str | bytes) -> None:
    document, problems = read_yaml(text, "p.yaml")
    assert document is not None or problems
    for problem in problems:
        for language in LANGUAGES:
            line = problem.line(language)
            assert "\n" not in line
            assert line.isprintable()
        assert problem.place.line >= 1
        assert problem.place.column >= 1
    if document is not None and not problems:
        assert set(document.places) == set(_paths(document.data, ()))


def _paths(data: Data, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _paths(value, (*path, key))
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from _paths(value, (*path, index))


def test_every_text_speaks_both_languages() -> None:
    keys = {language: {key for key in catalogue(language) if key.startswith("syntax.")} for language in LANGUAGES}
    assert keys["en"] == keys["zh_CN"]
    stems = {key.rsplit(".", 1)[0] for key in keys["en"]}
    assert keys["en"] == {f"{stem}.{part}" for stem in stems for part in ("message", "remedy")}
