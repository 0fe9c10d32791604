"""What a name means where a condition stands, and where to say that something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.calendar import FOREVER, Period
from engine.compile.fields import Field
from engine.dated import Dated, dated
from engine.language.base import PolicyBase
from engine.language.confidence import confidence_of_value
from engine.language.shape import InForce, Source
from engine.language.terms import Parameter
from engine.problems import Problem, nearest
from engine.verdict import Confidence


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A parameter compiled: its *values* by day, each a number, a period, or `None` where law names none."""

    name: str
    unit: str
    label: str
    values: Dated[Decimal | Period | None]
    bases: Dated[tuple[str, ...]]
    confidences: Dated[Confidence]


def dated_parameter(name: str, keys: Parameter, sources: Mapping[str, Source]) -> DatedParameter:
    """The parameter *name* as *keys* declare it, citing *sources*; unknown before its first day."""
    by_day = {day.toordinal(): value for day, value in keys.values.items()}

    def latest(day: int) -> Any:
        known = [start for start in by_day if start <= day]
        return by_day[max(known)] if known else None

    return DatedParameter(
        name,
        keys.unit,
        keys.label,
        dated(by_day, lambda day: getattr(latest(day), "value", None)),
        dated(by_day, lambda day: getattr(latest(day), "basis", ()) or keys.basis),
        dated(by_day, lambda day: confidence_of_value(one, keys, sources) if (one := latest(day)) else "high"),
    )


def days_of(in_force: InForce) -> tuple[int, int]:
    """First and last day of *in_force*, as ordinals."""
    first = in_force.from_.toordinal() if in_force.from_ else 0
    return first, in_force.to.toordinal() if in_force.to else FOREVER


def cited_days(sources: Mapping[str, Source], basis: tuple[str, ...]) -> tuple[int, int]:
    """From the first day on which a document cited in *basis* is in force to the last on which one is."""
    spans = [days_of(sources[key].in_force) for key in (one.partition("/")[0] for one in basis) if key in sources]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else (0, FOREVER)


def common_days(*spans: tuple[int, int]) -> tuple[int, int]:
    """The days all of *spans* have in common; the last before the first where there are none."""
    return max(first for first, _ in spans), min(last for _, last in spans)


@dataclass(frozen=True)
class Scope:
    """The part of the base at *path* of the thing *name* of *sort*, with the parameters and fields known there."""

    base: PolicyBase
    fields: Mapping[str, Mapping[str, Field]]
    sort: str
    name: str
    parameters: Mapping[str, DatedParameter]
    problems: list[Problem]
    path: tuple[Any, ...] = ()
    triggers: tuple[str, ...] = field(default=())
    """Fact types of the triggering fact, where there is one."""

    def at(self, *steps: Any) -> Scope:
        """The scope *steps* further down."""
        return Scope(
            self.base,
            self.fields,
            self.sort,
            self.name,
            self.parameters,
            self.problems,
            self.path + steps,
            self.triggers,
        )

    def with_triggers(self, types: tuple[str, ...]) -> Scope:
        """The same scope, where the triggering fact is of one of *types*."""
        return Scope(self.base, self.fields, self.sort, self.name, self.parameters, self.problems, self.path, types)

    def law_days(self, in_force: InForce, basis: tuple[str, ...]) -> tuple[int, int]:
        """The days of *in_force* on which a document cited in *basis* is law."""
        return common_days(days_of(in_force), cited_days(self.base.basis_of(self.sort, self.name), basis))

    def problem(self, code: str, /, *steps: Any, key: bool = False, **values: object) -> None:
        """Say that *code* is wrong *steps* further down (of the key there if *key*)."""
        self.report(code, steps, values, key=key)

    def report(self, code: str, steps: tuple[Any, ...], values: Mapping[str, object], *, key: bool = False) -> None:
        """The same, with the values at hand."""
        place = self.base.place(self.sort, self.name, *self.path, *steps, key=key)
        self.problems.append(Problem(code, place, values))

    def field(self, types: tuple[str, ...], name: str, *steps: Any, key: bool = True) -> Field | None:
        """The field *name* that all of *types* have; says what is wrong where they do not, or not alike."""
        found: list[Field] = []
        for fact_type in types:
            fields = self.fields.get(fact_type)
            if fields is None:
                continue  # the unknown fact type itself is reported where it is named
            if name not in fields:
                self.problem(
                    "language.unknown_field", *steps, key=key, field=name, type=fact_type, nearest=nearest(name, fields)
                )
                return None
            found.append(fields[name])
        if any((other.family, other.factor) != (found[0].family, found[0].factor) for other in found):
            self.problem("language.fields_differ", *steps, key=key, field=name, types=", ".join(types))
            return None
        return found[0] if found else None

    def known_types(self, types: tuple[str, ...], *steps: Any) -> bool:
        """Whether all of *types* are fact types of the base; says which are not."""
        unknown = [name for name in types if name not in self.fields]
        for name in unknown:
            self.problem("language.unknown_fact_type", *steps, type=name, nearest=nearest(name, self.fields))
        return not unknown
