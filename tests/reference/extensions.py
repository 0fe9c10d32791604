"""Listings that reach a role-holder (S24): the principal's grounds whose trigger names the subject in the role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from engine.language.policy import ExtendsTo
from engine.language.shape import Source
from tests.reference.asked import World
from tests.reference.book import Book, eve
from tests.reference.days import EVER, FOREVER, each_day, on
from tests.reference.grounds import Ground
from tests.reference.law import cited_in_force, in_force
from tests.reference.stays import Spell, Stay
from tests.reference.truths import Truth


def grounds_reaching(policy_id: str, world: World, principals: Mapping[str, Book]) -> list[Ground]:
    """The grounds that reach the subject, on the days they opened for the principal."""
    policy = world.dossier.base.policies[policy_id]
    return [
        ground
        for extends in policy.extends_to
        for book in principals.values()
        for ground in _reaching(extends, book, world)
    ]


def _is_law(extends: ExtendsTo, sources: Mapping[str, Source], day: date) -> bool:
    """Whether what is opened on *day* is extended: by its own days, and those of the documents it cites."""
    return in_force(extends.in_force, day) is True and cited_in_force(sources, extends.basis, day) is True


def _reaching(extends: ExtendsTo, book: Book, world: World) -> Iterator[Ground]:
    role = (extends.role, str(world.dossier.subject["id"]))
    for ground in book.certain():
        if ground.fact is None or role not in ground.fact.related:
            continue
        if not _is_law(extends, world.dossier.base.basis_of("policy", book.policy_id), ground.opening):
            continue
        spell = _spell_of(book, ground)
        permitted = _kind_in(extends, ground.opening, world)
        if permitted is False:
            continue
        yield Ground(
            rule=ground.rule,
            fact=ground.fact,
            fact_id=ground.fact_id,
            trigger=ground.trigger,
            opening=ground.opening,
            law=ground.law,
            anchor=None,
            period_end=None,
            cap=FOREVER,
            certain=permitted is True,
            principal=Stay(ground.opening, spell.last, spell.ended_by),
            own_repair=extends.repair == "own",
        )


def _spell_of(book: Book, ground: Ground) -> Spell:
    stay = ground.stay()
    return next(spell for spell in book.stays().spells if stay in spell.stays)


def _kind_in(extends: ExtendsTo, day: date, world: World) -> Truth:
    kind = world.dossier.attribute("kind", day)
    return None if kind is None else kind in extends.kinds


def unknown_reach(policy_id: str, world: World) -> list[Stay]:
    """Where no principals are given: the days on which a listing of one may reach the subject, nobody knows."""
    dossier = world.dossier
    policy, sources = dossier.base.policies[policy_id], dossier.base.basis_of("policy", policy_id)
    first = dossier.first_day or dossier.as_of
    stays: list[Stay] = []
    for day in each_day(first, dossier.as_of):
        begun = [
            start
            for one in policy.extends_to
            if _kind_in(one, day, world) is not False and (start := _first_law(one, sources, day)) is not None
        ]
        if begun:
            start = min(begun) if day == first else day
            if stays and stays[-1].last.hi == eve(day):
                start = stays.pop().opening
            stays.append(Stay(start, on(FOREVER if day == dossier.as_of else day), certain=False))
    return stays


def _first_law(extends: ExtendsTo, sources: Mapping[str, Source], day: date) -> date | None:
    """The first day on which it extended what opened, if that is not after *day*."""
    cited = [sources[one.split("/")[0]].in_force for one in extends.basis]
    begins = max(extends.in_force.from_ or EVER, min((span.from_ or EVER for span in cited), default=EVER))
    return begins if begins <= day and _is_law(extends, sources, begins) else None
