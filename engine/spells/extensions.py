"""Listings that reach a role-holder: whose trigger names the subject in the role (S24)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.dossier import PROFILE, Dossier
from engine.spells.ground import Ground
from engine.spells.spell import Spell
from engine.timeline import Interval, merged
from engine.truth import Truth


def reaching(compiled: CompiledList, principals: Iterable[tuple[Spell, ...]], dossier: Dossier) -> list[Ground]:
    """The grounds carried over from the spells of *principals* to the subject of *dossier*, on the days they opened."""
    found = []
    for spell in (spell for spells in principals for spell in spells):
        for ground in spell.grounds:
            held = ground.fact.related if ground.fact is not None else ()
            for extends in compiled.extends_to:
                permitted = _is_of(dossier, ground.opened, extends.kinds)
                if (extends.role, dossier.subject.id) in held and permitted is not False:
                    found.append(_carried(ground, spell, own_repair=extends.repair == "own", sure=permitted is True))
    return found


def unknown_reach(compiled: CompiledList, dossier: Dossier) -> tuple[Interval, ...]:
    """Where nothing is known of principals: the days on which a listing of one may reach the subject.

    The first of them is every day before the first fact too, the last every day after the day asked.
    """
    first, last = min(dossier.first_day, dossier.as_of), dossier.as_of
    kinds: set[str] = {kind for one in compiled.extends_to for kind in one.kinds}
    changes = sorted({first, *(fact.day for fact in dossier.of_type(PROFILE) if first < fact.day <= last)})
    return merged(_reached(dossier, kinds, changes))


def _reached(dossier: Dossier, kinds: set[str], changes: list[int]) -> Iterator[Interval]:
    for day, following in zip(changes, [*changes[1:], FOREVER + 1], strict=True):
        if _is_of(dossier, day, kinds) is not False:
            yield (1 if day == changes[0] else day), following - 1


def _is_of(dossier: Dossier, day: int, kinds: Iterable[str]) -> Truth:
    kind = dossier.attribute("kind", day)
    return None if kind is None else kind in kinds


def _carried(ground: Ground, spell: Spell, *, own_repair: bool, sure: bool) -> Ground:
    return Ground(
        ground.rule,
        ground.fact,
        ground.fact_id,
        ground.trigger_day,
        ground.opened,
        ground.law,
        spell.low,
        spell.high,
        sure=sure,
        principal=spell.cause,
        own_repair=own_repair,
        decision=ground.decision,
    )
