"""S8 in columns: silence made fact, held against each subject by itself."""

from __future__ import annotations

from engine.calendar import parse_day
from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from tests.meaning.judging import a_list, base_of, fact
from tests.population.alike import assert_alike

YEARLY = """
account:
  title: 账
  fields: {year: {type: integer, label: 年}}
  duties:
    annual: {label: 务, yearly: {from: 03-01, to: 06-30}, year_field: year, first: 2023, answered_by: account,
             applies_to: enterprise, basis: law}
"""


def test_an_overlay_may_ask_which_authority_a_silence_is_of_and_nobody_knows() -> None:
    overlay = "l: {region_of: authority, listings: {extra: {on: deadline_missed.annual, period: 1 month, basis: c}}}\n"
    base = base_of({"l": a_list("on: fine, period: 1 year")}, facts=YEARLY, overlays={"1401": overlay})
    day, known_at = parse_day("2024-07-10"), 999_999
    program = program_of(base, drafts=True)
    subject = {"id": "S", "kind": "enterprise", "region": "140105", "registered": "2010-01-01"}
    people = [read_question(program, Question(subject, [fact("f", "fine", "2024-03-01")], day, known_at, {}))[:2]]
    found = assert_alike(program, people, day, known_at, decided_after=None).lists["l"]
    assert len(found.undecided.subject) == 2, "of 2023 and of 2024"
