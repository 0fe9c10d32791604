"""Silence as a fact (S8): `deadline_missed.<duty>`, dated the day after what was due did not come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from engine.language.fact_types import Duty
from tests.reference.coverage import covered
from tests.reference.days import ONE_DAY
from tests.reference.dossier import Dossier, Fact
from tests.reference.law import in_force
from tests.reference.truths import Truth, all_of, any_of
from tests.reference.unary import Value, passes


def with_silence(dossier: Dossier) -> Dossier:
    """*dossier* with a fact for every deadline that was surely missed before its day ends."""
    missed = [
        fact
        for owner, kind in dossier.base.fact_types.items()
        for name, duty in kind.duties.items()
        for fact in (_yearly(dossier, name, duty) if duty.yearly is not None else _dated(dossier, owner, name, duty))
    ]
    return replace(dossier, facts=(*dossier.facts, *missed))


def _yearly(dossier: Dossier, name: str, duty: Duty) -> Iterator[Fact]:
    assert duty.yearly is not None
    for year in range(_first_year(dossier, duty), dossier.as_of.year + 1):
        opens, due = date(year, *duty.yearly.from_), date(year, *duty.yearly.to)
        registered = dossier.attribute("registered", due)
        if not isinstance(registered, date) or registered >= date(year, 1, 1):
            continue
        answers = [
            all_of((_names_year(duty, fact, year - 1, opens), _fits(duty, fact)))
            for fact in dossier.of_type(*duty.answered_by)
            if fact.day <= due
        ]
        if _is_missed(dossier, duty, due, date(year, 1, 1), answers):
            fields: dict[str, Value] = {"due": due, "year": Fraction(year - 1)}
            yield Fact(f"missed:{name}:{year - 1}", f"deadline_missed.{name}", due + ONE_DAY, fields)


def _first_year(dossier: Dossier, duty: Duty) -> int:
    if duty.first is not None:
        return duty.first
    known = [
        dossier.subject.get("registered"),
        *(f.fields.get("registered") for f in dossier.of_type("subject_profile")),
    ]
    return min((int(str(day)[:4]) for day in known if day is not None), default=dossier.as_of.year + 1)


def _names_year(duty: Duty, fact: Fact, year: int, opens: date) -> Truth:
    if duty.year_field is None:
        return fact.day >= opens
    told = fact.fields.get(duty.year_field)
    return None if told is None else told == year


def _dated(dossier: Dossier, owner: str, name: str, duty: Duty) -> Iterator[Fact]:
    for fact in dossier.of_type(owner):
        due = fact.fields.get(duty.due or "")
        if not isinstance(due, date) or due < fact.day:
            continue
        answers = [
            all_of((*(_equal(fact, answer, field) for field in duty.same), _fits(duty, answer)))
            for answer in dossier.of_type(*duty.answered_by)
            if fact.day <= answer.day <= due
        ]
        if _is_missed(dossier, duty, due, fact.day, answers):
            fields = {**fact.fields, "due": due}
            yield replace(
                fact, id=f"missed:{name}:{fact.id}", type=f"deadline_missed.{name}", day=due + ONE_DAY, fields=fields
            )


def _fits(duty: Duty, answer: Fact) -> Truth:
    return all_of(passes(test, answer.fields.get(field), _no_parameter) for field, test in duty.where.items())


def _equal(one: Fact, other: Fact, field: str) -> Truth:
    value, told = one.fields.get(field), other.fields.get(field)
    return None if value is None or told is None else value == told


def _is_missed(dossier: Dossier, duty: Duty, due: date, since: date, answers: list[Truth]) -> bool:
    """Surely owed, surely not answered, and due before the day asked."""
    owed = due < dossier.as_of and in_force(duty.in_force, due) and dossier.attribute("kind", due) in duty.applies_to
    silent = any_of(answers) is False
    return bool(owed) and silent and covered(dossier.base, duty.answered_by, due, lambda day: day >= since)


def _no_parameter(_name: str) -> None:
    """Duties know no parameters."""
