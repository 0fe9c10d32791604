"""Appeals of grades, complaints, and claims that a record is wrong or unlawful: opened, with the limit they run by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from adapters.access.actor import Actor
from adapters.access.reach import sector_of
from adapters.casework.acts import note, told_of
from adapters.casework.kept import Evidence, Matter, New, Step, begin, open_matter
from adapters.casework.limits import Limit, limits_of
from adapters.casework.refusals import not_now
from adapters.casework.scope import must_handle
from adapters.casework.stepping import law
from adapters.clock import day_of, iso_day, today
from adapters.database.tables.records import fact, subject
from adapters.parts import Parts
from adapters.records.accepting import resolved
from adapters.verdicts.asking import NotKnown
from engine.calendar import Period
from engine.compile.program import Program
from engine.language.policy import Policy

Plea = Literal["appeal", "complaint", "claim"]


@dataclass(frozen=True)
class Opened:
    """What a plea is about: of whom, which *policy* or whose *department*, which *facts* it says are wrong.

    *period* is how long it may take where the policy does not say, on what *basis*; *details* is what else it says.
    """

    kind: Plea
    subject: str | None
    policy: str | None
    department: str | None
    day: int | None
    period: Period | None
    basis: str | None
    facts: tuple[str, ...] = ()
    details: tuple[tuple[str, Any], ...] = ()


def open_plea(parts: Parts, actor: Actor, opened: Opened, evidence: Evidence) -> Matter:
    """Open the plea *opened*; raises `NotKnown`, `NotTheirs`, or `NotNow` with everything against it."""
    program = law(parts)
    policy = _policy(program, opened)
    department = policy.authority if policy is not None else str(opened.department)
    if department not in program.base.departments:
        raise NotKnown("department", department)
    sector = None if opened.policy is None else sector_of(opened.policy)
    must_handle(actor, sector, department)
    now, day = parts.clock.now(), today(parts.clock) if opened.day is None else opened.day
    if day > day_of(now):
        raise not_now("casework.future", day=iso_day(day), today=iso_day(day_of(now)))
    with parts.database.writing() as connection:
        whose, kind, region = _whose(connection, opened.subject)
        _about(connection, opened.facts, whose)
        limits = _limits(policy, opened, day)
        details = {"kind": kind, "facts": list(opened.facts), **dict(opened.details)}
        new = New(opened.kind, "received", whose, opened.policy, sector, department, region,
                  {name: value for name, value in details.items() if value not in (None, [])})  # fmt: skip
        plea = open_matter(connection, new, Step("receive", day, actor.id, evidence), now)
        begin(connection, plea.id, limits, program.base.calendar)
        note(connection, f"{opened.kind}.receive", actor.id, told_of(plea, "receive", day, evidence, details), now)
    return plea


def _policy(program: Program, opened: Opened) -> Policy | None:
    """The policy it is about: for an appeal a grade's."""
    if opened.policy is None:
        return None
    policy = program.base.policies.get(opened.policy)
    if policy is None or (opened.kind == "appeal" and opened.policy not in program.grades):
        raise NotKnown("grade" if opened.kind == "appeal" else "policy", opened.policy)
    return policy


def _whose(connection: Connection, name: str | None) -> tuple[str | None, str | None, str | None]:
    """The subject known as *name*, its kind and region."""
    if name is None:
        return None, None, None
    known = resolved(connection, {name}).get(name)
    row = connection.execute(select(subject.c.kind, subject.c.region).where(subject.c.id == known)).first()
    if known is None or row is None:
        raise NotKnown("subject", name)
    return known, row.kind, row.region


def _about(connection: Connection, facts: Sequence[str], whose: str | None) -> None:
    """Raise `NotKnown` where one of *facts* is not on record of the subject *whose*."""
    rows = connection.execute(select(fact.c.id).where(fact.c.id.in_(facts), fact.c.subject == whose))
    there = set(rows.scalars())
    for one in facts:
        if one not in there:
            raise NotKnown("fact", one)


def _limits(policy: Policy | None, opened: Opened, day: int) -> list[Limit]:
    """Until when it is to be decided: as the policy says, else as who opens it says."""
    found = [one for one in limits_of(policy, "application", day) if one.what == "settlement"]
    if found or opened.period is None:
        if not found:
            raise not_now("casework.no_period")
        return found
    return [Limit("settlement", "authority", day, opened.period, (opened.basis,) if opened.basis else ())]
