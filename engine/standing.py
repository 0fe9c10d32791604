"""Which of the records sent stand: revocations and revocations of these, and copies of one record (S6, S7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.compile.program import Program
from engine.facts import Fact
from engine.problems import FactError, Place, Problem

REVOCATION = "revocation"


class Standing(NamedTuple):
    """The facts that are *kept*, and what became of the others."""

    kept: list[Fact]
    revoked: dict[str, str]
    """Facts that a revocation took away, by the revocation's id."""
    duplicates: dict[str, str]
    """Facts that were another's duplicate, by the id of the one kept."""
    stands_for: dict[str, str]
    """By id, the fact kept of the same identity; of a revoked copy too."""


def standing(program: Program, facts: list[Fact]) -> Standing:
    """What stands of *facts*; raises `FactError` where revocations go in a circle."""
    unrevoked, revoked = _without_revoked(facts)
    keys = {fact.id: key for fact in facts if (key := _identity(program, fact)) is not None}
    latest: dict[tuple[object, ...], Fact] = {}
    for fact in unrevoked:
        key = keys.get(fact.id)
        if key is not None and (key not in latest or _is_later(fact, latest[key])):
            latest[key] = fact
    stands_for = {id_: latest[key].id for id_, key in keys.items() if key in latest and latest[key].id != id_}
    kept = [fact for fact in unrevoked if fact.id not in stands_for]
    duplicates = {fact.id: stands_for[fact.id] for fact in unrevoked if fact.id in stands_for}
    return Standing(kept, revoked, duplicates, stands_for)


def _is_later(fact: Fact, other: Fact) -> bool:
    return (fact.recorded, fact.id) > (other.recorded, other.id)


def _identity(program: Program, fact: Fact) -> tuple[object, ...] | None:
    """What makes *fact* one with others; nothing where its type does not say, or it lacks a field of that."""
    identity = program.fact_types[fact.type].identity
    values = tuple(fact.fields.get(name) for name in identity)
    return (fact.type, *values) if identity and None not in values else None


def _without_revoked(facts: list[Fact]) -> tuple[list[Fact], dict[str, str]]:
    revocations = {fact.id: str(fact.fields["revokes"]) for fact in facts if fact.type == REVOCATION}
    if not revocations:
        return facts, {}
    _refuse_circles(revocations)
    by_target: dict[str, list[str]] = {}
    for id_, target in revocations.items():
        by_target.setdefault(target, []).append(id_)
    revoked: dict[str, str] = {}
    standing: dict[str, bool] = {}

    def stands(id_: str) -> bool:
        if id_ not in standing:
            revoker = next((one for one in sorted(by_target.get(id_, ())) if stands(one)), None)
            standing[id_] = revoker is None
            if revoker is not None:
                revoked[id_] = revoker
        return standing[id_]

    standing_facts = [fact for fact in facts if stands(fact.id)]
    # also where the target itself has not come
    revoked.update({target: id_ for id_, target in sorted(revocations.items(), reverse=True) if standing[id_]})
    return standing_facts, revoked


def _refuse_circles(revocations: Mapping[str, str]) -> None:
    for first in revocations:
        path = [first]
        while (target := revocations.get(path[-1])) is not None:
            if target in path:
                cycle = " → ".join((*path[path.index(target) :], target))
                raise FactError([Problem("facts.revocation_cycle", Place("facts"), {"cycle": cycle})])
            path.append(target)
