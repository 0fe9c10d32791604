"""What only an assumed decision brought about: what the verdict without it does not say, labelled (S18)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from engine.verdict import GradeVerdict, GroundVerdict, ListVerdict, MeasureVerdict, SpellVerdict, Verdict

ASSUMED = "assumed"
Told = TypeVar("Told", GroundVerdict, GradeVerdict, MeasureVerdict)


def labelled(told: Verdict, unassumed: Verdict) -> Verdict:
    """*told*, with every ground, grade and measure that *unassumed* does not tell alike flagged as assumed."""
    lists = {one.policy: one for one in unassumed.lists}
    return replace(
        told,
        lists=tuple([_list(one, lists.get(one.policy)) for one in told.lists]),
        grades=tuple([_flagged(one, unassumed.grades) for one in told.grades]),
        measures=tuple([_flagged(one, unassumed.measures) for one in told.measures]),
    )


def _list(told: ListVerdict, unassumed: ListVerdict | None) -> ListVerdict:
    known = [ground for spell in (unassumed.spells if unassumed is not None else ()) for ground in spell.grounds]
    return replace(told, spells=tuple([_spell(one, known) for one in told.spells]))


def _spell(told: SpellVerdict, known: Collection[GroundVerdict]) -> SpellVerdict:
    return replace(told, grounds=tuple([_flagged(one, known) for one in told.grounds]))


def _flagged(one: Told, known: Collection[Told]) -> Told:
    if one in known:
        return one
    return replace(one, flags=tuple(sorted({*one.flags, ASSUMED})))
