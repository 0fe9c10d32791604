"""What the engine's verdict says of a subject of a small base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.language.base import PolicyBase
from engine.online.answer import Question, answer
from engine.verdict import Article, Verdict
from tests.meaning.both import evaluator_of
from tests.meaning.judging import ENTERPRISE, LATER

LAW = Article("law", "法", None, None, "high")


def told(
    base: PolicyBase,
    facts: Iterable[Mapping[str, Any]],
    as_of: str,
    *,
    subject: Mapping[str, Any] = ENTERPRISE,
    principals: Mapping[str, Mapping[str, Any]] | None = None,
    decided_after: int | None = None,
) -> Verdict:
    """The verdict on *facts*."""
    day, known = date.fromisoformat(as_of).toordinal(), LATER.toordinal()
    return answer(
        evaluator_of(base), Question(subject, list(facts), day, known, principals or {}, decided_after=decided_after)
    )


def article(number: str) -> Article:
    """An article of `law`."""
    return Article("law", "法", None, number, "high")
