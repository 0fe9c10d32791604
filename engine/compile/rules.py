"""Listing rules and repairs compiled: conditions as nodes, periods by law, whose date picks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.calendar import Period
from engine.compile.conditions import compile_condition, fact_nodes, field_nodes
from engine.compile.nodes import FactNode, Node
from engine.compile.scope import Scope, days_of
from engine.dated import Dated, always
from engine.language.policy import Listing, NoneProvided, Policy, Repair, RepairVariant
from engine.language.terms import DayField, EndOf, Lighter, Longest, Range, Term
from engine.language.unary import Comparison, Text, one_of
from engine.problems import nearest

LawDate = Literal["act", "penalty", "listing", "as_of"]
ByLaw = Dated[Period | None]


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """How long a ground lasts: the longest of *periods* and of the days the fact's *day_fields* name, or a *range*."""

    periods: tuple[ByLaw, ...] = ()
    day_fields: tuple[str, ...] = ()
    range: tuple[Period, Period] | None = None
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CompiledRepair:
    """One variant of repair; *none_provided* excludes it. *after* is the wait by the application's law."""

    none_provided: bool
    in_force: tuple[int, int]
    basis: tuple[str, ...]
    after: ByLaw | None = None
    after_from: Literal["listing", "correction", "later", "publication"] = "listing"
    requires: tuple[Node, ...] = ()
    bars: tuple[Node, ...] = ()
    decision: bool = False
    resume: Literal["old_end", "remainder", "anew"] = "old_end"
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRule:
    """A listing rule; with *types* it fires for facts that pass *facts*, else whenever *conjuncts* become true."""

    policy: str
    id: str
    label: str
    types: tuple[str, ...]
    about: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, FactNode]
    conjuncts: tuple[Node, ...]
    unless: Node | None
    basis: tuple[str, ...]
    term: CompiledTerm | None
    anchor: Literal["opening", "trigger", "publication", "correction"] | EndOf
    until: Node | None
    ends: Literal["any", "all"]
    on_repeat: Period | Literal["restart", "ignore"]
    again: Period | None
    at_end: tuple[Node, Period] | None
    at_most: Period | None
    extension: tuple[Period, Period] | None
    recompute: bool
    law: tuple[LawDate, ...]
    in_force: tuple[int, int]
    degree: str | None
    repairs: tuple[CompiledRepair, ...]
    besides: tuple[str, ...]
    """What it cites for an extension at the end, or for lasting a lifetime."""
    origin: str
    """`policy`, or the overlay that adds the rule."""
    guard: Node | None = None
    """Of an overlay's rule: where it applies, one of its *conjuncts*."""


def compile_rule(
    scope: Scope, policy: Policy, id_: str, keys: Listing, origin: str = "policy", guard: Node | None = None
) -> CompiledRule:
    """The listing rule *id_* of *policy*, which stands at *scope*; *guard* is a further conjunct."""
    if not scope.known_types(keys.on, "on"):
        scope = scope.with_triggers(tuple(name for name in keys.on if name in scope.fields))
    else:
        scope = scope.with_triggers(keys.on)
    codes = {name: one_of(Comparison("=", Text(code)) for code in codes) for name, codes in keys.about.items()}
    about = field_nodes(scope.at("about"), scope.triggers, codes)
    facts = fact_nodes(scope.at("where"), scope.triggers, keys.where, about)
    conjuncts = [compile_condition(scope.at("history", n), condition) for n, condition in enumerate(keys.history)]
    if keys.when is not None:
        conjuncts.append(compile_condition(scope.at("when"), keys.when))
    _check_shape(scope, policy, keys)
    repairs = keys.repair
    return CompiledRule(
        policy=scope.name if scope.sort == "policy" else str(scope.path[1]),
        id=id_,
        label=keys.label or id_,
        types=scope.triggers,
        about=dict(keys.about),
        facts=facts,
        conjuncts=tuple(conjuncts) if guard is None else (*conjuncts, guard),
        unless=compile_condition(scope.at("unless"), keys.unless) if keys.unless is not None else None,
        basis=keys.basis,
        term=compile_term(scope.at("period"), keys.period) if keys.period is not None else None,
        anchor=keys.counts_from,
        until=compile_condition(scope.at("until"), keys.until) if keys.until is not None else None,
        ends="all" if keys.ends is not None and keys.ends.all_ is not None else "any",
        on_repeat=keys.on_repeat,  # type: ignore[arg-type]  # the schema admits two words and periods only
        again=keys.again,
        at_end=(compile_condition(scope.at("at_end", "if"), keys.at_end.if_), keys.at_end.extend)
        if keys.at_end
        else None,
        at_most=keys.at_most,
        extension=keys.extension.range if keys.extension else None,
        recompute=keys.running == "recompute",
        law=law_dates(scope, policy, keys),
        in_force=scope.law_days(keys.in_force, keys.basis),
        degree=keys.degree,
        repairs=compile_repairs(scope.at("repair"), repairs) if repairs is not None else (),
        besides=(*(keys.at_end.basis if keys.at_end else ()), *(keys.lifelong.basis if keys.lifelong else ())),
        origin=origin,
        guard=guard,
    )


def law_dates(scope: Scope, policy: Policy, keys: Listing) -> tuple[LawDate, ...]:
    """Whose date picks the law for the rule: its own word, or else its policy's; never left implicit."""
    chosen = keys.law_of or policy.law_of
    if chosen is None:
        scope.problem("language.law_of_missing", key=True)
        return ("listing",)
    dates: tuple[LawDate, ...] = chosen.lighter if isinstance(chosen, Lighter) else (chosen,)
    for name in dates:
        if name in ("act", "penalty"):
            for fact_type in scope.triggers:
                declared = scope.base.fact_types.get(fact_type)
                if declared is not None and name not in declared.dates:
                    scope.problem("language.no_law_date", type=fact_type, date=name, key=True)
            if not keys.on:
                scope.problem("language.no_law_date", type="-", date=name, key=True)
    return dates


def _check_shape(scope: Scope, policy: Policy, keys: Listing) -> None:
    if not keys.on and not keys.history and keys.when is None and not (policy.list and policy.list.while_):
        scope.problem("language.rule_without_condition", key=True)
    if keys.where and not keys.on:
        scope.problem("language.where_without_trigger", "where", key=True)
    if keys.period is not None and keys.until is not None and keys.ends is None:
        scope.problem("language.ends_missing", key=True)


def compile_term(scope: Scope, term: Term) -> CompiledTerm:
    """The period *term*, which stands at *scope*."""
    match term:
        case Range(range=bounds):
            return CompiledTerm(range=bounds)
        case DayField(field=name):
            return CompiledTerm(day_fields=(_day_field(scope, name, "field"),))
        case Longest(longest=members):
            fields = tuple(_day_field(scope, one.field, "longest") for one in members if isinstance(one, DayField))
            others = [member for member in members if not isinstance(member, DayField)]
            periods = tuple(compile_period(scope, member, "longest") for member in others)
            named = frozenset(member for member in others if isinstance(member, str))
            return CompiledTerm(periods, fields, parameters=named)
        case _:
            named = frozenset((term,)) if isinstance(term, str) else frozenset()
            return CompiledTerm((compile_period(scope, term),), parameters=named)


def _day_field(scope: Scope, name: str, step: str) -> str:
    """*name*, which has to be a date field of what triggers the rule; it is named at *step*."""
    field = scope.field(scope.triggers, name, step, key=False)
    if field is not None and field.family != "day":
        scope.problem("language.not_a_day", step, field=name)
    return name


def compile_period(scope: Scope, period: Period | str, *steps: Any) -> ByLaw:
    """*period*, or the parameter of that name, by law date."""
    if isinstance(period, Period):
        return always(period)
    parameter = scope.parameters.get(period)
    if parameter is None:
        periods = [name for name, known in scope.parameters.items() if known.unit == "period"]
        scope.problem("language.unknown_parameter", *steps, parameter=period, nearest=nearest(period, periods))
        return always(None)
    if parameter.unit != "period":
        scope.problem("language.unit_mismatch", *steps, test=period, field="period", parameter=period,
                      unit=parameter.unit, due="period")  # fmt: skip
        return always(None)
    return Dated(
        parameter.values.starts,
        tuple(value if isinstance(value, Period) else None for value in parameter.values.values),
    )


def compile_repairs(scope: Scope, variants: tuple[RepairVariant, ...]) -> tuple[CompiledRepair, ...]:
    """The variants of repair at *scope*, in the order written."""
    written = scope.base.place(scope.sort, scope.name, *scope.path, 0)
    single = len(variants) == 1 and written == scope.base.place(scope.sort, scope.name, *scope.path)
    return tuple(_repair(scope if single else scope.at(number), variant) for number, variant in enumerate(variants))


def _repair(scope: Scope, keys: NoneProvided | Repair) -> CompiledRepair:
    if isinstance(keys, NoneProvided):
        return CompiledRepair(True, days_of(keys.in_force), keys.none_provided)
    after = keys.after
    named = frozenset((after.period,)) if after is not None and isinstance(after.period, str) else frozenset[str]()
    return CompiledRepair(
        none_provided=False,
        in_force=days_of(keys.in_force),
        basis=keys.basis,
        after=compile_period(scope.at("after"), after.period, "period") if after is not None else None,
        after_from=after.from_ if after is not None else "listing",
        requires=tuple(compile_condition(scope.at("requires", n), c) for n, c in enumerate(keys.requires)),
        bars=tuple(compile_condition(scope.at("bars", n), c) for n, c in enumerate(keys.bars)),
        decision=keys.decision == "required",
        resume=keys.resume,
        parameters=named,
    )
