"""Proceedings opened by officers, from what a verdict proposes."""

from __future__ import annotations

from collections.abc import Collection

from adapters.access.actor import Actor
from adapters.access.reach import sector_of
from adapters.casework.acts import note, told_of
from adapters.casework.kept import Evidence, Matter, Step
from adapters.casework.opening import open_about, open_proceeding
from adapters.casework.refusals import not_now
from adapters.casework.scope import must_handle
from adapters.casework.standing import Standing, standings
from adapters.casework.stepping import law
from adapters.clock import day_of
from adapters.database.connect import hold
from adapters.parts import Parts
from adapters.records.accepting import resolved
from adapters.verdicts.asking import NotKnown


def open_by(
    parts: Parts, actor: Actor, subject: str, policy: str, grounds: Collection[str], evidence: Evidence
) -> Matter:
    """Open a proceeding of *subject* about *grounds* that *policy* proposes, or about all of them.

    Raises `NotKnown`, `NotTheirs`, or `NotNow` where nothing of it is proposed, or a proceeding is open about it.
    """
    program = law(parts)
    keys = program.base.policies.get(policy)
    if keys is None or policy not in program.lists:
        raise NotKnown("list", policy)
    must_handle(actor, sector_of(policy), keys.authority)
    standing = _standing(parts, subject)
    proposed = standing.proposals(policy)
    chosen = sorted(set(grounds) or proposed)
    if missing := [name for name in chosen if name not in proposed] or ([] if chosen else ["-"]):
        raise not_now("casework.not_proposed", grounds=", ".join(missing), policy=policy, day=standing.day)
    now = parts.clock.now()
    with parts.database.writing() as connection:
        hold(connection, f"proceeding {standing.subject}")
        if other := open_about(connection, standing.subject, policy, chosen):
            raise not_now("casework.open_already", matter=other.id)
        first = Step("open", day_of(now), actor.id, evidence, (), {"release": standing.release})
        proceeding = open_proceeding(connection, program, standing, policy, chosen, first, now)
        note(connection, "proceeding.open", actor.id,
             told_of(proceeding, "open", day_of(now), evidence, {"grounds": chosen}), now)  # fmt: skip
    return proceeding


def _standing(parts: Parts, name: str) -> Standing:
    with parts.database.reading() as connection:
        known = resolved(connection, {name})
    if name not in known:
        raise NotKnown("subject", name)
    for standing in standings(parts, [known[name]]):
        return standing
    raise not_now("casework.no_verdict")
