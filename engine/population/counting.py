"""The number an aggregate makes of facts, between bounds, at many moments at once (S5, S10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.nodes import AggregateNode
from engine.population.columns import ABSENT, Column, Days, Ints
from engine.population.compiled import compiled
from engine.population.left import NotInColumns
from engine.population.seeking import first_between, span_of
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths
from engine.truth import IntSet, PartlyKnown

_OPERATIONS: Final = ("count", "sum", "max", "distinct")
_COUNT, _SUM, _GREATEST, _DISTINCT = range(4)
"""The numbers of the operations."""


@dataclass(frozen=True, eq=False)
class Counted:
    """The facts an aggregate may count, of all types it pools, in order of subject and day.

    *sure* where they pass its filter for sure; *value* that of
    its field, `ABSENT` where missing; *same* those that must equal the trigger's, a column each.
    """

    subject: Days
    day: Days
    sure: NDArray[np.bool_]
    value: Ints
    same: tuple[Ints, ...]


@dataclass(frozen=True, eq=False)
class Asked:
    """Of each moment: whose facts, from which day to which, like which *same* values.

    None count where *first* comes after *last*; *whole*: no others can have been missed. Of those that count the
    earliest is sought from *floor* on.
    """

    subject: Days
    first: Ints
    last: Ints
    same: tuple[Ints, ...]
    whole: NDArray[np.bool_]
    floor: Days


@dataclass(frozen=True, eq=False)
class Gathered:
    """Bounds of each number, `ABSENT` where there is none, how many facts count for sure, and perhaps.

    *earliest* is the day of the first that does for sure, *perhaps* whether one may from the floor on.
    """

    low: Ints
    high: Ints
    sure: Ints
    unsure: Ints
    earliest: Days
    perhaps: NDArray[np.bool_]


def gathered(node: AggregateNode, counted: Counted, asked: Asked) -> Gathered:
    """What *node* makes of the facts *counted*, as *asked*."""
    signed = node.field is not None and node.field.signed
    return _gathered(_OPERATIONS.index(node.operation), counted, asked, signed=signed)


def how_many(counted: Counted, subject: Days, first: Days, last: Days, same: tuple[Ints, ...]) -> Ints:
    """How many of the facts *counted* there may be of each *subject* from *first* to *last* day, like *same*."""
    whole = np.ones(len(subject), np.bool_)
    asked = Asked(subject, first.astype(np.int64), last.astype(np.int64), same, whole, first)
    found = _gathered(_COUNT, counted, asked, signed=False)
    return found.sure + found.unsure


def _gathered(operation: int, counted: Counted, asked: Asked, *, signed: bool) -> Gathered:
    rows = len(asked.subject)
    low, high, sure, unsure = (np.zeros(rows, np.int64) for _ in range(4))
    earliest, perhaps = np.zeros(rows, np.int32), np.zeros(rows, np.bool_)
    same = np.stack(counted.same) if counted.same else np.empty((0, len(counted.subject)), np.int64)
    wanted = np.stack(asked.same) if asked.same else np.empty((0, rows), np.int64)
    if operation == _COUNT and not len(same):
        compiled(_count)(
            counted.subject, counted.day, counted.sure,
            asked.subject, asked.first, asked.last, asked.whole, asked.floor,
            low, high, sure, unsure, earliest, perhaps,
        )  # fmt: skip
        return Gathered(low, high, sure, unsure, earliest, perhaps)
    compiled(_gather)(
        operation, signed,
        counted.subject, counted.day, counted.sure, counted.value, same,
        asked.subject, asked.first, asked.last, wanted, asked.whole, asked.floor,
        low, high, sure, unsure, earliest, perhaps,
    )  # fmt: skip
    return Gathered(low, high, sure, unsure, earliest, perhaps)


def _count(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    of, day, certain, subject, first, last, whole, floor, low, high, sure, unsure, earliest, perhaps
):
    """The same, of a count of facts that need not be like the trigger: by how many there are up to each."""
    facts = len(of)
    up_to = np.zeros(facts + 1, np.int64)
    following = np.full(facts + 1, facts, np.int64)  # the next fact from each on that counts for sure
    for place in range(facts):
        up_to[place + 1] = up_to[place] + (1 if certain[place] else 0)
    for place in range(facts - 1, -1, -1):
        following[place] = place if certain[place] else following[place + 1]
    start, stop = 0, 0
    for row in range(len(subject)):
        start, stop = span_of(of, subject[row], start, stop)
        begin = first_between(day, start, stop, first[row])
        end = first_between(day, begin, stop, last[row] + 1)
        wanted = first_between(day, begin, end, floor[row])
        sure[row] = up_to[end] - up_to[begin]
        unsure[row] = end - begin - sure[row]
        low[row] = sure[row]
        high[row] = end - begin if whole[row] else ABSENT
        if following[wanted] < end:
            earliest[row] = day[following[wanted]]
        perhaps[row] = end - wanted > up_to[end] - up_to[wanted]


def _gather(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    operation, signed,
    of, day, certain, value, same,
    subject, first, last, wanted, whole, floor,
    low, high, sure, unsure, earliest, perhaps,
):  # fmt: skip
    start, stop = 0, 0
    for row in range(len(subject)):
        start, stop = span_of(of, subject[row], start, stop)
        end = stop
        begin = place = first_between(day, start, end, first[row])
        least, most = 0, 0
        least_open, most_open = False, False
        known, possible_least, possible_most = ABSENT, ABSENT, ABSENT
        n_sure, n_unsure, n_missing_sure, n_missing = 0, 0, 0, 0
        while place < end and day[place] <= last[row]:
            truth = 1 if certain[place] else 3
            for one in range(len(wanted)):
                if same[one, place] == ABSENT or wanted[one, row] == ABSENT:
                    truth = 3
                elif same[one, place] != wanted[one, row]:
                    truth = 2
                    break
            if truth != 2:
                worth = value[place]
                if truth == 1:
                    n_sure += 1
                    if earliest[row] == 0 and day[place] >= floor[row]:
                        earliest[row] = day[place]
                else:
                    n_unsure += 1
                    perhaps[row] = perhaps[row] or day[place] >= floor[row]
                if operation == _SUM:
                    if worth == ABSENT:
                        least_open, most_open = least_open or signed, True
                    elif truth == 1:
                        least, most = least + worth, most + worth
                    else:
                        least, most = least + min(0, worth), most + max(0, worth)
                elif operation == _GREATEST:
                    if worth == ABSENT:
                        n_missing += 1
                        n_missing_sure += 1 if truth == 1 else 0
                    else:
                        if truth == 1 and (known == ABSENT or worth > known):
                            known = worth
                        if possible_least == ABSENT or worth < possible_least:
                            possible_least = worth
                        if possible_most == ABSENT or worth > possible_most:
                            possible_most = worth
                elif operation == _DISTINCT and worth == ABSENT:
                    n_missing += 1
            place += 1
        sure[row], unsure[row] = n_sure, n_unsure
        if operation == _COUNT:
            low[row] = n_sure
            high[row] = n_sure + n_unsure if whole[row] else ABSENT
        elif operation == _SUM:
            low[row] = ABSENT if least_open or (signed and not whole[row]) else least
            high[row] = ABSENT if most_open or not whole[row] else most
        elif operation == _GREATEST:
            bottom = ABSENT if signed else 0
            if n_sure > 0:
                low[row] = known if known != ABSENT else bottom
            elif not whole[row]:
                low[row] = bottom
            else:
                low[row] = possible_least if n_missing == 0 and possible_least != ABSENT else bottom
            high[row] = ABSENT if n_missing > 0 or not whole[row] else possible_most
        else:
            n_known, n_all = 0, 0
            for one in range(begin, place):
                here = _distinct(one, begin, of, day, certain, value, same, first[row], last[row], wanted[:, row])
                n_known += here == 2
                n_all += here >= 1
            low[row] = max(n_known, 1 if n_sure > 0 else 0)
            high[row] = n_all + n_missing if whole[row] else ABSENT


def _distinct(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    place, begin, of, day, certain, value, same, first, last, wanted
):
    """Of a value that counts: 2 where it is the first sure one, 1 where the first of a value that is never sure."""
    truth = _truth(place, day, certain, same, first, last, wanted)
    if truth == 0 or value[place] == ABSENT:
        return 0
    other = begin
    first_sure, sure_anywhere, first_any = True, False, True
    while other < len(of) and of[other] == of[begin]:
        if value[other] == value[place]:
            also = _truth(other, day, certain, same, first, last, wanted)
            if also == 2:
                sure_anywhere = True
                first_sure = first_sure and other >= place
            if also > 0 and other < place:
                first_any = False
        other += 1
    if sure_anywhere:
        return 2 if truth == 2 and first_sure else 0
    return 1 if first_any else 0


def _truth(place, day, certain, same, first, last, wanted):  # type: ignore[no-untyped-def]  # compiled
    """2 where a fact counts for sure, 1 perhaps, 0 not."""
    if not first <= day[place] <= last:
        return 0
    truth = 2 if certain[place] else 1
    for one in range(len(wanted)):
        if same[one, place] == ABSENT or wanted[one] == ABSENT:
            truth = 1
        elif same[one, place] != wanted[one]:
            return 0
    return truth


def over(domain: IntSet | PartlyKnown, low: Ints, high: Ints) -> Truths:
    """Whether every number from *low* to *high* is in *domain*; false where none is, else unknown."""
    if isinstance(domain, PartlyKnown):
        sure, possible = over(domain.sure, low, high), over(domain.possible, low, high)
        return np.where(sure == TRUE, TRUE, np.where(possible == FALSE, FALSE, UNKNOWN))
    inside, touched = np.zeros(len(low), np.bool_), np.zeros(len(low), np.bool_)
    bottomless, topless = low == ABSENT, high == ABSENT
    for first, last in domain.spans:
        from_start = np.ones(len(low), np.bool_) if first is None else ~bottomless & (low >= first)
        to_end = np.ones(len(low), np.bool_) if last is None else ~topless & (high <= last)
        inside |= from_start & to_end
        begins = np.ones(len(low), np.bool_) if first is None else topless | (high >= first)
        ends = np.ones(len(low), np.bool_) if last is None else bottomless | (low <= last)
        touched |= begins & ends
    return np.where(inside, TRUE, np.where(touched, UNKNOWN, FALSE))


def numbers(column: Column, rows: Any) -> Ints:
    """The values of some *rows*, `ABSENT` where missing."""
    if column.offsets is not None:
        raise NotInColumns
    return np.where(column.known[rows], column.values[rows].astype(np.int64), ABSENT)


def pooled(parts: list[Counted], same: int) -> Counted:
    """All of *parts*, which have so many *same* columns, in order of subject and day."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        none, numbers = np.empty(0, np.int32), np.empty(0, np.int64)
        return Counted(none, none, np.empty(0, np.bool_), numbers, (numbers,) * same)
    subject = np.concatenate([one.subject for one in parts])
    day = np.concatenate([one.day for one in parts])
    order = np.lexsort((day, subject))
    return Counted(
        subject[order],
        day[order],
        np.concatenate([one.sure for one in parts])[order],
        np.concatenate([one.value for one in parts])[order],
        tuple(np.concatenate([one.same[n] for one in parts])[order] for n in range(same)),
    )


def nothing(found: Gathered, whole: NDArray[Any]) -> NDArray[np.bool_]:
    """Where there is no fact of which a greatest value could be."""
    return np.asarray((found.sure == 0) & (found.unsure == 0) & whole)
