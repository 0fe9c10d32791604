"""Where a subject's rows begin in columns that are in order of subject: quick for subjects who come in order too.

Compiled; for calls from what is compiled only.
"""

from __future__ import annotations


def first_of(of, subject, near):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    """The first place of *of* that is not below *subject*; the less is to do, the less far it is from *near*."""
    low, high = 0, len(of)
    if near < high and of[near] < subject:
        low, step = near + 1, 1
        while low + step < high and of[low + step] < subject:
            low += step
            step *= 2
        high = min(high, low + step)
    elif near > 0 and of[near - 1] < subject:
        return near
    else:
        high = min(high, near)
    while low < high:
        middle = (low + high) // 2
        if of[middle] < subject:
            low = middle + 1
        else:
            high = middle
    return low


def from_day(day, begin, end, first):  # type: ignore[no-untyped-def]  # compiled
    """The first place from *begin* to *end*, whose days are in order, of a day not before *first*; else the end."""
    while begin < end:
        middle = (begin + end) // 2
        if day[middle] < first:
            begin = middle + 1
        else:
            end = middle
    return begin
