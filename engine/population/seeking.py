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
    return first_between(of, low, high, subject)


def span_of(of, subject, start, stop):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    """Where the rows of *subject* begin, and the first after them; *start* and *stop* are those found last."""
    if start < stop and of[start] == subject:
        return start, stop
    start = first_of(of, subject, stop)
    return start, first_of(of, subject + 1, start)


def first_between(values, begin, end, least):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    """The first place from *begin* to *end*, whose *values* are in order, of one not below *least*; else the end."""
    while begin < end:
        middle = (begin + end) // 2
        if values[middle] < least:
            begin = middle + 1
        else:
            end = middle
    return begin
