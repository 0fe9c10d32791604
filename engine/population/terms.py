"""When the periods of grounds end, many at once (S3, S13, S16)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.calendar import FOREVER, Period
from engine.compile.rules import ByLaw, CompiledRule
from engine.population.columns import NO_DAY, Days
from engine.population.days import add
from engine.population.matching import in_force_on
from engine.population.moments import Moments
from engine.population.stated import Stated

Ends = tuple[Days, Days]
"""The last days, at least and at most."""


def lightest(
    rule: CompiledRule, at: Moments, laws: Sequence[Days], anchor: Days, stated: Stated | None = None
) -> tuple[Days, Days, Days]:
    """Of *laws* that under which each period ends earlier, the older of equals, and that end (从旧兼从轻)."""
    law = laws[0]
    low, high = end(rule, at, law, anchor, stated)
    for other in laws[1:]:
        least, most = end(rule, at, other, anchor, stated)
        age, other_age = np.where(law == NO_DAY, FOREVER, law), np.where(other == NO_DAY, FOREVER, other)
        lighter = (most < high) | ((most == high) & ((least < low) | ((least == low) & (other_age < age))))
        law = np.where(lighter, other, law)
        low, high = np.where(lighter, least, low), np.where(lighter, most, high)
    return law, low, high


def end(rule: CompiledRule, at: Moments, law: Days, anchor: Days, stated: Stated | None) -> Ends:
    """The last day of the rule's period by *law* for each ground opened *at* a moment; `FOREVER` where it has none."""
    term, day = rule.term, at.opened
    if term is None:
        forever = np.full(len(at), FOREVER, np.int32)
        return forever, forever
    if term.range is not None:
        low, high = counted(term.range[0], day, anchor)[0], counted(term.range[1], day, anchor)[1]
        if stated is not None:
            low, high = _settled(term.range, stated, day, anchor, low, high)
        return np.maximum(low, day), np.maximum(high, day)
    low, high = day, day
    for period in term.periods:
        least, most = _by_law(period, law, day, anchor)
        low, high = np.maximum(low, least), np.maximum(high, most)
    for name in term.day_fields:
        named = at.day_told(name)
        low = np.maximum(low, named)
        high = np.maximum(high, np.where(named == NO_DAY, FOREVER, named))
    return low.astype(np.int32), high.astype(np.int32)


def _settled(bounds: tuple[Period, Period], stated: Stated, day: Days, anchor: Days, low: Days, high: Days) -> Ends:
    """The bounds *low* and *high*, but for periods *stated* that lie between *bounds*."""
    low, high = low.copy(), high.copy()
    begun = np.where(anchor == NO_DAY, day, anchor)
    lies = stated.day <= high[stated.row]
    least, most = np.zeros(len(lies), np.int32), np.zeros(len(lies), np.int32)
    for number, period in enumerate(stated.periods):
        these = np.flatnonzero(stated.number == number)
        if period is None:
            lies[these] = False
            continue
        rows = stated.row[these]
        end_ = add(begun[rows], period)
        lies[these] &= (add(begun[rows], bounds[0]) <= end_) & (end_ <= add(begun[rows], bounds[1]))
        least[these], most[these] = counted(period, day[rows], anchor[rows])
    found = np.flatnonzero(lies)
    first = found[np.unique(stated.row[found], return_index=True)[1]]
    low[stated.row[first]], high[stated.row[first]] = least[first], most[first]
    return low, high


def counted(period: Period | None, day: Days, anchor: Days) -> Ends:
    """When *period* from *anchor* runs out, for grounds of *day*: open where one of the two is not known."""
    if period is None:
        return day, np.full(len(day), FOREVER, np.int32)
    open_ = anchor == NO_DAY
    low = add(np.where(open_, day, anchor), period)
    return low, np.where(open_, np.int32(FOREVER), low)


def _by_law(periods: ByLaw, law: Days, day: Days, anchor: Days) -> Ends:
    if len(periods.values) == 1:
        return counted(periods.values[0], day, anchor)
    low, high = counted(None, day, anchor)
    low, high = low.copy(), high.copy()
    stretch = in_force_on(periods.starts, law)
    for number, period in enumerate(periods.values):
        rows = (stretch == number) & (law != NO_DAY)
        if period is not None and rows.any():
            low[rows], high[rows] = counted(period, day[rows], anchor[rows])
    return low, high
