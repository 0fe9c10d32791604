"""The days on which conditions may change their truth, of many subjects at once: `engine.change_days` over columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER, Period, add, ordinal
from engine.change_days import law_changes
from engine.compile.nodes import AggregateNode, GradeNode, ListedNode, Node, SubjectNode, parts
from engine.dossier import PROFILE
from engine.population.attributes import SINCE
from engine.population.columns import NO_DAY, Days, distinct
from engine.population.compiled import compiled
from engine.population.conditions import Conditions
from engine.population.days import held_from
from engine.population.seeking import first_between, span_of
from engine.population.timelines import rows_of

_YEARS = (1900, 2200)


class Changes(NamedTuple):
    """Days of each *subject*, in order, each once."""

    subject: Days
    day: Days


def changes(
    nodes: Sequence[Node],
    conditions: Conditions,
    subjects: Days,
    everyones: Iterable[int] = (),
    types: Iterable[str] = (),
    more: Iterable[tuple[Days, Days]] = (),
) -> Changes:
    """The days on which one of *nodes* may change for each of *subjects*, who are in order.

    From each's first day through the last day asked about, both of which are among them; also the days *everyones*,
    those of the facts of *types*, and *more* of some subjects.
    """
    dossiers = conditions.dossiers
    found = [
        *more,
        *(one for name in types for one in days_of(conditions, name, subjects)),
        (subjects, dossiers.first_day[subjects]),
        (subjects, np.full(len(subjects), dossiers.as_of, np.int32)),
    ]
    everyone = {*everyones, *(day for node in nodes for day in law_changes(node))}
    for part in (part for node in nodes for part in parts(node)):
        found += _of(part, conditions, subjects)
        if isinstance(part, AggregateNode):
            everyone |= _of_sources(part, conditions)
            if part.since == "year":
                everyone |= {ordinal(year, 1, 1) for year in range(*_YEARS)}
    for one in everyone:
        if one <= dossiers.as_of:
            found.append((subjects, np.full(len(subjects), one, np.int32)))
    subject, day = (np.concatenate([pair[n] for pair in found]) for n in (0, 1))
    inside = (day >= dossiers.first_day[subject]) & (day <= dossiers.as_of)
    return each_once(subject[inside], day[inside])


def each_once(subject: Days, day: Days) -> Changes:
    """Each *day* of each *subject* once, in order."""
    keys = (subject.astype(np.int64) << 32) | day
    keys.sort()
    keys = distinct(keys)
    return Changes((keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32))


def _of(node: Node, conditions: Conditions, subjects: Days) -> Iterator[tuple[Days, Days]]:
    match node:
        case AggregateNode():
            for name in node.facts:
                for subject, day in days_of(conditions, name, subjects):
                    yield subject, day
                    yield subject, day + np.int32(1)
                    if node.within is not None:
                        yield subject, held_from(day, node.within)
        case ListedNode():
            for policy in node.policies:
                if policy not in conditions.lists:
                    continue
                one = conditions.lists[policy]
                for stretches in (one.certain, one.possible):
                    rows = rows_of(stretches.subject, subjects)
                    subject = stretches.subject[rows]
                    yield subject, stretches.start[rows]
                    yield subject, np.minimum(stretches.last[rows], FOREVER - 1) + np.int32(1)
                    if node.period is not None:
                        yield subject, held_from(stretches.start[rows], node.period)
        case GradeNode() if node.policy in conditions.grades:
            yield from conditions.grades[node.policy].changes(subjects)
        case SubjectNode():
            yield from days_of(conditions, PROFILE, subjects)
            if node.field.name in SINCE:
                yield from _birthdays(SINCE[node.field.name], conditions, subjects)


def days_of(conditions: Conditions, type_: str, subjects: Days) -> Iterator[tuple[Days, Days]]:
    """Subject and day of the facts of a type about *subjects*."""
    table = conditions.dossiers.of_type(type_)
    if table is not None:
        rows = rows_of(table.subject, subjects)
        yield table.subject[rows], table.day[rows]


def _birthdays(name: str, conditions: Conditions, subjects: Days) -> Iterator[tuple[Days, Days]]:
    """The days on which so many years are full since whatever *name* was ever said to be."""
    dossiers = conditions.dossiers
    told = [(subjects, dossiers.population.attributes[name].values[subjects])]
    profiles = dossiers.of_type(PROFILE)
    if profiles is not None:
        rows = rows_of(profiles.subject, subjects)
        told.append((profiles.subject[rows], profiles.field(name).values[rows]))
    subject, since = (np.concatenate([one[n] for one in told]) for n in (0, 1))
    known = since != NO_DAY
    subject, since = subject[known], since[known]
    yield subject, since
    count = 0
    while len(since):
        full = held_from(since, Period(count, "years"))
        going = full <= dossiers.as_of
        subject, since = subject[going], since[going]
        yield subject, full[going]
        count += 1


def _of_sources(node: AggregateNode, conditions: Conditions) -> set[int]:
    found: set[int] = set()
    for name in node.facts:
        for first, last in conditions.dossiers.program.fact_types[name].sources:
            found |= {first, min(last, FOREVER - 1) + 1}
            if node.within is not None:
                found.add(add(max(first - 1, 1), node.within) + 1)
    return found


def each_after(subject: Days, since: Days, days: Changes) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each row of *subject* with each of its *days* from that of *since* on: the numbers of both, in order."""
    begin, count = np.zeros(len(subject), np.int64), np.zeros(len(subject), np.int64)
    compiled(_span)(subject, since, days.subject, days.day, begin, count)
    rows = np.repeat(np.arange(len(subject)), count)
    return rows, np.repeat(begin - (np.cumsum(count) - count), count) + np.arange(count.sum())


def _span(subject, since, of, day, begin, count):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    start, stop = 0, 0
    for row in range(len(subject)):
        start, stop = span_of(of, subject[row], start, stop)
        begin[row] = first_between(day, start, stop, since[row])
        count[row] = stop - begin[row]
