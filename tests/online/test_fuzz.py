"""Facts spoilt at random get a verdict, or problems that say where: never a traceback, and never a wait.

`XINHENG_SOAK=1` makes it ten times as many. A failure names its seed: `asked(seed)` makes the same question again.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from adapters.folder import read_folder
from engine.cases.read import read_cases
from engine.catalogue import LANGUAGES
from engine.checks import check_files
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from engine.problems import FactError

FACTS = 50_000 if os.environ.get("XINHENG_SOAK") else 5_000
A_QUESTION = 5
POLICIES = Path(__file__).parents[2] / "policies"
JUNK: tuple[Any, ...] = (
    None, "", " ", "x", "x" * 20_000, "\x00", "\ud800", "2024-02-30", "9999-12-31", "0001-01-01", "2024-02-29", "list",
    "１２", "1e9", "1e999999", "-0", "nan", "0.001", "9" * 50, 0, -1, 1, 2**63, 10**40, 1.5, float("inf"), True, False,
    [], ["a"], [None], [[]], [{}], {}, {"a": 1}, {"policy": "x"}, (), b"bytes", object(),
    "missed:x:y", "deadline_missed.x",
)  # fmt: skip
Spoiling = Callable[[random.Random, dict[str, Any], dict[str, Any]], None]


@cache
def _shipped() -> tuple[Evaluator, tuple[Question, ...]]:
    files = read_folder(POLICIES)
    checked = check_files(files)
    assert checked.program is not None
    cases, _ = read_cases(checked.base, files)
    return Evaluator(checked.program), tuple(case.question for file in cases for case in file.cases)


def _field(chance: random.Random, fact: dict[str, Any], other: dict[str, Any]) -> None:
    known = [*_fields(fact), *_fields(other), "policy", "grounds", "outcome", "revokes", "amount"]
    fact["fields"] = {**_fields(fact), chance.choice(known): chance.choice(JUNK)}


def _fields(fact: dict[str, Any]) -> dict[str, Any]:
    """The fields of *fact*; none where these were spoilt before."""
    given = fact.get("fields")
    return given if isinstance(given, dict) else {}


def _key(chance: random.Random, fact: dict[str, Any], _: dict[str, Any]) -> None:
    fact[chance.choice(["id", "type", "subject", "date", "recorded", "fields", "related", "source", "x"])] = (
        chance.choice(JUNK)
    )


def _lost(chance: random.Random, fact: dict[str, Any], _: dict[str, Any]) -> None:
    fact.pop(chance.choice([*fact, "id"]), None)


def _mixed(_: random.Random, fact: dict[str, Any], other: dict[str, Any]) -> None:
    fact["type"], fact["date"] = other.get("type"), other.get("date")


def _revoked(_: random.Random, fact: dict[str, Any], other: dict[str, Any]) -> None:
    fact.update(type="revocation", fields={"revokes": other.get("id")})


def _moved(chance: random.Random, fact: dict[str, Any], _: dict[str, Any]) -> None:
    fact["date"] = f"{chance.randrange(1, 9999):04}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


SPOILINGS: tuple[Spoiling, ...] = (_field, _field, _key, _lost, _mixed, _revoked, _moved)


def asked(seed: int) -> Question:
    """A question with facts of several cases, some of them spoilt."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    _, questions = _shipped()
    base = chance.choice(questions)
    pool = [*base.facts, *chance.choice(questions).facts] or [{}]
    facts = [dict(chance.choice(pool)) for _ in range(A_QUESTION)]
    for number, fact in enumerate(facts):
        fact["id"] = f"f{number}"
        if chance.random() < 0.6:
            chance.choice(SPOILINGS)(chance, fact, chance.choice(facts))
    subject: Mapping[str, Any] = base.subject
    if chance.random() < 0.1:
        subject = {**subject, chance.choice(["id", "kind", "region", "born", "x"]): chance.choice(JUNK)}
    principals = chance.choice([None, {}, base.principals, {"p": {"subject": {"id": "p"}, "facts": facts[:2]}}])
    return Question(subject, facts, base.as_of, base.known_at, principals, chance.random() < 0.2)


def _told(evaluator: Evaluator, question: Question) -> list[str]:
    """The verdict, or every problem in every language."""
    try:
        return [answer(evaluator, question).json().decode()]
    except FactError as error:
        return [problem.message(language) for problem in error.problems for language in LANGUAGES]


@pytest.mark.parametrize("part", range(10))
def test_facts_spoilt_at_random_get_a_verdict_or_problems(part: int) -> None:
    evaluator, _ = _shipped()
    share = FACTS // A_QUESTION // 10
    for seed in range(part * share, (part + 1) * share):
        told = _told(evaluator, asked(seed))
        assert "\n".join(told).encode(), seed
