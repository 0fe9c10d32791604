"""Listing rules and what they look at to fire (S9, S11, S13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.language.base import PolicyBase
from engine.language.policy import Listing, Policy
from engine.language.shape import Source
from tests.reference.asked import Asked, World, fields_pass
from tests.reference.conditions import holds
from tests.reference.dossier import Fact
from tests.reference.law import cited_in_force, in_force, law_days
from tests.reference.truths import Truth, all_of, is_not


@dataclass(frozen=True)
class Rule:
    """A listing rule of a policy, or one that the overlay of a region adds to it."""

    policy_id: str
    policy: Policy
    id: str
    listing: Listing
    sources: Mapping[str, Source]
    region: str | None = None
    region_of: str = "subject"


def rules_of(base: PolicyBase, policy_id: str) -> list[Rule]:
    """The rules of the policy *policy_id* by id, with those of overlays."""
    policy = base.policies[policy_id]
    cited = base.basis_of("policy", policy_id)
    rules = [Rule(policy_id, policy, name, listing, cited) for name, listing in policy.listings.items()]
    for place, overlay in base.overlays.items():
        added = overlay.adds.get(policy_id)
        if added is not None and overlay.status == "active":
            where = (base.basis_of("overlay", place), overlay.region, added.region_of)
            rules += [
                Rule(policy_id, policy, f"{overlay.region}.{name}", listing, *where)
                for name, listing in added.listings.items()
            ]
    return sorted(rules, key=lambda rule: rule.id)


def fires(rule: Rule, fact: Fact | None, trigger: date, listing: date, world: World) -> Truth:
    """S11, S13: whether *rule* fires for *fact* on *trigger*: under each law that its law days name.

    *listing* is the day that counts as the day of the listing decision.
    """
    days = law_days(world.dossier, rule.policy, rule.listing, fact, listing=listing)
    return all_of(fires_under(rule, fact, trigger, law, world) for law in days)


def fires_under(rule: Rule, fact: Fact | None, trigger: date, law: date | None, world: World) -> Truth:
    """Whether *rule* fires for *fact* on *trigger* under the law of the day *law*."""
    listing = rule.listing
    asked = Asked(trigger, law, rule.policy, rule.policy_id, fact, trigger, types=listing.on)
    unless = is_not(holds(listing.unless, asked, world)) if listing.unless is not None else True
    return all_of(
        (
            exists(rule, law),
            _kind_permits(rule, trigger, world),
            region_permits(rule, fact, trigger, world),
            fact is None or speaks_of(rule, fact),
            fact is None or fields_pass(listing.where, fact, rule.policy, law),
            *(holds(condition, asked, world) for condition in listing.history),
            holds(listing.when, asked, world) if listing.when is not None else True,
            unless,
        )
    )


def exists(rule: Rule, law: date | None) -> Truth:
    """S13: whether *rule* is law on the day *law*: its own days, within those of the documents it cites."""
    return all_of((in_force(rule.listing.in_force, law), cited_in_force(rule.sources, rule.listing.basis, law)))


def kind_permitted(policy: Policy, day: date, world: World) -> Truth:
    """Whether the subject is, on *day*, of a kind that *policy* can speak of."""
    kind = world.dossier.attribute("kind", day)
    return None if kind is None else kind in policy.applies_to


def _kind_permits(rule: Rule, day: date, world: World) -> Truth:
    return kind_permitted(rule.policy, day, world)


def region_permits(rule: Rule, fact: Fact | None, day: date, world: World) -> Truth:
    """S9: whether the region whose rule it is, is that of the subject on *day*, or of who made the record *fact*."""
    if rule.region is None:
        return True
    if rule.region_of == "subject" or not rule.listing.on:
        return lies_in(rule.region, world.dossier.attribute("region", day))
    looked_at = fact is not None and fact.type in rule.listing.on
    return lies_in(rule.region, fact.fields.get("authority_region") if fact is not None and looked_at else None)


def lies_in(region: str, code: object) -> Truth:
    """Whether the place of *code* lies in *region*."""
    return None if code is None else str(code).startswith(region)


def speaks_of(rule: Rule, fact: Fact) -> Truth:
    """Whether *fact* is one that *rule* is about."""
    told = ((fact.fields.get(name), codes) for name, codes in rule.listing.about.items())
    return all_of(value in codes for value, codes in told)
