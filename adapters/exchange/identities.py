"""What happened to identities elsewhere, taken over: each event once, by what it is called everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from adapters.clock import stamp
from adapters.database.bulk import among
from adapters.database.connect import hold
from adapters.database.tables.records import fact, identity_event, subject_code
from adapters.records.accepting import FACTS, touch
from adapters.records.belonging import resolved
from adapters.records.identity import Gone, Parting, Ruling, merge, note, recode, rename, split, undo
from adapters.records.moving import Moves
from engine.problems import FactError

_CALLED: Final = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
_SAID: Final = Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")
_NOTHING_NEW: Final = frozenset(
    {"records.same_name", "records.same_subject", "records.nothing_to_part", "records.nothing_to_undo"}
)
"""Why an event changes nothing here: it is so already."""


class Told(BaseModel):
    """An event as another instance tells it; *undoes* is what it calls the event that this one takes back."""

    model_config = ConfigDict(frozen=True, strict=True)
    uid: str = _CALLED
    what: Literal["rename", "recode", "merge", "split", "undo"]
    subject: str = _CALLED
    other: str | None = Field(max_length=200)
    day: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    reason: str = _SAID
    evidence: str | None = Field(None, max_length=2_000)
    to: str | None = Field(None, max_length=200)
    code: str | None = Field(None, max_length=200)
    scheme: str = Field("uscc", max_length=40)
    facts: tuple[str, ...] = Field((), strict=False)
    codes: tuple[str, ...] = Field((), strict=False)
    undoes: str | None = Field(None, max_length=200)

    def ruling(self, source: str, now: datetime) -> Ruling:
        """The same as something that *source* says."""
        evidence = self.evidence or f"{source} {self.uid}"
        return Ruling(f"source:{source}", now, self.day, self.reason, evidence, uid=self.uid)


def is_known(connection: Connection, told: Told) -> bool:
    """Whether the event *told* is known here: taken over before, or told from here."""
    hold(connection, FACTS)
    known = select(identity_event.c.number).where(identity_event.c.uid == told.uid)
    return connection.scalar(known) is not None


def happen(connection: Connection, told: Told, ruling: Ruling) -> None:
    """Have what is *told* happen here, too; raises `Gone` or `FactError` where it cannot."""
    other = told.other or ""
    if told.what == "rename":
        rename(connection, told.subject, told.to or "", ruling)
    elif told.what == "recode":
        _recode(connection, told, ruling)
    elif told.what == "merge":
        merge(connection, told.subject, other, ruling)
    elif told.what == "split":
        split(connection, told.subject, {"id": other}, _parting(connection, told), ruling)
    else:
        _undo(connection, told, ruling)


def is_so_already(error: FactError) -> bool:
    """Whether *error* says that an event would change nothing."""
    return {one.code for one in error.problems} <= _NOTHING_NEW


def keep(connection: Connection, told: Told, ruling: Ruling) -> None:
    """Keep the event *told*, which changes nothing here: whoever pulls from here is told of it, and nobody twice."""
    whose = resolved(connection, {told.subject}).get(told.subject)
    details: dict[str, Any] = told.model_dump(include={"to", "code", "scheme"}, exclude_none=True)
    if told.what == "undo":
        details["undoes"] = _number(connection, told)
    if whose is not None:
        note(connection, told.what, whose, told.other, ruling, details)


def _recode(connection: Connection, told: Told, ruling: Ruling) -> None:
    code = told.code or ""
    known = resolved(connection, {code, told.subject})
    if code in known and known[code] == known.get(told.subject):
        keep(connection, told, ruling)
    else:
        recode(connection, told.subject, code, told.scheme, ruling)


def _undo(connection: Connection, told: Told, ruling: Ruling) -> None:
    """Take back an event, and have what has come since go where it went there: here nobody knows how it was sent."""
    event = undo(connection, _number(connection, told), ruling)
    holder = event.other or ""
    left = select(fact.c.id).where(fact.c.subject == holder, among(connection, fact.c.id, told.facts))
    if rest := set(connection.scalars(left)):
        Moves(connection, event.number, stamp(ruling.now)).facts(holder, event.subject, rest)
        touch(connection, [holder, event.subject])


def _parting(connection: Connection, told: Told) -> Parting:
    """What of the facts and codes that were parted there is here with the subject."""
    whose = resolved(connection, {told.subject}).get(told.subject)
    facts = select(fact.c.id).where(fact.c.subject == whose, among(connection, fact.c.id, told.facts))
    codes = select(subject_code.c.code).where(
        subject_code.c.subject == whose, among(connection, subject_code.c.code, told.codes)
    )
    return Parting(tuple(connection.scalars(facts)), None, tuple(connection.scalars(codes)))


def _number(connection: Connection, told: Told) -> int:
    """The number here of the event that *told* takes back."""
    wanted = select(identity_event.c.number).where(identity_event.c.uid == told.undoes)
    number = connection.scalar(wanted)
    if number is None:
        raise Gone("event", str(told.undoes))
    return int(number)
