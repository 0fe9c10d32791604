"""Steps taken: looked at against everything that may be against them, then kept with their facts as one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from adapters.access.actor import Actor
from adapters.casework.acts import facts_of, note, store, told_of
from adapters.casework.authority import may_not_revoke
from adapters.casework.following import follow
from adapters.casework.guards import Asked, Scene, against
from adapters.casework.kept import Matter, Step, begin, found_matter, limits_kept, meet, move
from adapters.casework.limits import Event, limits_of
from adapters.casework.moves import MOVES, Kind, Move
from adapters.casework.refusals import PLACE, NotNow, not_now, problem
from adapters.casework.scope import must_handle
from adapters.casework.standing import standings
from adapters.clock import day_of, iso_day
from adapters.database.tables.casework import step as steps
from adapters.database.tables.records import fact, subject
from adapters.parts import Parts
from adapters.verdicts.asking import NotKnown, program_of, release_meant
from engine.compile.program import Program
from engine.problems import Problem

EVENTS: Final[Mapping[str, Event]] = {
    "notify": "notice", "decide": "decision", "objection": "application", "publish": "publication",
}  # fmt: skip
"""The steps from which limits of the policy run."""
ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "decide": ("statement", "decision"), "objection": ("objection",), "settle": ("settlement",),
    "take-down": ("end of publicity",),
    "acknowledge": ("acknowledgement",), "execute": ("acknowledgement", "report"),
    "not-execute": ("acknowledgement", "report"), "end": ("end",),
}  # fmt: skip
"""The limits that a step ends."""


def law(parts: Parts) -> Program:
    """The live release, compiled."""
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
    return program_of(parts, release)


def matter_of(connection: Connection, kind: Kind, id_: str, *, to_change: bool = False) -> Matter:
    """The matter *id_* of *kind*; raises `NotKnown`."""
    matter = found_matter(connection, id_, to_change=to_change)
    if matter is None or matter.kind != kind:
        raise NotKnown(kind, id_)
    return matter


def take(parts: Parts, actor: Actor, kind: Kind, id_: str, asked: Asked) -> Matter:
    """Take the step *asked* for in the matter *id_*; what follows of it by the facts is kept, too.

    Raises `NotKnown`, `NotTheirs`, `NotNow` with everything against it, or `FactError`.
    """
    program = law(parts)
    with parts.database.reading() as connection:
        matter = matter_of(connection, kind, id_)
    must_handle(actor, matter.sector, matter.department)
    judged = _still_proposed(parts, matter, asked)
    now = parts.clock.now()
    with parts.database.writing() as connection:
        matter = matter_of(connection, kind, id_, to_change=True)
        scene = scene_of(connection, program, matter, now)
        found = [*against(matter, asked, scene), *_moved(connection, judged)]
        if found := [*found, *_not_theirs(connection, scene, actor, asked)]:
            raise NotNow(found)
        matter = _taken(connection, matter, asked, scene, actor, now)
    if matter.subject is not None and (MOVES[kind][asked.step].fact or asked.values.get("revokes")):
        follow(parts, [matter.subject])
        with parts.database.reading() as connection:
            return matter_of(connection, kind, id_)
    return matter


def scene_of(connection: Connection, program: Program, matter: Matter, now: datetime) -> Scene:
    """What steps of *matter* are looked at against."""
    limits = tuple(limits_kept(connection, matter.id, program.base.calendar))
    last = connection.scalar(
        select(steps.c.day).where(steps.c.matter == matter.id).order_by(steps.c.day.desc()).limit(1)
    )
    return Scene(program, day_of(now), str(last), limits)


def _still_proposed(parts: Parts, matter: Matter, asked: Asked) -> tuple[str, int] | None:
    """Of whom, and by what on record, the verdict still proposed what is to be listed; nothing where none is asked."""
    if matter.kind != "proceeding" or asked.step != "decide" or asked.values["outcome"] != "list":
        return None
    if asked.day > day_of(parts.clock.now()):
        return None
    for standing in standings(parts, [str(matter.subject)], asked.day):
        if missing := sorted(set(matter.details["grounds"]) - standing.proposals(str(matter.policy)).keys()):
            raise not_now("casework.not_proposed", grounds=", ".join(missing), policy=matter.policy, day=standing.day)
        return standing.subject, standing.revision
    raise not_now("casework.no_verdict")


def _moved(connection: Connection, judged: tuple[str, int] | None) -> list[Problem]:
    """What is against deciding by a verdict that was *judged* of what was on record: that more is by now."""
    if judged is None:
        return []
    now = connection.scalar(select(subject.c.revision).where(subject.c.id == judged[0]))
    return [] if now == judged[1] else [problem("casework.records_changed")]


def _not_theirs(connection: Connection, scene: Scene, actor: Actor, asked: Asked) -> Iterator[Problem]:
    """What is against revoking the facts that the step revokes."""
    revoked = asked.values.get("revokes") or ()
    rows = connection.execute(select(fact.c.id).where(fact.c.id.in_(revoked)))
    known = set(rows.scalars())
    for one in revoked:
        if one not in known:
            yield problem("casework.no_fact", fact=one)
        elif barred := may_not_revoke(connection, scene.program, actor, one, PLACE):
            yield barred


def _taken(connection: Connection, matter: Matter, asked: Asked, scene: Scene, actor: Actor, now: datetime) -> Matter:
    """*matter* after the step *asked* for, kept with its facts and limits and told in the ledger."""
    done = MOVES[matter.kind][asked.step]
    values = _valued(matter, asked)
    facts = facts_of(matter, done.fact, asked.day, values) if done.fact else _found_wrong(matter, asked, values)
    stored = store(connection, scene.program, facts, actor.id, now)
    after = _after(matter, asked, done, stored)
    kept = Step(asked.step, asked.day, actor.id, asked.evidence, stored, _said(asked, scene))
    after = move(connection, matter, after, kept, now)
    _wind(connection, after, asked, scene)
    more = {"facts": stored, "said": _said(asked, scene)}
    note(connection, f"{matter.kind}.{asked.step}", actor.id,
         told_of(after, asked.step, asked.day, asked.evidence, more), now)  # fmt: skip
    return after


def _valued(matter: Matter, asked: Asked) -> Mapping[str, Any]:
    """What the step says; a withdrawal revokes the decision, and with it the facts it names."""
    if matter.kind == "proceeding" and asked.step == "withdraw":
        return {**asked.values, "revokes": [matter.details["decision"], *(asked.values.get("revokes") or ())]}
    return asked.values


def _found_wrong(matter: Matter, asked: Asked, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The facts by which what was found on an appeal or a claim takes effect: what it revokes, and what it adds."""
    facts = facts_of(matter, "revocation", asked.day, values) if values.get("revokes") else []
    for number, one in enumerate(values.get("facts") or (), 1):
        told = {name: value for name, value in one.items() if value is not None}
        facts.append({**told, "id": f"{matter.id}.{matter.version + 1}.f{number}", "subject": matter.subject})
    return facts


def _said(asked: Asked, scene: Scene) -> dict[str, Any]:
    said = {name: value for name, value in asked.values.items() if value not in (None, (), [])}
    if asked.step == "statement":
        said["late"] = any(one.due is not None and one.due < iso_day(asked.day) for one in scene.running("statement"))
    return said


def _after(matter: Matter, asked: Asked, done: Move, stored: tuple[str, ...]) -> Matter:
    """What *matter* becomes by a step."""
    details = dict(matter.details)
    state = done.to or matter.state
    if asked.step == "decide":
        outcome = asked.values["outcome"]
        state = {"list": "decided", "decline": "declined"}.get(outcome, outcome)
        details |= {"outcome": outcome}
    if matter.kind == "proceeding" and state == "decided":
        details |= {"decided": iso_day(asked.day), "decision": stored[0]}
    if asked.step == "publish":
        details["published"] = iso_day(asked.day)
    if asked.step == "take-down":
        details = {name: value for name, value in details.items() if name != "published"}
    return replace(
        matter,
        state=state,
        objected=matter.objected if done.objected is None else not matter.objected,
        repairing=matter.repairing if done.repairing is None else not matter.repairing,
        details=details,
    )


def _wind(connection: Connection, matter: Matter, asked: Asked, scene: Scene) -> None:
    """End the limits that the step ends, and let run those that run from it."""
    if not matter.is_open:
        meet(connection, matter.id, asked.day)
        return
    if whats := ENDS.get(asked.step):
        meet(connection, matter.id, asked.day, whats)
    if asked.step == "statement" and asked.values.get("waives"):
        meet(connection, matter.id, asked.day, ("statement",))
    if event := EVENTS.get(asked.step):
        policy = scene.program.base.policies.get(str(matter.policy))
        begin(connection, matter.id, limits_of(policy, event, asked.day), scene.calendar)
