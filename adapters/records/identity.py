"""What happens to identities: a new name, another code, two that are one, one that is two; and a mistake taken back.

Each is an event with who, when and why, and never by name alone. What it moves is noted move by move, so that what
was known before can still be told (`adapters.records.belonging`).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from adapters.clock import stamp
from adapters.database.bulk import among
from adapters.database.connect import hold
from adapters.database.tables.records import (
    fact,
    fact_revocation,
    identity_event,
    identity_move,
    subject,
    subject_code,
    subject_name,
)
from adapters.ledger.chain import Said, add
from adapters.records.accepting import FACTS, touch
from adapters.records.belonging import CODE, FACT, SUBJECT, resolved
from adapters.records.checking import Sender
from adapters.records.moving import Moves
from adapters.records.subjects import register_all
from engine.problems import FactError, Place, Problem

What = Literal["rename", "recode", "merge", "split", "undo"]
ENTRY: Final = "identity"
"""What the ledger calls these acts."""
PERSON: Final = "natural_person"
_HERE: Final = Place("identity")


@dataclass(frozen=True)
class Ruling:
    """By whom, on which *day* and why something happens to an identity.

    It rests on *evidence* (a text) or on a *code* of one concerned; a name is neither. *uid* is what it is called
    where it was told by another instance.
    """

    actor: str
    now: datetime
    day: str
    reason: str
    evidence: str | None = None
    code: str | None = None
    uid: str | None = None

    def told(self) -> dict[str, Any]:
        """What it rests on, as it is kept."""
        return {key: value for key, value in (("evidence", self.evidence), ("code", self.code)) if value}


@dataclass(frozen=True)
class Event:
    """What happened: its *number*, and the subjects concerned."""

    number: int
    what: What
    subject: str
    other: str | None = None


class Gone(LookupError):
    """A subject or an event is not known."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(name)
        self.what, self.name = what, name


def rename(connection: Connection, id_: str, name: str, ruling: Ruling) -> Event:
    """Have the subject *id_* be called *name* from now on; the names before stay known."""
    whose = _begun(connection, [id_], ruling)[id_]
    before = connection.scalar(select(subject.c.name).where(subject.c.id == whose))
    if before == name:
        raise _error("records.same_name", id=whose)
    event = _event(connection, "rename", whose, None, ruling)
    connection.execute(update(subject).where(subject.c.id == whose).values(name=name))
    row = {"subject": whose, "name": name, "recorded_at": stamp(ruling.now)}
    connection.execute(insert(subject_name), row)
    return _done(connection, event, ruling, {"from": before, "to": name}, [whose])


def recode(connection: Connection, id_: str, code: str, scheme: str, ruling: Ruling) -> Event:
    """Have *code*, of some *scheme*, lead to the subject *id_*, too."""
    whose = _begun(connection, [id_], ruling)[id_]
    holder = resolved(connection, {code}).get(code)
    if holder is not None:
        raise _error("records.code_known", code=code, subject=holder)
    event = _event(connection, "recode", whose, None, ruling)
    row = {"code": code, "subject": whose, "scheme": scheme, "recorded_at": stamp(ruling.now)}
    connection.execute(insert(subject_code), row)
    _moves(connection, event, ruling).note([(CODE, code, None, whose)])
    return _done(connection, event, ruling, {"code": code, "scheme": scheme}, [whose])


def merge(connection: Connection, id_: str, into: str, ruling: Ruling) -> Event:
    """Have what is on record of the subject *id_* be on record of *into*; its id leads there."""
    known = _begun(connection, [id_, into], ruling)
    gone, stays = known[id_], known[into]
    if gone == stays:
        raise _error("records.same_subject", id=id_, other=into)
    kinds = connection.scalars(select(subject.c.kind).where(subject.c.id.in_((gone, stays)))).all()
    if len(set(kinds)) > 1 and PERSON in kinds:
        raise _error("records.kinds_differ", id=gone, other=stays)
    event = _event(connection, "merge", gone, stays, ruling)
    moving = _moves(connection, event, ruling)
    count = moving.facts(gone, stays)
    led = connection.scalars(select(subject.c.id).where(subject.c.merged_into == gone)).all()
    moving.ids([(SUBJECT, gone, gone, stays), *((SUBJECT, one, gone, stays) for one in led)])
    return _done(connection, event, ruling, {"facts": count}, [gone, stays])


@dataclass(frozen=True)
class Parting:
    """What goes to another subject: *facts* by id, all facts dated *since* a day, and *codes*."""

    facts: Sequence[str] = ()
    since: str | None = None
    codes: Sequence[str] = ()


def split(connection: Connection, id_: str, to: Mapping[str, Any], parting: Parting, ruling: Ruling) -> Event:
    """Have what *parting* names go from the subject *id_* to another: *to* has its `id`, and `kind` where it is new."""
    whose = _begun(connection, [id_], ruling)[id_]
    target = _target(connection, to, ruling)
    if target == whose:
        raise _error("records.same_subject", id=id_, other=str(to["id"]))
    moved = _parted(connection, whose, parting)
    codes = select(subject_code.c.code).where(subject_code.c.subject == whose)
    theirs = set(connection.scalars(codes.where(among(connection, subject_code.c.code, parting.codes))))
    if others := set(parting.codes) - theirs:
        raise FactError([Problem("records.not_its_code", _HERE, {"code": one, "id": whose}) for one in sorted(others)])
    event = _event(connection, "split", whose, target, ruling)
    moving = _moves(connection, event, ruling)
    count = moving.facts(whose, target, moved)
    moving.codes(whose, target, theirs)
    return _done(connection, event, ruling, {"facts": count, "codes": sorted(theirs)}, [whose, target])


def undo(connection: Connection, number: int, ruling: Ruling) -> Event:
    """Take back the merge or split *number*: what it moved goes back, with what has come since under the old names."""
    hold(connection, FACTS)
    found = connection.execute(select(identity_event).where(identity_event.c.number == number)).first()
    if found is None:
        raise Gone("event", str(number))
    if found.what not in ("merge", "split"):
        raise _error("records.not_undone", number=number, what=found.what)
    _check(connection, ruling, {found.subject, found.other})
    known = resolved(connection, {found.subject, found.other})
    holder = known[found.other]
    home = found.subject if found.what == "merge" else known[found.subject]
    event = _event(connection, "undo", home, holder, ruling)
    count = _back(connection, _moves(connection, event, ruling), number, holder, home)
    if connection.scalar(select(identity_move.c.number).where(identity_move.c.event == event.number).limit(1)) is None:
        raise _error("records.nothing_to_undo", number=number)
    return _done(connection, event, ruling, {"undoes": number, "facts": count}, [home, holder])


def note(
    connection: Connection, what: What, id_: str, other: str | None, ruling: Ruling, details: Mapping[str, Any]
) -> Event:
    """Keep that *what* happened, as another instance tells it, where it changes nothing here."""
    return _done(connection, _event(connection, what, id_, other, ruling), ruling, details, [])


def _back(connection: Connection, moving: Moves, number: int, holder: str, home: str) -> int:
    """Move what the event *number* moved, and *holder* still has, back *home*; gives how many facts that are."""
    rows = connection.execute(select(identity_move.c.what, identity_move.c.name).where(identity_move.c.event == number))
    moved: dict[str, set[str]] = {FACT: set(), CODE: set(), SUBJECT: set()}
    for what, name in rows:
        moved[what].add(name)
    names = moved[SUBJECT] | moved[CODE] | _codes_of(connection, moved[SUBJECT])
    count = moving.facts(holder, home, moved[FACT] | _sent_as(connection, holder, names))
    led = select(subject.c.id).where(subject.c.merged_into == holder, among(connection, subject.c.id, moved[SUBJECT]))
    moving.ids([(SUBJECT, one, holder, home) for one in connection.scalars(led).all()])
    codes = select(subject_code.c.code).where(subject_code.c.subject == holder)
    moving.codes(
        holder, home, set(connection.scalars(codes.where(among(connection, subject_code.c.code, moved[CODE]))))
    )
    return count


def _moves(connection: Connection, event: Event, ruling: Ruling) -> Moves:
    return Moves(connection, event.number, stamp(ruling.now))


def _begun(connection: Connection, names: Sequence[str], ruling: Ruling) -> dict[str, str]:
    """Whom *names* mean, the facts held; raises `Gone`, or `FactError` where *ruling* rests on nothing."""
    hold(connection, FACTS)
    known = resolved(connection, set(names))
    for name in names:
        if name not in known:
            raise Gone("subject", name)
    _check(connection, ruling, {*names, *known.values()})
    return known


def _check(connection: Connection, ruling: Ruling, concerned: Collection[str]) -> None:
    if not ruling.evidence and not ruling.code:
        raise _error("records.no_evidence")
    if ruling.code and resolved(connection, {ruling.code}).get(ruling.code) not in concerned:
        raise _error("records.code_of_nobody", code=ruling.code)


def _event(connection: Connection, what: What, id_: str, other: str | None, ruling: Ruling) -> Event:
    row = {
        "what": what,
        "subject": id_,
        "other": other,
        "day": ruling.day,
        "recorded_at": stamp(ruling.now),
        "actor": ruling.actor,
        "reason": ruling.reason,
        "details": "{}",
        "uid": ruling.uid or secrets.token_hex(16),
    }
    number = connection.execute(insert(identity_event).returning(identity_event.c.number), row).scalar_one()
    return Event(number, what, id_, other)


def _done(
    connection: Connection, event: Event, ruling: Ruling, details: Mapping[str, Any], concerned: Iterable[str]
) -> Event:
    """Keep the *details* of *event*, have everybody *concerned* judged again, and tell the ledger."""
    told = orjson.dumps({**ruling.told(), **details}).decode()
    mine = update(identity_event).where(identity_event.c.number == event.number)
    connection.execute(mine.values(details=told))
    touch(connection, concerned)
    content = {
        "event": event.number, "what": event.what, "subject": event.subject, "other": event.other, "day": ruling.day,
        "reason": ruling.reason, **ruling.told(), **details,
    }  # fmt: skip
    said = Said(secrets.token_hex(16), ENTRY, ruling.actor, orjson.dumps(content), event.subject)
    add(connection, [said], ruling.now)
    return event


def _target(connection: Connection, to: Mapping[str, Any], ruling: Ruling) -> str:
    """The subject that *to* means, registered where it is new."""
    id_ = to.get("id")
    known = resolved(connection, {id_}).get(id_) if isinstance(id_, str) else None
    if known is not None:
        return known
    outcome = register_all(connection, [to], Sender(ruling.actor, ruling.now))[0]
    if outcome.problems:
        raise FactError(outcome.problems)
    return str(id_)


def _parted(connection: Connection, whose: str, parting: Parting) -> set[str]:
    """The facts that *parting* names, with what revokes them; raises `FactError` where one is not of *whose*."""
    own = select(fact.c.id).where(fact.c.subject == whose)
    moved = set(connection.scalars(own.where(among(connection, fact.c.id, parting.facts))))
    if others := set(parting.facts) - moved:
        raise FactError([Problem("records.not_its_fact", _HERE, {"fact": one, "id": whose}) for one in sorted(others)])
    if parting.since is not None:
        moved |= set(connection.scalars(own.where(fact.c.day >= parting.since)))
    revoking = moved
    while revoking:
        wanted = select(fact_revocation.c.fact).where(among(connection, fact_revocation.c.revokes, revoking))
        revoking = set(connection.scalars(wanted)) - moved
        moved |= revoking
    if not moved and not parting.codes:
        raise _error("records.nothing_to_part", id=whose)
    return moved


def _codes_of(connection: Connection, ids: Collection[str]) -> set[str]:
    return set(connection.scalars(select(subject_code.c.code).where(among(connection, subject_code.c.subject, ids))))


def _sent_as(connection: Connection, whose: str, names: Collection[str]) -> set[str]:
    """The facts of *whose* that were sent about one of *names*."""
    sent = select(fact.c.id).where(fact.c.subject == whose, among(connection, fact.c.sent_as, names))
    return set(connection.scalars(sent))


def _error(code: str, /, **values: object) -> FactError:
    return FactError([Problem(code, _HERE, values)])
