"""The texts of all problems: each code used has its texts in both languages, and no text is left behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from engine.catalogue import LANGUAGES, catalogue
from engine.problems import Place, Problem, nearest

ROOT = Path(__file__).parents[1]
SUBJECTS = sorted({key.split(".", 1)[0] for key in catalogue("en")})
CODES = sorted(key.removesuffix(".message") for key in catalogue("en") if key.endswith(".message"))


@cache
def written() -> tuple[frozenset[str], frozenset[str]]:
    """Every text the code holds, and the beginnings of those it puts together."""
    whole: set[str] = set()
    begun: set[str] = set()
    for path in (path for folder in ("engine", "adapters", "web") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
    return frozenset(whole - begun), frozenset(begun)


def codes_used() -> Iterator[str]:
    for text in written()[0]:
        subject, _, name = text.partition(".")
        if subject in SUBJECTS and name.isidentifier() and not _is_other(text):
            yield text


def _is_other(text: str) -> bool:
    """Whether *text* is what pages or commands say, or begins what they say, or is the name of a file."""
    below = {key.removeprefix(f"{text}.") for key in catalogue("en") if key.startswith(f"{text}.")}
    says = {text, f"cli.{text}"} & catalogue("en").keys() or (below and not below & {"message", "remedy"})
    return bool(says) or text.endswith(".json")


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(codes_used()))
def test_a_code_used_has_a_message_and_a_remedy(code: str, language: str) -> None:
    assert {f"{code}.message", f"{code}.remedy"} <= catalogue(language).keys()


@pytest.mark.parametrize("key", sorted({*catalogue("en"), *catalogue("zh_CN")}))
def test_both_languages_speak_of_the_same_values(key: str) -> None:
    english, chinese = (placeholders(catalogue(language)[key]) for language in ("en", "zh_CN"))
    assert english == chinese


@pytest.mark.parametrize("code", CODES)
def test_no_text_is_unused(code: str) -> None:
    whole, begun = written()
    name = code.partition(".")[2]
    parts = (code.removeprefix(start) for start in begun if start and code.startswith(start))
    assert code in whole or name in whole or any(part in whole for part in parts)


@pytest.mark.parametrize("code", CODES)
def test_an_english_message_is_one_line_in_lower_case_without_a_full_stop(code: str) -> None:
    for text in (catalogue("en")[f"{code}.{part}"] for part in ("message", "remedy")):
        assert "\n" not in text
        assert not text[:1].isupper()
        assert not text.endswith((".", "!", "。"))


@pytest.mark.parametrize("code", CODES)
def test_a_chinese_message_is_one_line_in_chinese_without_a_full_stop(code: str) -> None:
    for text in (catalogue("zh_CN")[f"{code}.{part}"] for part in ("message", "remedy")):
        assert "\n" not in text
        assert any("一" <= character <= "鿿" for character in text)
        assert not text.endswith((".", "。", "！"))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (2, {"en": "did you mean `n0`, `n1`?", "zh_CN": "是否应为 `n0`, `n1`？"}),
        (40, {"en": "did you mean one of the 40 there are?", "zh_CN": "是否应为 现有的 40 个之一？"}),
    ],
)
def test_nothing_is_suggested_where_nothing_is_near_and_there_is_much(count: int, said: dict[str, str]) -> None:
    near = nearest("elsewhere", [f"n{number}" for number in range(count)])
    problem = Problem("cases.unknown_policy", Place("a.yaml"), {"policy": "elsewhere", "nearest": near})
    assert {language: problem.remedy(language) for language in LANGUAGES} == said
