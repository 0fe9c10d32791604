"""Whether absence means anything (S10): the days for which some source of a fact type is connected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from engine.language.base import PolicyBase
from engine.language.fact_types import FactType
from engine.language.shape import InForce
from tests.reference.days import EVER, ONE_DAY
from tests.reference.law import in_force


def covered(base: PolicyBase, types: Sequence[str], asked: date, in_span: Callable[[date], bool]) -> bool:
    """Whether sources of each of *types* are connected on all days up to *asked* that are *in_span*.

    Spans reach back from *asked* without a gap, so it is enough to look at the last day without a source.
    """
    for name in types:
        kind = base.fact_types.get(name)
        gap = _last_gap(kind, asked) if kind is not None else None
        if gap is not None and in_span(gap):
            return False
    return True


def covered_in_force(
    base: PolicyBase, types: Sequence[str], asked: date, in_span: Callable[[date], bool], days: InForce
) -> bool:
    """As `covered`, of those days of the span that are in *days*."""
    last = min(asked, days.to) if days.to is not None else asked
    return covered(base, types, last, lambda day: in_span(day) and in_force(days, day) is True)


def origin_of(base: PolicyBase, name: str) -> str:
    """The fact type that *name* comes from: of an answer that was missed, the one whose duty it is."""
    duty = name.partition(".")[2]
    return next((type_ for type_, kind in base.fact_types.items() if duty in kind.duties), name) if duty else name


def _last_gap(kind: FactType, asked: date) -> date | None:
    if not kind.sources:
        return None
    eves = [source.connected.from_ - ONE_DAY for source in kind.sources if source.connected.from_ not in {None, EVER}]
    unconnected = [
        day
        for day in (asked, *eves)
        if day <= asked and not any(in_force(source.connected, day) for source in kind.sources)
    ]
    return max(unconnected, default=None)
