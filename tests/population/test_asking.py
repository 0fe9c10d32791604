"""What columns need not ask of everybody: cures that last, whom a condition cannot hold of, grounds nothing moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from engine.calendar import Period, iso
from engine.compile.program import program_of
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.days import add, window_start
from engine.population.judged import Judged
from engine.population.seeking import first_of
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.alike import assert_alike

DAY = "2024-02-29"
FINE = fact("f", "fine", DAY, amount="200")


def judged(policies: dict[str, str], *people: list[dict[str, Any]]) -> Judged:
    """Some enterprises, S and so many more, as of the end of 2025: in columns as one by one, which alike holds."""
    day, program, everybody = date(2025, 12, 31).toordinal(), program_of(base_of(policies), drafts=True), []
    for number, facts in enumerate(people):
        name = "S" * (number + 1)
        own = [one | {"subject": name} for one in facts]
        everybody.append(read_question(program, Question({"id": name, "kind": "enterprise"}, own, day, day, {}))[:2])
    found = assert_alike(program, everybody, day, day, decided_after=None)
    assert not found.why
    return found


def stays(found: Judged, policy: str = "l") -> list[tuple[str, str, str]]:
    """The stays on a list: whose, the first and the last day."""
    one, ids = found.lists[policy].spells, found.dossiers.population.ids
    days = zip(one.subject.tolist(), one.start.tolist(), one.high.tolist(), strict=True)
    return [(ids[subject], iso(first), iso(last)) for subject, first, last in days]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("{fact: paid, since: trigger}", "2024-05-31"),
        ("{fact: paid}", DAY),
        ("{count: paid, since: trigger, is: '>= 2'}", "2024-08-31"),
        ("{count: paid, since: trigger, is: '>= 4'}", "2025-02-28"),
        ("{count: paid, is: '>= 4'}", "2024-10-31"),
        ("{count: paid, since: trigger, is: 1}", "2024-05-31"),
        ("{count: paid, since: trigger, is: 0}", DAY),
        ("{fact: paid, where: {full: true}, since: trigger}", "2024-08-31"),
        ("{any: [{count: paid, is: '>= 4'}, {fact: promise, since: listing}]}", "2024-06-30"),
        ("{all: [{fact: paid, since: trigger}, {fact: promise, since: listing}]}", "2024-06-30"),
        ("{all: [{fact: paid, since: trigger}, {fact: praise, since: listing}]}", "2025-02-28"),
        ("{not: {fact: praise}}", DAY),
    ],
)
def test_a_cure_comes_on_the_first_day_its_condition_holds(until: str, last: str) -> None:
    text = a_list(f"on: fine, period: 1 year, until: {until}, ends: {{any: [period, cure]}}")
    days = {"2023-12-31": False, "2024-05-31": False, "2024-08-31": True, "2024-10-31": False}
    paid = [fact(f"p{day}", "paid", day, full=full) for day, full in days.items()]
    found = judged({"l": text}, [FINE, *paid, fact("c", "promise", "2024-06-30")])
    assert stays(found) == [("S", DAY, last)]


def test_a_cure_before_the_decision_leaves_nothing_to_list() -> None:
    text = a_list(
        "on: fine, period: 1 year, until: {fact: paid, since: trigger}, ends: {any: [period, cure]}",
        keys="kind: black, decision: required", more="repair: {basis: law}",
    )  # fmt: skip
    decided, paid = about("d", "listing_decision", "2024-06-30", outcome="list"), fact("p", "paid", "2024-04-30")
    found = judged({"l": text}, [FINE], [FINE, decided], [FINE, paid], [FINE, paid | {"date": "2024-09-30"}, decided])
    assert stays(found) == [("SS", "2024-06-30", "2025-06-30"), ("SSSS", "2024-06-30", "2024-09-30")]
    assert found.lists["l"].proposals.subject.tolist() == [0]


def test_what_is_cured_when_it_is_decided_on_ends_on_the_day_it_opens() -> None:
    text = a_list(
        "on: fine, until: {fact: paid, since: trigger}", keys="kind: black, decision: required",
        more="repair: {basis: law}",
    )  # fmt: skip
    decided = about("d", "listing_decision", "2024-06-30", outcome="list", grounds=["f"])
    found = judged({"l": text}, [FINE, fact("p", "paid", "2024-04-30"), decided])
    assert stays(found) == [("S", "2024-06-30", "2024-06-30")]


def test_only_who_was_ever_on_a_list_is_listed_for_it() -> None:
    below, above = a_list("on: warning, period: 1 year"), a_list("on: fine, period: 1 month, when: {listed: k}")
    warned = fact("w", "warning", "2024-01-31")
    found = judged({"k": below, "l": above}, [FINE], [FINE, warned], [warned], [FINE, warned | {"date": "2024-06-30"}])
    assert stays(found) == [("SS", DAY, "2024-03-29")]


def test_a_decision_lists_also_whom_a_condition_never_holds_of() -> None:
    above = a_list(
        "on: fine, period: 1 month, when: {listed: k}", keys="kind: black, decision: required",
        more="repair: {basis: law}",
    )  # fmt: skip
    decided = about("d", "listing_decision", "2024-06-30", outcome="list", grounds=["f"])
    found = judged({"k": a_list("on: warning, period: 1 year"), "l": above}, [FINE, decided])
    assert stays(found) == [("S", "2024-06-30", "2024-07-30")]


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        ("period: 1 year", ["2025-06-30"]),
        ("period: 1 year, on_repeat: ignore", ["2025-02-28"]),
        ("period: 1 year, on_repeat: extend 3 months", ["2025-08-28"]),
        ("period: 1 year, on_repeat: extend 3 months, at_most: 14 months", ["2025-04-29"]),
        ("period: 1 month, again: 2 months", ["2024-05-29", "2024-08-30"]),
    ],
    ids=["anew", "ignored", "extended", "extended to a limit", "longer again"],
)
def test_repeats_are_opened_against_what_is_held(rule: str, ends: list[str]) -> None:
    """Of somebody to whom something happens as of somebody to whom nothing does."""
    days = ["2024-02-29", "2024-03-29", "2024-06-30"]
    fines = [fact(f"f{number}", "fine", day, amount="200") for number, day in enumerate(days)]
    text = a_list(f"on: fine, {rule}, until: {{fact: paid}}, ends: {{any: [period, cure]}}")
    cured = fact("p", "paid", "2025-12-30")
    plain = judged({"l": a_list(f"on: fine, {rule}")}, fines)
    moved = judged({"l": text}, [*fines, cured])
    assert [last for _, _, last in stays(plain)][-1] == ends[-1]
    assert stays(plain) == stays(moved)


@pytest.mark.parametrize("near", range(9))
def test_a_place_is_found_from_wherever_it_is_looked_for(near: int) -> None:
    of = np.array([1, 1, 3, 3, 3, 7, 9, 9], np.int32)
    for subject in range(11):
        assert first_of(of, subject, near) == np.searchsorted(of, subject)  # type: ignore[no-untyped-call]  # compiled


def test_days_that_come_often_are_counted_on_as_those_that_come_once() -> None:
    days = np.arange(738_000, 738_800, dtype=np.int32)
    period = Period(18, "months")
    many = np.tile(days, 3)
    assert add(many, period).tolist() == 3 * [int(add(days[n : n + 1], period)[0]) for n in range(len(days))]
    assert window_start(many, period).tolist() == 3 * [
        int(window_start(days[n : n + 1], period)[0]) for n in range(len(days))
    ]
    assert add(np.append(many, 0), period)[-1] == 0
