"""Listings that reach a role-holder: whose trigger names the subject in the role (S24)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.calendar import FOREVER
from engine.compile.lists import CompiledExtension, CompiledList
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
                named = (extends.role, dossier.subject.id) in held and extends.is_law(ground.opened)
                if named and permitted is not False:
                    found.append(_carried(ground, spell, own_repair=extends.own_repair, sure=permitted is True))
    return found


def unknown_reach(compiled: CompiledList, dossier: Dossier) -> tuple[Interval, ...]:
    """Where nothing is known of principals: the days on which a listing of one may reach the subject.

    The first of them is every day before the first fact too, the last every day after the day asked; but none comes
    before the law that extends the list.
    """
    first, last = min(dossier.first_day, dossier.as_of), dossier.as_of
    days = [*(fact.day for fact in dossier.of_type(PROFILE)), *(one.in_force[0] for one in compiled.extends_to)]
    return merged(_reached(compiled, dossier, sorted({first, *(day for day in days if first < day <= last)})))


def _reached(compiled: CompiledList, dossier: Dossier, changes: list[int]) -> Iterator[Interval]:
    for day, following in zip(changes, [*changes[1:], FOREVER + 1], strict=True):
        reaching = [one for one in compiled.extends_to if may_reach(one, dossier, day)]
        if reaching:
            begun = max(min(one.in_force[0] for one in reaching), 1)
            yield (begun if day == changes[0] else day), following - 1


def may_reach(extends: CompiledExtension, dossier: Dossier, day: int) -> bool:
    """Whether a listing may hold the subject of *dossier* on *day* by *extends*: opened that day, or before."""
    opens = extends.in_force[0] <= min(day, extends.in_force[1])
    return opens and _is_of(dossier, day, extends.kinds) is not False


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
        carried_from=ground,
        own_repair=own_repair,
        decision=ground.decision,
    )
