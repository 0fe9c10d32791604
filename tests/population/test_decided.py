"""S18 in columns: decisions on record and assumed ones, held against each subject by itself."""

from __future__ import annotations

from typing import Any

import pytest

from engine.calendar import parse_day
from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.results import ListColumns
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.alike import assert_alike

DAY = "2024-02-29"
CURABLE = (
    a_list("on: fine, until: {fact: report}", keys="kind: black") + "  plain: {basis: law, on: fine, period: 1 year}\n"
)
LAPSING = a_list("on: fine, period: 1 year", keys="kind: black, lapses: 31 days")


def _judged(text: str, *facts: dict[str, Any], after: int) -> ListColumns:
    """The list of one enterprise as of 2024-12-31, which is that of judging it by itself."""
    day = parse_day("2024-12-31")
    program = program_of(base_of({"l": text}), drafts=True)
    question = Question({"id": "S", "kind": "enterprise"}, list(facts), day, 999_999, {})
    return assert_alike(program, [read_question(program, question)[:2]], day, 999_999, decided_after=after).lists["l"]


def _assumed(found: ListColumns) -> list[bool]:
    return [bool(one) for one in found.grounds.assumed]


@pytest.mark.parametrize("after", [0, 1, 31, 32, 60, 400])
@pytest.mark.parametrize("text", [CURABLE, LAPSING])
def test_a_decision_is_assumed_while_a_firing_waits(text: str, after: int) -> None:
    found = _judged(text, fact("f", "fine", DAY), fact("r", "report", "2024-03-31"), after=after)
    waits = {CURABLE: (after <= 31) + (after <= 60), LAPSING: after <= 31}[text]
    assert _assumed(found) == [True] * int(waits)


@pytest.mark.parametrize("after", [0, 59, 60, 61, 62])
@pytest.mark.parametrize("outcome", ["list", "decline"])
@pytest.mark.parametrize("named", [{}, {"grounds": ["f"]}])
@pytest.mark.parametrize("text", [CURABLE, LAPSING])
def test_a_decision_that_comes_after_cure_or_lapse_undoes_no_assumed_one(
    text: str, named: dict[str, Any], outcome: str, after: int
) -> None:
    decision = about("d", "listing_decision", "2024-04-30", outcome=outcome, **named)
    _judged(text, fact("f", "fine", DAY), fact("r", "report", "2024-03-31"), decision, after=after)
