"""The facts a verdict rests on: those known in time, not revoked, each once; silence made fact (S6–S10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from engine.calendar import Period, completed_years, earliest
from engine.compile.facts import CompiledDuty
from engine.compile.program import Program
from engine.facts import Fact, flattened
from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.predicates import FlatFact
from engine.standing import standing
from engine.truth import Truth

PROFILE = "subject_profile"
ABOUT_POLICY = frozenset(name for name, keys in BUILTIN_FACT_TYPES.items() if "policy" in keys.fields)


_MISSED = "missed:"


def origin(name: str) -> str:
    """The id of the fact that *name* stands or falls with: of an answer that was missed, the fact that was due it."""
    return name.split(":", 2)[2] if name.startswith(_MISSED) else name


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a verdict is about; what is not known is not in *attributes* (`kind`, `region`, `born`, …)."""

    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Dossier:
    """The *facts* selected for one subject, in order of day and id, with what selection left out and why."""

    program: Program
    subject: Subject
    as_of: int
    known_at: int
    facts: list[Fact]
    revoked: dict[str, str]
    """Facts that a revocation took away, by the revocation's id."""
    duplicates: dict[str, str]
    """Facts that were another's duplicate, by the id of the one kept."""
    stands_for: dict[str, str] = field(default_factory=dict)
    """The same, with the copies that were revoked."""
    left_out: tuple[Fact, ...] = ()
    """What was known and is not among the facts: revoked, or a copy."""
    by_type: dict[str, list[Fact]] = field(default_factory=dict)
    first_day: int = 0
    by_id: dict[str, Fact] = field(default_factory=dict)
    by_policy: dict[str, list[Fact]] = field(default_factory=dict)
    """By policy, the decisions, applications and the like that name it, in order of day and id."""
    has_record: bool = False
    """Whether there is any fact, or a listing that reached the subject."""

    def __post_init__(self) -> None:
        self.facts.sort(key=_in_time)
        self.has_record = bool(self.facts)
        self.first_day = self.facts[0].day if self.facts else self.as_of
        for fact in self.facts:
            self.by_type.setdefault(fact.type, []).append(fact)
            self.by_id[fact.id] = fact
            if fact.type in ABOUT_POLICY:
                self.by_policy.setdefault(str(fact.fields["policy"]), []).append(fact)

    def of_type(self, name: str) -> Sequence[Fact]:
        """The facts of one type, in order of day and id."""
        return self.by_type.get(name, ())

    def about(self, policy: str, type_: str | None = None) -> list[Fact]:
        """The decisions, applications and the like that name *policy*, of one type if given, in order of day and id."""
        found = self.by_policy.get(policy, [])
        return found if type_ is None else [fact for fact in found if fact.type == type_]

    def named(self, fact: Fact) -> frozenset[str] | None:
        """The ids that the `grounds` of *fact* name; a copy's id means the fact kept. `None`: whatever is open."""
        grounds = fact.fields.get("grounds")
        if not isinstance(grounds, frozenset):
            return None
        return frozenset(map(self.kept, grounds)) if self.stands_for else grounds

    def kept(self, name: str) -> str:
        """The id of the fact that *name* means: of a copy, the one kept; of a silence, that of the one kept (S7)."""
        of = origin(name)
        return name if of not in self.stands_for else name.removesuffix(of) + self.stands_for[of]

    def changed_since(self, day: int) -> bool:
        """Whether a record of *day* or earlier is gone: revoked, or kept as a copy of a later day."""
        gone = (self.by_id.get(self.stands_for.get(fact.id, "")) for fact in self.left_out if fact.day <= day)
        return any(kept is None or kept.day > day for kept in gone)

    def reached(self, day: int) -> None:
        """A listing reached the subject on *day*, which is as good as a fact of that day (S24)."""
        self.first_day = min(day, self.first_day) if self.has_record else day
        self.has_record = True

    def about_on(self, policy: str, day: int) -> dict[str, list[Fact]]:
        """Those of one day, by type."""
        found: dict[str, list[Fact]] = {}
        for fact in self.by_policy.get(policy, ()):
            if fact.day == day:
                found.setdefault(fact.type, []).append(fact)
        return found

    def attribute(self, name: str, day: int) -> Any:
        """What the subject's *name* is on *day*, `None` where not known (S9)."""
        if name in ("age", "years_registered"):
            since = self.attribute("born" if name == "age" else "registered", day)
            return None if since is None or since > day else completed_years(since, day)
        if PROFILE in self.by_type:
            for fact in reversed(self.by_type[PROFILE]):
                if fact.day <= day and name in fact.fields:
                    return fact.fields[name]
        return self.subject.attributes.get(name)

    def surely_without(self, types: Iterable[str]) -> bool:
        """Whether there is no fact of *types* on any day, and there are none that were not sent (S10)."""
        known, found = self.program.fact_types, self.by_type
        for name in types:  # noqa: SIM110  # asked too often for a generator
            if name in found or known[name].sources:
                return False
        return True

    def covered(self, types: Iterable[str], first: int, last: int) -> bool:
        """Whether the records of all *types* are complete from *first* to *last* (S10)."""
        known = self.program.fact_types
        for name in types:
            sources = known[name].sources
            if sources and not _covers(sources, first, last):
                return False
        return True


def select(
    program: Program, subject: Subject, facts: Sequence[Fact], as_of: int, known_at: int, *, silence: bool = True
) -> Dossier:
    """The dossier of *subject* as of a day, as known on a day; raises `FactError` where revocations go in a circle."""
    known = [fact for fact in facts if fact.day <= as_of and fact.recorded <= known_at]
    found = standing(program, known)
    kept = {fact.id for fact in found.kept}
    others = tuple(fact for fact in known if fact.id not in kept) if len(kept) < len(known) else ()
    told = (found.revoked, found.duplicates, found.stands_for, others)
    dossier = Dossier(program, subject, as_of, known_at, found.kept, *told)
    if silence and program.duties:
        missed = [fact for duty in program.duties for fact in _missed(dossier, duty)]
        if missed:
            dossier = Dossier(program, subject, as_of, known_at, found.kept + missed, *told)
    return dossier


def _in_time(fact: Fact) -> tuple[int, str]:
    return fact.day, fact.id


def _covers(sources: tuple[tuple[int, int], ...], first: int, last: int) -> bool:
    reached = first - 1
    for start, end in sources if len(sources) == 1 else sorted(sources):
        if start <= reached + 1:
            reached = max(reached, end)
    return reached >= last


@lru_cache(maxsize=1 << 14)
def window_start(day: int, window: Period) -> int:
    """The earliest day from which *window* still reaches *day* (S5)."""
    return earliest(day, *window.span)


def _missed(dossier: Dossier, duty: CompiledDuty) -> Iterable[Fact]:
    if duty.yearly is not None:
        yield from _missed_yearly(dossier, duty)
    elif duty.due_field is not None:
        for fact in dossier.of_type(duty.type):
            due = fact.fields.get(duty.due_field)
            if isinstance(due, int) and fact.day <= due and _owed(dossier, duty, due):
                wanted = {name: fact.fields.get(name) for name in duty.same}
                if _answered(dossier, duty, max(fact.day, 0), due, wanted) is False and dossier.covered(
                    duty.answered_by, fact.day, due
                ):
                    fields = dict(fact.fields) | {"due": due}
                    yield _missed_fact(dossier, duty, f"{_MISSED}{duty.id.split('.')[1]}:{fact.id}", due, fields, fact)


def _missed_yearly(dossier: Dossier, duty: CompiledDuty) -> Iterable[Fact]:
    known = _registrations(dossier)
    if duty.yearly is None or not known:
        return
    _, closes = duty.yearly
    first = max(duty.first_year, date.fromordinal(min(known)).year + 1)
    for year in range(first, date.fromordinal(dossier.as_of).year + 1):
        begins, due = date(year, 1, 1).toordinal(), date(year, *closes).toordinal()
        registered = dossier.attribute("registered", due)
        if (
            isinstance(registered, int)
            and registered < begins
            and _owed(dossier, duty, due)
            and _answered(dossier, duty, 0, due, {duty.year_field or "": year - 1}) is False
            and dossier.covered(duty.answered_by, begins, due)
        ):
            yield _missed_fact(
                dossier, duty, f"{_MISSED}{duty.id.split('.')[1]}:{year - 1}", due, {"due": due, "year": year - 1}, None
            )


def _registrations(dossier: Dossier) -> list[int]:
    """The days the subject may have been registered on: the record's, and what its profiles ever said."""
    said = [dossier.subject.attributes.get("registered")]
    said += [fact.fields.get("registered") for fact in dossier.of_type(PROFILE)]
    return [day for day in said if isinstance(day, int)]


def _owed(dossier: Dossier, duty: CompiledDuty, due: int) -> bool:
    return (
        due < dossier.as_of
        and duty.in_force[0] <= due <= duty.in_force[1]
        and dossier.attribute("kind", due) in duty.kinds
    )


def _answered(dossier: Dossier, duty: CompiledDuty, first: int, due: int, wanted: Mapping[str, Any]) -> Truth:
    result: Truth = False
    for name in duty.answered_by:
        for fact in dossier.of_type(name):
            if not first <= fact.day <= due:
                continue
            passed: Truth = True
            for key, value in wanted.items():
                given = fact.fields.get(key)
                if given is None or value is None:
                    passed = None if passed is not False else False
                elif given != value:
                    passed = False
            for test in duty.tests:
                given, domain = fact.fields.get(test.field.name), test.domain.values[0]
                if given is None or domain is None:
                    passed = None if passed is not False else False
                elif not domain.passes(given):  # type: ignore[arg-type]  # compiled for the field's own family
                    passed = False
            if passed is True:
                return True
            result = None if passed is None else result
    return result


def _missed_fact(
    dossier: Dossier, duty: CompiledDuty, id_: str, due: int, fields: dict[str, Any], origin: Fact | None
) -> Fact:
    type_ = dossier.program.fact_types[duty.id]
    flat = FlatFact(duty.id, flattened(type_, fields, dossier.program.flags))
    recorded = max(due + 1, origin.recorded if origin else 0)
    return Fact(id_, duty.id, due + 1, recorded, fields, flat, origin.related if origin else ())
