"""A ground: one firing that holds a subject on a list, with its own end, cure and repair (S15, S16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from engine.calendar import FOREVER
from engine.compile.nodes import Law
from engine.compile.rules import CompiledRule
from engine.facts import Fact

Cause = Literal["expiry", "cure", "repair", "condition", "principal"]


@dataclass(slots=True, eq=False)
class Ground:
    """A ground opened on day *opened* by *rule* for *fact*; its period ends between *low* and *high*.

    *cap* is the last day `at_most` allows; *cured* the day its cure came; *stopped* the day a repair ended it.
    """

    rule: CompiledRule
    fact: Fact | None
    fact_id: str
    trigger_day: int
    opened: int
    law: Law
    low: int
    high: int
    cap: int = FOREVER
    cured: int | None = None
    cure_unknown: bool = False
    stopped: int | None = None
    sure: bool = True
    principal: Cause | None = None
    """Of a ground carried over: what ends the principal's spell."""
    source: Literal["own", "extension", "resumed"] = "own"
    unsupported: bool = False
    assumed: bool = False
    decision: Fact | None = None
    settled_by: Fact | None = None
    """The decision that settled a range or extended the period."""
    out_of_range: bool = False
    again: bool = False
    own_repair: bool = True
    repaired_unsupported: bool = False
    shortened: bool = False
    """Its period was shortened by law that came while it ran."""
    undone: bool = False
    """Its repair was undone: another ground goes on in its place."""

    def bounds(self) -> tuple[int, int]:
        """The last day, at least and at most."""
        low, high = self.by_period()
        if self.stopped is not None and self.stopped <= high:
            return self.stopped, self.stopped  # to repair it was to find it running
        return low, high

    def by_period(self) -> tuple[int, int]:
        """The last day, at least and at most, were there no repair."""
        low, high = self.low, self.high
        if self.rule.until is not None and self.source != "extension":
            cure = FOREVER if self.cured is None else self.cured
            if self.rule.term is None:
                low = high = cure
            elif self.rule.ends == "any":
                low, high = min(low, cure), min(high, cure)
            else:
                low, high = max(low, cure), max(high, cure)
        return min(low, self.cap), min(high, self.cap)

    @property
    def cause(self) -> Cause:
        """What ends it, or will."""
        low, high = self.by_period()
        if self.stopped is not None and self.stopped <= high:
            return "repair"
        if self.source == "extension":
            return "principal"
        return "cure" if self.cured is not None and low == high == self.cured else "expiry"

    @property
    def breaks(self) -> bool:
        """Whether its end is a break even where another ground begins the day after (S21)."""
        return self.cause in ("cure", "repair") or self.principal in ("cure", "repair")

    @property
    def name(self) -> str:
        """What decisions and applications call it: its fact, or its rule where it has none."""
        return self.fact_id or self.rule.id

    @property
    def key(self) -> tuple[str, str, int]:
        """What orders grounds where nothing else does (S14)."""
        return self.rule.id, self.fact_id, self.opened


@dataclass(frozen=True, slots=True)
class Spell:
    """One unbroken stay on a list, from *start* to a last day between *low* and *high*."""

    start: int
    low: int
    high: int
    cause: Cause
    grounds: tuple[Ground, ...]
    breaks: bool = False


def spells(grounds: Iterable[Ground], *, per_fact: bool = False, possible: bool = False) -> tuple[Spell, ...]:
    """*grounds* as spells: unbroken unions, but a cure or repair breaks even against the day after (S15, S21).

    With *per_fact*, the grounds of each fact by themselves.

    With *possible*, every ground counts up to the last day it may have; else only those that are sure.
    """
    if per_fact:
        grounds = list(grounds)
        apart = (
            spells([g for g in grounds if g.name == name], possible=possible)
            for name in sorted({g.name for g in grounds})
        )
        return tuple(sorted(chain.from_iterable(apart), key=lambda spell: (spell.start, spell.grounds[0].key)))
    found: list[Spell] = []
    counted = [ground for ground in grounds if possible or ground.sure]
    for ground in sorted(counted, key=lambda g: (g.opened, g.key)):
        low, high = ground.bounds()
        last = high if possible else low
        if last < ground.opened:
            continue
        before = found[-1] if found else None
        if before is None or _apart(before, ground.opened, possible):
            found.append(Spell(ground.opened, low, high, ground.cause, (ground,), ground.breaks))
        else:
            as_late = (low, high) == (before.low, before.high)
            later = (low, high) > (before.low, before.high) or (as_late and before.cause == "expiry")
            cause, breaks = (ground.cause, ground.breaks) if later else (before.cause, before.breaks)
            grounds_ = (*before.grounds, ground)
            found[-1] = Spell(before.start, max(before.low, low), max(before.high, high), cause, grounds_, breaks)
    return tuple(found)


def _apart(spell: Spell, start: int, possible: bool) -> bool:
    last = spell.high if possible else spell.low
    if start > last + 1:
        return True
    return start == last + 1 and spell.breaks and spell.low == spell.high
