"""S15 in columns: which grounds are one stay, held against each subject by itself."""

from __future__ import annotations

from datetime import date

from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from tests.meaning.judging import a_list, base_of, fact
from tests.population.alike import assert_alike

DAY = date(2024, 2, 29)


def test_two_rules_that_fire_for_two_facts_of_one_day_make_a_stay_for_each_fact() -> None:
    rule = "on: fine, period: 1 year"
    text = a_list(rule, keys="kind: notice, per: fact") + f"  second: {{basis: law, {rule}}}\n"
    program = program_of(base_of({"l": text}), drafts=True)
    facts = [fact(one, "fine", DAY.isoformat()) for one in ("f1", "f2")]
    day = DAY.toordinal()
    question = Question({"id": "S", "kind": "enterprise"}, facts, day, 999_999, {})
    found = assert_alike(program, [read_question(program, question)[:2]], day, 999_999, assume_decided=False)
    assert (len(found.lists["l"].grounds.subject), len(found.lists["l"].spells.subject)) == (4, 2)
