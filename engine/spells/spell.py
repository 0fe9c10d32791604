"""Spells: unbroken unions of grounds (S15), and the days they cover for sure and perhaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.spells.ground import Cause, Ground
from engine.spells.stays import joins
from engine.timeline import Interval, ListTimeline


@dataclass(frozen=True, slots=True)
class Spell:
    """One unbroken stay on a list, from *start* to a last day between *low* and *high*."""

    start: int
    low: int
    high: int
    cause: Cause
    grounds: tuple[Ground, ...]
    breaks: bool = False
    """Whether its end is a break even where another ground begins the day after (S21)."""


class _Stay(NamedTuple):
    """One ground as it stands, in the order that unions are made in."""

    opened: int
    rule: str
    fact_id: str
    low: int
    high: int
    breaks: bool
    cause: Cause
    ground: Ground | None


def spells(grounds: Iterable[Ground], *, per_fact: bool = False) -> tuple[Spell, ...]:
    """The spells of those of *grounds* that are sure; with *per_fact*, of each fact by itself."""
    unions = _unions([_stay(ground) for ground in grounds if ground.sure], per_fact=per_fact)
    return tuple([_spell(union) for union in unions])


def spell_start(grounds: Sequence[Ground], day: int) -> int:
    """The first day of the spell that a ground opened on *day* would belong to, beside *grounds*."""
    probe = _Stay(day, "", "", day, day, False, "expiry", None)
    unions = _unions([probe, *(_stay(ground) for ground in grounds if ground.sure)], per_fact=False)
    return next(union[0].opened for union in unions if probe in union)


def timeline_of(
    grounds: Sequence[Ground], found: Sequence[Spell], *, per_fact: bool, reach: Iterable[Interval] = ()
) -> ListTimeline:
    """The days *grounds* cover for sure and perhaps, their spells being those *found*.

    *reach* are further days of which nobody knows.
    """
    certain, at_most = tuple((one.start, one.low) for one in found), tuple(one.high for one in found)
    perhaps = [_Stay(first, "", "", last, last, False, "expiry", None) for first, last in reach]
    if not perhaps and all(ground.sure for ground in grounds) and all(one.low == one.high for one in found):
        return ListTimeline(certain, certain, at_most)
    longest = [stay._replace(low=stay.high) for stay in map(_stay, grounds)]
    unions = _unions([*perhaps, *longest], per_fact=per_fact)
    possible = tuple((union[0].opened, max(stay.high for stay in union)) for union in unions)
    return ListTimeline(certain, possible, at_most)


def _stay(ground: Ground) -> _Stay:
    low, high = ground.bounds()
    return _Stay(ground.opened, ground.rule.id, ground.fact_id, low, high, ground.breaks, ground.cause, ground)


def _unions(stays: list[_Stay], *, per_fact: bool) -> list[list[_Stay]]:
    if per_fact:
        by_fact: dict[str, list[_Stay]] = {}
        for stay in stays:
            by_fact.setdefault(stay.fact_id or stay.rule, []).append(stay)
        unions = [union for of_fact in by_fact.values() for union in _unions(of_fact, per_fact=False)]
        return sorted(unions, key=lambda union: union[0][:3])
    found: list[list[_Stay]] = []
    for stay in sorted(stays, key=lambda stay: stay[:3]):
        if found and _joins(found[-1], stay.opened):
            found[-1].append(stay)
        else:
            found.append([stay])
    return found


def _joins(union: list[_Stay], opened: int) -> bool:
    """Whether what opens on *opened* goes on from *union*: not on the day after a cure or repair ended it."""
    low, high = max(stay.low for stay in union), max(stay.high for stay in union)
    return joins(opened, low, high, breaks=_ender(union).breaks)


def _ender(union: list[_Stay]) -> _Stay:
    """Whose end is the union's: the latest at most, then at least, of equals a cure or repair, then by name."""
    latest = max((stay.high, stay.low, stay.breaks) for stay in union)
    enders = (stay for stay in union if (stay.high, stay.low, stay.breaks) == latest)
    return min(enders, key=lambda stay: (stay.rule, stay.fact_id))


def _spell(union: list[_Stay]) -> Spell:
    ender = _ender(union)
    low, high = max(stay.low for stay in union), max(stay.high for stay in union)
    grounds = tuple(stay.ground for stay in union if stay.ground is not None)
    return Spell(union[0].opened, low, high, ender.cause, grounds, ender.breaks)
