"""The book of one list: the grounds entered so far, and what they say of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.facts import Fact
from engine.spells.ground import Ground
from engine.spells.spell import Spell, spell_start, spells, timeline_of
from engine.spells.terms import names
from engine.timeline import Interval, ListTimeline


class Book:
    """The *grounds* of one subject on one list, in the order they were entered."""

    def __init__(self, grounds: list[Ground], *, per_fact: bool) -> None:
        self.grounds = grounds
        self.per_fact = per_fact
        self._before: list[Ground] = []

    def start_event(self, day: int) -> None:
        """What opens on *day* from here on is judged against the list as it stands now (S14)."""
        self._before = [
            ground
            for ground in self.grounds
            if ground.sure and (ground.opened < day or ground.principal is None or ground.resumed)
        ]

    def held(self, day: int) -> list[Ground]:
        """The grounds open on *day* before the event of that day."""
        return [ground for ground in self._before if ground.is_open(day)]

    def was_held(self, day: int) -> bool:
        """Whether a ground had opened before *day* and the event of that day."""
        return any(ground.opened < day for ground in self._before)

    def spell_start(self, day: int) -> int:
        """The first day of the spell that a ground opened on *day* belongs to when it opens."""
        return day if self.per_fact else spell_start(self._before, day)

    def targets(self, fact: Fact, grounds: frozenset[str] | None) -> list[Ground]:
        """Those of *grounds*, or of all, that are surely entered and perhaps still open on the day of *fact*."""
        return [
            ground
            for ground in sorted(self.grounds, key=lambda g: g.key)
            if ground.sure and ground.is_open(fact.day) and names(grounds, ground.rule, ground.fact_id)
        ]

    def spells(self) -> tuple[Spell, ...]:
        """The spells as they stand."""
        return spells(self.grounds, per_fact=self.per_fact)

    def timeline(self, found: Sequence[Spell], reach: Iterable[Interval] = ()) -> ListTimeline:
        """The list as it stands, its spells being those *found*.

        *reach* are days on which nobody knows whether a principal's listing reaches the subject.
        """
        return timeline_of(self.grounds, found, per_fact=self.per_fact, reach=reach)
