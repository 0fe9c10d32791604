"""The walk over what is not yet done of the openings of one list, by subject and day: how each ground ends. Compiled.

*o* are the `Openings`, *s* is what has become of each so far, a `Walked`, and *a* are `Answers`. The arithmetic is that
of `engine.spells.stays`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.calendar import FOREVER, moved
from engine.population.directly import asks_for_others, opening
from engine.population.happenings import ANEW, CUT, OLD_END, REMAINDER, happens
from engine.population.truths import FALSE, TRUE
from engine.population.uniting import CURE, PRINCIPAL, REPAIR
from engine.population.walked import ALWAYS, EXTEND, UNLESS_ANY
from engine.spells.stays import NO_CURE, ends_later, held_through, joins

_NONE: Final = 1 << 62
"""More than there are decisions."""


def walk(o, s, a, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Open what opens on each day against the list as it stood the day before; then see how each ground ends."""
    looked_at = asks_for_others(o.repeat, o.cap, o.again_low, per_fact)
    begin = 0
    while begin < len(o.subject):
        if s.done[begin]:
            begin += 1
            continue
        event, going, before = begin, 0, False
        while event < len(o.subject) and o.subject[event] == o.subject[begin]:
            after = event
            while after < len(o.subject) and o.subject[after] == o.subject[begin] and o.day[after] == o.day[event]:
                after += 1
            going = _day(begin, event, after, going, before, o, s, a, per_fact)
            for k in range(event, after):
                if looked_at and s.opened[k] and o.sure[k]:
                    if o.repeat[k] == EXTEND and _is_settled(k, o):
                        going = _outlasting(k, going, o, s)
                    s.going[going], before = k, True
                    going += 1
            event = after
        begin = event
    for k in range(len(o.subject)):
        if s.opened[k] and not s.done[k]:
            _advance(k, FOREVER, o, s, a)
            _, last = _bounds(k, o, s)
            if s.stopped[k] > 0:
                s.cause[k] = REPAIR
            elif s.cured[k] > 0 and last == s.cured[k]:
                s.cause[k] = CURE
            elif o.principal[k] >= 0:
                s.cause[k] = PRINCIPAL
            s.breaks[k] = _breaks(k, o, s)
            s.low[k], s.high[k] = _bounds(k, o, s)


def _is_settled(k, o):  # type: ignore[no-untyped-def]  # compiled
    """Whether nothing that comes can move the end of ground *k*."""
    return o.events_from[k] == o.events_from[k + 1] and o.cure[k] == NO_CURE and o.at_end[k, 0] < 0


def _outlasting(k, count, o, s):  # type: ignore[no-untyped-def]  # compiled
    """How many of so many grounds that go on may do so longer than *k*: only they still matter beside it."""
    first, last = _bounds(k, o, s)
    going = 0
    for one in range(count):
        other = s.going[one]
        low, high = _bounds(other, o, s)
        if low > first or high > last or not _is_settled(other, o):
            s.going[going] = other
            going += 1
    return going


def _day(begin, event, after, count, before, o, s, a, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Open those from *event* to *after*, all of one day; how many of so many sure grounds that go on still do.

    *begin* is the subject's first; *before*: a ground of it had opened.
    """
    today = o.day[event]
    held_low, held_high, going = 0, 0, 0
    for one in range(count):
        k = s.going[one]
        _advance(k, today, o, s, a)
        first, last = _bounds(k, o, s)
        if last >= today:
            held_low, held_high = max(held_low, first), max(held_high, last)
            s.going[going] = k
            going += 1
    for k in range(event, after):
        if o.resumes[k] and _resume(k, begin, event, o, s, a, per_fact):
            first, last = _bounds(k, o, s)
            held_low, held_high = max(held_low, first), max(held_high, last)
    for k in range(event, after):
        if o.unless[k] == ALWAYS and not o.resumes[k]:
            _open(k, begin, event, held_low, held_high, before, o, s, per_fact)
    turn, following = -1, 0
    while following < _NONE:  # decision by decision: what one opens, the next finds held
        following = _NONE
        for k in range(event, after):
            if o.unless[k] != ALWAYS and turn < o.order[k] < following:
                following = o.order[k]
        for k in range(event, after):
            if o.unless[k] != ALWAYS and o.order[k] == following and not _is_held(k, begin, after, o, s, a):
                _open(k, begin, event, held_low, held_high, before, o, s, per_fact)
        turn = following
    return going


def _resume(k, begin, event, o, s, a, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Let *k* go on in the place of the ground of its line, if the repair of that is undone; whether it does."""
    day = o.day[k]
    for one in range(begin, event):
        if o.line[one] != o.line[k] or not s.opened[one] or s.undone[one]:
            continue
        _advance(one, day, o, s, a)
        stopped = s.stopped[one]
        if stopped == 0:
            continue
        s.undone[one] = True
        low, high, cap = s.low[one], s.high[one], s.cap[one]
        s.fixed[k], s.timed[k], s.cured[k] = s.fixed[one], s.timed[one], s.cured[one]
        if s.resuming[one] == REMAINDER:
            low, high, cap = _moved(low, stopped, day), _moved(high, stopped, day), _moved(cap, stopped, day)
            s.fixed[k] = True
        elif s.resuming[one] == ANEW and o.principal[one] < 0:
            low, high, cap = o.low[k], o.high[k], _cap(k, begin, event, o, s, per_fact)
        elif s.resuming[one] == OLD_END:
            _, last = held_through(o.day[one], low, high, s.timed[one], cap, o.cure[one], s.cured[one])
            if last < day:
                return False
        s.opened[k], s.low[k], s.high[k], s.cap[k] = True, max(low, day), max(high, day), cap
        return True
    return False


def _moved(last, ended, resumes):  # type: ignore[no-untyped-def]  # compiled
    """The day that is as long after *resumes* as *last* is after *ended*."""
    return last if last >= FOREVER else min(resumes + max(last - ended, 0), FOREVER)


def _cap(k, begin, event, o, s, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """The last day that `at_most` leaves what opens as *k*."""
    if o.cap[k, 0] < 0:
        return FOREVER
    since = o.day[k] if per_fact else _stay_start(begin, event, o.day[k], o, s)
    return moved(since, o.cap[k, 0], o.cap[k, 1])


def _is_held(k, begin, after, o, s, a):  # type: ignore[no-untyped-def]  # compiled
    """Whether the decision that would open *k* finds held already what it means."""
    for one in range(begin, after):
        if not (s.opened[one] and o.sure[one] and (o.day[one] < o.day[k] or o.order[one] < o.order[k])):
            continue
        if o.unless[k] == UNLESS_ANY or o.name[one] == o.name[k]:
            _advance(one, o.day[k], o, s, a)
            _, last = _bounds(one, o, s)
            if last >= o.day[k]:
                return True
    return False


def _open(k, begin, event, held_low, held_high, before, o, s, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Open *k* beside what is held through *held_high*, 0 where nothing is; *before*: something had opened."""
    s.opened[k], s.timed[k], s.fixed[k], s.low[k], s.high[k] = opening(
        o.day[k], held_low, held_high, before, per_fact, o.repeat[k], o.by[k, 0], o.by[k, 1], o.timed[k],
        o.low[k], o.high[k], o.again_low[k], o.again_high[k],
    )  # fmt: skip
    if s.opened[k]:
        s.cap[k] = _cap(k, begin, event, o, s, per_fact)


def _advance(k, today, o, s, a):  # type: ignore[no-untyped-def]  # compiled
    """What happens to ground *k* before anything opens *today*: what is of that day's law does."""
    while True:
        one = s.next[k]
        comes = one < o.events_from[k + 1] and (
            o.events[one, 0] < today or (o.events[one, 0] == today and o.events[one, 1] <= CUT)
        )
        limit = o.events[one, 0] if comes else today
        if o.at_end[k, 0] >= 0 and s.low[k] == s.high[k] and s.looked[k] < s.low[k] < limit and s.low[k] <= a.as_of:
            _prolong(k, o, s, a)
        elif comes:
            _happens(k, o.events[one], o, s)
            s.next[k] += 1
        else:
            return


def _prolong(k, o, s, a):  # type: ignore[no-untyped-def]  # compiled
    """Prolong the period of ground *k*, which has come to its end, if what it says of that holds, or may (S16)."""
    day = s.low[k]
    s.looked[k] = day
    _, last = _bounds(k, o, s)
    if last < day or s.stopped[k] > 0 or o.principal[k] >= 0 or (s.cured[k] > 0 and last == s.cured[k]):
        return
    key = (np.int64(k) << 32) | day
    place = np.searchsorted(a.keys, key)
    if place == len(a.keys) or a.keys[place] != key:
        s.asks[k] = day if s.asks[k] == 0 else s.asks[k]
        return
    longer = moved(day, o.at_end[k, 0], o.at_end[k, 1])
    if a.truths[place] == TRUE:
        s.low[k] = longer
    if a.truths[place] != FALSE:
        s.high[k] = longer


def _happens(k, event, o, s):  # type: ignore[no-untyped-def]  # compiled
    low, high = s.low[k], s.high[k]
    s.low[k], s.high[k], s.cured[k], s.stopped[k], s.resuming[k] = happens(
        event[0], event[1], event[2], event[3], o.day[k], low, high, s.timed[k], s.fixed[k], s.cap[k],
        o.cure[k], s.cured[k], s.stopped[k], s.resuming[k], o.principal[k],
        o.within[k, 0], o.within[k, 1], o.within[k, 2], o.within[k, 3],
    )  # fmt: skip
    if event[1] == CUT and (s.low[k] != low or s.high[k] != high):
        s.looked[k] = 0


def _bounds(k, o, s):  # type: ignore[no-untyped-def]  # compiled
    """The last day of a ground, at least and at most, as it stands."""
    if s.stopped[k] > 0:
        return s.stopped[k], s.stopped[k]
    return held_through(o.day[k], s.low[k], s.high[k], s.timed[k], s.cap[k], o.cure[k], s.cured[k])


def _breaks(k, o, s):  # type: ignore[no-untyped-def]  # compiled
    """Whether its end, as it stands, is that of a cure or repair."""
    if s.stopped[k] > 0:
        return True
    if o.principal[k] >= 0:
        return o.principal[k] in (CURE, REPAIR)
    _, last = _bounds(k, o, s)
    return s.cured[k] > 0 and last == s.cured[k]


def _stay_start(begin, event, today, o, s):  # type: ignore[no-untyped-def]  # compiled
    """The first day of the stay that what opens *today* is part of, beside what has opened before."""
    start, lows, highs = today, 0, 0
    ends_high, ends_low, ends_breaks = 0, 0, False
    some = False
    for k in range(begin, event):
        if not (s.opened[k] and o.sure[k]):
            continue
        first, last = _bounds(k, o, s)
        broken = _breaks(k, o, s)
        if some and joins(o.day[k], lows, highs, ends_breaks):
            lows, highs = max(lows, first), max(highs, last)
            if ends_later(last, first, broken, ends_high, ends_low, ends_breaks):
                ends_high, ends_low, ends_breaks = last, first, broken
        else:
            start, lows, highs, some = o.day[k], first, last, True
            ends_high, ends_low, ends_breaks = last, first, broken
    return start if some and joins(today, lows, highs, ends_breaks) else today
