"""S15 in columns: which grounds are one stay, held against each subject by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.results import ListColumns
from tests.meaning.judging import a_list, base_of, fact
from tests.population.alike import assert_alike

DAY = date(2024, 2, 29)


def judged(text: str, *facts: dict[str, Any]) -> ListColumns:
    """The list written as *text* of one enterprise with *facts*, which is that of judging it by itself."""
    day = DAY.toordinal()
    program = program_of(base_of({"l": text}), drafts=True)
    question = Question({"id": "S", "kind": "enterprise"}, list(facts), day, 999_999, {})
    people = [read_question(program, question)[:2]]
    return assert_alike(program, people, day, 999_999, decided_after=None).lists["l"]


def test_two_rules_that_fire_for_two_facts_of_one_day_make_a_stay_for_each_fact() -> None:
    rule = "on: fine, period: 1 year"
    text = a_list(rule, keys="kind: notice, per: fact") + f"  second: {{basis: law, {rule}}}\n"
    found = judged(text, *(fact(one, "fine", DAY.isoformat()) for one in ("f1", "f2")))
    assert (len(found.grounds.subject), len(found.spells.subject)) == (4, 2)


def test_what_may_fire_within_a_stay_that_is_sure_leaves_nothing_open() -> None:
    text = (
        a_list("on: fine, period: 2 years")
        + '  second: {basis: law, on: fine, where: {amount: ">= 1"}, period: 1 year}\n'
    )
    found = judged(text, fact("f", "fine", DAY.isoformat()))
    assert (len(found.spells.subject), len(found.undecided.subject), len(found.possible.subject)) == (1, 1, 0)
