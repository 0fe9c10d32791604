"""Who is on a list, or has a grade, on the day asked: since when, until when, and by which grounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER, Period
from engine.population.columns import Days, Rows
from engine.population.compiled import compiled
from engine.population.days import add
from engine.population.folding import Grounds
from engine.population.gradings import Gradings
from engine.population.results import ListColumns, nothing
from engine.population.uniting import CONDITION, united


@dataclass(frozen=True, eq=False)
class Runs:
    """Days of those at the places *of*, from *since* through *low* at least and *high* at most."""

    of: NDArray[Any]
    since: Days
    low: Days
    high: Days

    def take(self, rows: NDArray[Any]) -> Runs:
        """Some of them."""
        return Runs(self.of[rows], self.since[rows], self.low[rows], self.high[rows])

    def through(self, ends: Days | None) -> Runs:
        """The same, each through the last day among *ends* at most, where there are any."""
        if ends is None:
            return self
        return Runs(self.of, self.since, np.minimum(self.low, ends), np.minimum(self.high, ends))

    def ends(self, period: Period | None) -> Days | None:
        """The last day of *period* from the start of each."""
        return None if period is None else add(self.since, period)

    def spans(self, places: int) -> tuple[Days, Days, Days]:
        """Of each of so many *places*, the first day, and the last at least and at most; `FOREVER` if it has no run."""
        since, low, high = np.full(places, FOREVER, np.int32), np.zeros(places, np.int32), np.zeros(places, np.int32)
        compiled(_span)(self.of, self.since, self.low, self.high, since, low, high)
        return since, low, high


@dataclass(frozen=True, eq=False)
class Held:
    """Those whom *policy* holds, each *subject* once and in order, *since* a day.

    *runs* are their spells, or the days since which they have had their grades; *letter* is each one's place in the
    order of grades. *grounds* are all those of the spells, by the place *of* their subject and the *spell* among runs;
    none of grades, and of lists that last as long as a condition.
    """

    policy: str
    subject: Days
    since: Days
    runs: Runs
    grounds: Grounds
    of: NDArray[Any]
    spell: Rows
    letter: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.subject)

    @property
    def grounded(self) -> bool:
        """Whether there are grounds."""
        return len(self.of) > 0

    def having(self, grounds: NDArray[Any]) -> NDArray[np.bool_]:
        """The places of those who have one of *grounds*."""
        found = np.zeros(len(self), np.bool_)
        found[self.of[grounds]] = True
        return found


def on_list(one: ListColumns, day: int, besides: NDArray[np.bool_]) -> Held:
    """Who is on a list on *day*, which is the last there is anything of, but for those marked in *besides*."""
    spells = one.spells
    rows = np.flatnonzero((spells.low >= day) & ~besides[spells.subject])
    subject, of = np.unique(spells.subject[rows], return_inverse=True)
    low, high = spells.low[rows], spells.high[rows]
    endless = (spells.cause[rows] == CONDITION) & (high >= FOREVER)
    runs = Runs(of, spells.start[rows], np.where(endless, np.int32(FOREVER), low), high)
    place = np.full(len(spells.subject) + 1, -1, np.int64)  # the last is that of no spell
    place[rows] = np.arange(len(rows))
    whose = place[one.grounds.spell]
    grounds = np.flatnonzero(whose >= 0)
    spell = whose[grounds]
    return Held(one.policy, subject, runs.spans(len(subject))[0], runs, one.grounds.take(grounds), of[spell], spell)


def graded(one: Gradings, besides: NDArray[np.bool_]) -> Held:
    """Whose grade is known on the day asked, but for those marked in *besides*."""
    bits, since = one.held.possible, one.held.since
    rows = np.flatnonzero((bits != 0) & ((bits & (bits - 1)) == 0) & ~besides)
    endless, none = np.full(len(rows), FOREVER, np.int32), np.empty(0, np.int64)
    runs = Runs(np.arange(len(rows)), since[rows], endless, endless)
    letter = np.log2(bits[rows]).astype(np.int64)
    return Held(one.policy, rows.astype(np.int32), runs.since, runs, nothing(one.policy).grounds, none, none, letter)


def unions(held: Held, grounds: NDArray[Any]) -> tuple[NDArray[Any], Runs]:
    """The unbroken unions of *grounds*, spell by spell, with the place of the spell of each."""
    order = grounds[np.argsort(held.spell[grounds], kind="stable")]
    one, spell, alike = held.grounds.take(order), held.spell[order], np.zeros(len(order), np.int64)
    _, found = united(spell.astype(np.int32), one.opened, one.low, one.high, one.cause, one.breaks, alike, one.sure)
    return found.subject.astype(np.int64), Runs(held.runs.of[found.subject], found.start, found.low, found.high)


def _span(of, since, low, high, first, least, most):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    for row in range(len(of)):
        place = of[row]
        first[place] = min(first[place], since[row])
        least[place] = max(least[place], low[row])
        most[place] = max(most[place], high[row])
