"""The changes made of a policy, one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.cases.mutants import mutants
from engine.cases.mutants_of_tests import changed_tests
from engine.language.syntax import read_yaml
from tests.cases import tiny


def _ids(text: str) -> list[str]:
    document, problems = read_yaml(text, "policy.yaml")
    assert document is not None
    assert problems == ()
    return [mutant.id for mutant in mutants(document.data)]


@pytest.mark.parametrize(
    ("test", "changed"),
    [
        (">= 2", ["> 2", ">= 1"]),
        ("> 2", [">= 2", "> 3"]),
        ("<= 2.50", ["< 2.50", "<= 2.51"]),
        ("< 2", ["<= 2", "< 1"]),
        (3, ["!= 3", "4"]),
        (Decimal("0.05"), ["!= 0.05", "0.06"]),
        (">= large", ["> large"]),
        (">= large * 2", ["> large * 2", ">= large * 3"]),
        ("[1..5)", ["(1..5)", "[1..5]", "[0..5)", "[1..4)"]),
        ("not(a, b)", ["a, b", "not(b)", "not(a)"]),
        ("not(a)", ["a"]),
        ("a, b, c", ["b, c", "a, c", "a, b"]),
        ("a", ["!= a"]),
        ("!= a", ["a"]),
        ("140100", ['!= "140100"']),
        (True, ["false"]),
        (">= 2022-01-01", ["> 2022-01-01", ">= 2021-12-31"]),
        (["a", "b"], [["b"], ["a"]]),
        (["a"], []),
        ("[1..", []),
        (None, []),
    ],
)
def test_a_test_is_changed_where_a_case_at_its_edge_would_notice(test: Any, changed: list[Any]) -> None:
    assert [new for _, _, new in changed_tests(test)] == changed


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("list: {lapses: 6 months}\n", ["list.lapses: 6 months → 5 months", "list.lapses: 6 months → 7 months"]),
        ("again: 0 days\n", ["again: 0 days → 1 day"]),
        (
            "on_repeat: extend 2 years\n",
            ["on_repeat: extend 2 years → extend 1 year", "on_repeat: extend 2 years → extend 3 years"],
        ),
        ("on_repeat: restart\n", []),
        ("when: {any: [{listed: a/b}]}\n", ["when: any → all", "when.any.0: {listed: a/b} → ∅"]),
        ("ends: {all: [period, cure]}\n", ["ends: all → any"]),
        ("unless: {not: {fact: paid}}\n", ["unless: not → ∅"]),
        ("where: {kinds: {any: [a, b]}}\n", [
            "where.kinds: any → all", "where.kinds.any.0: a → ∅", "where.kinds.any.1: b → ∅",
        ]),
        ("items: {late: {points: -2.5, cap: 10}}\n", [
            "items.late.points: -2.5 → -2.6", "items.late.points: -2.5 → -2.4",
            "items.late.cap: 10 → 9", "items.late.cap: 10 → 11",
        ]),
        ("bands: {A: '>= 90', B: '[60..90)'}\n", [
            "bands: 60 → 59", "bands: 60 → 61", "bands: 90 → 89", "bands: 90 → 91",
        ]),
        ("title: 3 years\nplan: [a]\nbasis: [b, c]\nmeasures: [{by: [x, y], strength: may}]\n",
         ["measures.0: {by: [x, y], strength: may} → ∅"]),
        ("in_force: {from: 2022-01-01}\n", []),
        ("parameters: {large: {unit: CNY, label: 大, values: {2022-01-01: 5, 2023-01-01: {value: 1 year}}}}\n", [
            "parameters.large.values.2022-01-01: 5 → 4", "parameters.large.values.2022-01-01: 5 → 6",
            "parameters.large.values.2023-01-01.value: 1 year → 0 years",
            "parameters.large.values.2023-01-01.value: 1 year → 2 years",
        ]),
    ],
)  # fmt: skip
def test_each_place_of_a_policy_is_changed_in_its_own_way(text: str, ids: list[str]) -> None:
    assert _ids(text) == ids


def test_a_border_moves_in_both_of_its_bands() -> None:
    document, _ = read_yaml("grade: {bands: {A: '>= 90', B: '[60..90)', D: '< 60'}}\n", "p.yaml")
    assert document is not None
    found = {mutant.id: mutant.data for mutant in mutants(document.data)}
    assert found["grade.bands: 90 → 91"] == {"grade": {"bands": {"A": ">= 91", "B": "[60..91)", "D": "< 60"}}}


def test_a_change_leaves_everything_else_as_it_is() -> None:
    document, _ = read_yaml(tiny.text("labour/arrears.yaml"), "p.yaml")
    assert document is not None
    before = repr(document.data)
    for mutant in mutants(document.data):
        assert repr(mutant.data) != before, mutant.id
    assert repr(document.data) == before
