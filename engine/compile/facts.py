"""Fact types compiled: fields, what is computed, what is due, and for which days records are complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.compile.conditions import field_nodes
from engine.compile.fields import Field, Value, declared_field, derived_field, encoder
from engine.compile.nodes import FieldNode
from engine.compile.scope import Scope, days_of
from engine.language.base import PolicyBase
from engine.language.fact_types import Derivation, Duty, FactType, Highest, Ratio, Run, Total
from engine.problems import Problem

MISSED = "deadline_missed."
AUTHORITY_REGION = Field("authority_region", "text", label="机关所在行政区划")


@dataclass(frozen=True, slots=True)
class CompiledDuty:
    """Something due: yearly between two month days, or on the day a field of a fact of *type* names."""

    id: str
    type: str
    label: str
    yearly: tuple[tuple[int, int], tuple[int, int]] | None
    year_field: str | None
    first_year: int
    due_field: str | None
    answered_by: tuple[str, ...]
    tests: tuple[FieldNode, ...]
    same: tuple[str, ...]
    kinds: frozenset[str]
    in_force: tuple[int, int]
    basis: tuple[str, ...]


@dataclass(frozen=True)
class CompiledFactType:
    """A fact type: its *fields* by name, computed ones among them."""

    name: str
    title: str
    fields: Mapping[str, Field]
    derived: tuple[tuple[str, Derivation], ...]
    run_tests: Mapping[str, tuple[FieldNode, ...]]
    identity: tuple[str, ...]
    dates: Mapping[str, str]
    sources: tuple[tuple[int, int], ...]
    duties: tuple[CompiledDuty, ...]

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields a fact must have."""
        return tuple(name for name, field in self.fields.items() if field.required)

    @cached_property
    def encoders(self) -> Mapping[str, Callable[[object], Value]]:
        """What encodes the value of each field that a sender may give, but for fields of rows."""
        given = (field for name, field in self.fields.items() if name not in self.computed and field.family != "rows")
        return {field.name: encoder(field) for field in given}

    @cached_property
    def sets(self) -> tuple[str, ...]:
        """The fields that hold a set."""
        return tuple(name for name, field in self.fields.items() if field.family == "set")

    @cached_property
    def computed(self) -> frozenset[str]:
        """The fields no sender may give."""
        return frozenset(name for name, _ in self.derived)


def all_fields(base: PolicyBase) -> dict[str, dict[str, Field]]:
    """The fields of every fact type, those of missed duties included."""
    codes = {name: listed.values for name, listed in base.codes.items()}
    fields: dict[str, dict[str, Field]] = {}
    for name, keys in base.fact_types.items():
        own = {field: declared_field(field, declared, codes) for field, declared in keys.fields.items()}
        own["authority_region"] = AUTHORITY_REGION
        own |= {field: derived_field(field, derived, own) for field, derived in keys.derived.items()}
        fields[name] = own
    for keys in base.fact_types.values():
        for duty, due in keys.duties.items():
            inherited = fields[next(n for n, k in base.fact_types.items() if k is keys)] if due.due else {}
            fields[MISSED + duty] = {
                **inherited,
                "due": Field("due", "day", label="期限"),
                "year": Field("year", "number", label="年度", unit="year"),
            }
    return fields


def compile_fact_type(scope: Scope, keys: FactType) -> CompiledFactType:
    """The fact type that stands at *scope*."""
    fields = scope.fields[scope.name]
    for name in keys.identity:
        scope.field((scope.name,), name, "identity", key=False)
    for date_name, name in keys.dates.items():
        field = scope.field((scope.name,), name, "dates", date_name, key=False)
        if field is not None and field.family != "day":
            scope.problem("language.not_a_day", "dates", date_name, field=name)
    for name, declared in keys.fields.items():
        _check_field(scope, name, declared.type, fields[name])
    return CompiledFactType(
        name=scope.name,
        title=keys.title,
        fields=fields,
        derived=tuple((name, derived.from_) for name, derived in keys.derived.items()),
        run_tests=_check_derived(scope, keys),
        identity=keys.identity,
        dates={str(name): field for name, field in keys.dates.items()},
        sources=tuple(days_of(source.connected) for source in keys.sources),
        duties=tuple(_duty(scope.at("duties", name), name, duty) for name, duty in keys.duties.items()),
    )


def _check_field(scope: Scope, name: str, type_: str, field: Field) -> None:
    codes = scope.base.fact_types[scope.name].fields[name].codes
    if codes is not None and codes not in scope.base.codes:
        scope.problem("language.unknown_codes", "fields", name, "codes", codes=codes)
    elif type_ in ("enum", "code") and not field.codes:
        scope.problem("language.no_codes", "fields", name, key=True, field=name)


def _reads(derivation: Derivation) -> tuple[str | None, tuple[str, ...]]:
    """The rows field *derivation* reads, if any, and the fields it needs."""
    match derivation:
        case Ratio():
            return None, derivation.ratio
        case Highest():
            return derivation.highest, derivation.ratio or ((derivation.of,) if derivation.of else ())
        case Total():
            return derivation.total, (derivation.of,)
        case Run():
            return derivation.run, ()


def _check_derived(scope: Scope, keys: FactType) -> Mapping[str, tuple[FieldNode, ...]]:
    tests: dict[str, tuple[FieldNode, ...]] = {}
    for name, derived in keys.derived.items():
        here = scope.at("derived", name, "from")
        rows, needed = _reads(derived.from_)
        known = scope.fields[scope.name]
        if rows is not None:
            known = dict((known[rows].rows or {}) if rows in known else {})
        inner = Scope(scope.base, {scope.name: known}, scope.sort, scope.name, {}, scope.problems, here.path)
        for field in needed:
            inner.field((scope.name,), field, key=False)
        if isinstance(derived.from_, Run):
            tests[name] = field_nodes(inner.at("where"), (scope.name,), derived.from_.where)
    return tests


def _duty(scope: Scope, name: str, keys: Duty) -> CompiledDuty:
    types = keys.answered_by if scope.known_types(keys.answered_by, "answered_by") else ()
    if (keys.yearly is None) == (keys.due is None) or (keys.yearly is None) != (keys.year_field is None):
        scope.problem("language.duty_shape", key=True)
    if keys.year_field is not None:
        scope.field(types, keys.year_field, "year_field", key=False)
    for field in keys.same:
        scope.field((*types, scope.name), field, "same", key=False)
    if keys.due is not None:
        scope.field((scope.name,), keys.due, "due", key=False)
    return CompiledDuty(
        id=MISSED + name,
        type=scope.name,
        label=keys.label,
        yearly=(keys.yearly.from_, keys.yearly.to) if keys.yearly else None,
        year_field=keys.year_field,
        first_year=keys.first or 1,
        due_field=keys.due,
        answered_by=types,
        tests=field_nodes(scope.at("where"), types, keys.where),
        same=keys.same,
        kinds=frozenset(keys.applies_to),
        in_force=days_of(keys.in_force),
        basis=keys.basis,
    )


def check_duties(base: PolicyBase, problems: list[Problem]) -> None:
    """Say where two fact types have a duty of one name."""
    seen: dict[str, str] = {}
    for name, keys in base.fact_types.items():
        for duty in keys.duties:
            if duty in seen:
                place = base.place("fact_type", name, "duties", duty, key=True)
                first = base.place("fact_type", seen[duty], "duties", duty, key=True)
                problems.append(Problem("language.defined_twice", place, {"name": duty, "first": str(first)}))
            seen[duty] = name
