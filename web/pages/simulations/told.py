"""What the API tells of a simulation, as the charts take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from adapters.sentences.amounts import number_words
from engine.population.impact import Affected, Impact
from web.pages.frame import say
from web.pages.language import spoken
from web.pages.periods import parted

_READ: Final[TypeAdapter[Impact]] = TypeAdapter(Impact)
_ROWS: Final[TypeAdapter[list[Affected]]] = TypeAdapter(list[Affected])


def impact_of(told: Mapping[str, Any]) -> Impact:
    """The impact of what is *told* of a simulation that is done."""
    return _READ.validate_python(told["impact"])


def worded(value: str, unit: str) -> str:
    """The *value* of a parameter in *unit*, `30000` or `6 months`, in words."""
    if unit != "period":
        return number_words(value, unit, spoken())
    amount, per = parted(value)
    return f"{amount}{say(f'simulate.per.{per}')}"


def affected_of(rows: Sequence[Any]) -> list[Affected]:
    """The *rows* of who is affected."""
    return _ROWS.validate_python(rows)
