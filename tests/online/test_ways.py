"""S26: of every open spell the last day, the earliest day of repair, and what is missing for it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.verdict import GroundRepair, ParameterUse, RepairVerdict
from tests.meaning.judging import a_list, base_of, fact
from tests.online.told import LAW, article, told

DAY = "2024-02-29"
FINE = fact("f", "fine", DAY)


def _repair(more: str, facts: list[dict[str, Any]], as_of: str) -> RepairVerdict | None:
    base = base_of({"l": a_list("on: fine, period: 3 years", more=more)})
    (spell,) = told(base, [FINE, *facts], as_of).lists[0].spells
    assert (spell.last, spell.last_at_most, spell.state) == ("2027-02-28", "2027-02-28", "open")
    return spell.repair


def test_s26_an_open_spell_names_the_earliest_day_what_is_missing_the_values_and_the_articles() -> None:
    more = """
    parameters: {wait: {unit: period, label: 等待, values: {2020-01-01: 6 months}}}
    repair: {after: {period: wait, from: listing}, requires: [{fact: promise, since: listing}], basis: law/9}
    """
    missing = ("missing:repair.requires.0", "too_early:2024-08-30")
    assert _repair(more, [], "2024-03-01") == RepairVerdict(
        provided=True, barred=False, earliest="2024-08-30", missing=missing, facts_needed=("promise",), decision=False,
        parameters=(ParameterUse("wait", "等待", "6 months", "period", "2024-03-01", "high"),),
        confidence="high", articles=(article("9"),),
        grounds=(GroundRepair("rule", "f", True, False, "2024-08-30", missing, ("promise",)),),
    )  # fmt: skip


BARS = """
repair: {after: {period: 1 month, from: listing}, bars: [{count: warning, within: 6 months, is: '>= 1'}], basis: law}
"""


@pytest.mark.parametrize(
    ("warnings", "earliest", "missing"),
    [
        ([], "2024-03-30", ()),
        (["2024-03-31"], "2024-10-01", ("barred:repair.bars.0",)),
        (["2024-03-31", "2024-04-30"], "2024-10-31", ("barred:repair.bars.0",)),
    ],
)
def test_s26_repair_is_open_from_the_day_a_bar_has_aged_out(
    warnings: list[str], earliest: str, missing: tuple[str, ...]
) -> None:
    repair = _repair(BARS, [fact(day, "warning", day) for day in warnings], "2024-05-01")
    assert repair is not None
    assert (repair.barred, repair.earliest, repair.missing) == (False, earliest, missing)


def test_s26_of_two_ways_a_bar_that_ages_out_leaves_the_one_that_is_open_first() -> None:
    more = """
    repair:
      - {bars: [{count: warning, within: 6 months, is: '>= 1'}], basis: law/8}
      - {after: {period: 1 year, from: listing}, basis: law/9}
    """
    repair = _repair(more, [fact("w", "warning", "2024-03-31")], "2024-05-01")
    assert repair is not None
    assert (repair.earliest, repair.articles) == ("2024-10-01", (article("8"),))


def test_s26_a_bar_that_does_not_age_out_is_told_as_one_that_stays() -> None:
    more = "repair: {bars: [{fact: warning, since: listing}], basis: law}\n"
    repair = _repair(more, [fact("w", "warning", "2024-03-31")], "2024-05-01")
    assert repair is not None
    assert (repair.barred, repair.missing) == (True, ("barred:repair.bars.0",))


def test_s26_where_the_law_repairs_one_ground_of_two_the_other_is_told_by_itself() -> None:
    text = """
    list: {kind: watch}
    listings:
      x: {on: fine, period: 3 years, basis: law, repair: {none_provided: law/1}}
      y: {on: warning, period: 3 years, basis: law}
    repair: {after: {period: 1 month, from: listing}, requires: [{fact: promise}], basis: law}
    """
    (spell,) = told(base_of({"l": text}), [FINE, fact("w", "warning", DAY)], "2024-03-01").lists[0].spells
    missing = ("missing:repair.requires.0", "too_early:2024-03-30")
    assert spell.repair == RepairVerdict(
        provided=False, barred=False, earliest=None, missing=("missing:repair.requires.0", "none_provided", missing[1]),
        facts_needed=(), decision=False, parameters=(), confidence="high", articles=(article("1"), LAW),
        grounds=(
            GroundRepair("x", "f", False, False, None, ("none_provided",), ()),
            GroundRepair("y", "w", True, False, "2024-03-30", missing, ("promise",)),
        ),
    )  # fmt: skip


REHABILITATED = "rehabilitated: {title: 裁定终结, evidence: decision}"


def _either_way(facts: str) -> frozenset[str]:
    more = """
    repair:
      requires:
        - any:
            - {all: [{fact: paid, since: trigger}, {fact: promise, since: listing}, {fact: praise, since: listing}]}
            - {fact: rehabilitated, since: listing}
      basis: law
    """
    base = base_of({"l": a_list("on: fine, period: 1 year", more=more)}, facts=REHABILITATED)
    given = [fact("f", "fine", "2024-01-10"), *(fact(name, name, "2024-02-01") for name in facts.split())]
    (spell,) = told(base, given, "2024-03-01").lists[0].spells
    assert spell.repair is not None
    return frozenset(spell.repair.facts_needed)


def test_s26_what_an_authority_must_decide_is_not_asked_of_the_subject_where_records_will_do() -> None:
    assert _either_way("") == {"paid", "promise", "praise"}


def test_s26_what_has_come_is_not_asked_for_again() -> None:
    assert _either_way("paid promise") == {"praise"}


def test_s26_on_the_last_day_of_a_listing_repaired_nothing_more_is_to_be_asked_for() -> None:
    more = "repair: {after: {period: 1 month, from: listing}, decision: required, basis: law}"
    base = base_of({"l": a_list("on: fine, period: 3 years", more=more)})
    asked = fact("a", "repair_application", "2024-04-01", policy="l")
    granted = fact("g", "repair_decision", "2024-04-10", policy="l", outcome="grant")
    before, last = (told(base, [FINE, asked, granted], day).lists[0].spells[0] for day in ("2024-04-09", "2024-04-10"))
    assert before.repair is not None
    assert (last.state, last.last, last.repair) == ("open", "2024-04-10", None)
