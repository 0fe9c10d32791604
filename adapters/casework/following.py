"""What follows from facts and days alone: listings opened and ended, proceedings drafted, measures owed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from adapters.casework.acts import note
from adapters.casework.executions import owed
from adapters.casework.identity import same
from adapters.casework.kept import SYSTEM, Evidence, Matter, Step, begin, found_matter, meet, move, told
from adapters.casework.limits import limits_of
from adapters.casework.opening import open_proceeding
from adapters.casework.standing import Found, Standing, found, name_of, standings
from adapters.clock import day_of
from adapters.database.connect import hold
from adapters.database.tables.casework import matter as matters
from adapters.database.tables.records import fact, subject
from adapters.parts import Parts
from adapters.verdicts.asking import program_of
from engine.calendar import parse_day
from engine.compile.program import Program

_WAITING: Final = frozenset({"draft", "proposed", "notified", "stated"})
_TRIES: Final = 3
"""How often a subject is looked at again whose records changed meanwhile."""
_BY_VERDICT: Final = Evidence("follows from the facts on record")


def follow(parts: Parts, subjects: Sequence[str], *, drafts: bool = False) -> int:
    """Bring the matters of *subjects* to where the verdicts on them are today; how many have changed.

    With *drafts* a proceeding is drafted for every proposal that has none. To be called after facts were stored, the
    daily roll, and when a release takes effect; calling it twice changes nothing.
    """
    changed, waiting = 0, list(subjects)
    for _ in range(_TRIES):
        again: list[str] = []
        for standing in standings(parts, waiting):
            done = _followed(parts, standing, drafts)
            changed += len(done or ())
            again += [standing.subject] if done is None else []
        waiting = again
        if not waiting:
            break
    return changed


def _followed(parts: Parts, standing: Standing, drafts: bool) -> list[Mapping[str, str]] | None:
    """What changed by *standing*; nothing is done where more is on record by now."""
    program, now = program_of(parts, standing.release), parts.clock.now()
    with parts.database.writing() as connection:
        hold(connection, f"proceeding {standing.subject}")
        held = select(subject.c.revision).where(subject.c.id == standing.subject)
        if connection.scalar(held) != standing.revision:
            return None
        done = [*_proceedings(connection, program, standing, now), *owed(connection, standing, now)]
        done += _drafts(connection, program, standing, now) if drafts else ()
        if done:
            about = {"subject": standing.subject, "release": standing.release, "steps": done}
            note(connection, "matters.follow", SYSTEM, about, now)
    return done


def _proceedings(
    connection: Connection, program: Program, standing: Standing, now: datetime
) -> Iterator[Mapping[str, str]]:
    """Move every proceeding of the subject to where its listing stands."""
    for proceeding in _of(connection, standing.subject):
        if proceeding.state in ("declined", "withdrawn", "lapsed") or proceeding.policy not in program.lists:
            continue
        at = found(standing, str(proceeding.policy), proceeding.details["grounds"], proceeding.details.get("decided"))
        state, step = _become(proceeding, at)
        if step is None or state is None or (step == "withdrawn" and not _is_revoked(connection, proceeding)):
            continue
        held = found_matter(connection, proceeding.id, to_change=True)
        if held is None or held.version != proceeding.version:
            continue
        after = _changed(connection, proceeding, state, step, at)
        details = {name: value for name, value in asdict(at).items() if value}
        kept = Step(step, day_of(now), SYSTEM, _BY_VERDICT, (), {**details, "release": standing.release})
        after = move(connection, proceeding, after, kept, now)
        if not after.is_open:
            meet(connection, proceeding.id, day_of(now))
        elif proceeding.state in _WAITING:  # decided elsewhere
            meet(connection, proceeding.id, day_of(now), ("statement", "decision"))
            policy = program.base.policies.get(str(proceeding.policy))
            limits = limits_of(policy, "decision", parse_day(at.since or proceeding.opened))
            begin(connection, proceeding.id, limits, program.base.calendar)
        yield {"matter": proceeding.id, "step": step, "state": state}


def _of(connection: Connection, whose: str) -> list[Matter]:
    wanted = select(matters).where(matters.c.kind == "proceeding", matters.c.subject.in_(same(connection, whose)))
    return [told(row) for row in connection.execute(wanted.order_by(matters.c.number)).mappings()]


def _become(proceeding: Matter, at: Found) -> tuple[str | None, str | None]:
    """The state that *proceeding* goes into, and by which step; nothing where it is there."""
    on = "published" if proceeding.details.get("published") else "listed"
    match at.stand:
        case "listed" if proceeding.state not in ("listed", "published"):
            return on, "resumed" if proceeding.state in ("repaired", "expired") else "listed"
        case "repaired" | "expired" if proceeding.state != at.stand:
            return at.stand, at.stand
        case "gone" if proceeding.state in _WAITING:
            return "lapsed", "lapsed"
        case "gone" | "proposed" if proceeding.state in ("listed", "published", "repaired", "expired"):
            return "withdrawn", "withdrawn"
    return (proceeding.state, "repair-refused") if proceeding.repairing and at.refused else (None, None)


def _is_revoked(connection: Connection, proceeding: Matter) -> bool:
    """Whether what *proceeding* rests on is on record still, so was revoked: what is forgotten withdraws nothing."""
    decision = proceeding.details.get("decision")
    return decision is None or connection.scalar(select(fact.c.id).where(fact.c.id == decision)) is not None


def _changed(connection: Connection, proceeding: Matter, state: str, step: str, at: Found) -> Matter:
    """What *proceeding* becomes by the *step* into *state*."""
    details = dict(proceeding.details)
    if step == "listed" and "decision" not in details:
        details |= {"decision": _decision(connection, at.supporting), "decided": at.since}
    if at.since is not None:
        details |= {"since": at.since, "last": at.last}
    ended = step in ("repaired", "repair-refused") or state in ("expired", "withdrawn", "lapsed")
    return replace(proceeding, state=state, details=details, repairing=proceeding.repairing and not ended)


def _decision(connection: Connection, supporting: Collection[str]) -> str | None:
    """Of the facts that a listing rests on, the decision that opened it."""
    wanted = select(fact.c.id).where(fact.c.id.in_(sorted(supporting)), fact.c.type == "listing_decision")
    return connection.scalar(wanted.order_by(fact.c.number.desc()).limit(1))


def _drafts(connection: Connection, program: Program, standing: Standing, now: datetime) -> Iterator[Mapping[str, str]]:
    """A draft of a proceeding for each list that proposes what no open proceeding is about."""
    taken = {
        (proceeding.policy, ground) for proceeding in _of(connection, standing.subject) if proceeding.is_open
        for ground in proceeding.details["grounds"]
    }  # fmt: skip
    for listed in standing.verdict["lists"]:
        grounds = sorted({name_of(one) for one in listed["proposals"]})
        new = [name for name in grounds if (listed["policy"], name) not in taken]
        if new and listed["policy"] in program.lists:
            first = Step("draft", day_of(now), SYSTEM, _BY_VERDICT, (), {"release": standing.release})
            proceeding = open_proceeding(connection, program, standing, listed["policy"], new, first, now)
            yield {"matter": proceeding.id, "step": "draft", "state": proceeding.state}
