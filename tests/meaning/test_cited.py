"""S26: the articles and values a verdict names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from engine.language.base import PolicyBase
from engine.online.answer import Question, answer
from engine.verdict import Verdict
from tests.meaning.both import evaluator_of
from tests.meaning.judging import ENTERPRISE, LATER, a_list, base_of, fact


def _told(base: PolicyBase, facts: Sequence[Mapping[str, Any]], as_of: str) -> Verdict:
    day = date.fromisoformat(as_of).toordinal()
    return answer(evaluator_of(base), Question(ENTERPRISE, facts, day, LATER.toordinal(), {}))


TWO_TEXTS = """
basis:
  old: {title: 旧, in_force: {to: 2024-04-30}}
  new: {title: 新, in_force: {from: 2024-06-01}}
  law: {title: 法}
"""
BAN = "{measure: ban, by: bureau, strength: shall, basis: [old/6, new/8]}"


@pytest.mark.parametrize(("as_of", "cited"), [("2024-04-30", ["old/6"]), ("2024-06-01", ["new/8"]), ("2024-05-15", [])])
def test_s26_a_measure_cited_the_articles_of_documents_that_had_ended(as_of: str, cited: list[str]) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=f"{TWO_TEXTS}measures: [{BAN}]\n")})
    (measure,) = _told(base, [fact("f", "fine", "2024-02-29")], as_of).measures
    assert [f"{article.source}/{article.article}" for article in measure.articles] == cited


TERM = "parameters: {term: {unit: period, label: 期, values: {2020-01-01: 3 years, 2025-01-01: 1 year}}}\n"


@pytest.mark.parametrize(
    ("opened", "running", "values"),
    [
        ("2024-02-29", "recompute", [("3 years", "2024-02-29"), ("1 year", "2025-01-01")]),
        ("2024-02-29", "keep", [("3 years", "2024-02-29")]),
        ("2025-01-01", "recompute", [("1 year", "2025-01-01")]),
    ],
)
def test_s26_a_ground_shortened_by_later_law_told_only_the_value_it_opened_under(
    opened: str, running: str, values: list[tuple[str, str]]
) -> None:
    base = base_of({"l": a_list(f"on: fine, period: term, running: {running}", more=TERM)})
    (ground,) = _told(base, [fact("f", "fine", opened)], "2025-01-01").lists[0].spells[0].grounds
    assert [(used.value, used.law) for used in ground.parameters] == values
    assert ("shortened" in ground.flags) is (len(values) > 1)
