"""The language reference keeps step with the language: no key or operator without its entry, no example untrue."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from engine.checks import check_files
from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.language.conditions import _FORMS
from engine.language.policy import Gate
from engine.language.schema import SHAPES
from engine.language.shape import Kind
from engine.language.syntax import Data, read_yaml
from engine.language.tables import ALL_SHAPES, refreshed
from engine.language.unary import parse_unary
from tests.language.broken import good

PAGE = (Path(__file__).parents[2] / "docs" / "policy-language.md").read_text(encoding="utf-8")
SECTIONS = {found[1]: found[2] for found in re.finditer(r"^### (\w+)\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)}
TESTS = re.search(r"^## Tests\n(.*?)^###", PAGE, re.DOTALL | re.MULTILINE)


def examples(text: str) -> list[Data]:
    written = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    read = []
    for document, problems in (read_yaml(example, "example") for example in written):
        assert problems == ()
        assert document is not None
        read.append(document.data)
    return read


def test_the_tables_are_those_of_the_program() -> None:
    assert refreshed(PAGE) == PAGE, "run `python -m engine.language.tables docs/policy-language.md`"


@pytest.mark.parametrize("name", sorted(ALL_SHAPES))
def test_every_shape_has_a_section_with_its_table(name: str) -> None:
    assert f"<!-- keys of {name} -->" in SECTIONS[name]


@pytest.mark.parametrize("name", sorted(ALL_SHAPES))
def test_every_example_is_of_its_shape(name: str) -> None:
    for example in examples(SECTIONS[name]):
        try:
            ALL_SHAPES[name].model_validate(example)
        except ValidationError as error:
            pytest.fail(str(error))


@pytest.mark.parametrize("name", sorted(ALL_SHAPES))
def test_every_key_stands_in_an_example(name: str) -> None:
    keys = {key.rstrip("_") for key in ALL_SHAPES[name].model_fields}
    shown = {key for example in examples(SECTIONS[name]) if isinstance(example, dict) for key in example}
    assert shown == keys


def test_the_whole_policy_has_no_problem() -> None:
    found = re.search(r"^```yaml\n(# policies/(\S+).*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    others = {path: text for path, text in good().items() if path != "labour/wage-arrears.yaml"}  # for the same facts
    assert check_files({**others, found[2]: found[1].encode()}).problems == ()


@pytest.mark.parametrize("operator", [*"+-*[](),=<>", "!=", "<=", ">=", "..", "not", "true", "false"])
def test_every_operator_of_a_test_is_shown(operator: str) -> None:
    assert TESTS is not None
    assert any(operator in code for code in re.findall("`([^`]+)`", TESTS[1]))


def test_every_test_shown_can_be_read() -> None:
    assert TESTS is not None
    rows = re.findall(r"^\| (`.*?) \|", TESTS[1], re.MULTILINE)
    shown = [code for row in rows for code in re.findall("`([^`]+)`", row) if not code.startswith(("{", "[a"))]
    assert len(shown) > 15
    for code in shown:
        parse_unary(code)


@pytest.mark.parametrize("word", [*_FORMS, *BUILTIN_FACT_TYPES, *get_args(Kind), *get_args(Gate)])
def test_every_word_of_the_language_is_shown(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_of_file_is_shown(kind: str) -> None:
    assert f"`{kind}` |" in PAGE
