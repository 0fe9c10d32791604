"""Who may bring listings to whom is said before anybody is judged, and never of fewer than do."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from engine.compile.program import program_of
from engine.population.building import population_of
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.namers import namers
from engine.problems import FactError
from tests.generators.scenes import Scene, scenes
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.alike import people_of
from tests.population.test_measures import judged

SOAK = bool(os.environ.get("XINHENG_SOAK"))
EXAMPLES = 3_000 if SOAK else 100
EXTENDS = "extends_to: [{role: owner, basis: law}]\nrepair: {basis: law}\n"
LISTED = a_list("on: fine, period: 1 year", more=EXTENDS)


def _pairs(program: Any, population: Population) -> set[tuple[str, str]]:
    whose, whom = namers(program, population)
    return {(population.ids[int(place)], id_) for place, id_ in zip(whose, whom.to_pylist(), strict=True)}


def _named(policy: str, *facts: dict[str, Any]) -> set[tuple[str, str]]:
    """Who names whom where the firm Q has *facts*, by the list *policy*."""
    own = [{**one, "subject": "Q"} for one in facts]
    found = judged(base_of({"l": policy}), [({"id": "Q", "kind": "enterprise"}, own)], "2024-06-01")
    return _pairs(found.program, found.dossiers.population)


def _owned(name: str, type_: str, day: str = "2024-01-01", **fields: Any) -> dict[str, Any]:
    related = [{"role": "owner", "subject": f"of {name}"}, {"role": "cook", "subject": "nobody's"}]
    return {**fact(name, type_, day, related=related), "fields": fields}


def test_facts_a_list_that_reaches_others_is_triggered_by_name_them_in_the_role_it_reaches() -> None:
    assert _named(LISTED, _owned("f", "fine"), _owned("g", "fine"), _owned("w", "warning")) == {
        ("Q", "of f"),
        ("Q", "of g"),
    }


def test_a_list_that_reaches_nobody_else_needs_nobody_elsewhere() -> None:
    assert _named(a_list("on: fine, period: 1 year"), _owned("f", "fine")) == set()


def test_a_decision_may_open_a_ground_for_any_fact_it_names() -> None:
    decision = about("d", "listing_decision", "2024-02-01", "l", outcome="list", grounds=["w"])
    assert _named(LISTED, _owned("w", "warning"), decision) == {("Q", "of w")}


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, derandomize=not SOAK, suppress_health_check=list(HealthCheck))
@given(scenes())
def test_whoever_brings_a_listing_to_somebody_was_said_to_be_able_to(scene: Scene) -> None:
    program = program_of(scene.base, drafts=True)
    assume(program.extending)
    with suppress(FactError):
        people = population_of(program, people_of(program, scene))
        found = evaluate(
            program, people, scene.as_of.toordinal(), scene.known_at.toordinal(), decided_after=scene.decided_after
        )
        bring = {
            (people.ids[principal], people.ids[holder])
            for holder, principals in found.reach.principals.items()
            for principal in principals
        }
        assert bring <= _pairs(program, people)
