"""A ground: one firing that holds a subject on a list, with its own end, cure and repair (S15, S16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.calendar import FOREVER
from engine.compile.nodes import Law
from engine.compile.rules import CompiledRule
from engine.facts import Fact
from engine.spells.stays import CURE_AND_PERIOD, CURE_OR_PERIOD, NO_CURE, held_through

Cause = Literal["expiry", "cure", "repair", "condition", "principal"]


@dataclass(slots=True, eq=False)
class Ground:
    """A ground opened on day *opened* by *rule* for *fact*; its period ends between *low* and *high*.

    Where it has no period, *timed* is unset and both are `FOREVER`. *anchor* is the day the period counts from, if that
    is settled; *cap* the last day `at_most` allows; *cured* the day its cure came; *stopped* that of its repair.
    """

    rule: CompiledRule
    fact: Fact | None
    fact_id: str
    trigger_day: int
    opened: int
    law: Law
    low: int
    high: int
    timed: bool = True
    anchor: int | None = None
    cap: int = FOREVER
    from_parameter: bool = False
    """Its end is that of a dated parameter, which later law may shorten (S17)."""
    again: bool = False
    cured: int | None = None
    cure_unknown: bool = False
    stopped: int | None = None
    sure: bool = True
    principal: Cause | None = None
    """Of a ground carried over to a role-holder: what ends the principal's spell, and it (S24)."""
    carried_from: Ground | None = None
    """The principal's ground of which it is the extension."""
    own_repair: bool = True
    resumed: bool = False
    """It goes on where a repair was undone (S20)."""
    undone: bool = False
    """Its repair was undone: another ground goes on in its place."""
    unsupported: bool = False
    assumed: bool = False
    decision: Fact | None = None
    settled_by: Fact | None = None
    """The decision that settled a range or extended the period."""
    out_of_range: bool = False
    repaired_unsupported: bool = False
    shortened: int | None = None
    """The day of the law that shortened its period while it ran (S17), the last where several did."""

    def bounds(self) -> tuple[int, int]:
        """The last day, at least and at most."""
        return self.unrepaired() if self.stopped is None else (self.stopped, self.stopped)

    def unrepaired(self) -> tuple[int, int]:
        """The last day, at least and at most, were there no repair: never before the opening."""
        low, high = self.low, self.high
        if self.rule.until is None and self.opened <= low and high <= self.cap:
            return low, high
        cure = NO_CURE
        if self.rule.until is not None and self.principal is None:
            cure = CURE_OR_PERIOD if self.rule.ends == "any" else CURE_AND_PERIOD
        return held_through(self.opened, low, high, self.timed, self.cap, cure, self.cured or 0)

    def is_open(self, day: int) -> bool:
        """Whether it has opened by *day* and has not surely ended before."""
        return self.opened <= day <= self.bounds()[1]

    @property
    def cause(self) -> Cause:
        """What ends it, or will."""
        if self.stopped is not None:
            return "repair"
        if self.principal is not None:
            return "principal"
        return "cure" if self.cured is not None and self.unrepaired()[1] == self.cured else "expiry"

    @property
    def breaks(self) -> bool:
        """Whether its end is a break even where another ground begins the day after (S21)."""
        return self.stopped is not None or (self.principal or self.cause) in ("cure", "repair")

    @property
    def name(self) -> str:
        """What decisions and applications call it: its fact, or its rule where it has none."""
        return self.fact_id or self.rule.id

    @property
    def key(self) -> tuple[str, str, int]:
        """What orders grounds where nothing else does (S14)."""
        return self.rule.id, self.fact_id, self.opened
