"""S17: periods that run while the law changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, base_of, evaluate_both, fact, settled, spells

DAY = "2024-02-29"


def _fines(*days: str) -> list[dict[str, Any]]:
    return [fact(f"f{n}", "fine", day) for n, day in enumerate(days)]


TERM = "parameters: {term: {unit: period, label: 期, values: {2020-01-01: 3 years, 2025-01-01: 1 year}}}\n"


@pytest.mark.parametrize(
    ("running", "opened", "last"),
    [
        ("keep", "2024-02-29", "2027-02-28"),
        ("recompute", "2024-02-29", "2025-02-28"),
        ("recompute", "2023-06-30", "2024-12-31"),
        ("recompute", "2024-12-31", "2025-12-31"),
        ("recompute", "2025-01-01", "2026-01-01"),
    ],
)
def test_s17_new_law_shortens_a_running_spell_only_where_it_says_so(running: str, opened: str, last: str) -> None:
    base = base_of({"l": a_list(f"on: fine, period: term, running: {running}", more=TERM)})
    assert evaluate_both(base, _fines(opened), "2025-01-01")["lists"]["l"]["spells"][0]["last"] == last


def test_s17_new_law_does_not_touch_what_has_ended_or_lengthen_what_runs() -> None:
    longer = "parameters: {term: {unit: period, label: 期, values: {2020-01-01: 1 year, 2024-06-01: 3 years}}}\n"
    base = base_of({"l": a_list("on: fine, period: term, running: recompute", more=longer)})
    assert spells(base, _fines("2023-06-30"), "2024-07-01") == [settled("2023-06-30", "2024-06-30", "expiry")]
    assert spells(base, _fines("2023-05-30"), "2024-07-01") == [settled("2023-05-30", "2024-05-30", "expiry")]


def test_s17_where_new_law_has_no_period_yet_the_end_is_unknown_from_its_eve() -> None:
    text = a_list(
        "on: fine, period: term, running: recompute",
        more="parameters: {term: {unit: period, label: 期, values: {2024-01-01: 2 years, 2025-01-01: null}}}\n",
    )
    assert spells(base_of({"l": text}), [fact("f", "fine", DAY)], "2025-01-01") == [
        (DAY, "2024-12-31", "2026-02-28", None)
    ]


SHORTENED = "parameters: {term: {unit: period, label: 期, values: {2023-01-01: 2 months, 2024-02-01: 1 month}}}\n"


@pytest.mark.parametrize("others", [[], [fact("w", "warning", "2024-01-31")]])
@pytest.mark.parametrize(
    ("asked", "as_of", "found"),
    [
        ("{fact: fine}", "2024-02-01", [settled("2023-12-31", "2024-02-02")]),
        ("{fact: fine}", "2024-02-03", [settled("2023-12-31", "2024-02-04")]),
        ("{fact: praise}", "2024-02-01", [settled("2023-12-31", "2024-01-31", "expiry")]),
        ("{fact: fine, where: {grave: true}}", "2024-02-01", [("2023-12-31", "2024-01-31", "2024-02-01", "expiry")]),
    ],
)
def test_s17_an_end_brought_back_to_the_eve_was_asked_about_only_if_something_happened_on_the_eve(
    asked: str, as_of: str, found: list[Any], others: list[dict[str, Any]]
) -> None:
    rule = f"on: fine, period: term, running: recompute, at_end: {{if: {asked}, extend: 1 day, basis: law}}"
    base = base_of({"l": a_list(rule, more=SHORTENED)})
    assert spells(base, [*_fines("2023-12-31"), *others], as_of) == found


def test_s17_on_the_eve_at_end_sees_what_the_eve_saw() -> None:
    rule = "on: fine, period: term, running: recompute, at_end: {if: {not: {fact: paid}}, extend: 1 month, basis: law}"
    base = base_of({"l": a_list(rule, more=SHORTENED)})
    late = [*_fines("2023-12-31"), fact("p", "paid", "2024-02-01")]
    assert spells(base, late, "2024-02-01") == [settled("2023-12-31", "2024-02-29")]
    in_time = [*_fines("2023-12-31"), fact("p", "paid", "2024-01-31")]
    assert spells(base, in_time, "2024-02-01") == [settled("2023-12-31", "2024-01-31", "expiry")]
