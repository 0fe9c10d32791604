"""The grounds of subjects to whom nothing happens: no cure, no repair, no later law, no decision. Compiled.

Only what opens beside a ground can move its end, so it is known as soon as all have opened. Of most subjects it is so;
`engine.population.walking` walks over the openings of the others, with the same arithmetic.
"""

from __future__ import annotations

from engine.calendar import moved
from engine.population.uniting import CURE, PRINCIPAL, REPAIR
from engine.population.walked import ALWAYS, EXTEND, IGNORE, RESTART
from engine.spells.stays import NO_CURE, held_through, prolonged


def open_unmoved(o, s, per_fact):  # type: ignore[no-untyped-def]  # compiled
    """Open what such subjects' openings *o* open, and mark it *done* in *s*; *per_fact*: of a list of single facts."""
    # what is called gets the few columns it needs: each call copies what it is told of all it is given
    day, repeat, cap, events_from, cure, at_end = o.day, o.repeat, o.cap, o.events_from, o.cure, o.at_end
    apart, begin = not asks_for_others(repeat, cap, o.again_low, per_fact), 0
    while begin < len(day):
        end, unmoved, capped = begin, True, False
        while end < len(day) and o.subject[end] == o.subject[begin]:
            unmoved = unmoved and o.unless[end] == ALWAYS and not o.resumes[end]
            unmoved = (
                unmoved and events_from[end] == events_from[end + 1] and cure[end] == NO_CURE and at_end[end, 0] < 0
            )
            capped = capped or cap[end, 0] >= 0
            end += 1
        if not unmoved:
            begin = end
            continue
        if apart or end == begin + 1:
            for k in range(begin, end):
                s.opened[k], s.timed[k] = True, o.timed[k]
                if cap[k, 0] >= 0:
                    s.cap[k] = moved(day[k], cap[k, 0], cap[k, 1])
                s.low[k], s.high[k] = held_through(day[k], o.low[k], o.high[k], o.timed[k], s.cap[k], NO_CURE, 0)
        elif not capped and not per_fact:
            _beside_each_other(
                begin, end, day, o.sure, repeat, o.by, o.timed, o.low, o.high, o.again_low, o.again_high,
                s.going, s.opened, s.timed, s.fixed, s.low, s.high,
            )  # fmt: skip
        else:
            begin = end
            continue
        for k in range(begin, end):
            s.done[k] = True
            if s.opened[k] and o.principal[k] >= 0:
                s.cause[k], s.breaks[k] = PRINCIPAL, o.principal[k] in (CURE, REPAIR)
        begin = end


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
