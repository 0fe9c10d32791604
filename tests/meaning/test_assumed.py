"""S18: what is so where the authority always agrees, at once or some days later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells

DAY = "2024-02-29"
BLACK = a_list("on: fine, period: 1 year", keys="kind: black")


def _decision(day: str, name: str = "d", outcome: str = "list", **fields: Any) -> dict[str, Any]:
    return about(name, "listing_decision", day, outcome=outcome, **fields)


def _proposals(facts: list[dict[str, Any]], as_of: str, after: int) -> list[list[str]]:
    told = evaluate_both(base_of({"l": BLACK}), facts, as_of, decided_after=after)["lists"]
    return list(told.get("l", {"proposals": []})["proposals"])


def test_s18_assumed_decisions_open_on_the_triggers_day() -> None:
    base = base_of({"l": BLACK})
    facts = [fact("f", "fine", DAY), fact("g", "fine", "2024-05-31")]
    assert spells(base, facts, "2024-06-30", decided_after=0) == [settled(DAY, "2025-05-31")]
    assert _proposals(facts, "2024-06-30", 0) == []


def test_s18_recorded_decisions_go_before_assumed_ones() -> None:
    base = base_of({"l": BLACK})
    facts = [fact("f", "fine", "2024-01-31"), fact("g", "fine", DAY), fact("h", "fine", "2024-03-31")]
    facts += [_decision("2024-04-30", grounds=["f"]), _decision("2024-05-31", "no", outcome="decline", grounds=["g"])]
    grounds = evaluate_both(base, facts, "2024-06-30", decided_after=0)["lists"]["l"]["spells"][0]["grounds"]
    assert [row[1:3] for row in grounds] == [["f", "2024-04-30"], ["h", "2024-03-31"]]


def test_s18_a_decision_assumed_some_days_later_opens_on_its_day() -> None:
    base, facts = base_of({"l": BLACK}), [fact("f", "fine", DAY), fact("g", "fine", "2024-03-10")]
    assert _proposals(facts, "2024-03-29", 30) == [["rule", "f"], ["rule", "g"]]
    assert spells(base, facts, "2024-03-30", decided_after=30) == [settled("2024-03-30", "2025-03-30")]
    assert _proposals(facts, "2024-03-30", 30) == [["rule", "g"]]
    assert spells(base, facts, "2024-04-09", decided_after=30) == [settled("2024-03-30", "2025-04-09")]


@pytest.mark.parametrize("decided", ["2024-03-10", "2024-03-30", "2024-06-01"])
def test_s18_a_recorded_decision_binds_whether_it_comes_before_an_assumed_one_or_after(decided: str) -> None:
    base, facts = base_of({"l": BLACK}), [fact("f", "fine", DAY)]
    assert spells(base, [*facts, _decision(decided)], "2024-06-30", decided_after=30)[0][0] == decided
    declined = [*facts, _decision(decided, outcome="decline")]
    assert spells(base, declined, "2024-06-30", decided_after=30) == []


@pytest.mark.parametrize(("after", "first"), [(30, "2024-03-30"), (31, "2024-03-31"), (32, None)])
def test_s18_what_lapses_before_the_day_of_an_assumed_decision_is_not_decided(after: int, first: str | None) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", keys="kind: black, lapses: 31 days")})
    found = spells(base, [fact("f", "fine", DAY)], "2024-06-30", decided_after=after)
    assert [one[0] for one in found] == ([] if first is None else [first])


@pytest.mark.parametrize(("after", "listed"), [(30, True), (31, True), (32, False)])
def test_s18_what_is_cured_before_the_day_of_an_assumed_decision_is_not_decided(after: int, *, listed: bool) -> None:
    base = base_of({"l": a_list("on: fine, until: {fact: report}", keys="kind: black")})
    facts = [fact("f", "fine", DAY), fact("r", "report", "2024-03-31")]
    assert bool(spells(base, facts, "2024-06-30", decided_after=after)) is listed


def test_s18_a_condition_is_decided_some_days_after_it_became_true() -> None:
    base = base_of({"l": a_list("when: {count: fine, within: 1 year, is: '>= 2'}, period: 1 year", keys="kind: black")})
    facts = [fact("f", "fine", DAY), fact("g", "fine", "2024-03-31")]
    assert spells(base, facts, "2024-06-30", decided_after=30) == [settled("2024-04-30", "2025-04-30")]
