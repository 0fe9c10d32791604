"""S18: by which rule a decision lists that no firing supports."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import about, base_of, evaluate_both, fact

DAY = "2024-02-29"


def _decision(day: str) -> dict[str, Any]:
    return about("d", "listing_decision", day, outcome="list", grounds=["f"])


def _grounds(policy: str, facts: list[dict[str, Any]], as_of: str) -> list[list[str]]:
    told = evaluate_both(base_of({"l": policy}), facts, as_of)["lists"]["l"]
    return [row[:4] for spell in told["spells"] for row in spell["grounds"]]


NEAREST = """
list: {kind: black}
listings:
  a_other: {on: fine, about: {sort: b}, when: {fact: report}, basis: law, until: {fact: paid, since: trigger}}
  b_tests: {on: fine, about: {sort: a}, where: {grave: true}, period: 1 month, basis: law}
  c_fires: {on: fine, about: {sort: a}, where: {amount: '>= 100'}, period: 1 year, basis: law}
  d_also: {on: fine, where: {amount: '>= 100'}, period: 2 years, basis: law}
  e_later: {on: fine, about: {sort: a}, period: 3 years, basis: law, in_force: {from: 2025-01-01}}
"""


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"sort": "a", "grave": False}, "c_fires"),
        ({"sort": "a", "amount": "50"}, "b_tests"),
        ({"sort": "a", "grave": False, "amount": "50"}, "b_tests"),
        ({"amount": "50"}, "d_also"),
        ({"sort": "b", "amount": "50"}, "a_other"),
    ],
    ids=[
        "one that may fire, before one that surely does not",
        "another that may fire",
        "none fires: one about the fact, that is law",
        "without the field asked for, one about any fact",
        "one about the fact whose tests do not refuse it",
    ],
)
def test_s18_an_unsupported_decision_goes_by_the_rule_nearest_to_firing(fields: dict[str, Any], rule: str) -> None:
    facts = [fact("f", "fine", DAY, **fields), _decision("2024-03-31")]
    assert [row[:2] for row in _grounds(NEAREST, facts, "2024-04-01")] == [[rule, "f"]]


def test_s18_a_rule_about_the_fact_that_does_not_refuse_it_comes_before_one_that_does() -> None:
    policy = """
    list: {kind: black}
    listings:
      a: {on: fine, about: {sort: b}, period: 1 month, basis: law}
      b: {on: fine, about: {sort: a}, where: {grave: true}, period: 1 year, basis: law}
      c: {on: fine, about: {sort: a}, when: {fact: report}, period: 2 years, basis: law}
    """
    facts = [fact("f", "fine", DAY, sort="a", grave=False), _decision("2024-03-31")]
    assert _grounds(policy, facts, "2024-04-01") == [["c", "f", "2024-03-31", "2026-03-31"]]


def test_s18_what_is_about_the_fact_but_no_law_gives_way_to_law() -> None:
    policy = """
    list: {kind: black}
    listings:
      a_repealed: {on: fine, about: {sort: a}, period: 1 year, basis: law, in_force: {to: 2023-12-31}}
      b_present: {on: fine, about: {sort: b}, period: 2 years, basis: law}
    """
    facts = [fact("f", "fine", DAY, sort="a"), _decision("2024-03-31")]
    assert _grounds(policy, facts, "2024-04-01") == [["b_present", "f", "2024-03-31", "2026-03-31"]]


def test_s18_an_undecided_firing_counts_under_the_law_of_the_act() -> None:
    policy = """
    law_of: act
    list: {kind: black}
    listings:
      a_present: {on: fine, period: 2 years, basis: law, in_force: {from: 2024-01-01}}
      b_repealed: {on: fine, where: {grave: true}, period: 1 year, basis: law, in_force: {to: 2023-12-31}}
    """
    facts = [fact("f", "fine", DAY, acted="2023-11-01"), _decision("2024-03-31")]
    assert _grounds(policy, facts, "2024-04-01") == [["b_repealed", "f", "2024-03-31", "2025-03-31"]]


def test_s18_what_fires_but_waits_no_more_is_listed_by_the_rule_that_fires() -> None:
    policy = """
    list: {kind: black, lapses: 1 month}
    listings:
      a: {on: fine, where: {grave: true}, period: 1 year, basis: law}
      b: {on: fine, where: {amount: '>= 100'}, period: 2 years, basis: law}
    """
    facts = [fact("f", "fine", "2024-01-31", amount="100"), _decision("2024-03-31")]
    assert _grounds(policy, facts, "2024-04-01") == [["b", "f", "2024-03-31", "2026-03-31"]]


def test_s18_a_fact_dated_after_the_decision_has_no_firing_to_go_by() -> None:
    policy = """
    list: {kind: black}
    listings:
      a: {on: fine, where: {amount: '>= 100'}, when: {not: {fact: report}}, period: 1 year, basis: law}
      b: {on: fine, where: {amount: '>= 100'}, period: 2 years, basis: law}
    """
    facts = [fact("r", "report", "2024-04-10"), fact("f", "fine", "2024-04-30", amount="100")]
    facts.append(_decision("2024-03-31"))
    assert _grounds(policy, facts, "2024-05-01") == [["a", "f", "2024-03-31", "2025-03-31"]]
