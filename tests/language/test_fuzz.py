"""Policies spoilt at random give problems or a program: never a traceback, and never a wait.

`XINHENG_SOAK=1` makes it thousands. A failure names its seed: `spoilt(seed)` makes the same base again.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from engine.catalogue import LANGUAGES
from engine.checks import check_files
from engine.language.base import is_law
from tests.language.broken import FOLDERS, broken, files_of, good

BASES = 5_000 if os.environ.get("XINHENG_SOAK") else 300
POLICIES = {path: text for path, text in files_of(Path(__file__).parents[2] / "policies").items() if is_law(path)}
WORD = re.compile(r"[^\s{}\[\],:\"']+")
PLAIN = r"""[^\s{}\[\],"'][^\n{}\[\],]*|"[^"\n]*\""""
MAPPING = r"\{(?:[^{}\n]|\{[^{}\n]*\})*\}"
PAIR = re.compile(rf"(?P<key>\w+): (?P<value>{PLAIN}|{MAPPING}|\[[^\[\]\n]*\])")
JUNK = (
    "", "~", "null", "true", "NO", "0", "-1", "1.5", "1e9", "9" * 30, "2022-02-30", "2022-01-01", "0001-01-01",
    "9999-12-31", "0 days", "999999 years", "20 working days", "三年", "[]", "{}", "[[]]", "{a: {b: c}}", '""', '"> "',
    '">= large"', '"[5..1)"', '"not(not(a))"', '"a", "b"', "labour/wage-arrears", "tax/credit-grade", "order45/5",
    "deadline_missed.pay", "objection", "listing", "policy", "restart", "extend 1 year", "{any: [a]}",
    "{not: {all: []}}", "{longest: [1 year, large]}", "{field: until}", "{range: [2 years, 1 year]}",
    "{end_of: labour/wage-arrears}", "{lighter: [act, act]}",
)  # fmt: skip


def lose_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return "".join(lines)


def repeat_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "".join(lines)


def indent_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    lines[at] = lines[at][2:] if chance.random() < 0.5 else "  " + lines[at]
    return "".join(lines)


def change_a_character(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return (
        text[:at] + chance.choice(["", "\t", "：", ":", "{", "]", "&", "*", "!", '"', "\0", "é", "🙂"]) + text[at + 1 :]
    )


def change_a_word(text: str, chance: random.Random) -> str:
    words = list(WORD.finditer(text))  # there is one, see `spoilt`
    found = chance.choice(words)
    other = chance.choice(JUNK) if chance.random() < 0.5 else chance.choice(words)[0]
    return text[: found.start()] + other + text[found.end() :]


def change_a_value(text: str, chance: random.Random) -> str:
    values = list(re.finditer(r"(?<=: )[^\n{},]*", text))  # there is one, see `spoilt`
    found = chance.choice(values)
    return text[: found.start()] + chance.choice(JUNK) + text[found.end() :]


def borrow_a_value(text: str, chance: random.Random) -> str:
    """Give a key a value it has elsewhere in the base, so that much of what comes out can be read and compiled."""
    found = chance.choice(list(PAIR.finditer(text)) or [None])
    values = borrowed().get(found["key"], ()) if found else ()
    if not found or not values:
        return lose_a_line(text, chance)
    return text[: found.start("value")] + chance.choice(values) + text[found.end("value") :]


@cache
def borrowed() -> Mapping[str, Sequence[str]]:
    """Every value that a key has in one line of a good base."""
    values: dict[str, set[str]] = {}
    for text in (*good().values(), *POLICIES.values()):
        for found in PAIR.finditer(text.decode()):
            values.setdefault(found["key"], set()).add(found["value"])
    return {key: sorted(found) for key, found in values.items()}


WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    lose_a_line, repeat_a_line, indent_a_line, change_a_character, change_a_word, change_a_word, change_a_value,
    change_a_value, borrow_a_value, borrow_a_value, borrow_a_value, borrow_a_value, borrow_a_value, borrow_a_value,
)  # fmt: skip


def spoilt(seed: int) -> Mapping[str, bytes]:
    """A base with one file spoilt in one to four ways."""
    chance = random.Random(seed)  # noqa: S311  # repeatable, not secret
    files = dict(POLICIES) if POLICIES and seed % 6 == 0 else {**good(), **broken(chance.choice(FOLDERS))}
    path = chance.choice(sorted(path for path in files if len(files[path]) < 100_000))
    text = files[path].decode("utf-8", "replace")
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(WAYS)(text, chance) if WORD.search(text) and ": " in text else "a: b\n"
    return {**files, path: text.encode()}


@pytest.mark.slow
def test_a_spoilt_base_gives_problems_or_a_program() -> None:
    for seed in range(BASES):
        files = spoilt(seed)
        try:
            checked = check_files(files)
            lines = [problem.line(language) for problem in checked.problems for language in LANGUAGES]
        except Exception as error:
            error.add_note(f"of the base that `spoilt({seed})` makes")
            raise
        assert (checked.program is None) == bool(lines), seed
        assert all("\n" not in line for line in lines), seed
