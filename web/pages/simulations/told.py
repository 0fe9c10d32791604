"""What the API tells of a simulation, as the charts take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from engine.population.impact import Affected, Impact

_READ: Final[TypeAdapter[Impact]] = TypeAdapter(Impact)
_ROWS: Final[TypeAdapter[list[Affected]]] = TypeAdapter(list[Affected])


def impact_of(told: Mapping[str, Any]) -> Impact:
    """The impact of what is *told* of a simulation that is done."""
    return _READ.validate_python(told["impact"])


def affected_of(rows: Sequence[Any]) -> list[Affected]:
    """The *rows* of who is affected."""
    return _ROWS.validate_python(rows)
