"""What a change does to a list, counted by hand: who enters, leaves and stays, and how that breaks down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.calendar import Period
from engine.population.estimates import Scale
from engine.population.impact import Decisions, Figure, Impact
from engine.population.simulation import month_ends
from engine.population.tally import found
from engine.population.workload import workload, workload_counts
from tests.simulation.town import BLACK, GRADE, TOWN, WATCH, both, changed, impact, of_list, valued

YEAR, LONG = Period(1, "years"), Period(4, "years")
SHORTER = Period(18, "months")


@pytest.mark.parametrize(
    ("values", "entering", "leaving", "staying", "longer", "shorter"),
    [
        ({"large": 100}, 0, 0, 3, 0, 0),
        ({"large": 81}, 0, 0, 3, 0, 0),
        ({"large": 80}, 1, 0, 3, 0, 0),
        ({"large": 60}, 2, 0, 3, 0, 0),
        ({"large": 250}, 0, 0, 3, 0, 0),
        ({"large": 251}, 0, 1, 2, 0, 0),  # the two with a decision stay: what was decided binds
        ({"term": SHORTER}, 0, 0, 3, 0, 3),
        ({"term": YEAR}, 0, 3, 0, 0, 0),
        ({"term": LONG}, 1, 0, 3, 3, 0),
        ({"large": 60, "term": LONG}, 3, 0, 3, 3, 0),
    ],
)
def test_who_enters_leaves_and_stays(
    values: dict[str, Any], entering: int, leaving: int, staying: int, longer: int, shorter: int
) -> None:
    found = of_list(impact(valued(**values)))
    counts = [found.entering, found.leaving, found.staying, found.longer, found.shorter]
    assert [one.count for one in counts] == [entering, leaving, staying, longer, shorter]
    assert found.baseline.listed.count == leaving + staying
    assert found.candidate.listed.count == entering + staying


@pytest.mark.parametrize(
    ("decisions", "after", "listed", "recorded", "assumed", "proposed"),
    [
        ("assumed", 0, 5, 2, 3, 0),
        ("assumed", 395, 5, 2, 3, 0),
        ("assumed", 396, 4, 2, 2, 1),
        ("recorded", 0, 2, 2, 0, 3),
    ],
)
def test_recorded_and_assumed_decisions_are_apart_and_so_are_proposals(
    decisions: Decisions, after: int, listed: int, recorded: int, assumed: int, proposed: int
) -> None:
    found = of_list(impact(valued(large=60), decisions, after)).candidate
    counts = [found.listed, found.recorded, found.assumed, found.proposed, found.unknown]
    assert [one.count for one in counts] == [listed, recorded, assumed, proposed, 1], (
        "one fine tells no amount: it may have to be decided"
    )


def test_a_list_that_needs_no_decision_has_none_and_tells_whom_it_cannot_be_sure_of() -> None:
    found = of_list(impact(valued(large=60)), "watch").candidate
    counts = [found.listed, found.recorded, found.assumed, found.proposed, found.unknown]
    assert [one.count for one in counts] == [2, 0, 0, 0, 1]


def test_only_the_list_that_is_touched_is_told_as_changed() -> None:
    found = impact(valued(large=60))
    assert {one.policy: one.changed for one in found.lists} == {"black": True, "red": False, "watch": False}
    assert found.subjects.count == 2


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2024-01-31", "2024-03-15", ["2024-01-31", "2024-02-29", "2024-03-15"]),
        ("2024-12-01", "2025-01-31", ["2024-12-31", "2025-01-31"]),
        ("2024-02-29", "2024-02-29", ["2024-02-29"]),
        ("2024-02-28", "2024-02-29", ["2024-02-29"]),
    ],
)
def test_a_month_is_told_by_its_last_day(first: str, last: str, days: list[str]) -> None:
    found = month_ends(date.fromisoformat(first), date.fromisoformat(last))
    assert [day.isoformat() for day in found] == days


def test_a_list_is_counted_on_the_last_day_of_every_month() -> None:
    """Two are decided on 2024-02-01 and 2024-05-15, one is assumed on 2024-01-15, one of 2022 ends on 2024-02-01."""
    found = of_list(impact(valued(term=YEAR), first=date(2024, 1, 1))).months
    counts = [(one.day.isoformat()[:7], one.baseline.count, one.candidate.count) for one in found]
    assert counts == [
        ("2024-01", 2, 1),  # the one of 2022 is no longer on the list after a year
        ("2024-02", 2, 2),
        ("2024-03", 2, 2),
        ("2024-04", 2, 2),
        *((f"2024-{month:02}", 3, 3) for month in range(5, 13)),
        ("2025-01", 3, 2),
        *((f"2025-{month:02}", 3, 1) for month in range(2, 5)),
        ("2025-05", 3, 0),
        ("2025-06", 3, 0),
    ]


def test_those_who_change_are_broken_down_by_region_section_kind_and_size() -> None:
    found = of_list(impact(valued(large=60))).parts
    assert [(one.by, one.value, one.entering.count, one.leaving.count) for one in found] == [
        ("region", "140105", 2, 0),
        ("industry", "", 1, 0),
        ("industry", "C", 1, 0),
        ("kind", "enterprise", 1, 0),
        ("kind", "natural_person", 1, 0),
        ("size", "", 1, 0),
        ("size", "small", 1, 0),
    ]


def _grades(found: Impact) -> dict[tuple[str, str], int]:
    return {(move.before, move.after): move.subjects.count for move in found.grades[0].moves}


def test_moves_between_grades_tell_who_stays_is_not_graded_and_not_known() -> None:
    stricter = changed(grade=GRADE.replace("'>= heavy'", "'>= 100'"))
    assert _grades(impact(stricter)) == {("", ""): 3, ("A", "A"): 5, ("A", "B"): 2, ("B", "B"): 1, ("?", "?"): 1}


def test_a_grade_that_is_given_up_was_one_all_the_same() -> None:
    coarser = GRADE.replace("[A, B, C]", "[A, C]").replace("B: '[70..90)', C: '< 70'", "C: '< 90'")
    found = impact(changed(grade=coarser))
    assert found.grades[0].grades == ("A", "C", "B")
    assert _grades(found) == {("", ""): 3, ("A", "A"): 7, ("B", "C"): 1, ("?", "?"): 1}


def test_without_its_policy_nobody_is_graded() -> None:
    assert _grades(impact(changed(grade=None))) == {("", ""): 3, ("A", ""): 7, ("B", ""): 1, ("?", ""): 1}


def test_everybody_flows_from_one_state_to_one_state() -> None:
    found = impact(changed(watch=None, black=BLACK.replace("2020-01-01: 100", "2020-01-01: 60")))
    assert {(one.before, one.after): one.subjects.count for one in found.flows} == {
        ("no_record", "no_record"): 1,
        ("clear", "clear"): 2,
        ("clear", "black"): 2,
        ("unknown", "clear"): 1,
        ("unknown", "unknown"): 1,  # whose fine tells no amount
        ("watch", "clear"): 1,
        ("black", "black"): 3,
        ("red", "red"): 1,
    }


def test_departments_gain_and_lose_what_they_carry_out() -> None:
    found = impact(changed(watch=None, black=BLACK.replace("2020-01-01: 100", "2020-01-01: 60")))
    assert [(one.department_title, one.title, one.gained.count, one.lost.count) for one in found.workload] == [
        ("局", "限制", 1, 0),  # of the two who enter one is a person, whom the measure does not apply to
        ("局", "检查", 0, 2),
    ]


def test_a_department_that_is_abolished_loses_what_it_carried_out() -> None:
    before, after = both(changed(black=None, watch=None))
    abolished = replace(after.program, base=replace(after.program.base, departments={}))
    counts = found(workload_counts(before, replace(after, program=abolished)))
    lost = workload(before.program, abolished, counts, Scale(len(TOWN), len(TOWN)))
    assert [(one.department_title, one.title, one.gained.count, one.lost.count) for one in lost] == [
        ("局", "限制", 0, 3),
        ("局", "检查", 0, 2),
    ]


def test_what_cannot_be_decided_is_told_by_rule() -> None:
    found = impact(changed(watch=WATCH.replace("grave: true", "amount: '> 5'"))).undecided
    assert [(one.policy, one.missing, one.subjects) for one in found] == [
        ("black", "大额罚款", Figure(1)),
        ("watch", "严重警告", Figure(3)),
    ]
