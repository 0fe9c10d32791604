"""Generated policies, facts and days: where rete, trace and the naive reference do not yet agree.

Not part of the suite while differences are open: `python -m pytest -n0 tests/meaning/agreement.py` shows the next one.
"""

from __future__ import annotations

import os
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, settings

from tests.generators import Scene, scenes
from tests.meaning.both import agreed
from tests.reference import Refused

# 300 in `make test`, 10,000 in `make soak`
EXAMPLES = 10_000 if os.environ.get("XINHENG_SOAK") else 300


@settings(
    max_examples=EXAMPLES,
    deadline=None,
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
            scene.assume_decided,
        )
