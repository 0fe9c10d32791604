"""Grounds whose end can be told without the walk: each for itself, or beside others to which nothing happens. Compiled.

Most are of subjects of whom it is so. The others `engine.population.walking` walks over, with the same arithmetic.
"""

from __future__ import annotations

from engine.calendar import moved
from engine.population.happenings import happens
from engine.population.uniting import CURE, PRINCIPAL, REPAIR
from engine.population.walked import ALWAYS, EXTEND, IGNORE, RESTART
from engine.spells.stays import NO_CURE, held_through, prolonged


def open_directly(o, s, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Open what such subjects' openings *o* open, and mark it *done* in *s*; *per_fact*: of a list of single facts."""
    # what is called gets what it needs and no more: each call copies what it is told of every column it is given
    day, repeat, cap, events_from, cure, at_end = o.day, o.repeat, o.cap, o.events_from, o.cure, o.at_end
    apart, begin = not asks_for_others(repeat, cap, o.again_low, per_fact), 0
    while begin < len(day):
        end, plain, settled, capped = begin, True, True, False
        while end < len(day) and o.subject[end] == o.subject[begin]:
            plain = plain and o.unless[end] == ALWAYS and not o.resumes[end] and at_end[end, 0] < 0
            settled = settled and events_from[end] == events_from[end + 1] and cure[end] == NO_CURE
            capped = capped or cap[end, 0] >= 0
            end += 1
        if plain and (apart or end == begin + 1):
            for k in range(begin, end):
                s.done[k], s.opened[k], s.timed[k] = True, True, o.timed[k]
                if cap[k, 0] >= 0:
                    s.cap[k] = moved(day[k], cap[k, 0], cap[k, 1])
                s.low[k], s.high[k], s.cause[k], s.breaks[k] = _ended(
                    day[k], max(o.low[k], day[k]), max(o.high[k], day[k]), o.timed[k], s.cap[k], cure[k],
                    o.principal[k], k, o.within, o.events, events_from[k], events_from[k + 1],
                )  # fmt: skip
        elif plain and settled and not capped and not per_fact:
            _beside_each_other(
                begin, end, day, o.sure, repeat, o.by, o.timed, o.low, o.high, o.again_low, o.again_high,
                s.going, s.opened, s.timed, s.fixed, s.low, s.high,
            )  # fmt: skip
            for k in range(begin, end):
                s.done[k] = True
                if s.opened[k] and o.principal[k] >= 0:
                    s.cause[k], s.breaks[k] = PRINCIPAL, o.principal[k] in (CURE, REPAIR)
        begin = end


def _ended(  # type: ignore[no-untyped-def]  # compiled
    day, low, high, timed, cap, cure, principal, k, within, events, following, end
):
    """After all that happens to ground *k*: the bounds of its last day, what ended it, whether that breaks a stay."""
    cured, stopped, resuming = 0, 0, 0
    for one in range(following, end):
        low, high, cured, stopped, resuming = happens(
            events[one, 0], events[one, 1], events[one, 2], events[one, 3], day, low, high, timed, False, cap,
            cure, cured, stopped, resuming, principal, within[k, 0], within[k, 1], within[k, 2], within[k, 3],
        )  # fmt: skip
    if stopped > 0:
        return stopped, stopped, REPAIR, True
    low, high = held_through(day, low, high, timed, cap, cure, cured)
    by_cure = cured > 0 and high == cured
    if principal >= 0:
        return low, high, CURE if by_cure else PRINCIPAL, principal in (CURE, REPAIR)
    return low, high, CURE if by_cure else 0, by_cure


def asks_for_others(repeat, cap, again_low, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Whether what opens depends on what is held: not where it always begins anew and lasts as long as it may.

    Of a list per fact no ground asks for another, but for what a listing after an earlier one lasts.
    """
    asking = (repeat != RESTART).any() or (cap[:, 0] >= 0).any()
    return (again_low > 0).any() or (asking and not per_fact)


def _beside_each_other(  # type: ignore[no-untyped-def]  # compiled
    begin, end, day, sure, repeat, by, timed, low, high, again_low, again_high,
    going, opened, is_timed, fixed, first, last,
):  # fmt: skip
    """Open day by day, against what is held then: *first* and *last* bound the end of each, *going* are those held."""
    k, count, before = begin, 0, False
    while k < end:
        today, new, held_low, held_high, kept = day[k], k, 0, 0, 0
        for one in range(count):
            other = going[one]
            if last[other] >= today:
                held_low, held_high = max(held_low, first[other]), max(held_high, last[other])
                going[kept] = other
                kept += 1
        count = kept
        while k < end and day[k] == today:
            opened[k], is_timed[k], fixed[k], first[k], last[k] = opening(
                today, held_low, held_high, before, False, repeat[k], by[k, 0], by[k, 1], timed[k],
                low[k], high[k], again_low[k], again_high[k],
            )  # fmt: skip
            k += 1
        for one in range(new, k):
            if not (opened[one] and sure[one]):
                continue
            if repeat[one] == EXTEND:  # what ends no later no longer matters beside it
                kept = 0
                for place in range(count):
                    other = going[place]
                    if first[other] > first[one] or last[other] > last[one]:
                        going[kept] = other
                        kept += 1
                count = kept
            going[count], count, before = one, count + 1, True


def opening(  # type: ignore[no-untyped-def]  # compiled
    today, held_low, held_high, before, per_fact, repeat, months, days, timed, low, high, again_low, again_high
):
    """Whether something opens *today*, has a period, keeps it whatever later law says, and the bounds of that."""
    held = held_high > 0
    repeats, fixed = held and not per_fact, False
    if repeats and repeat == IGNORE:
        return False, False, False, 0, 0
    if repeats and repeat == EXTEND:
        low, high = prolonged(today, held_low, held_high, months, days)
        timed, fixed = True, True
    elif again_low > 0 and timed and not held and before:
        low, high, fixed = again_low, again_high, True
    return True, timed, fixed, max(low, today), max(high, today)
