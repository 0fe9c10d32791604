"""Only what a change can affect is judged again, and what is taken over is what judging would have found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from adapters.simulation.sweeps import Value, with_values
from engine.calendar import Period, iso, parse_day
from engine.compile.program import Program, program_of
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.building import population_of
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from engine.population.standings import on_day
from engine.problems import FactError
from tests.generators import Scene, scenes
from tests.meaning.judging import base_of, fact
from tests.population.alike import people_of, rows
from tests.simulation.town import DAY, GRADE, POLICIES, RED, TOWN, both, changed, valued

SOAK = bool(os.environ.get("XINHENG_SOAK"))
EXAMPLES = 1_000 if SOAK else 60
NUMBERS = (Decimal(1), Decimal(50), Decimal(75), Decimal(100), Decimal(500))
PERIODS = tuple(map(Period.parse, ("1 day", "1 month", "6 months", "3 years")))


def _told(judged: Judged) -> dict[str, Any]:
    """Everything *judged* says, facts by their ids."""
    tables = (*judged.dossiers.population.tables.values(), *judged.dossiers.tables.values())
    numbers = (int(number) for table in tables for number in table.number)
    silences = {-2 - n: id_ for n, id_ in enumerate(judged.singly.silences)}
    ids = {number: judged.fact_id(number) for number in numbers} | {-1: ""} | silences
    people = range(len(judged.dossiers.population))
    held = {policy: one.held for policy, one in judged.grades.items()}
    found = judged.measures
    return {
        "lists": {policy: rows(one, ids) for policy, one in judged.lists.items()},
        "grades": {
            policy: [[getattr(one, key)[n].item() for key in ("possible", "since", "how", "year")] for n in people]
            for policy, one in held.items()
        },
        "measures": sorted(
            tuple(getattr(found, name)[row].item() for name in found.__dataclass_fields__)
            for row in range(len(found.subject))
        ),
    }


def _assert_same(
    before: Program, after: Program, people: Population, day: int, known_at: int, *, decided_after: int | None
) -> bool:
    """Judging by *after* finds the same with what was found by *before* and without; whether that is a change."""

    def judged(program: Program, earlier: Judged | None) -> Judged:
        return evaluate(program, people, day, known_at, decided_after=decided_after, before=earlier)

    baseline = judged(before, None)
    told = _told(baseline)
    candidate = judged(after, baseline)
    found = _told(judged(after, None))
    assert _told(candidate) == found
    assert _told(baseline) == told, "the baseline is not touched"
    return found != told


REUSED = settings(max_examples=EXAMPLES, deadline=None, derandomize=not SOAK, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@REUSED
@given(scenes(), st.sampled_from(NUMBERS), st.sampled_from(PERIODS), st.integers(0))
def test_what_is_taken_over_is_what_judging_again_finds(
    scene: Scene, number: Decimal, period: Period, chosen: int
) -> None:
    """One parameter of one policy goes to another value, on every day there is a fact of."""
    base, day, known_at = scene.base, scene.as_of.toordinal(), scene.known_at.toordinal()
    known = [(name, one) for name, policy in base.policies.items() for one in sorted(policy.parameters)]
    assume(known)
    name, parameter = known[chosen % len(known)]
    value: Value = period if base.policies[name].parameters[parameter].unit == "period" else number
    before, other = program_of(base, drafts=True), base
    for since in {day, *(parse_day(one["date"]) for one in scene.facts)}:
        other = with_values(other, since, {(name, parameter): value})
    after = program_of(other, drafts=True)
    with suppress(FactError):
        people = population_of(before, people_of(before, scene))
        _assert_same(before, after, people, day, known_at, decided_after=scene.decided_after)


@pytest.mark.slow
@settings(REUSED, max_examples=EXAMPLES // 2)
@given(
    scenes(),
    st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True),
    st.lists(st.sampled_from(PERIODS), min_size=2, max_size=2, unique=True),
    st.integers(0),
    st.integers(0),
)
def test_one_value_after_the_other_is_what_judging_by_it_alone_finds(
    scene: Scene, numbers: list[Decimal], periods: list[Period], chosen: int, since: int
) -> None:
    """A parameter of a list takes several values on one of its days: what was found by one is at hand for the next."""
    base, day, known_at = scene.base, scene.as_of.toordinal(), scene.known_at.toordinal()
    known = [(name, one) for name, two in base.policies.items() if two.list for one in sorted(two.parameters)]
    assume(known)
    name, parameter = known[chosen % len(known)]
    keys = base.policies[name].parameters[parameter]
    dated = sorted(keys.values)
    when, values = dated[since % len(dated)].toordinal(), periods if keys.unit == "period" else numbers
    before = program_of(base, drafts=True)
    with suppress(FactError):
        people = population_of(before, people_of(before, scene))

        def judged(program: Program, earlier: Judged | None = None) -> Judged:
            return evaluate(program, people, day, known_at, decided_after=scene.decided_after, before=earlier)

        baseline = judged(before)
        along = baseline
        for value in values:
            program = program_of(with_values(base, when, {(name, parameter): value}), drafts=True)
            found, along = _told(judged(program)), judged(program, along)
            assert _told(judged(program, baseline)) == found, "after the baseline, and what came of it before"
            assert _told(along) == found, "after the value before"


STACKED = base_of(
    {
        **POLICIES,
        "above": "list: {kind: watch, while: {listed: black}}\n",
        "grade": GRADE + "  \nmeasures: [{measure: watch, by: bureau, strength: may, grades: [B, C], basis: law}]\n",
        "limited": GRADE.replace("items:", "limits: {held: {if: {listed: black}, at_best: C, basis: law}}\n  items:"),
        "red": RED + "excluded_by: black\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]\n",
    },
    linkage="when: {listed: above}\nmeasures: [{measure: watch, by: bureau, strength: may, basis: law}]\n",
)
"""Two policies read the list `black`, another and a linkage read these."""


def _firms(number: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """So many firms, each with up to four facts of the last two years; the same ones every time."""
    chance = np.random.default_rng(1)
    for firm in range(number):
        facts = []
        for one in range(int(chance.integers(5))):
            day = iso(DAY.toordinal() - int(chance.integers(730)))
            type_ = ("fine", "fine", "praise", "warning")[chance.integers(4)]
            amount = {"amount": int(chance.integers(400))} if type_ == "fine" and chance.random() < 0.9 else {}
            facts.append({**fact(f"{firm}.{one}", type_, day), "subject": f"S{firm}", "fields": amount})
        yield {"id": f"S{firm}", "kind": "enterprise"}, facts


@pytest.mark.slow
@pytest.mark.parametrize("assumed", [True, False])
@pytest.mark.parametrize(
    ("policy", "parameter", "value"),
    [
        ("black", "large", Decimal(10)),
        ("black", "large", Decimal(300)),
        ("black", "term", Period(6, "months")),
        ("grade", "heavy", Decimal(100)),
        ("limited", "heavy", Decimal(60)),
    ],
)
def test_what_is_taken_over_holds_where_policies_read_each_other(
    policy: str, parameter: str, value: Value, *, assumed: bool
) -> None:
    day, before = DAY.toordinal(), program_of(STACKED)
    after = program_of(with_values(STACKED, day, {(policy, parameter): value}))
    people = population_of(before, [read_question(before, Question(*one, day, day, {}))[:2] for one in _firms(200)])
    moves = _assert_same(before, after, people, day, day, decided_after=0 if assumed else None)
    assert moves is (assumed or parameter != "term"), "where nobody is on the list its term moves nobody"


def test_policies_that_a_change_cannot_affect_are_not_judged_again() -> None:
    before, after = both(valued(large=60))
    assert before.again == {"black", "grade", "red", "watch"}
    assert after.again == {"black"}
    assert after.lists["watch"] is before.lists["watch"]
    assert after.grades["grade"] is before.grades["grade"]


def test_the_same_policies_are_not_judged_at_all() -> None:
    before, after = both(changed())
    assert after.again == set()
    assert _told(after) == _told(before)


def test_a_policy_is_judged_again_where_one_it_reads_has_changed() -> None:
    above = changed(above="list: {kind: watch, while: {listed: black}}\n")
    _, before = both(above)
    day = before.dossiers.as_of
    candidate = program_of(with_values(above, day, {("black", "large"): Decimal(60)}))
    after = evaluate(candidate, before.dossiers.population, day, day, decided_after=0, before=before)
    assert after.again == {"black", "above"}
    found = [on_day(judged.lists["above"], len(TOWN), day).listed.sum() for judged in (before, after)]
    assert found == [3, 5]


def test_a_policy_is_not_judged_again_where_one_it_reads_moves_nobody() -> None:
    above = changed(above="list: {kind: watch, while: {listed: black}}\n")
    _, before = both(above)
    day = before.dossiers.as_of
    candidate = program_of(with_values(above, day, {("black", "large"): Decimal(101)}))
    after = evaluate(candidate, before.dossiers.population, day, day, decided_after=0, before=before)
    assert after.again == set(), "no fine lies between the two values"
    assert after.lists["above"] is before.lists["above"]


@pytest.mark.parametrize(
    ("asked", "other"),
    [("as_of", DAY.toordinal() - 1), ("known_at", DAY.toordinal() - 1), ("decided_after", None), ("decided_after", 1)],
)
def test_nothing_is_taken_over_from_what_was_asked_otherwise(asked: str, other: int | None) -> None:
    before, _ = both(valued(large=60))
    day = before.dossiers.as_of
    given = {"as_of": day, "known_at": day, "decided_after": 0, asked: other}
    again = evaluate(before.program, before.dossiers.population, **given, before=before)  # type: ignore[arg-type]
    assert again.again == {"black", "grade", "red", "watch"}
