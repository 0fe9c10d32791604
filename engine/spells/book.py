"""The book of one list: the grounds entered so far, and what they say of a day."""

from __future__ import annotations

from collections.abc import Sequence

from engine.facts import Fact
from engine.spells.ground import Ground, spells
from engine.spells.terms import names
from engine.timeline import ListTimeline


class Book:
    """The *grounds* of one subject on one list, in the order they were entered."""

    def __init__(self, grounds: list[Ground], *, per_fact: bool) -> None:
        self.grounds = grounds
        self.per_fact = per_fact

    def open_on(self, day: int) -> list[Ground]:
        """The grounds that surely hold the subject on the list on *day*."""
        return [ground for ground in self.grounds if ground.sure and ground.opened <= day <= ground.bounds()[0]]

    def ended_before(self, day: int) -> bool:
        """Whether a stay on the list has ended before *day*."""
        return any(ground.sure and ground.bounds()[1] < day for ground in self.grounds)

    def start_of_spell(self, day: int) -> int:
        """The start of the spell that covers *day*, *day* itself where none does."""
        return min((s.start for s in spells(self.grounds) if s.start <= day <= s.low), default=day)

    def targets(self, fact: Fact, grounds: frozenset[str] | None) -> list[Ground]:
        """Those of *grounds*, or of all, that are surely entered and perhaps still open on the day of *fact*."""
        return [
            ground
            for ground in sorted(self.grounds, key=lambda g: g.key)
            if ground.sure
            and ground.opened <= fact.day <= ground.bounds()[1]
            and names(grounds, ground.rule, ground.fact_id)
        ]

    def before(self, day: int) -> ListTimeline:
        """The list as it stood before *day*."""
        return timeline_of([ground for ground in self.grounds if ground.opened < day], per_fact=self.per_fact)

    def timeline(self) -> ListTimeline:
        """The list as it stands."""
        return timeline_of(self.grounds, per_fact=self.per_fact)


def timeline_of(grounds: Sequence[Ground], *, per_fact: bool) -> ListTimeline:
    """The days *grounds* cover, for sure and perhaps."""
    certain = tuple((spell.start, spell.low) for spell in spells(grounds, per_fact=per_fact))
    if all(ground.sure and ground.bounds()[0] == ground.bounds()[1] for ground in grounds):
        return ListTimeline(certain, certain)
    possible = spells(grounds, per_fact=per_fact, possible=True)
    return ListTimeline(certain, tuple((spell.start, spell.high) for spell in possible))
