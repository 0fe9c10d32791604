"""What is known of one policy over time, as higher policies ask for it: certainly, possibly, since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.calendar import Period, held_from
from engine.truth import Truth

Interval = tuple[int, int]


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """*intervals* in order, those that touch or overlap made one."""
    found: list[Interval] = []
    for start, last in sorted(intervals):
        if last < start:
            continue
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((start, last))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ListTimeline:
    """Days a subject is *certain*ly on a list, spell by spell, and those it *possible*ly is.

    *at_most* are the days through which each of the certain spells may last.
    """

    certain: tuple[Interval, ...] = ()
    possible: tuple[Interval, ...] = ()
    at_most: tuple[int, ...] = ()

    def listed(self, day: int, period: Period | None = None) -> Truth:
        """Whether the subject is on the list on *day*, for at least *period* without a break (S21)."""
        if _within(self.certain, day, period):
            return True
        return None if _within(self.possible, day, period) else False

    def end_around(self, day: int) -> Interval | None:
        """The last day, at least and at most, of the spell that covers *day*; nothing where surely none does."""
        spells = zip(self.certain, self.at_most, strict=True)
        ends = [(last, high) for (start, last), high in spells if start <= day <= last]
        if ends:
            return max(low for low, _ in ends), max(high for _, high in ends)
        possible = [last for start, last in self.possible if start <= day <= last]
        return (day, max(possible)) if possible else None

    def changes(self, period: Period | None) -> set[int]:
        """The days on which `listed` may change."""
        days: set[int] = set()
        for start, last in self.certain + self.possible:
            days |= {start, last + 1}
            if period is not None:
                days.add(held_from(start, period))
        return days


@dataclass(frozen=True, slots=True)
class GradeTimeline:
    """Grades by the days they hold: (*first*, *last*, the grades it may be), in order; none where ungraded."""

    stretches: tuple[tuple[int, int, frozenset[str]], ...] = ()
    changes: frozenset[int] = field(default_factory=frozenset)

    def at(self, day: int) -> frozenset[str]:
        """The grades the subject may have on *day*; none where it has none."""
        for first, last, grades in reversed(self.stretches):
            if first <= day <= last:
                return grades
        return frozenset()

    def surely(self, day: int) -> str | None:
        """The grade the subject has on *day*, if it is known which."""
        grades = self.at(day)
        return next(iter(grades)) if len(grades) == 1 else None


NO_GRADE = ""
"""Among the grades a subject may have: that it may have none."""
NEVER = ListTimeline()
UNGRADED = GradeTimeline()


def _within(intervals: tuple[Interval, ...], day: int, period: Period | None) -> bool:
    return any(
        start <= day <= last and (period is None or held_from(start, period) <= day) for start, last in intervals
    )
