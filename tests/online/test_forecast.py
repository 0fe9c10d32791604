"""S26: what is to come, as things stand and by the law there is."""

from __future__ import annotations

from typing import Any

import pytest

from engine.verdict import Forecast
from tests.meaning.judging import a_list, base_of, fact
from tests.online.told import told

DAY = "2024-02-29"
FINE = fact("f", "fine", DAY)
AT_END = "on: fine, period: 1 year, at_end: {if: %s, extend: 1 year, basis: law}"
UNPAID = "{not: {fact: paid, where: {full: true}, since: trigger}}"


@pytest.mark.parametrize(
    ("paid", "what"),
    [(None, "extends"), ({"full": True}, "expires"), ({"full": False}, "extends"), ({}, "may_extend")],
)
def test_s16_s26_an_end_that_extends_the_period_as_things_stand_is_not_foretold_as_one(
    paid: dict[str, Any] | None, what: Any
) -> None:
    facts = [FINE] if paid is None else [FINE, fact("p", "paid", "2024-03-31", **paid)]
    verdict = told(base_of({"l": a_list(AT_END % UNPAID)}), facts, "2024-04-01")
    assert verdict.forecast == (Forecast("l", what, "2025-02-28", ()),)


def test_s16_s26_what_at_most_cuts_short_ends_all_the_same() -> None:
    rule = AT_END % UNPAID + ", at_most: 1 year"
    assert told(base_of({"l": a_list(rule)}), [FINE], "2024-04-01").forecast == (
        Forecast("l", "expires", "2025-02-28", ()),
    )


@pytest.mark.parametrize(
    ("running", "law", "last"),
    [
        ("recompute", "2024-06-30: 6 months", "2024-08-29"),
        ("recompute", "2024-10-31: 6 months", "2024-10-30"),
        ("recompute", "2024-10-31: 3 years", "2025-02-28"),
        ("recompute", "2025-03-01: 1 month", "2025-02-28"),
        ("keep", "2024-06-30: 6 months", "2025-02-28"),
    ],
)
def test_s17_s26_a_shorter_period_of_law_to_come_is_foretold(running: str, law: str, last: str) -> None:
    more = f"parameters: {{term: {{unit: period, label: 期, values: {{2020-01-01: 1 year, {law}}}}}}}\n"
    base = base_of({"l": a_list(f"on: fine, period: term, running: {running}", more=more)})
    verdict = told(base, [FINE], "2024-04-01")
    assert verdict.lists[0].spells[0].last == "2025-02-28"
    assert verdict.forecast == (Forecast("l", "expires", last, ()),)


def test_s26_an_end_that_is_not_settled_is_not_foretold() -> None:
    base = base_of({"l": a_list("on: fine, period: {range: [1 year, 2 years]}")})
    assert told(base, [FINE], "2024-04-01").forecast == ()


def test_s26_repair_is_foretold_for_the_day_a_bar_ages_out_and_not_where_it_stays() -> None:
    bars = "repair: {bars: [{fact: warning, %s}], basis: law}\n"
    facts = [FINE, fact("w", "warning", "2024-03-31")]
    found = [
        told(base_of({"l": a_list("on: fine, period: 1 year", more=bars % span)}), facts, "2024-04-01").forecast
        for span in ("within: 1 month", "since: listing")
    ]
    expires = Forecast("l", "expires", "2025-02-28", ())
    assert found == [(Forecast("l", "repair_possible", "2024-05-01", ()), expires), (expires,)]
