"""The tallies of groups added up in order of subject, in whatever order they come, and kept as they come."""

from __future__ import annotations

from adapters.simulation.tallies import unpacked
from adapters.simulation.unfinished import Counted, Unfinished
from engine.population.simulation import MOST_AFFECTED
from engine.population.tally import Tally, summed


class Sum:
    """The sum of what is *unfinished*, if anything is, and of all that is added."""

    def __init__(self, unfinished: Unfinished | None = None) -> None:
        self.tally = Tally.nobody()
        self.spans: list[tuple[int, int]] = []
        """From which subject to before which there are counts, each group in the order in which it came."""
        self._unfinished = unfinished
        self._through = 0
        self._early: dict[int, Counted] = {}
        for one in () if unfinished is None else unfinished.read():
            self._take(one)

    def add(self, one: Counted) -> None:
        """Add *one* more group, and keep it."""
        if self._unfinished is not None:
            self._unfinished.keep(one)
        self._take(one)

    def _take(self, one: Counted) -> None:
        self.spans.append((one.start, one.end))
        self._early[one.start] = one
        while (next_ := self._early.pop(self._through, None)) is not None:
            self.tally = summed((self.tally, unpacked(next_.tally)), MOST_AFFECTED)
            self._through = next_.end
