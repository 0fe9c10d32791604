"""What is generated is valid, and hits what it is meant to hit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from engine.compile.program import compile_base
from tests.generators.scenes import Scene, scenes
from tests.reference import Refused, reference_verdict

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def _verdict(scene: Scene) -> dict[str, Any]:
    asked = (scene.subject, scene.facts, scene.as_of, scene.known_at, scene.principals, scene.assume_decided)
    return reference_verdict(scene.base, *asked)


@QUICK
@given(scenes())
def test_a_generated_base_reads_and_compiles_without_problems(scene: Scene) -> None:
    _, problems = compile_base(scene.base)
    assert not problems, "\n".join(map(str, problems))


@QUICK
@given(scenes())
def test_the_reference_answers_or_refuses_whatever_is_generated(scene: Scene) -> None:
    try:
        verdict = _verdict(scene)
    except Refused:
        return
    assert set(verdict) == {"lists", "grades", "measures", "withheld", "applications"}


def _spells(scene: Scene) -> list[dict[str, Any]]:
    return [spell for told in _verdict(scene)["lists"].values() for spell in told["spells"]]


REACHED: dict[str, Callable[[Scene], bool]] = {
    "a spell on its last day": lambda scene: any(spell["last"] == str(scene.as_of) for spell in _spells(scene)),
    "a repair": lambda scene: any(spell["ended_by"] == "repair" for spell in _spells(scene)),
    "a cure": lambda scene: any(spell["ended_by"] == "cure" for spell in _spells(scene)),
    "a spell of two grounds": lambda scene: any(len(spell["grounds"]) > 1 for spell in _spells(scene)),
    "an unknown status": lambda scene: any(told["status"] == "unknown" for told in _verdict(scene)["lists"].values()),
    "a proposal": lambda scene: any(told["proposals"] for told in _verdict(scene)["lists"].values()),
    "an application undecided": lambda scene: any(row[3] == "undecided" for row in _verdict(scene)["applications"]),
    "a grade": lambda scene: bool(_verdict(scene)["grades"]),
    "a measure withheld": lambda scene: bool(_verdict(scene)["withheld"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", REACHED)
def test_the_scenes_reach(what: str) -> None:
    search = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck), database=None,
        phases=[Phase.generate])

    def reached(scene: Scene) -> bool:
        try:
            return REACHED[what](scene)
        except Refused:
            return False

    find(scenes(), reached, settings=search)
