"""A value changed where it stands: nothing else of the text is, its comments least of all."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from typing import Final

import pytest

from adapters.authoring.editing import Value, edited
from adapters.authoring.form import form_of
from adapters.cli.settings import SHIPPED
from engine.language.syntax import read_yaml
from engine.problems import PolicyError

TEXT: Final = """\
# what it is about
title: 名单 # as published
applies_to: [enterprise, collective]

parameters:
  large: {unit: CNY, label: 数额较大, values: {2022-01-01: 30000}} # 由省里确定
  term:
    unit: period
    values:
      # the older order
      2018-01-01: {value: 1 year, basis: rule/9}
      2022-01-01: 3 years # the newer one

listings:
  one:
    on: [act, other] # either
    where: {amount: ">= large"}
    basis:
      - order/5 # the article
      - order/6

measures:
  - {measure: limit, by: finance} # since 2018
  - measure: bar
    by: [tax]
# the end
"""


def changed(at: Sequence[str | int], value: Value) -> list[str]:
    """The lines that are other once *value* is at *at*."""
    lines = unified_diff(TEXT.splitlines(), edited(TEXT, at, value).splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


CHANGES: Final[Sequence[tuple[Sequence[str | int], Value, list[str]]]] = (
    (
        ["parameters", "large", "values", "2022-01-01"], "50000",
        [
            "-  large: {unit: CNY, label: 数额较大, values: {2022-01-01: 30000}} # 由省里确定",
            "+  large: {unit: CNY, label: 数额较大, values: {2022-01-01: 50000}} # 由省里确定",
        ],
    ),
    (
        ["parameters", "large", "values", "2027-01-01"], "50000",
        [
            "-  large: {unit: CNY, label: 数额较大, values: {2022-01-01: 30000}} # 由省里确定",
            "+  large: {unit: CNY, label: 数额较大, values: {2022-01-01: 30000, 2027-01-01: 50000}} # 由省里确定",
        ],
    ),
    (["parameters", "term", "values", "2027-01-01"], "5 years", ["+      2027-01-01: 5 years"]),
    (
        ["parameters", "term", "values", "2022-01-01"], "5 years",
        ["-      2022-01-01: 3 years # the newer one", "+      2022-01-01: 5 years # the newer one"],
    ),
    (["title"], "名单: 二", ["-title: 名单 # as published", '+title: "名单: 二" # as published']),
    (["note"], "说明", ["+note: 说明"]),
    (["applies_to"], ("enterprise",), ["-applies_to: [enterprise, collective]", "+applies_to: [enterprise]"]),
    (["listings", "one", "on"], ("act",), ["-    on: [act, other] # either", "+    on: [act] # either"]),
    (["listings", "one", "basis"], ("order/5", "order/7"), ["-      - order/6", "+      - order/7"]),
    (
        ["listings", "one", "where", "amount"], ">= 12",
        ['-    where: {amount: ">= large"}', '+    where: {amount: ">= 12"}'],
    ),
    (["listings", "one", "in_force", "from"], "2027-01-01", ["+    in_force: {from: 2027-01-01}"]),
    (
        ["measures", 0, "by"], ("finance", "tax"),
        ["-  - {measure: limit, by: finance} # since 2018", "+  - {measure: limit, by: [finance, tax]} # since 2018"],
    ),
    (["measures", 1, "strength"], "shall", ["+    strength: shall"]),
    (["measures", 0], None, ["-  - {measure: limit, by: finance} # since 2018"]),
    (["measures", 2], {"measure": "stop", "by": "court"}, ["+  - {measure: stop, by: court}"]),
    (
        ["listings", "two"], {"label": "二", "on": "act", "period": "3 years", "basis": "order/8"},
        ["+  two:", "+    label: 二", "+    on: act", "+    period: 3 years", "+    basis: order/8"],
    ),
    (["parameters", "term"], None, [
        "-  term:", "-    unit: period", "-    values:", "-      # the older order",
        "-      2018-01-01: {value: 1 year, basis: rule/9}", "-      2022-01-01: 3 years # the newer one",
    ]),
)  # fmt: skip


@pytest.mark.parametrize(("at", "value", "lines"), CHANGES)
def test_only_what_is_meant_is_changed(at: Sequence[str | int], value: Value, lines: list[str]) -> None:
    assert changed(at, value) == lines


@pytest.mark.parametrize(
    ("at", "value"),
    [(["parameters"], "x"), (["nothing"], None), (["title", "inner"], "x"), (["measures", 1, "measure"], None)],
)
def test_what_cannot_be_done_without_touching_more_is_refused(at: Sequence[str | int], value: Value) -> None:
    with pytest.raises(PolicyError) as error:
        edited(TEXT, at, value)
    path = ".".join(map(str, at))
    assert [one.message() for one in error.value.problems] == [f"the form cannot change `{path}`"]


def test_a_text_that_cannot_be_read_is_told_so() -> None:
    with pytest.raises(PolicyError) as error:
        edited("title: [a\nb: 1\n", ["title"], "x")
    assert [one.code for one in error.value.problems] == ["syntax.unclosed_bracket"]


@pytest.mark.parametrize("path", ["labour/wage-arrears.yaml", "tax/credit-grade.yaml", "court/judgment-debtors.yaml"])
def test_each_cell_of_a_policy_put_as_it_is_changes_nothing_of_what_the_policy_says(path: str) -> None:
    text = (SHIPPED / path).read_text(encoding="utf-8")
    document, _ = read_yaml(text, path)
    assert document is not None
    every = (cell for table in form_of(path, document.data) for row in table.rows for cell in row.cells)
    cells = [cell for cell in every if cell.sort != "fixed" and cell.value]
    assert len(cells) > 30
    for cell in cells:
        after, _ = read_yaml(edited(text, cell.at, cell.value), path)
        assert after is not None
        assert (cell.at, after.data) == (cell.at, document.data)
