"""One group of subjects judged by both releases and at every point of every sweep, and what was counted of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from adapters.simulation.sweeps import Swept, judged_along, point_counts, points_of, program_at
from engine.compile.program import Program
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.impact import Decisions
from engine.population.judged import Judged
from engine.population.simulation import month_ends, tally_of
from engine.population.standings import Marks
from engine.population.tally import Tally, found

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Releases:
    """The two states of the policy base: the *programs*, and what people call them."""

    baseline: Program
    candidate: Program
    names: tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """What is wanted: days, how decisions are taken, what part of the population, which sweeps; *command* in words.

    Where decisions are assumed, it is *decided_after* so many days.
    """

    as_of: int
    known_at: int
    first: date
    last: date
    decisions: Decisions
    share: Decimal | None
    seed: int
    sweeps: tuple[tuple[Swept, ...], ...]
    command: str
    decided_after: int = 0

    @property
    def assumed_after(self) -> int | None:
        """The days after a firing on which its decision is assumed; nothing where none is."""
        return self.decided_after if self.decisions == "assumed" else None


class Counting:
    """Counts what going from one of *releases* to the other does, as *wanted*, to one group after the other.

    It takes so many *threads*, or as many as are of use.
    """

    def __init__(self, releases: Releases, wanted: Wanted, threads: int | None = None) -> None:
        self._releases, self._wanted, self._threads = releases, wanted, threads
        self.months = month_ends(wanted.first, wanted.last)

    def tally(self, before: Population, after: Population, counted: Marks | None, tell: Tell) -> Tally:
        """What was counted of a group, of all or of those *counted*; *tell* how many steps of how many are done.

        It is told twice, as either release sees it: *before* and *after* may be the same.
        """
        told = _Steps(tell, 2 * len(self._releases.baseline.order) + sum(len(programs) for _, programs in self._points))
        baseline = self._judged(self._releases.baseline, before, told)
        candidate = self._judged(self._releases.candidate, after, told, baseline)
        tally = tally_of(baseline, candidate, self.months, counted)
        for number, (policy, programs) in enumerate(self._points):
            for place, judged in enumerate(judged_along(candidate, programs)):
                tally.counts.update(found(point_counts(number, place, policy, baseline, judged, counted)))
                told.done(1)
        return tally

    @cached_property
    def _points(self) -> list[tuple[str, list[Program]]]:
        """The policy of each sweep, and the programs at its points: compiled once for all groups."""
        base, day = self._releases.candidate.base, self._wanted.as_of
        return [
            (axes[0].policy, [program_at(base, axes, at, day) for at in points_of(axes)])
            for axes in self._wanted.sweeps
        ]

    def _judged(self, program: Program, people: Population, told: _Steps, before: Judged | None = None) -> Judged:
        wanted = self._wanted
        judged = evaluate(
            program, people, wanted.as_of, wanted.known_at,
            decided_after=wanted.assumed_after, before=before, threads=self._threads, told=told.within,
        )  # fmt: skip
        told.done(len(program.order))
        return judged


class _Steps:
    """Counts the steps done of so many *steps*."""

    def __init__(self, tell: Tell, steps: int) -> None:
        self._tell, self._steps, self._done = tell, steps, 0

    def within(self, done: int, _all: int) -> None:
        """So many of the steps of the present part are *done*."""
        self._tell(self._done + done, self._steps)

    def done(self, steps: int) -> None:
        """A part of so many *steps* is done."""
        self._done += steps
        self._tell(self._done, self._steps)
