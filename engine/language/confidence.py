"""How sure we are of what stands in a base: as sure as of the least sure document it cites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from engine.language.shape import Source
from engine.language.terms import DatedValue, Parameter
from engine.verdict import Confidence

ORDER: Final[tuple[Confidence, ...]] = ("low", "medium", "high")
"""From the least sure to the surest."""


def lowest(of: Iterable[Confidence]) -> Confidence:
    """The least sure of *of*; `high` where there is none."""
    return min(of, key=ORDER.index, default="high")


def cited(basis: Iterable[str], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The documents among *sources* that the citations of *basis* name, each once."""
    names = dict.fromkeys(citation.split("/", 1)[0] for citation in basis)
    return tuple(sources[name] for name in names if name in sources)


def confidence_of(basis: Iterable[str], sources: Mapping[str, Source]) -> Confidence:
    """How sure we are of what rests on *basis*, whose documents are among *sources*."""
    return lowest(source.confidence for source in cited(basis, sources))


def confidence_of_value(value: DatedValue, parameter: Parameter, sources: Mapping[str, Source]) -> Confidence:
    """How sure we are of one *value* of *parameter*: as it says itself, else as what fixes it."""
    return value.confidence or confidence_of(value.basis or parameter.basis, sources)
