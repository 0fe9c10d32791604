"""S22: grades by year and by window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.meaning.judging import a_list, base_of, evaluate_both, fact, status

HEAD = """
grade:
  per: calendar_year
  order: [A, B, C, D]
  start: 100
  bands: {A: '>= 90', B: '[70..90)', C: '[40..70)', D: '< 40'}
  declared: 04-30
  items:
    fined: {on: fine, points: -10, basis: law}
"""
FIRST = fact("first", "promise", "2022-05-31")


def _grade(text: str, facts: Sequence[dict[str, Any]], as_of: str, **more: Any) -> tuple[str | None, str] | None:
    told = evaluate_both(base_of({"g": text}), [FIRST, *facts], as_of, **more)["grades"].get("g")
    return None if told is None else (told["grade"], told["from"])


def _fines(number: int, day: str, **fields: Any) -> list[dict[str, Any]]:
    return [fact(f"f{day}{n}", "fine", day, **fields) for n in range(number)]


def test_s22_a_years_grade_holds_from_its_declared_day_to_the_eve_of_the_next() -> None:
    facts = [*_fines(2, "2022-12-31"), *_fines(4, "2023-12-31")]
    assert _grade(HEAD, facts, "2023-04-29") is None
    assert _grade(HEAD, facts, "2023-04-30") == ("B", "2023-04-30")
    assert _grade(HEAD, facts, "2024-04-29") == ("B", "2023-04-30")
    assert _grade(HEAD, facts, "2024-04-30") == ("C", "2024-04-30")


@pytest.mark.parametrize(("number", "grade"), [(0, "A"), (1, "A"), (2, "B"), (3, "B"), (4, "C"), (6, "C"), (7, "D")])
def test_s22_bands_hold_their_bounds(number: int, grade: str) -> None:
    assert _grade(HEAD, _fines(number, "2022-06-30"), "2023-05-01") == (grade, "2023-04-30")


def test_s22_only_facts_of_the_year_score() -> None:
    facts = [*_fines(9, "2021-12-31"), *_fines(2, "2022-12-31"), *_fines(9, "2023-01-01")]
    assert _grade(HEAD, facts, "2023-05-01") == ("B", "2023-04-30")


@pytest.mark.parametrize(
    ("item", "facts", "grade"),
    [
        ("points: -10, cap: 25", _fines(9, "2022-06-30"), "B"),
        ("points: -10, where: {grave: true}", _fines(1, "2022-06-30"), "A"),
        ("points: -20, where: {grave: true}", _fines(1, "2022-06-30"), None),
        ("points: -20, where: {grave: true}, cap: 10", _fines(9, "2022-06-30"), "A"),
        ("points: -20, in_force: {from: 2022-06-30}", _fines(1, "2022-06-29"), "A"),
        ("points: -20, in_force: {from: 2022-06-30}", _fines(1, "2022-06-30"), "B"),
        ("points: cost", _fines(2, "2022-06-30"), "B"),
        ("points: cost", _fines(2, "2022-12-31"), "C"),
        ("points: cost", _fines(1, "2022-05-31"), None),
        ("points: 10", _fines(9, "2022-06-30"), "A"),
    ],
)
def test_s22_items_score_with_cap_force_and_the_law_of_the_facts_day(
    item: str, facts: list[dict[str, Any]], grade: str | None
) -> None:
    text = (
        HEAD.replace("points: -10", item)
        + "parameters: {cost: {unit: points, label: 分, values: {2022-06-01: -10, 2022-07-01: -20}}}\n"
    )
    assert _grade(text, facts, "2023-05-01") == (grade, "2023-04-30")


@pytest.mark.parametrize(
    ("start", "grade"),
    [
        ("[{if: {fact: praise}, score: 100}, {score: 80}]", "B"),
        ("[{if: {fact: promise}, score: 60}, {score: 80}]", "C"),
        ("[{if: {fact: report, where: {clean: true}}, score: 60}, {score: 60}]", "C"),
        ("[{if: {fact: report, where: {clean: true}}, score: 60}]", None),
    ],
)
def test_s22_the_start_is_that_of_the_first_alternative_that_holds(start: str, grade: str | None) -> None:
    facts = [fact("r", "report", "2022-06-30", year=2021)]
    assert _grade(HEAD.replace("start: 100", f"start: {start}"), facts, "2023-05-01") == (grade, "2023-04-30")


def test_s22_a_subject_without_anything_to_start_from_has_no_grade_by_score() -> None:
    text = HEAD.replace("start: 100", "start: [{if: {fact: praise}, score: 60}]")
    assert _grade(text, [], "2023-05-01") is None
    assert _grade(text, [fact("p", "praise", "2022-06-30")], "2023-05-01") == ("C", "2023-04-30")
    given = text + "  direct: {crime: {on: warning, grade: D, basis: law}}\n"
    assert _grade(given, [fact("w", "warning", "2022-06-30")], "2023-05-01") == ("D", "2023-04-30")


DIRECT = HEAD + "  direct: {crime: {on: warning, where: {grave: true}, grade: D, basis: law}}\n"
KEPT = DIRECT + "  carry_over: {d: {grade: D, keep: 1, then_at_best: C, basis: law}}\n"


def test_s22_a_direct_grade_holds_from_its_facts_day_if_it_is_worse() -> None:
    facts = [fact("w", "warning", "2023-06-30", grave=True)]
    assert _grade(DIRECT, facts, "2023-06-29") == ("A", "2023-04-30")
    assert _grade(DIRECT, facts, "2023-06-30") == ("D", "2023-06-30")
    assert _grade(DIRECT, facts, "2024-04-29") == ("D", "2023-06-30")
    assert _grade(DIRECT, facts, "2024-04-30") == ("D", "2024-04-30")
    assert _grade(DIRECT, facts, "2025-04-30") == ("A", "2025-04-30")


def test_s22_a_direct_grade_holds_even_where_no_year_is_declared_yet() -> None:
    facts = [fact("w", "warning", "2022-06-30", grave=True)]
    assert _grade(DIRECT, facts, "2022-06-30") == ("D", "2022-06-30")
    assert _grade(DIRECT, facts, "2022-06-29") is None


def test_s22_a_direct_grade_that_may_be_given_leaves_the_grade_unknown() -> None:
    facts = [fact("w", "warning", "2023-06-30")]
    assert _grade(DIRECT, facts, "2023-06-30") == (None, "2023-06-30")
    assert _grade(DIRECT, [*facts, *_fines(9, "2022-07-01")], "2023-06-30") == ("D", "2023-04-30")


def test_s22_a_direct_grade_takes_the_scores_place_even_where_it_is_better() -> None:
    text = HEAD + "  direct: {new: {if: {fact: promise, since: year}, grade: B, basis: law}}\n"
    assert _grade(text, _fines(9, "2022-06-30"), "2023-05-01") == ("B", "2023-04-30")


def test_s22_a_grade_is_kept_and_then_limited() -> None:
    facts = [fact("w", "warning", "2022-06-30", grave=True)]
    grades = [(_grade(KEPT, facts, f"{year}-05-01") or ("", ""))[0] for year in (2023, 2024, 2025, 2026)]
    assert grades == ["D", "D", "C", "A"]


def test_s22_a_grade_merely_kept_is_not_kept_again_but_one_earned_anew_is() -> None:
    facts = [fact("w", "warning", "2022-06-30", grave=True), *_fines(9, "2023-06-30")]
    grades = [(_grade(KEPT, facts, f"{year}-05-01") or ("", ""))[0] for year in (2023, 2024, 2025, 2026, 2027)]
    assert grades == ["D", "D", "D", "C", "A"]


def test_s22_only_the_grade_that_came_about_so_is_kept() -> None:
    text = KEPT.replace("{grade: D, keep", "{grade: D, from: direct, keep")
    facts = _fines(9, "2022-06-30")
    assert [(_grade(text, facts, f"{year}-05-01") or ("", ""))[0] for year in (2023, 2024)] == ["D", "A"]


def test_s22_points_may_be_taken_off_the_next_year() -> None:
    text = DIRECT + "  carry_over: {d: {grade: D, deduct: 11, basis: law}}\n"
    facts = [fact("w", "warning", "2022-06-30", grave=True)]
    assert [(_grade(text, facts, f"{year}-05-01") or ("", ""))[0] for year in (2023, 2024, 2025)] == ["D", "B", "A"]


@pytest.mark.parametrize(("fields", "grade"), [({"grave": True}, "B"), ({"grave": False}, "A"), ({}, None)])
def test_s22_a_limit_holds_down_what_is_better(fields: dict[str, Any], grade: str | None) -> None:
    text = (
        HEAD + "  limits: {warned: {if: {fact: warning, where: {grave: true}, since: year}, at_best: B, basis: law}}\n"
    )
    assert _grade(text, [fact("w", "warning", "2022-12-31", **fields)], "2023-05-01") == (grade, "2023-04-30")


def test_s22_an_unknown_limit_does_not_matter_where_the_grade_is_no_better() -> None:
    text = (
        HEAD + "  limits: {warned: {if: {fact: warning, where: {grave: true}, since: year}, at_best: B, basis: law}}\n"
    )
    facts = [fact("w", "warning", "2022-12-31"), *_fines(5, "2022-06-30")]
    assert _grade(text, facts, "2023-05-01") == ("C", "2023-04-30")


def test_s22_the_last_year_ends_with_what_would_have_been_the_next_declaration() -> None:
    text = HEAD + "  last_year: 2022\n"
    assert _grade(text, [], "2024-04-29") == ("A", "2023-04-30")
    assert _grade(text, [], "2024-04-30") is None


def test_s22_years_before_the_first_are_not_graded() -> None:
    text = HEAD + "  first_year: 2023\n"
    assert _grade(text, [], "2024-04-29") is None
    assert _grade(text, [], "2024-04-30") == ("A", "2024-04-30")


def test_s22_kinds_that_are_not_permitted_have_no_grade_and_unknown_ones_maybe() -> None:
    assert _grade(HEAD, [], "2023-05-01", subject={"id": "S", "kind": "government"}) is None
    assert _grade(HEAD, [], "2023-05-01", subject={"id": "S"}) == (None, "2023-04-30")


def test_s22_a_grade_can_be_asked_for_below() -> None:
    base = base_of({"g": HEAD, "l": a_list("when: {grade: {policy: g, is: [C, D]}}, period: 1 month")})
    facts = [FIRST, *_fines(4, "2022-06-30")]
    assert [status(base, facts, day) for day in ("2023-04-29", "2023-04-30", "2023-05-30", "2023-05-31")] == [
        "false",
        "true",
        "true",
        "false",
    ]


def test_s22_a_list_that_lasts_as_long_as_a_grade_ends_where_no_grade_follows() -> None:
    while_a = "list: {kind: red, while: {grade: {policy: g, is: A}}, basis: law}"
    base = base_of({"g": HEAD + "  last_year: 2022\n", "l": while_a})
    assert [status(base, [FIRST], day) for day in ("2023-04-29", "2023-04-30", "2024-04-29", "2024-04-30")] == [
        "false",
        "true",
        "true",
        "false",
    ]


def test_s22_no_grade_passes_no_test() -> None:
    base = base_of({"g": HEAD, "l": a_list("on: fine, when: {grade: {policy: g, is: not(A)}}, period: 1 month")})
    assert status(base, [FIRST, *_fines(1, "2022-06-30")], "2022-06-30") == "false"


ROLLING = """
grade:
  per: {window: 12 months}
  order: [A, B, C, D]
  start: 100
  bands: {A: '>= 90', B: '[70..90)', C: '[40..70)', D: '< 40'}
  items:
    fined: {on: fine, points: -20, basis: law}
"""


def test_s22_a_rolling_grade_looks_back_from_each_day() -> None:
    facts = _fines(1, "2024-02-29")
    assert _grade(ROLLING, facts, "2024-02-28") == ("A", "2022-05-31")
    assert _grade(ROLLING, facts, "2024-02-29") == ("B", "2024-02-29")
    assert _grade(ROLLING, facts, "2025-02-28") == ("B", "2024-02-29")
    assert _grade(ROLLING, facts, "2025-03-01") == ("A", "2025-03-01")
