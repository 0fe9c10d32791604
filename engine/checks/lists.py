"""Checks of lists: each has a way on, an end, and a way off (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.calendar import FOREVER, iso
from engine.checks.spans import gaps, span
from engine.checks.survey import Found, Part, Survey
from engine.language.conditions import (
    CountCondition,
    DistinctCondition,
    FactCondition,
    MaxCondition,
    SumCondition,
)
from engine.language.policy import After, Listing, NoneProvided, Policy, Repair
from engine.language.shape import Shape
from engine.problems import Problem

_OF_LISTS = ("listings", "repair", "correction", "extends_to")


def listings_exist(survey: Survey) -> Iterator[Problem]:
    """Something puts subjects on each list, and what only lists have stands in no grade."""
    added = {target for overlay in survey.base.overlays.values() for target in overlay.adds}
    for found in survey.each(Policy):
        policy = found.shape
        if policy.list is not None and not policy.listings and not policy.list.while_ and found.part.name not in added:
            yield found.problem_of_key("language.no_listings", "list")
        if policy.list is not None and policy.list.while_ is not None:
            yield from _alone(found)
        if policy.list is None:
            for key in _OF_LISTS:
                if getattr(policy, key):
                    yield found.problem_of_key("language.only_for_lists", key, name=key)


def _alone(found: Found[Policy]) -> Iterator[Problem]:
    """What a list that lasts as long as its `while` cannot have besides."""
    repairs = any(isinstance(variant, Repair) for variant in found.shape.repair or ())
    for key, given in (("listings", bool(found.shape.listings)), ("repair", repairs)):
        if given:
            yield found.problem_of_key("language.while_alone", key, name=key)


def listings_end(survey: Survey) -> Iterator[Problem]:
    """Every listing ends by time or by cure, unless a statute makes it lifelong."""
    for found, policy in survey.listings():
        rule = found.shape
        ends = rule.period is not None or rule.until is not None
        if rule.lifelong is not None and ends:
            yield found.problem_of_key("language.lifelong_with_end", "lifelong")
        if not (ends or rule.lifelong or found.draft or policy.list is None):
            yield found.problem_of_key("language.no_end")
        yield from _ways_of_ending(found)


def _ways_of_ending(found: Found[Listing]) -> Iterator[Problem]:
    rule = found.shape
    if rule.ends is not None and (rule.period is None or rule.until is None):
        yield found.problem_of_key("language.ends_alone", "ends")
    if rule.ends is not None:
        given = [set(joined) for joined in (rule.ends.any_, rule.ends.all_) if joined is not None]
        if given != [{"period", "cure"}]:
            yield found.problem("language.ends_shape", "ends")
    needing = ("again", "at_end", "extension") if rule.period is None else ()
    for key in needing:
        if getattr(rule, key) is not None:
            yield found.problem_of_key("language.needs_period", key, name=key)


def repairs_exist(part: Part) -> Iterator[Problem]:
    """Whoever is on a black list can get off it early, or the policy cites what excludes that."""
    for found in part.each(Policy):
        policy = found.shape
        if found.draft or policy.list is None or policy.list.kind != "black" or policy.repair:
            continue
        if not policy.listings or any(not rule.repair for rule in policy.listings.values()):
            yield found.problem_of_key("language.no_repair", "list")


def repairs_last(part: Part) -> Iterator[Problem]:
    """What is said of the early way off a black list is said of every day from the first it speaks of."""
    for found in part.each(Policy):
        policy = found.shape
        if found.draft or policy.list is None or policy.list.kind != "black":
            continue
        variants: list[tuple[tuple[str, ...], Sequence[NoneProvided | Repair] | None]] = [(("repair",), policy.repair)]
        variants += [(("listings", name, "repair"), rule.repair) for name, rule in policy.listings.items()]
        for steps, several in variants:
            spans = [span(one.in_force) for one in several or ()]
            ends = max((last for _, last in spans), default=FOREVER)
            silent = [*gaps(spans), *([(ends + 1, FOREVER)] if ends < FOREVER else [])]
            for first, _ in silent:
                yield found.problem_of_key("language.repair_ends", *steps, day=iso(first))


def decisions_required(part: Part) -> Iterator[Problem]:
    """A black list that opens without an authority's decision cites what allows it."""
    for found in part.each(Policy):
        keys = found.shape.list
        if keys is not None and keys.kind == "black" and keys.decision == "none" and not (keys.basis or found.draft):
            yield found.problem("language.undecided_without_basis", "list", "decision")


def corrections_named(survey: Survey) -> Iterator[Problem]:
    """Where a day of correction is asked for, the policy says which fact corrects."""
    for found, policy in survey.listings():
        if found.shape.counts_from == "correction" and policy.correction is None:
            yield found.problem("language.correction_missing", "counts_from")
    asking: list[tuple[Found[Shape], str]] = [
        (one, "from") for one in survey.each(After) if one.shape.from_ in ("correction", "later")
    ]
    for form in (CountCondition, SumCondition, MaxCondition, DistinctCondition, FactCondition):
        asking += [(one, "since") for one in survey.each(form) if one.shape.since == "correction"]
    for one, key in asking:
        owner = survey.base.policies.get(one.carrier)
        if owner is not None and owner.correction is None:
            yield one.problem("language.correction_missing", key)
