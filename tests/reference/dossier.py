"""The facts a verdict may use (S6, S7), their values, and what the subject was on a day (S9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from engine.language.base import PolicyBase
from engine.language.fact_types import FactType, FieldKeys
from tests.reference.derived import with_derived
from tests.reference.unary import Value

Raw = Mapping[str, Any]


class Refused(Exception):
    """What was handed in cannot be judged at all."""


@dataclass(frozen=True)
class Fact:
    """One fact, its values read."""

    id: str
    type: str
    day: date
    fields: Mapping[str, Value]
    related: tuple[tuple[str, str], ...] = ()
    recorded: date = date.min

    def text(self, field: str) -> str | None:
        """The text in *field*, if it is there."""
        value = self.fields.get(field)
        return value if isinstance(value, str) else None


@dataclass(frozen=True)
class Dossier:
    """Everything that may be used about one subject as of a day."""

    base: PolicyBase
    subject: Raw
    facts: tuple[Fact, ...]
    revoked: frozenset[str]
    same_as: Mapping[str, str]
    as_of: date
    seen: tuple[Fact, ...] = ()
    """What was known, before anything was left out."""
    reached: tuple[date, ...] = ()
    """The days on which a listing reached the subject, which are as good as facts (S24)."""

    @property
    def first_day(self) -> date | None:
        """The day of the first fact of any type."""
        return min((*(fact.day for fact in self.facts), *self.reached), default=None)

    def of_type(self, *types: str) -> tuple[Fact, ...]:
        """The facts of *types*, by day and then by id."""
        return tuple(sorted((f for f in self.facts if f.type in types), key=lambda fact: (fact.day, fact.id)))

    def named(self, name: str) -> Fact | None:
        """The fact of the id *name*, or the one that stands for it (S7)."""
        wanted = self.means(name)
        return next((fact for fact in self.facts if fact.id == wanted), None)

    def means(self, name: str) -> str:
        """The id now of what *name* means: a copy is the fact that is kept, and so is the silence about it (S7)."""
        if name.startswith("missed:"):
            _, duty, fact_id = name.split(":", 2)
            return f"missed:{duty}:{self.same_as.get(fact_id, fact_id)}"
        return self.same_as.get(name, name)

    def differs_from(self, day: date) -> bool:
        """Whether some record dated by *day* is no longer there, nor a copy of it dated by then."""
        there = {fact.id for fact in self.facts if fact.day <= day}
        return any(fact.day <= day and self.means(fact.id) not in there for fact in self.seen)

    def attribute(self, name: str, day: date) -> Value | None:
        """S9: what the subject's profile facts say of *name* on *day*; before any, what its record says."""
        saying = [f for f in self.of_type("subject_profile") if f.day <= day and name in f.fields]
        if saying:
            return saying[-1].fields[name]
        return read_value(self.subject.get(name), "date" if name in {"born", "registered"} else "string")


def open_dossier(base: PolicyBase, subject: Raw, facts: Iterable[Raw], as_of: date, known_at: date) -> Dossier:
    """S6, S7: the facts dated by *as_of* and recorded by *known_at*, less the revoked, each identity once."""
    read = (read_fact(base, raw) for raw in facts)
    seen = tuple(fact for fact in read if fact.day <= as_of and fact.recorded <= known_at)
    revoked = _revoked(seen)
    same_as = _same_as(base, seen, [fact for fact in seen if fact.id not in revoked])
    kept = tuple(fact for fact in seen if fact.id not in revoked and same_as.get(fact.id, fact.id) == fact.id)
    return Dossier(base, subject, kept, revoked, same_as, as_of, seen)


def fact_type(base: PolicyBase, name: str) -> FactType | None:
    """The fact type *name*; of a missed deadline, the type whose duty was missed."""
    if not name.startswith("deadline_missed."):
        return base.fact_types.get(name)
    duty = name.removeprefix("deadline_missed.")
    return next((kind for kind in base.fact_types.values() if duty in kind.duties), None)


def read_fact(base: PolicyBase, raw: Raw) -> Fact:
    """The fact sent as *raw*, with the fields derived from its own (S8)."""
    kind = base.fact_types[raw["type"]]
    fields = read_fields(kind.fields, raw.get("fields", {}))
    if (region := read_value(raw.get("fields", {}).get("authority_region"), "string")) is not None:
        fields["authority_region"] = region
    related = tuple((link["role"], link["subject"]) for link in raw.get("related", ()))
    day, recorded = date.fromisoformat(raw["date"]), date.fromisoformat(raw["recorded"])
    return Fact(raw["id"], raw["type"], day, with_derived(kind, fields), related, recorded)


def read_fields(keys: Mapping[str, FieldKeys], sent: Raw) -> dict[str, Value]:
    """The values *sent* for the fields *keys*; what is empty or not sent is not there."""
    found: dict[str, Value] = {}
    for name, key in keys.items():
        if key.type == "rows":
            if sent.get(name) is not None:
                found[name] = tuple(read_fields(key.rows, row) for row in sent[name])
        elif (value := read_value(sent.get(name), key.type)) is not None:
            found[name] = value
    return found


def read_value(value: Any, kind: str) -> Value | None:
    """The value sent as *value* for a field of *kind*."""
    if value is None:
        return None
    if kind in {"integer", "decimal"}:
        return Fraction(str(value))
    if kind == "date":
        return value if isinstance(value, date) else date.fromisoformat(value)
    if kind == "set":
        return frozenset(value)
    return bool(value) if kind == "boolean" else str(value)


def _revoked(facts: Sequence[Fact]) -> frozenset[str]:
    """S6: the ids that revocations which are not revoked themselves name."""
    revokes = {fact.id: fact.text("revokes") or "" for fact in facts if fact.type == "revocation"}
    for first in revokes:
        _refuse_cycle(first, revokes)

    def is_revoked(name: str) -> bool:
        return any(revokes[by] == name and not is_revoked(by) for by in revokes)

    return frozenset(name for name in revokes.values() if is_revoked(name))


def _refuse_cycle(first: str, revokes: Mapping[str, str]) -> None:
    next_one, steps = revokes[first], 0
    while next_one in revokes and steps <= len(revokes):
        if next_one == first:
            raise Refused(f"revocations revoke each other: {first}")
        next_one, steps = revokes[next_one], steps + 1


def _same_as(base: PolicyBase, facts: Sequence[Fact], standing: Sequence[Fact]) -> dict[str, str]:
    """S7: by id, the id of the latest recorded of the facts *standing* that are of the same identity."""
    kept: dict[str, str] = {}
    for fact in facts:
        twins = [other for other in standing if _is_same(base.fact_types[fact.type], fact, other)]
        if twins:
            kept[fact.id] = max(twins, key=lambda twin: (twin.recorded, twin.id)).id
    return kept


def _is_same(kind: FactType, one: Fact, other: Fact) -> bool:
    if one.type != other.type or not kind.identity:
        return False
    return all(name in one.fields and one.fields[name] == other.fields.get(name) for name in kind.identity)
