"""Subjects drawn for any policy base: eight facts each, most made to fire a rule of one of a few lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

from engine.calendar import iso
from engine.compile.domains import CodeSet, CodesTest, TruthSet
from engine.compile.facts import CompiledFactType
from engine.compile.fields import Field, shown
from engine.compile.lists import CompiledList
from engine.compile.nodes import FieldNode, fact_types
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.online.answer import Question
from engine.truth import IntSet

FACTS: Final = 8
LISTS: Final = 3
AS_OF: Final = date(2026, 11, 1).toordinal()
YEARS: Final = 4 * 365

Raw = dict[str, Any]


def questions(program: Program, number: int, seed: int = 7) -> list[Question]:
    """*number* subjects under *program*, the same ones for the same *seed*."""
    chance = _Chance(program, Random(seed))
    return [Question(chance.subject(n), chance.facts(), AS_OF, AS_OF, {}) for n in range(number)]


def request_of(question: Question) -> Raw:
    """*question* as a request from outside says it."""
    return {
        "subject": question.subject,
        "facts": question.facts,
        "as_of": iso(question.as_of),
        "principals": question.principals,
    }


@dataclass(frozen=True, slots=True)
class _Chance:
    """Draws subjects and their facts."""

    program: Program
    random: Random

    def subject(self, number: int) -> Raw:
        kind = "enterprise" if self.random.random() < 0.9 else "natural_person"
        region = f"1401{self.random.randrange(5):02}"
        return {"id": f"subject{number}", "kind": kind, "region": region, "registered": "2012-05-04"}

    def facts(self) -> list[Raw]:
        """Facts about a few lists: most fire a rule; one answers others; where a list waits for a decision, one is."""
        lists = self.random.sample(_triggered(self.program), min(LISTS, len(_triggered(self.program))))
        days = sorted(AS_OF - 1 - self.random.randrange(YEARS) for _ in range(FACTS))
        found: list[Raw] = []
        for place, day in enumerate(days):
            compiled = self.random.choice(lists)
            answers = sorted(_answering(compiled) & self.program.base.fact_types.keys())
            waiting = [one for one in lists if one.decision]
            if place == FACTS - 1 and waiting:
                fact = self._fact("listing_decision", day, {"policy": waiting[0].policy, "outcome": "list"}, ())
            elif place == FACTS - 2 and answers:
                given = {**found[-1]["fields"], "policy": compiled.policy}
                fact = self._fact(self.random.choice(answers), day, given, ())
            else:
                rule = self.random.choice(_given(self.program, compiled))
                name = self.random.choice([t for t in rule.types if t in self.program.base.fact_types])
                fact = self._fact(name, day, {}, rule.facts[name].tests)
            found.append({"id": f"f{place}", **fact})
        return found

    def _fact(self, name: str, day: int, given: Mapping[str, Any], tests: Sequence[FieldNode]) -> Raw:
        """A fact of the type *name*: fields as *given*, as *tests* ask, or as chance will have it."""
        type_ = self.program.fact_types[name]
        fields = dict(self._fields(type_))
        fields |= {test.field.name: self._passing(test, day) for test in tests if test.field.name in fields}
        fields |= {key: value for key, value in given.items() if _fits(type_.fields.get(key), value)}
        known = {key: value for key, value in fields.items() if value is not None}
        return {"type": name, "date": iso(day), "fields": known}

    def _fields(self, type_: CompiledFactType) -> Iterator[tuple[str, Any]]:
        for name, field in type_.fields.items():
            if name not in type_.computed and (field.required or "policy" not in type_.fields):
                yield name, self._any(field)

    def _any(self, field: Field) -> Any:
        draw = self.random
        match field.family:
            case "text":
                codes = sorted(field.codes or ())
                return draw.choice(codes) if codes else f"{field.name}{draw.randrange(10_000)}"
            case "number":
                return self._raw(field, draw.randrange(1_000) * field.factor)
            case "day":
                return iso(AS_OF - draw.randrange(YEARS))
            case "truth":
                return draw.random() < 0.7
            case "set":
                return draw.sample(sorted(field.codes or ("其他",)), 1)
            case "rows":
                rows = (field.rows or {}).values()
                return [{one.name: self._any(one) for one in rows} for _ in range(3)]

    def _passing(self, test: FieldNode, day: int) -> Any:
        domain = test.domain.at(day)
        match domain:
            case CodeSet():
                codes = sorted(domain.codes if not domain.negated else (test.field.codes or {"其他"}) - domain.codes)
                return self.random.choice(codes) if codes else self._any(test.field)
            case CodesTest():
                return sorted(domain.codes)
            case TruthSet():
                return self.random.choice(sorted(domain.truths))
            case IntSet():
                low, high = self.random.choice(domain.spans)
                first = low if low is not None else 0 if high is None else max(0, high - 100 * test.field.factor)
                last = high if high is not None else first + 100 * test.field.factor
                return self._raw(test.field, self.random.randint(first, max(first, last)))
            case None:
                return self._any(test.field)

    def _raw(self, field: Field, number: int) -> Any:
        if field.family == "day":
            return shown(field, number)
        return number if field.factor == 1 else f"{Decimal(number) / field.factor:f}"


def _fits(field: Field | None, value: Any) -> bool:
    """Whether *value*, that another fact has, may be one of *field*."""
    return field is not None and (not field.codes or (isinstance(value, str) and value in field.codes))


def _given(program: Program, compiled: CompiledList) -> list[CompiledRule]:
    """The rules of *compiled* that a fact somebody sends can fire."""
    return [rule for rule in compiled.rules if program.base.fact_types.keys() & set(rule.types)]


def _triggered(program: Program) -> list[CompiledList]:
    return [compiled for _, compiled in sorted(program.lists.items()) if _given(program, compiled)]


def _answering(compiled: CompiledList) -> frozenset[str]:
    """The fact types that correct what is listed, or that its repair asks for."""
    asked = [node for repair in compiled.repairs for node in repair.requires]
    corrected = () if compiled.correction is None else (compiled.correction,)
    return frozenset(name for node in (*asked, *corrected) for name in fact_types(node))
