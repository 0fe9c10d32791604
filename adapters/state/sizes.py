"""How large lists were: on some days gone by how many stood on each, as it is known now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, func, select

from adapters.database.tables.state import change, pass_, stay
from adapters.state.rows import SPELL

_EVER: Final = "9999-12-31"
Days = tuple[str, str]
"""The first and the last day of a stretch."""


def sizes(connection: Connection, policies: Collection[str], days: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """How many stood on each list of *policies* on each of *days*, which rise; each is counted once a day."""
    rows = (
        select(stay.c.policy, stay.c.subject, stay.c.start, func.coalesce(stay.c.last, _EVER).label("last"))
        .where(stay.c.sort == SPELL, stay.c.policy.in_(policies), stay.c.start <= days[-1])
        .where(func.coalesce(stay.c.last, _EVER) >= days[0])
        .order_by(stay.c.policy, stay.c.subject, stay.c.start)
        .execution_options(yield_per=10_000)
    )
    found = {policy: (0,) * len(days) for policy in policies}
    with connection.execute(rows) as stays:
        for policy, its in groupby(stays, key=attrgetter("policy")):
            by_subject = (own for _, own in groupby(its, key=attrgetter("subject")))
            found[policy] = _counted((one for own in by_subject for one in _apart(own)), days)
    return found


def latest(connection: Connection) -> tuple[int, int]:
    """What changes when anybody's standing does, or all are judged anew."""
    numbers = (select(func.max(table.c.number)) for table in (change, pass_))
    first, second = (connection.scalar(one) or 0 for one in numbers)
    return first, second


def _apart(stays: Iterable[Any]) -> Iterator[Days]:
    """The days of *stays* of one subject, in the order they start; those that overlap are put together."""
    first, until = "", ""
    for one in stays:
        if one.start > until:
            if first:
                yield first, until
            first = one.start
        until = max(until, one.last)
    if first:
        yield first, until


def _counted(stays: Iterable[Days], days: Sequence[str]) -> tuple[int, ...]:
    """How many of *stays* cover each of *days*."""
    steps = [0] * (len(days) + 1)
    for start, last in stays:
        steps[bisect_left(days, start)] += 1
        steps[bisect_right(days, last)] -= 1
    running, found = 0, []
    for step in steps[:-1]:
        running += step
        found.append(running)
    return tuple(found)
