"""What the walk over everybody's openings does as judging one by one: nobody is left to be judged apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.calendar import iso
from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.alike import assert_alike

DAY = "2024-02-29"


def stays(policies: dict[str, str], *facts: dict[str, Any], as_of: str = "2026-01-01") -> list[tuple[str, str]]:
    """The stays of one enterprise on the list `l`, which columns find by themselves, and as one by one."""
    day = date.fromisoformat(as_of).toordinal()
    program = program_of(base_of(policies), drafts=True)
    question = Question({"id": "S", "kind": "enterprise"}, list(facts), day, 999_999, {})
    people = [read_question(program, question)[:2]]
    found = assert_alike(program, people, day, 999_999, decided_after=None)
    assert not found.why
    one = found.lists["l"].spells
    return [(iso(first), iso(last)) for first, last in zip(one.start.tolist(), one.high.tolist(), strict=True)]


BLACK = """
list: {kind: black, decision: required}
listings:
  a: {on: fine, where: {amount: '>= 100'}, period: 1 year, basis: law}
  b: {on: fine, where: {amount: '>= 50'}, period: 2 years, basis: law}
repair: {basis: law}
"""


def decided(name: str, day: str, **fields: Any) -> dict[str, Any]:
    """The decision to list."""
    return about(name, "listing_decision", day, outcome="list", **fields)


@pytest.mark.parametrize(
    ("amount", "grounds", "last"),
    [
        ("60", ["f"], "2026-03-31"),
        ("10", ["f"], "2025-03-31"),
        ("60", ["nobody"], "2025-03-31"),
        ("10", None, "2025-03-31"),
    ],
    ids=["one that fires", "the first where none does", "the first for what is not on record", "the first for nothing"],
)
def test_a_decision_opens_by_the_nearest_rule(amount: str, grounds: list[str] | None, last: str) -> None:
    given = {} if grounds is None else {"grounds": grounds}
    facts = [fact("f", "fine", DAY, amount=amount), decided("d", "2024-03-31", **given)]
    assert stays({"l": BLACK}, *facts) == [("2024-03-31", last)]


def test_what_is_held_already_is_not_opened_by_a_second_decision() -> None:
    facts = [fact("f", "fine", DAY, amount="10"), decided("d", "2024-03-31", grounds=["f"])]
    second = decided("e", "2024-06-30", grounds=["f"])
    assert stays({"l": BLACK}, *facts, second) == [("2024-03-31", "2025-03-31")]
    repaired = about("r", "repair_application", "2024-04-30")
    both = [("2024-03-31", "2024-04-30"), ("2024-06-30", "2025-06-30")]
    assert stays({"l": BLACK}, *facts, repaired, second) == both


def test_a_decision_before_the_fact_it_names_leaves_nothing_to_wait() -> None:
    facts = [fact("f", "fine", "2024-06-30", amount="200"), decided("d", "2024-03-31", grounds=["f"])]
    assert stays({"l": BLACK}, *facts) == [("2024-03-31", "2025-03-31")]


def test_a_rule_without_fact_waits_for_its_decision_under_the_law_of_that_day() -> None:
    text = """
    parameters: {many: {unit: count, label: 次, values: {2024-01-01: 1, 2024-06-01: 3}}}
    list: {kind: black, decision: required}
    listings:
      a: {when: {count: fine, is: '>= many'}, period: 1 year, basis: law}
    """
    fines = [fact(name, "fine", DAY) for name in ("f", "g")]
    assert stays({"l": text}, *fines, decided("d", "2024-03-31")) == [("2024-03-31", "2025-03-31")]


def test_a_period_counts_from_the_end_of_another_stay() -> None:
    first = a_list("on: warning, period: 1 year")
    text = a_list("on: fine, period: 1 month, counts_from: {end_of: k}")
    facts = [fact("w", "warning", "2024-01-31"), fact("f", "fine", DAY)]
    assert stays({"k": first, "l": text}, *facts) == [(DAY, "2025-02-28")]


def test_a_period_is_extended_by_a_decision_and_prolonged_at_its_end_as_long_as_its_condition_holds() -> None:
    rule = "on: fine, period: 1 year, extension: {range: [1 year, 3 years]}"
    extended = about("t", "term_decision", "2024-06-30", extend="2 years")
    assert stays({"l": a_list(rule)}, fact("f", "fine", DAY), extended) == [(DAY, "2027-02-28")]
    rule = "on: fine, period: 1 month, at_end: {if: {not: {fact: paid, since: trigger}}, extend: 1 month, basis: law}"
    paid = fact("p", "paid", "2024-04-15")
    assert stays({"l": a_list(rule)}, fact("f", "fine", DAY), paid) == [(DAY, "2024-04-29")]


@pytest.mark.parametrize(("resume", "last"), [("old_end", "2025-03-31"), ("remainder", "2027-05-30")])
def test_later_law_shortens_what_goes_on_to_its_old_end_and_no_remainder(resume: str, last: str) -> None:
    text = a_list(
        "on: fine, period: term, running: recompute",
        more=f"""
        parameters: {{term: {{unit: period, label: 期, values: {{2020-01-01: 3 years, 2025-04-01: 1 month}}}}}}
        repair: {{basis: law, resume: {resume}}}
        """,
    )
    facts = [fact("f", "fine", DAY), about("a", "repair_application", "2024-03-31")]
    undone = about("u", "repair_undone", "2024-06-30")
    assert stays({"l": text}, *facts, undone) == [(DAY, "2024-03-31"), ("2024-06-30", last)]


@pytest.mark.parametrize(
    ("resume", "last"), [("old_end", "2025-02-28"), ("remainder", "2025-05-30"), ("anew", "2025-06-30")]
)
def test_a_repair_that_is_undone_is_gone_on_from(resume: str, last: str) -> None:
    text = a_list("on: fine, period: 1 year", more=f"repair: {{basis: law, resume: {resume}}}\n")
    facts = [fact("f", "fine", DAY), about("a", "repair_application", "2024-03-31")]
    undone = about("u", "repair_undone", "2024-06-30")
    assert stays({"l": text}, *facts, undone) == [(DAY, "2024-03-31"), ("2024-06-30", last)]
