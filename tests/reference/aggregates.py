"""Conditions over many facts (S5, S10): which facts count, and the interval their number or sum lies in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.language.conditions import (
    Aggregate,
    CountCondition,
    DistinctCondition,
    FactCondition,
    MaxCondition,
    Span,
    SumCondition,
)
from engine.language.fact_types import FieldKeys, Highest, Ratio, Run
from tests.reference.asked import Asked, World, fields_pass
from tests.reference.coverage import covered
from tests.reference.days import EVER, FOREVER, within
from tests.reference.dossier import Dossier, Fact, fact_type
from tests.reference.law import numbers
from tests.reference.truths import Truth, all_of
from tests.reference.unary import passes_throughout

Bound = Fraction | None


@dataclass(frozen=True)
class Counted:
    """The facts an aggregate speaks of: those that surely count, those that may, and whether others may be missing."""

    sure: tuple[Fact, ...]
    possible: tuple[Fact, ...]
    complete: bool


def aggregate_holds(condition: Aggregate, asked: Asked, world: World) -> Truth:
    """Whether *condition* holds: true only if it does whatever the unknown facts and values turn out to be."""
    dossier = world.dossier
    law = numbers(asked.policy, asked.law)
    match condition:
        case FactCondition():
            counted = counted_facts(condition, condition.fact, asked, dossier)
            return True if counted.sure else False if counted.complete and not counted.possible else None
        case CountCondition():
            low, high = _number(counted_facts(condition, condition.count, asked, dossier))
            return passes_throughout(condition.is_, low, high, Fraction(1), law)
        case DistinctCondition():
            low, high = _different(counted_facts(condition, condition.distinct, asked, dossier), condition.of)
            return passes_throughout(condition.is_, low, high, Fraction(1), law)
        case SumCondition():
            counted = counted_facts(condition, condition.sum_, asked, dossier)
            field = _Field(condition.of, condition.sum_, dossier)
            return passes_throughout(condition.is_, *_sum(counted, field), field.step, law)
        case MaxCondition():
            counted = counted_facts(condition, condition.max_, asked, dossier)
            return _greatest_passes(condition, counted, _Field(condition.of, condition.max_, dossier), asked)


def counted_facts(span: Span, types: Sequence[str], asked: Asked, dossier: Dossier) -> Counted:
    """The facts of *types* that *span* speaks of on the day asked."""
    in_span = _in_span(span, asked, dossier)
    truths = [
        (fact, counts(span, fact, asked))
        for fact in dossier.of_type(*types)
        if fact.day <= asked.day and in_span(fact.day)
    ]
    return Counted(
        tuple(fact for fact, truth in truths if truth is True),
        tuple(fact for fact, truth in truths if truth is None),
        covered(dossier.base, types, asked.day, in_span),
    )


def counts(span: Span, fact: Fact, asked: Asked) -> Truth:
    """Whether *fact*, by its own fields, is one *span* speaks of: by the law of its own day (S13)."""
    return all_of(
        (
            fields_pass(span.where, fact, asked.policy, fact.day),
            *(_equal(fact, asked.fact, name) for name in span.same),
        )
    )


def _equal(fact: Fact, trigger: Fact | None, name: str) -> Truth:
    value = fact.fields.get(name)
    other = None if trigger is None else trigger.fields.get(name)
    return None if value is None or other is None else value == other


def _in_span(span: Span, asked: Asked, dossier: Dossier) -> Callable[[date], bool]:
    """Whether a day up to the one asked is in *span*."""
    starts = {
        None: dossier.first_day or EVER,
        "trigger": asked.trigger or asked.day,
        "listing": asked.listing or asked.day,
        "correction": asked.correction or FOREVER,
        "year": date(asked.day.year, 1, 1),
    }
    start = starts[span.since]
    strictly = asked.strictly and span.since in {"trigger", "listing", "correction"}

    def is_in(day: date) -> bool:
        if span.within is not None and not within(day, span.within, asked.day):
            return False
        if span.since is None and span.within is not None:
            return True
        return day > start if strictly else day >= start

    return is_in


def _number(counted: Counted) -> tuple[Bound, Bound]:
    sure, possible = Fraction(len(counted.sure)), Fraction(len(counted.possible))
    return sure, sure + possible if counted.complete else None


def _different(counted: Counted, of: str) -> tuple[Bound, Bound]:
    sure = {fact.fields[of] for fact in counted.sure if of in fact.fields}
    everything = (*counted.sure, *counted.possible)
    known = {fact.fields[of] for fact in everything if of in fact.fields}
    unknown = sum(1 for fact in everything if of not in fact.fields)
    low = Fraction(max(len(sure), 1 if counted.sure else 0))
    return low, Fraction(len(known) + unknown) if counted.complete else None


@dataclass(frozen=True)
class _Field:
    """A number field of the pooled types: whether it may be below zero, and how finely it is written."""

    name: str
    types: Sequence[str]
    dossier: Dossier

    def value(self, fact: Fact) -> Fraction | None:
        found = fact.fields.get(self.name)
        return found if isinstance(found, Fraction) else None

    @property
    def floor(self) -> Bound:
        """The least value there can be."""
        return None if any(key.signed for key in self._keys()) else Fraction(0)

    @property
    def step(self) -> Fraction | None:
        """The unit all values are multiples of; a ratio has none."""
        if any(self._is_ratio(name) for name in self.types):
            return None
        return min((Fraction(1, 10**key.scale) for key in self._keys() if key.type == "decimal"), default=Fraction(1))

    def _is_ratio(self, type_name: str) -> bool:
        kind = fact_type(self.dossier.base, type_name)
        how = kind.derived[self.name].from_ if kind is not None and self.name in kind.derived else None
        return isinstance(how, Ratio) or (isinstance(how, Highest) and how.ratio is not None)

    def _keys(self) -> list[FieldKeys]:
        return [key for name in self.types for key in self._keys_of(name)]

    def _keys_of(self, type_name: str) -> list[FieldKeys]:
        kind = fact_type(self.dossier.base, type_name)
        if kind is None:
            return []
        if self.name in kind.fields:
            return [kind.fields[self.name]]
        how = kind.derived[self.name].from_ if self.name in kind.derived else None
        match how:
            case Ratio():
                return [kind.fields[name] for name in how.ratio]
            case Run() | None:
                return []
            case Highest():
                rows = kind.fields[how.highest].rows
                return [rows[name] for name in how.ratio or (how.of or "",)]
        return [kind.fields[how.total].rows[how.of]]


def _sum(counted: Counted, field: _Field) -> tuple[Bound, Bound]:
    low: Bound = Fraction(0)
    high: Bound = Fraction(0) if counted.complete else None
    if not counted.complete and field.floor is None:
        low = None
    for fact in (*counted.sure, *counted.possible):
        value, sure = field.value(fact), fact in counted.sure
        least = field.floor if value is None else value if sure else min(value, Fraction(0))
        most = None if value is None else value if sure else max(value, Fraction(0))
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def _greatest_passes(condition: MaxCondition, counted: Counted, field: _Field, asked: Asked) -> Truth:
    everything = (*counted.sure, *counted.possible)
    if not everything and counted.complete:
        return False
    values = [field.value(fact) for fact in everything]
    known = [value for value in values if value is not None]
    high = max(known) if counted.complete and len(known) == len(values) else None
    law = numbers(asked.policy, asked.law)
    if counted.sure:
        sure = [value for fact in counted.sure if (value := field.value(fact)) is not None]
        return passes_throughout(condition.is_, max(sure, default=field.floor), high, field.step, law)
    low = min(known) if counted.complete and len(known) == len(values) else field.floor
    return False if passes_throughout(condition.is_, low, high, field.step, law) is False else None
