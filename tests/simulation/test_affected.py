"""Who is behind the figures: each with the change, the rule and the fact, and nobody to be recognised."""

from __future__ import annotations

import pytest

from engine.calendar import Period
from engine.language.base import PolicyBase
from engine.population.affected import reason
from engine.population.impact import Decisions
from tests.meaning.judging import a_list, base_of, fact
from tests.population.test_measures import judged
from tests.simulation.town import BLACK, GRADE, WATCH, changed, impact, valued


@pytest.mark.parametrize(
    ("candidate", "decisions", "rows"),
    [
        (valued(large=80), "assumed", [("s＊＊＊", "140105", "enters", "", "2026-03-31", "rule", "f")]),
        (valued(large=80), "recorded", [("s＊＊＊", "140105", "proposed", "", "", "rule", "f")]),
        (valued(large=251), "assumed", [("w＊＊＊", "140106", "leaves", "2026-01-15", "", "rule", "f")]),
        (valued(large=251), "recorded", [("w＊＊＊", "140106", "no_longer_proposed", "", "", "rule", "f")]),
        (
            valued(term=Period(18, "months")),
            "recorded",
            [
                ("d＊＊＊", "140105", "shorter", "2026-02-01", "2025-08-01", "rule", "f"),
                ("b＊＊＊", "140106", "shorter", "2026-05-15", "2025-11-15", "rule", "f"),
            ],
        ),
        (
            changed(watch=WATCH.replace("period: 1 year", "lifelong: {basis: law}")),
            "recorded",
            [
                ("w＊＊＊", "140106", "longer", "2025-12-31", "open", "rule", "w"),
                ("b＊＊＊", "140106", "longer", "2025-12-31", "open", "rule", "w"),
            ],
        ),
        (
            changed(watch=None),
            "recorded",
            [
                ("w＊＊＊", "140106", "leaves", "2025-12-31", "", "rule", "w"),
                ("u＊＊＊", "140106", "unsettled", "", "", "rule", "w"),
                ("b＊＊＊", "140106", "leaves", "2025-12-31", "", "rule", "w"),
            ],
        ),
    ],
)
def test_a_row_says_what_changes_and_for_which_rule_and_fact(
    candidate: PolicyBase, decisions: Decisions, rows: list[tuple[str, ...]]
) -> None:
    found = impact(candidate, decisions)
    told = [
        (one.subject.id, one.subject.region, one.change, one.before, one.after, one.rule, one.fact)
        for one in found.affected
    ]
    assert told == rows
    assert (found.affected_rows, found.subjects.count) == (len(rows), len(rows))


def test_the_reason_is_one_that_surely_holds() -> None:
    facts = [fact("a", "warning", "2024-01-01"), fact("b", "warning", "2024-02-01", grave=True)]
    base = base_of({"l": a_list("on: warning, where: {grave: true}, period: 1 year, on_repeat: ignore")})
    for told, because in (facts, "b"), (facts[:1], "a"):
        found = judged(base, [({"id": "S", "kind": "enterprise"}, told)], "2024-03-01")
        assert reason(found, "l", 0) == ("rule", because)


def test_a_person_is_of_a_city_and_has_no_number() -> None:
    person = impact(valued(large=60)).affected[1].subject
    assert (person.id, person.kind, person.region) == ("14＊＊＊", "natural_person", "140100")


def test_rows_that_are_too_many_are_counted_and_not_shown() -> None:
    found = impact(valued(large=60, term=Period(4, "years")), most=2)
    assert len(found.affected) == 2
    assert found.affected_rows == 6


def test_whoever_is_moved_on_a_list_and_in_its_grade_has_two_rows_and_is_one_subject() -> None:
    raised = BLACK.replace("2020-01-01: 100", "2020-01-01: 251")
    found = impact(changed(black=raised, grade=GRADE.replace("2020-01-01: 200", "2020-01-01: 400")))
    assert [(one.policy, one.change, one.before, one.after) for one in found.affected] == [
        ("black", "leaves", "2026-01-15", ""),
        ("grade", "grade", "B", "A"),
    ]
    assert (found.affected_rows, found.subjects.count) == (2, 1)
