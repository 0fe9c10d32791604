"""The fold of one list for everybody: firings in order of subject and day into grounds and spells (S14–S16).

The arithmetic is that of `engine.spells.stays`. What has to be looked at day by day in another order than this (undone
repairs, what prolongs a period at its end) is judged one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER, moved
from engine.population.columns import Days, Rows
from engine.population.compiled import compiled
from engine.population.timelines import Stretches
from engine.population.uniting import CURE, PRINCIPAL, REPAIR, Spells, united
from engine.spells.stays import NO_CURE, ends_later, held_through, joins, prolonged

RESTART, IGNORE, EXTEND = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Openings:
    """What may open grounds, in order of subject, day, rule and fact; each was *triggered* on a day.

    *low* and *high* bound the period each would have (*timed*: it has one), *again_low* and *again_high* that of a
    listing after an earlier one, 0 where there is none. *repeat* is what a repeat does, by *by* months and days;
    *cap* the months and days of `at_most`, less than 0 where there is none. *cure* is what a cure does and *cured* the
    day it comes. The days a repair would end it are those from `stop_from[i]` to `stop_from[i + 1]` of *stops*; the
    days of law that would shorten its period, with its end then, likewise those of *cuts*. *principal* is the cause
    that ends the spell it is carried over from, less than 0 of its own.
    """

    subject: Days
    day: Days
    rule: NDArray[np.int16]
    fact: Rows
    triggered: Days
    sure: NDArray[np.bool_]
    law: Days
    low: Days
    high: Days
    timed: NDArray[np.bool_]
    again_low: Days
    again_high: Days
    repeat: NDArray[np.int8]
    by: NDArray[np.int32]
    cap: NDArray[np.int32]
    cure: NDArray[np.int8]
    cured: Days
    stop_from: Rows
    stops: Days
    cut_from: Rows
    cuts: NDArray[np.int32]
    assumed: NDArray[np.bool_]
    principal: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Grounds:
    """The grounds entered, in order of subject, opening, rule and fact; *opening* is the place of each's opening.

    Each was *triggered* on a day; *low* and *high* bound its last day, which *breaks* the stay where no other goes on.
    *spell* is the place of the spell it is part of, -1 where it is not *sure*; *assumed*: no decision is on record.
    """

    opening: Rows
    subject: Days
    opened: Days
    rule: NDArray[np.int16]
    fact: Rows
    triggered: Days
    law: Days
    sure: NDArray[np.bool_]
    low: Days
    high: Days
    cause: NDArray[np.int8]
    breaks: NDArray[np.bool_]
    spell: Rows
    assumed: NDArray[np.bool_]

    def take(self, rows: NDArray[Any]) -> Grounds:
        """Some of them."""
        return Grounds(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


@dataclass(frozen=True, eq=False)
class Folded:
    """What the fold of one list comes to; *possible* are the days on which somebody may be on it.

    They are those of the subjects of whom they are not the days of the spells.
    """

    grounds: Grounds
    spells: Spells
    possible: Stretches


def fold(openings: Openings, *, per_fact: bool) -> Folded:
    """The grounds, the spells and the possible days that *openings* make."""
    rows = len(openings.subject)
    opened, low, high = np.zeros(rows, np.bool_), np.zeros(rows, np.int32), np.zeros(rows, np.int32)
    cause, breaks = np.zeros(rows, np.int8), np.zeros(rows, np.bool_)
    one = openings
    compiled(_walk)(
        one.subject, one.day, one.sure, one.low, one.high, one.timed, one.again_low, one.again_high, one.repeat,
        one.by, one.cap, one.cure, one.cured, one.stop_from, one.stops, one.cut_from, one.cuts, one.principal,
        per_fact, opened, low, high, cause, breaks,
    )  # fmt: skip
    kept = np.flatnonzero(opened)
    key = one.fact if per_fact else np.zeros(rows, np.int64)
    subject, day, sure = one.subject[kept], one.day[kept], one.sure[kept]
    spell, spells = united(subject, day, low[kept], high[kept], cause[kept], breaks[kept], key[kept], sure)
    grounds = Grounds(
        kept, subject, day, one.rule[kept], one.fact[kept], one.triggered[kept], one.law[kept], sure, low[kept],
        high[kept], cause[kept], breaks[kept], spell, one.assumed[kept],
    )  # fmt: skip
    return Folded(grounds, spells, _possible(grounds, spells, key[kept]))


def _possible(grounds: Grounds, spells: Spells, key: Rows) -> Stretches:
    doubtful = np.concatenate([grounds.subject[~grounds.sure], spells.subject[spells.low != spells.high]])
    rows = np.flatnonzero(np.isin(grounds.subject, doubtful)) if len(doubtful) else np.empty(0, np.int64)
    everyone = np.ones(len(rows), np.bool_)
    longest = grounds.high[rows]
    _, found = united(
        grounds.subject[rows], grounds.opened[rows], longest, longest, grounds.cause[rows], grounds.breaks[rows],
        key[rows], everyone,
    )  # fmt: skip
    certain = Stretches(spells.subject, spells.start, spells.low)
    return Stretches(found.subject, found.start, found.high).apart_from(certain)


def _walk(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    subject, day, sure, low, high, timed, again_low, again_high, repeat,
    by, cap, cure, cured, stop_from, stops, cut_from, cuts, principal, per_fact,
    opened, least, most, cause, breaks,
):  # fmt: skip
    """Open what opens on each day against the list as it stood the day before; then see how each ground ends."""
    rows = len(subject)
    caps = np.full(rows, FOREVER, np.int32)
    times = np.zeros(rows, np.bool_)
    cutting = cut_from[:-1].copy()
    going = np.empty(rows, np.int64)  # the sure grounds of a subject that have not ended: what has ended stays so
    # of a list per fact no ground asks for another; nor does one that always begins anew
    looked_at = (again_low > 0).any() or (not per_fact and (repeat != RESTART).any())
    begin = 0
    while begin < rows:
        end = begin
        while end < rows and subject[end] == subject[begin]:
            end += 1
        event, count, before = begin, 0, False
        while event < end:
            today, after = day[event], event
            while after < end and day[after] == today:
                after += 1
            held_low, held_high, held, kept = 0, 0, False, 0
            for one in range(count):
                k = going[one]
                _cut(k, today, day, least, most, times, caps, cure, cured, stop_from, stops, cutting, cut_from, cuts)
                first, last = _bounds(k, today, day, least, most, times, caps, cure, cured, stop_from, stops)
                if last >= today:
                    held = True
                    held_low, held_high = max(held_low, first), max(held_high, last)
                    going[kept] = k
                    kept += 1
            count = kept
            for k in range(event, after):
                repeats = held and not per_fact
                if repeats and repeat[k] == IGNORE:
                    continue
                opened[k], times[k] = True, timed[k]
                first, last = low[k], high[k]
                if repeats and repeat[k] == EXTEND:
                    first, last = prolonged(today, held_low, held_high, by[k, 0], by[k, 1])
                    times[k], cutting[k] = True, cut_from[k + 1]
                elif again_low[k] > 0 and timed[k] and not held and before:
                    first, last, cutting[k] = again_low[k], again_high[k], cut_from[k + 1]
                least[k], most[k] = max(first, today), max(last, today)
                if cap[k, 0] >= 0:
                    since = today
                    if not per_fact:
                        since = _stay_start(
                            begin, event, today, opened, sure, day, least, most, times, caps, cure, cured,
                            stop_from, stops, principal,
                        )  # fmt: skip
                    caps[k] = moved(since, cap[k, 0], cap[k, 1])
            for k in range(event, after):
                if looked_at and opened[k] and sure[k]:
                    if cure[k] == NO_CURE and stop_from[k] == stop_from[k + 1] and cutting[k] == cut_from[k + 1]:
                        count = _outlasted(k, day, least, most, times, caps, going, count)
                    going[count], before = k, True
                    count += 1
            event = after
        begin = end
    for k in range(rows):
        if opened[k]:
            _cut(k, FOREVER, day, least, most, times, caps, cure, cured, stop_from, stops, cutting, cut_from, cuts)
            stopped = _stopped(k, FOREVER, day, least, most, times, caps, cure, cured, stop_from, stops)
            came = _came(k, FOREVER, day, least, most, times, caps, cure, cured)
            first, last = held_through(day[k], least[k], most[k], times[k], caps[k], cure[k], came)
            if stopped > 0:
                first, last, cause[k] = stopped, stopped, REPAIR
            elif came > 0 and last == came:
                cause[k] = CURE
            elif principal[k] >= 0:
                cause[k] = PRINCIPAL
            least[k], most[k] = first, last
            breaks[k] = cause[k] in (CURE, REPAIR) or (cause[k] == PRINCIPAL and principal[k] in (CURE, REPAIR))
        # what never opened has no bounds


def _outlasted(k, day, least, most, times, caps, going, count):  # type: ignore[no-untyped-def]  # compiled
    """Leave out of *going* the grounds that end no later than one of which the end is settled; how many are left."""
    first, last = held_through(day[k], least[k], most[k], times[k], caps[k], NO_CURE, 0)
    kept = 0
    for one in range(count):
        other = going[one]
        if least[other] > first or most[other] > last or not times[other]:
            going[kept] = other
            kept += 1
    return kept


def _cut(  # type: ignore[no-untyped-def]  # compiled
    k, today, day, low, high, times, caps, cure, cured, stop_from, stops, cutting, cut_from, cuts
):
    """Shorten the period of a ground by the law of the days up to *today*, to no earlier than the eve of each (S17)."""
    while cutting[k] < cut_from[k + 1] and cuts[cutting[k], 0] <= today:
        law = cuts[cutting[k], 0]
        _, last = _bounds(k, law, day, low, high, times, caps, cure, cured, stop_from, stops)
        if last >= law:
            low[k] = min(low[k], max(cuts[cutting[k], 1], law - 1))
            high[k] = min(high[k], max(cuts[cutting[k], 2], law - 1))
        cutting[k] += 1


def _came(k, today, day, low, high, times, caps, cure, cured):  # type: ignore[no-untyped-def]  # compiled
    """The day the cure of a ground came, if it was before *today* and the ground was still open; else 0."""
    if cured[k] == 0 or cured[k] >= today:
        return 0
    _, last = held_through(day[k], low[k], high[k], times[k], caps[k], cure[k], 0)
    return cured[k] if cured[k] <= last else 0


def _stopped(k, today, day, low, high, times, caps, cure, cured, stop_from, stops):  # type: ignore[no-untyped-def]  # compiled
    """The day a repair ended a ground before *today*, or 0."""
    for one in range(stop_from[k], stop_from[k + 1]):
        stop = stops[one]
        if stop >= today:
            break
        came = _came(k, stop + 1, day, low, high, times, caps, cure, cured)
        _, last = held_through(day[k], low[k], high[k], times[k], caps[k], cure[k], came)
        if day[k] <= stop <= last:
            if came > 0 and last == came and last == stop:
                continue
            return stop
    return 0


def _bounds(k, today, day, low, high, times, caps, cure, cured, stop_from, stops):  # type: ignore[no-untyped-def]  # compiled
    """The last day of a ground, at least and at most, as it stood when the day before *today* had ended."""
    stopped = _stopped(k, today, day, low, high, times, caps, cure, cured, stop_from, stops)
    if stopped > 0:
        return stopped, stopped
    came = _came(k, today, day, low, high, times, caps, cure, cured)
    return held_through(day[k], low[k], high[k], times[k], caps[k], cure[k], came)


def _breaks(k, today, day, low, high, times, caps, cure, cured, stop_from, stops, principal):  # type: ignore[no-untyped-def]  # compiled
    """Whether its end, as it stood then, was that of a cure or repair."""
    if _stopped(k, today, day, low, high, times, caps, cure, cured, stop_from, stops) > 0:
        return True
    if principal[k] >= 0:
        return principal[k] in (CURE, REPAIR)
    came = _came(k, today, day, low, high, times, caps, cure, cured)
    _, last = held_through(day[k], low[k], high[k], times[k], caps[k], cure[k], came)
    return came > 0 and last == came


def _stay_start(  # type: ignore[no-untyped-def]  # compiled
    begin, event, today, opened, sure, day, low, high, times, caps, cure, cured, stop_from, stops, principal
):
    """The first day of the stay that what opens *today* is part of, beside what has opened before."""
    start, lows, highs = today, 0, 0
    ends_high, ends_low, ends_breaks = 0, 0, False
    some = False
    for k in range(begin, event):
        if not (opened[k] and sure[k]):
            continue
        first, last = _bounds(k, today, day, low, high, times, caps, cure, cured, stop_from, stops)
        broken = _breaks(k, today, day, low, high, times, caps, cure, cured, stop_from, stops, principal)
        if some and joins(day[k], lows, highs, ends_breaks):
            lows, highs = max(lows, first), max(highs, last)
            if ends_later(last, first, broken, ends_high, ends_low, ends_breaks):
                ends_high, ends_low, ends_breaks = last, first, broken
        else:
            start, lows, highs, some = day[k], first, last, True
            ends_high, ends_low, ends_breaks = last, first, broken
    return start if some and joins(today, lows, highs, ends_breaks) else today
