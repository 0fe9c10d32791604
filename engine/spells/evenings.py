"""How a list stood at the end of each day: what it may ask of its own past (S12)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from engine.calendar import Period
from engine.timeline import NEVER, ListTimeline


class Evenings:
    """The list as it stood on the evenings of the days walked, which are noted in order, and on those till the next."""

    def __init__(self) -> None:
        self._days: list[int] = []
        self._timelines: list[ListTimeline] = []

    def note(self, day: int, timeline: ListTimeline, periods: Iterable[Period | None]) -> set[int]:
        """Note how the list stands at the end of *day*; the days on which it may be asked for otherwise from then on.

        It is asked whether the subject has been on it for one of *periods*.
        """
        if self._timelines and self._timelines[-1] == timeline:
            return set()
        self._days.append(day)
        self._timelines.append(timeline)
        return {day + 1, *(change + 1 for period in periods for change in timeline.changes(period))}

    def before(self, day: int) -> ListTimeline:
        """The list as it stood when the day before *day* had ended."""
        place = bisect_left(self._days, day)
        return self._timelines[place - 1] if place else NEVER
