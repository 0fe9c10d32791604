"""Generated policies, facts and days: rete, trace and the naive reference agree on the whole verdict."""

from __future__ import annotations

import os
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, settings

from tests.generators import Scene, scenes
from tests.meaning.both import agreed
from tests.reference import Refused

SOAK = bool(os.environ.get("XINHENG_SOAK"))
EXAMPLES = 1_000 if SOAK else 200
"""Of one run: `make soak` has twenty, each with a seed of its own; `make test` draws the same ones every time."""


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not SOAK,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
@given(scenes())
def test_the_engine_and_the_reference_agree(scene: Scene) -> None:
    with suppress(Refused):  # by both
        agreed(
            scene.base,
            scene.subject,
            scene.facts,
            scene.as_of,
            scene.known_at,
            scene.principals,
            scene.decided_after,
        )
