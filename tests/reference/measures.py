"""What follows on the day asked (S23): measures in force, and measures withheld with their reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.language.catalogues import Linkage
from engine.language.policy import Listing, Policy, PolicyMeasure
from engine.language.shape import Source
from tests.reference.asked import Asked, World
from tests.reference.book import Book
from tests.reference.conditions import holds
from tests.reference.coverage import covered, origin_of
from tests.reference.days import add
from tests.reference.grounds import Ground
from tests.reference.law import cited_in_force, in_force, numbers
from tests.reference.rules import exists, lies_in, rules_of
from tests.reference.terms import about_policy, names_ground
from tests.reference.truths import Truth, all_of, any_of
from tests.reference.unary import passes


@dataclass(frozen=True)
class Carrier:
    """A policy that is in force for the subject: since when (each of its spells), by which degrees or grade."""

    policy_id: str
    policy: Policy
    starts: tuple[date, ...]
    book: Book | None = None
    grade: str | None = None


@dataclass
class Found:
    """The carriages in force, and those withheld with why."""

    in_force: set[tuple[str, str]]
    withheld: set[tuple[str, str, str]]


def carriers(world: World, books: Mapping[str, Book]) -> dict[str, Carrier]:
    """The policies that surely hold of the subject on the day asked."""
    dossier = world.dossier
    day = dossier.as_of
    found: dict[str, Carrier] = {}
    for policy_id, stays in world.lists.items():
        starts = tuple(spell.start for spell in stays.spells if spell.start <= day <= spell.last.lo)
        if starts:
            policy = dossier.base.policies[policy_id]
            found[policy_id] = Carrier(policy_id, policy, starts, books.get(policy_id))
    for policy_id, grades in world.grades.items():
        possible = grades.possible_on(day)
        grade = next(iter(possible))
        if len(possible) == 1 and grade is not None:
            found[policy_id] = Carrier(policy_id, dossier.base.policies[policy_id], (grades.from_(day),), grade=grade)
    return found


@dataclass(frozen=True)
class Carried:
    """A measure, the documents its articles are of, and the rules whose facts a `where` in it speaks of.

    Of what an overlay adds, also its region and whose region is asked for.
    """

    measure: PolicyMeasure
    cited: Mapping[str, Source]
    rules: tuple[Listing, ...] = ()
    region: str | None = None
    region_of: str = "subject"
    by_memorandum: bool = False


Brings = list[tuple[Ground | None, bool]]
"""What brings a measure: grounds, or else the policy as it is; and whether it surely does."""


def measures(world: World, books: Mapping[str, Book]) -> Found:
    """Every carriage of the policies, overlays and memoranda in force."""
    base, found = world.dossier.base, Found(set(), set())
    by_id = carriers(world, books)
    for carrier in by_id.values():
        for carried in _carried_by(carrier, world):
            _judge(found, carrier.policy_id, carried, [carrier], world)
    for name, linkage in base.linkages.items():
        linked = [carrier for carrier in by_id.values() if _links(linkage, carrier)]
        if linkage.status == "active" and in_force(linkage.in_force, world.dossier.as_of):
            for measure in linkage.measures:
                _judge(found, name, Carried(measure, base.basis_of("linkage", name), by_memorandum=True), linked, world)
    return found


def _carried_by(carrier: Carrier, world: World) -> Iterator[Carried]:
    base, own = world.dossier.base, tuple(carrier.policy.listings.values())
    for measure in carrier.policy.measures:
        if not measure.grades or carrier.grade in measure.grades:
            yield Carried(measure, base.basis_of("policy", carrier.policy_id), own)
    for place, overlay in base.overlays.items():
        added = overlay.adds.get(carrier.policy_id)
        if added is not None and overlay.status == "active":
            for measure in added.measures:
                rules = (*own, *added.listings.values())
                if not measure.grades or carrier.grade in measure.grades:
                    yield Carried(measure, base.basis_of("overlay", place), rules, overlay.region, added.region_of)


def _brings(carried: Carried, carrier: Carrier, world: World) -> Brings:
    """S23: what brings the measure on the day asked, surely or perhaps."""
    asked = [(ground, _brought_by(ground, carried, carrier, world)) for ground in _grounds(carried, carrier, world)]
    return [(ground, truth is True) for ground, truth in asked if truth is not False]


def _grounds(carried: Carried, carrier: Carrier, world: World) -> list[Ground | None]:
    """The open grounds that are of its degrees and for which its own period still runs."""
    measure, day = carried.measure, world.dossier.as_of
    if carrier.book is None:
        runs = measure.period is None or any(day <= add(start, measure.period) for start in carrier.starts)
        return [None] if runs and not measure.degrees else []
    found: list[Ground | None] = []
    for ground in carrier.book.certain():
        if not ground.opening <= day <= ground.last().lo:
            continue
        if measure.degrees and ground.rule.listing.degree not in measure.degrees:
            continue
        starts = (ground.opening,) if measure.counts_from == "ground" else carrier.starts
        if measure.period is None or any(day <= add(start, measure.period) for start in starts):
            found.append(ground)
    return found


def _brought_by(ground: Ground | None, carried: Carried, carrier: Carrier, world: World) -> Truth:
    return all_of((_is_here(ground, carried, world), _condition_holds(ground, carried, carrier, world)))


def _is_here(ground: Ground | None, carried: Carried, world: World) -> Truth:
    """S9: of an overlay, whether its region is the subject's, or that of who made the record of *ground*."""
    if carried.region is None:
        return True
    has_record = ground is not None and (ground.fact is not None or ground.fact_id or ground.rule.listing.on)
    if carried.region_of == "subject" or ground is None or not has_record:
        return lies_in(carried.region, world.dossier.attribute("region", world.dossier.as_of))
    return lies_in(carried.region, None if ground.fact is None else ground.fact.fields.get("authority_region"))


def _condition_holds(ground: Ground | None, carried: Carried, carrier: Carrier, world: World) -> Truth:
    """Whether its `when` holds, as seen from *ground*: the rules that may bring it say what a `where` speaks of."""
    measure, day = carried.measure, world.dossier.as_of
    if measure.when is None:
        return True
    if carried.by_memorandum or carrier.book is None or ground is None:
        return holds(measure.when, Asked(day, day, None if carried.by_memorandum else carrier.policy), world)
    bringing = [rule for rule in carried.rules if not measure.degrees or rule.degree in measure.degrees]
    types = tuple(name for rule in bringing for name in rule.on)
    asked = ground.asked(day, day, carrier.book.correction_of(ground, day))
    return holds(measure.when, replace(asked, own=None, types=types), world)


def _links(linkage: Linkage, carrier: Carrier) -> bool:
    if carrier.grade is None:
        return carrier.policy_id in linkage.when.listed
    named = carrier.policy_id == linkage.when.grade
    test = linkage.when.is_
    return named and (test is None or passes(test, carrier.grade, numbers(None, None)) is True)


def _judge(found: Found, name: str, carried: Carried, sources: list[Carrier], world: World) -> None:
    """Whether the measure that *name* carries is in force: if any of *sources* brings it and nothing withholds it."""
    day, measure = world.dossier.as_of, carried.measure
    entry = world.dossier.base.measures[measure.measure]
    statute = world.dossier.base.basis_of("measure", measure.measure)
    days = (in_force(measure.in_force, day), in_force(entry.in_force, day), cited_in_force(statute, entry.basis, day))
    kind = world.dossier.attribute("kind", day)
    if not all((*days, cited_in_force(carried.cited, measure.basis, day))) or kind not in {None, *entry.kinds}:
        return
    brought = [(source, brings) for source in sources if (brings := _brings(carried, source, world))]
    withheld = [set(_withheld_by(source, measure, brings, world)) for source, brings in brought]
    if any(not reasons for reasons in withheld):
        found.in_force.add((name, measure.measure))
    else:
        found.withheld |= {(name, measure.measure, reason) for reasons in withheld for reason in reasons}


def _withheld_by(source: Carrier, measure: PolicyMeasure, brings: Brings, world: World) -> Iterator[str]:
    """Why *source* may not carry *measure* now: what is not known, a list that excludes it, or an objection."""
    dossier, policy = world.dossier, source.policy
    surely = [ground for ground, is_sure in brings if is_sure]
    if not surely or dossier.attribute("kind", dossier.as_of) is None:
        yield "unknown"
    is_reward = dossier.base.measures[measure.measure].kind == "reward"
    if is_reward or (policy.list is not None and policy.list.kind == "red"):
        excluded = any_of(_is_on(name, world) for name in policy.excluded_by)
        if excluded is not False:
            yield "excluded" if excluded else "unknown"
    suspends = policy.objection is not None and "measures" in policy.objection.suspends
    if suspends and surely and all(_objected(ground, source, world) for ground in surely):
        yield "objection"


def _objected(ground: Ground | None, source: Carrier, world: World) -> bool:
    """Whether an objection to *ground* (or else to what *source* is) has not been settled on its day or after."""
    dossier = world.dossier

    def about(type_name: str) -> list[date]:
        facts = about_policy(dossier, type_name, source.policy_id)
        return [fact.day for fact in facts if ground is None or names_ground(fact, ground.name, dossier)]

    first, last = (min(source.starts), dossier.as_of) if ground is None else (ground.trigger, ground.last().hi)
    settled = about("objection_settled")
    raised = [day for day in about("objection") if first <= day <= last]
    return any(not any(end >= day for end in settled) for day in raised)


def _is_on(name: str, world: World) -> Truth:
    """S10: whether the subject is on a list; not known while records that could have listed it may be missing."""
    dossier = world.dossier
    base, day = dossier.base, dossier.as_of
    listed = world.lists[name].listed(day)
    if listed is not False or dossier.attribute("kind", day) not in base.policies[name].applies_to:
        return listed
    rules = (rule for rule in rules_of(base, name) if exists(rule, day))
    types = {origin_of(base, type_) for rule in rules for type_ in rule.listing.on}
    return False if covered(base, sorted(types), day, lambda asked: asked == day) else None
