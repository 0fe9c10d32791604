"""The resources of the API, in the order the document tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from web.api.facts import facts
from web.api.health import health
from web.api.operations import Operations
from web.api.subjects import subjects
from web.api.verdicts import verdicts

RESOURCES: Final[Sequence[Operations]] = (health, subjects, facts, verdicts)
