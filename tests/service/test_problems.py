"""Every problem of the service is told in a test of it: by its code, or by its message in either language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from engine.catalogue import LANGUAGES, catalogue
from tests.service.problems import OF_THE_SERVICE

CODES = sorted(
    key.removesuffix(".message")
    for key in catalogue("en")
    if key.endswith(".message") and key.partition(".")[0] in OF_THE_SERVICE
)
LEAST = 10
"""Characters in a row by which a message is known."""


@cache
def told_in_tests() -> tuple[str, ...]:
    """The texts in each file of the tests of the service and of commands."""
    tests = Path(__file__).parents[1]
    return tuple(
        "\n".join(texts(path.read_text(encoding="utf-8")))
        for folder in ("service", "cli")
        for path in sorted((tests / folder).rglob("*.py"))
    )


def texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def pieces(code: str, language: str) -> list[str]:
    """What the message of *code* says between its placeholders, or its remedy where it says nothing of its own."""
    for part in ("message", "remedy"):
        said = Formatter().parse(catalogue(language)[f"{code}.{part}"])
        if found := [piece for piece, *_ in said if len(piece) >= LEAST]:
            return found
    return []


def is_told(code: str, text: str) -> bool:
    said = (pieces(code, language) for language in LANGUAGES)
    return code in text or any(found and all(piece in text for piece in found) for found in said)


@pytest.mark.parametrize("code", CODES)
def test_every_problem_of_the_service_is_told_in_a_test_of_it(code: str) -> None:
    assert any(is_told(code, text) for text in told_in_tests())
