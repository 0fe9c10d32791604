"""What the hand-written forty are made of, as machine code: filter, window, watch, fold and monthly count."""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np

EXPIRY, CURE, REPAIR = 0, 1, 2
FIRST: Final = 693_000
"""The day tables of days begin with; it lies in 1898."""


def _machine(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


@_machine
def standing_of(revocation, target, alive, groups, starts, recorded, as_of, known_at, day, stands):  # type: ignore[no-untyped-def]
    """Which facts stand: in time, not revoked, of one identity the latest."""
    for row in range(len(day)):
        stands[row] = day[row] <= as_of and recorded[row] <= known_at
    for one in range(len(target)):
        if alive[revocation[one]]:
            stands[target[one]] = False
    for one in range(len(starts) - 1):
        kept = -1
        for place in range(starts[one], starts[one + 1]):
            if stands[groups[place]]:
                kept = groups[place]
        for place in range(starts[one], starts[one + 1]):
            stands[groups[place]] = groups[place] == kept


@_machine
def passing(rows, stands, subject, day, amount, since, limits, kind, allowed, profiled, at, told_on, told, out):  # type: ignore[no-untyped-def]
    """The *rows* that stand, of a kind *allowed*, with an amount of at least the limit of the day; how many."""
    count = 0
    tested = len(limits) > 0
    for row in rows:
        if not stands[row]:
            continue
        whose = subject[row]
        today = day[row]
        is_now = kind[whose]
        if profiled[whose]:
            place = np.searchsorted(at, whose, side="right") - 1
            while place >= 0 and at[place] == whose:
                if told_on[place] <= today and told[place] >= 0:
                    is_now = told[place]
                    break
                place -= 1
        if not allowed[is_now + 1]:
            continue
        if tested:
            which = len(since) - 1
            while which >= 0 and since[which] > today:
                which -= 1
            if which < 0 or amount[row] < limits[which]:
                continue
        out[count] = row
        count += 1
    return count


@_machine
def repeated(rows, stands, subject, day, window, least, fires):  # type: ignore[no-untyped-def]
    """Mark in *fires* the *rows* with at least so many that stand in their window, themselves and their day's too."""
    first, counted = 0, 0
    after = 0
    total = len(rows)
    for place in range(total):
        row = rows[place]
        whose, today = subject[row], day[row]
        if place == 0 or subject[rows[place - 1]] != whose:
            first, after, counted = place, place, 0
        while after < total and subject[rows[after]] == whose and day[rows[after]] <= today:
            counted += stands[rows[after]]
            after += 1
        while first < after and window[day[rows[first]] - FIRST] < today:
            counted -= stands[rows[first]]
            first += 1
        fires[row] = counted >= least


@_machine
def watched(rows, subject, day, listed, starts, start, last, out):  # type: ignore[no-untyped-def]
    """Those of *rows* whose subject is on one of the lists on their day; how many."""
    count = 0
    for row in rows:
        whose = subject[row]
        if not listed[whose]:
            continue
        today = day[row]
        for one in range(starts[whose], starts[whose + 1]):
            if start[one] <= today <= last[one]:
                out[count] = row
                count += 1
                break
    return count


@_machine
def gathered(subject, start, last, number, starts, at, begin, end):  # type: ignore[no-untyped-def]
    """Spells of several lists by subject: those of *n* from `starts[n]` on (a counting sort)."""
    for whose in subject:
        starts[whose + 1] += 1
    for whose in range(number):
        starts[whose + 1] += starts[whose]
        at[whose] = starts[whose]
    for one in range(len(subject)):
        place = at[subject[one]]
        begin[place], end[place] = start[one], last[one]
        at[subject[one]] += 1


@_machine
def folded(  # type: ignore[no-untyped-def]
    rows, subject, day, period, extension, commitment_from, commitments, stop_from, stops,
    opened, ends, raw, why, whose, start, last, cause, first,
):  # fmt: skip
    """Grounds and spells of what fires in *rows*; how many spells."""
    cured, repaired, extends = len(commitment_from) > 0, len(stop_from) > 0, len(extension) > 0
    total, spells, begin = len(rows), 0, 0
    while begin < total:
        who = subject[rows[begin]]
        end = begin
        while end < total and subject[rows[end]] == who:
            end += 1
        event = begin
        mine = spells
        while event < end:
            today = day[rows[event]]
            after = event
            while after < end and day[rows[after]] == today:
                after += 1
            held = 0
            if extends:
                for k in range(event - 1, begin - 1, -1):
                    until = ends[k] if ends[k] < today else raw[k]
                    held = max(held, until)
            for k in range(event, after):
                opened[k] = today
                until = extension[held - FIRST] if held >= today else period[today - FIRST]
                raw[k] = ends[k] = until
                why[k] = EXPIRY
                if cured:
                    for one in range(commitment_from[who], commitment_from[who + 1]):
                        if commitments[one] >= today:
                            if commitments[one] <= until:
                                ends[k], why[k] = commitments[one], CURE
                            break
                if repaired:
                    for one in range(stop_from[k], stop_from[k + 1]):
                        if stops[one] <= until:
                            ends[k], why[k] = stops[one], REPAIR
                            break
                one = spells - 1
                broken = spells > mine and cause[one] != EXPIRY
                if spells > mine and (today <= last[one] or (today == last[one] + 1 and not broken)):
                    if ends[k] > last[one] or (ends[k] == last[one] and cause[one] == EXPIRY):
                        last[one], cause[one] = ends[k], why[k]
                else:
                    whose[spells], start[spells], last[spells] = who, today, ends[k]
                    cause[spells], first[spells] = why[k], rows[k]
                    spells += 1
            event = after
        begin = end
    return spells


@_machine
def monthly(start, last, ends, found):  # type: ignore[no-untyped-def]
    """How many of the spells are running on each of *ends*, which are in order; *found* has one place more."""
    for one in range(len(start)):
        found[np.searchsorted(ends, start[one])] += 1
        found[np.searchsorted(ends, last[one], side="right")] -= 1
    for place in range(1, len(found)):
        found[place] += found[place - 1]
