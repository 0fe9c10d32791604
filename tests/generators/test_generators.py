"""What is generated is valid, and hits what it is meant to hit."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from engine.compile.program import compile_base
from tests.generators.scenes import Scene, scenes
from tests.reference import Refused, reference_verdict

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def _verdict(scene: Scene) -> dict[str, Any]:
    asked = (scene.subject, scene.facts, scene.as_of, scene.known_at, scene.principals, scene.decided_after)
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
