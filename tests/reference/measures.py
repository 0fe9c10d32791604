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
from tests.reference.days import add
from tests.reference.grounds import Ground
from tests.reference.law import cited_in_force, in_force, numbers
from tests.reference.terms import about_policy
from tests.reference.truths import Truth, any_of
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


def _grounds(carrier: Carrier, measure: PolicyMeasure, day: date) -> list[Ground]:
    """The grounds open on *day* that may bring *measure*."""
    if carrier.book is None:
        return []
    held = [ground for ground in carrier.book.certain() if ground.opening <= day <= ground.last().lo]
    return [ground for ground in held if not measure.degrees or ground.rule.listing.degree in measure.degrees]


def measures(world: World, books: Mapping[str, Book]) -> Found:
    """Every carriage of the policies, overlays and memoranda in force."""
    base, found = world.dossier.base, Found(set(), set())
    by_id = carriers(world, books)
    for carrier in by_id.values():
        for measure, cited, rules in _carried_by(carrier, world):
            if cited_in_force(cited, measure.basis, world.dossier.as_of):
                condition = _holds_of_one(measure, carrier, rules, world)
                _judge(found, carrier.policy_id, measure, [carrier], condition, world)
    for name, linkage in base.linkages.items():
        linked = [carrier for carrier in by_id.values() if _links(linkage, carrier)]
        if linkage.status == "active" and linked and in_force(linkage.in_force, world.dossier.as_of):
            for measure in linkage.measures:
                if cited_in_force(linkage.basis, measure.basis, world.dossier.as_of):
                    asked = Asked(world.dossier.as_of, world.dossier.as_of, None)
                    condition = True if measure.when is None else holds(measure.when, asked, world)
                    bringing = [one for one in linked if not measure.degrees or _grounds(one, measure, asked.day)]
                    _judge(found, name, measure, bringing, condition, world)
    return found


def _holds_of_one(measure: PolicyMeasure, carrier: Carrier, rules: list[Listing], world: World) -> Truth:
    """S23: whether the `when` of *measure* holds for one of the grounds that may bring it, by those of *rules*."""
    day = world.dossier.as_of
    if measure.when is None:
        return True
    grounds = _grounds(carrier, measure, day)
    if carrier.book is None or not grounds:
        return holds(measure.when, Asked(day, day, carrier.policy), world)
    bringing = [rule for rule in rules if not measure.degrees or rule.degree in measure.degrees]
    types = tuple(name for rule in bringing for name in rule.on)
    seen = [ground.asked(day, day, carrier.book.correction_of(ground, day)) for ground in grounds]
    return any_of(holds(measure.when, replace(asked, own=None, types=types), world) for asked in seen)


Carried = tuple[PolicyMeasure, Mapping[str, Source], list[Listing]]
"""A measure, the documents its articles are of, and the rules whose facts a `where` in it speaks of."""


def _carried_by(carrier: Carrier, world: World) -> Iterator[Carried]:
    own = list(carrier.policy.listings.values())
    for measure in carrier.policy.measures:
        if measure.grades and carrier.grade not in measure.grades:
            continue
        if measure.degrees and not _grounds(carrier, measure, world.dossier.as_of):
            continue
        yield measure, carrier.policy.basis, own
    region = world.dossier.attribute("region", world.dossier.as_of)
    for overlay in world.dossier.base.overlays.values():
        added = overlay.adds.get(carrier.policy_id)
        if added is not None and overlay.status == "active" and str(region).startswith(overlay.region):
            rules = [*own, *added.listings.values()]
            yield from ((measure, overlay.basis, rules) for measure in added.measures)


def _links(linkage: Linkage, carrier: Carrier) -> bool:
    if carrier.grade is None:
        return carrier.policy_id in linkage.when.listed
    named = carrier.policy_id == linkage.when.grade
    test = linkage.when.is_
    return named and (test is None or passes(test, carrier.grade, numbers(None, None)) is True)


def _judge(
    found: Found, name: str, measure: PolicyMeasure, sources: list[Carrier], condition: Truth, world: World
) -> None:
    """Whether the carriage of *measure* by *name* is in force for any of its *sources*, its *condition* being so."""
    day = world.dossier.as_of
    entry = world.dossier.base.measures[measure.measure]
    statute = world.dossier.base.basis_of("measure", measure.measure)
    days = (in_force(measure.in_force, day), in_force(entry.in_force, day), cited_in_force(statute, entry.basis, day))
    if not all(days):
        return
    kind = world.dossier.attribute("kind", day)
    if condition is False or (kind is not None and kind not in entry.kinds):
        return
    running = [source for source in sources if _period_runs(measure, source, day)]
    if not running:
        return
    reasons = {reason for source in running for reason in _withheld_by(source, measure, world)}
    free = [source for source in running if not set(_withheld_by(source, measure, world))]
    if condition is None or kind is None:
        reasons.add("unknown")
        free = []
    if free:
        found.in_force.add((name, measure.measure))
    else:
        found.withheld |= {(name, measure.measure, reason) for reason in reasons}


def _period_runs(measure: PolicyMeasure, source: Carrier, day: date) -> bool:
    return measure.period is None or any(day <= add(start, measure.period) for start in source.starts)


def _withheld_by(source: Carrier, measure: PolicyMeasure, world: World) -> Iterator[str]:
    """Why *source* may not carry *measure* now: a list that excludes it, or an objection."""
    dossier, policy = world.dossier, source.policy
    is_reward = dossier.base.measures[measure.measure].kind == "reward"
    if is_reward or (policy.list is not None and policy.list.kind == "red"):
        excluded = any_of(world.lists[name].listed(dossier.as_of) for name in policy.excluded_by)
        if excluded is not False:
            yield "excluded" if excluded else "unknown"
    if policy.objection is not None and "measures" in policy.objection.suspends and _objected(source.policy_id, world):
        yield "objection"


def _objected(policy_id: str, world: World) -> bool:
    """Whether the last objection has not been settled on its day or after."""
    raised = about_policy(world.dossier, "objection", policy_id)
    settled = about_policy(world.dossier, "objection_settled", policy_id)
    return bool(raised) and not any(end.day >= raised[-1].day for end in settled)
