"""A whole base compiled: what every evaluator reads, and what it costs nothing to look up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.compile.conditions import SUBJECT_FIELDS, grade_node, node_id
from engine.compile.domains import CodeSet
from engine.compile.facts import (
    AUTHORITY_REGION,
    CompiledDuty,
    CompiledFactType,
    all_fields,
    check_duties,
    compile_fact_type,
)
from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.matching import (
    CompiledLinkage,
    Triggers,
    flags_of,
    nodes_by_predicate,
    predicates_of,
    trigger_index,
)
from engine.compile.measures import Added, Carriage, carriages
from engine.compile.nodes import FactNode, FieldNode, Node, SubjectNode, WhereNode
from engine.compile.policies import Context, compile_policy, parameters_of
from engine.compile.relevance import read_by, speaking_of_absence, watched_by
from engine.compile.rules import CompiledRule, compile_rule
from engine.compile.scope import DatedParameter, Scope, days_of
from engine.compile.strata import strata
from engine.dated import always
from engine.language.base import PolicyBase
from engine.language.catalogues import Additions, Overlay
from engine.predicates import Predicate
from engine.problems import PolicyError, Problem


@dataclass(frozen=True, eq=False)
class Program:
    """A release ready to be evaluated."""

    release: str
    base: PolicyBase
    fact_types: Mapping[str, CompiledFactType]
    lists: Mapping[str, CompiledList]
    grades: Mapping[str, CompiledGrade]
    linkages: Mapping[str, CompiledLinkage]
    order: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, DatedParameter]]
    carriages: Mapping[str, tuple[Carriage, ...]]
    """By the policy or linkage that carries them."""
    linked_from: Mapping[str, tuple[CompiledLinkage, ...]]
    """By policy, the linkages that start from it."""
    duties: tuple[CompiledDuty, ...]
    rank: Mapping[str, int]
    """Place of each policy in *order*."""
    extending: tuple[str, ...]
    """Lists that reach related subjects."""

    # What only evaluating needs is made when first asked for: checking a base after an edit must be quick.

    @cached_property
    def predicates(self) -> tuple[Predicate, ...]:
        """Every question put to matching."""
        return tuple(predicates_of(self.lists, self.grades, self.linkages, self.carriages))

    @cached_property
    def flags(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """By fact type and set field, the codes rules ask for."""
        return flags_of(self.predicates)

    @cached_property
    def fact_nodes(self) -> Mapping[str, tuple[FactNode, int]]:
        """What each predicate was made of, and a day of the law it speaks of."""
        return nodes_by_predicate(self.lists, self.grades, self.carriages)

    @cached_property
    def triggers(self) -> Triggers:
        """By fact type, the rules its facts can trigger."""
        return trigger_index(self.lists.values())

    @cached_property
    def watched_by(self) -> Mapping[str, tuple[str, ...]]:
        """By fact type, the policies that look at it without being triggered by it."""
        return watched_by({**self.lists, **self.grades})

    @cached_property
    def read_by(self) -> Mapping[str, tuple[str, ...]]:
        """By policy, those whose status its own may move without any fact triggering them."""
        return read_by({**self.lists, **self.grades})

    @cached_property
    def adverse_on_sources(self) -> tuple[CompiledList, ...]:
        """The black and watch lists that facts of a type with sources can put a subject on."""
        sourced = {name for name, one in self.fact_types.items() if one.sources}
        adverse = (one for one in self.lists.values() if one.kind in ("black", "watch"))
        return tuple(one for one in adverse if any(not sourced.isdisjoint(rule.types) for rule in one.rules))

    @cached_property
    def always(self) -> tuple[str, ...]:
        """Policies that may have something to say whatever the facts: grades, and conditions on absence."""
        sourced = frozenset(name for name, one in self.fact_types.items() if one.sources)
        return tuple(sorted({*self.grades, *speaking_of_absence(self.lists, sourced)}))


def compile_base(base: PolicyBase, *, drafts: bool = False) -> tuple[Program, tuple[Problem, ...]]:
    """The program of *base* and every problem of meaning; only without problems is the program fit to run.

    Drafts are left out unless *drafts*; their problems are reported all the same.
    """
    problems: list[Problem] = []
    fields = all_fields(base)
    check_duties(base, problems)
    parameters = {name: parameters_of(base, name) for name in base.policies}
    fact_types = {
        name: compile_fact_type(Scope(base, fields, "fact_type", name, {}, problems), keys)
        for name, keys in base.fact_types.items()
    }
    added_rules, added_carriages = _overlays(base, fields, parameters, problems, drafts)
    lists: dict[str, CompiledList] = {}
    grades: dict[str, CompiledGrade] = {}
    carried: dict[str, tuple[Carriage, ...]] = {}
    context = Context(base, fields)
    for name, policy in base.policies.items():
        compiled = compile_policy(context, name, added_rules.get(name, ()))
        problems += compiled.problems
        if drafts or policy.status == "active":
            lists |= {name: compiled.list} if compiled.list is not None else {}
            grades |= {name: compiled.grade} if compiled.grade is not None else {}
            carried[name] = compiled.carriages + tuple(added_carriages.get(name, ()))
    linkages = _linkages(base, fields, problems, carried, drafts)
    order, cycle = strata({**lists, **grades})
    if cycle:
        problems.append(Problem("language.cycle", base.place("policy", cycle[0]), {"cycle": " → ".join(cycle)}))
    return Program(
        release=base.release,
        base=base,
        fact_types=fact_types | _missed(fields, fact_types),
        lists=lists,
        grades=grades,
        linkages=linkages,
        order=order,
        parameters=parameters,
        carriages=carried,
        duties=tuple(duty for kept in fact_types.values() for duty in kept.duties),
        rank={name: rank for rank, name in enumerate(order)},
        linked_from=_linked_from(linkages),
        extending=tuple(sorted(name for name, one in lists.items() if one.extends_to)),
    ), tuple(problems)


def program_of(base: PolicyBase, problems: Iterable[Problem] = (), *, drafts: bool = False) -> Program:
    """The program of *base*; raises `PolicyError` with all *problems* and those of compiling."""
    program, found = compile_base(base, drafts=drafts)
    every = (*problems, *found)
    if every:
        raise PolicyError(every)
    return program


def _linked_from(linkages: Mapping[str, CompiledLinkage]) -> dict[str, tuple[CompiledLinkage, ...]]:
    found: dict[str, list[CompiledLinkage]] = {}
    for linkage in linkages.values():
        for policy in linkage.lists | ({linkage.grade} if linkage.grade else set()):
            found.setdefault(policy, []).append(linkage)
    return {policy: tuple(linked) for policy, linked in found.items()}


def _missed(
    fields: Mapping[str, Mapping[str, Any]], known: Mapping[str, CompiledFactType]
) -> dict[str, CompiledFactType]:
    duties = {duty.id: (duty, kept) for kept in known.values() for duty in kept.duties}
    return {
        name: CompiledFactType(name, duty.label, fields[name], (), {}, (), {}, origin.sources, ())
        for name, (duty, origin) in duties.items()
    }


def _overlays(
    base: PolicyBase,
    fields: Mapping[str, Mapping[str, Any]],
    parameters: Mapping[str, Mapping[str, DatedParameter]],
    problems: list[Problem],
    drafts: bool,
) -> tuple[dict[str, list[CompiledRule]], dict[str, list[Carriage]]]:
    rules: dict[str, list[CompiledRule]] = {}
    carried: dict[str, list[Carriage]] = {}
    for name, overlay in base.overlays.items():
        for target, additions in overlay.adds.items():
            known = parameters.get(target, {})
            scope = Scope(base, fields, "overlay", name, known, problems).at("adds", target)
            policy = base.policies.get(target)
            if policy is None:
                scope.problem("language.unknown_policy", key=True, policy=target, nearest="-")
                continue
            guard = _guard(scope, overlay, additions)
            found = [
                compile_rule(scope.at("listings", key), policy, f"{overlay.region}.{key}", keys, name,
                             _guard(scope, overlay, additions, keys.on))
                for key, keys in additions.listings.items()
            ]  # fmt: skip
            rules_of = (*policy.listings.values(), *additions.listings.values())
            region = overlay.region if additions.region_of == "authority" else None
            added = Added(f"{name}:{target}", guard, region)
            measures = carriages(scope, target, additions.measures, rules=rules_of, added=added)
            if drafts or overlay.status == "active":
                rules.setdefault(target, []).extend(found)
                carried.setdefault(target, []).extend(measures)
    return rules, carried


def _guard(scope: Scope, overlay: Overlay, additions: Additions, types: tuple[str, ...] = ()) -> Node:
    """Where an overlay applies: the subject's region, or that of the authority of the triggering fact."""
    inside = always(CodeSet(frozenset((overlay.region,)), by_prefix=True))
    id_ = f"{node_id(scope)}.region"
    if additions.region_of == "subject" or not types:
        return SubjectNode(id_, SUBJECT_FIELDS["region"], inside, overlay.region)  # type: ignore[arg-type]  # a code set is a domain
    test = FieldNode(id_, AUTHORITY_REGION, inside, overlay.region)  # type: ignore[arg-type]  # a code set is a domain
    return WhereNode(id_, {name: FactNode(name, (test,), always(None)) for name in types})


def _linkages(
    base: PolicyBase,
    fields: Mapping[str, Mapping[str, Any]],
    problems: list[Problem],
    carried: dict[str, tuple[Carriage, ...]],
    drafts: bool,
) -> dict[str, CompiledLinkage]:
    found: dict[str, CompiledLinkage] = {}
    for name, keys in base.linkages.items():
        scope = Scope(base, fields, "linkage", name, {}, problems)
        for policy in (*keys.when.listed, *((keys.when.grade,) if keys.when.grade else ())):
            if policy not in base.policies:
                scope.problem("language.unknown_policy", "when", policy=policy, nearest="-")
        codes = None if keys.when.grade is None else _letters(scope, keys.when.grade, keys.when.is_)
        own = carriages(scope, name, keys.measures, linked=True)
        if drafts or keys.status == "active":
            carried[name] = own
            found[name] = CompiledLinkage(
                name, keys.title, frozenset(keys.when.listed), keys.when.grade, codes, days_of(keys.in_force)
            )
    return found


def _letters(scope: Scope, policy: str, test: Any) -> frozenset[str]:
    """The grades of *policy* that pass *test*; every one, where there is none."""
    keys = scope.base.policies[policy].grade if policy in scope.base.policies else None
    order = frozenset(keys.order if keys is not None else ())
    if test is None:
        return order
    domain = grade_node(scope.at("when"), policy, test, ("grade",), ("is",)).domain
    return frozenset(grade for grade in order if domain.passes(grade) is True)  # type: ignore[arg-type]  # grades are texts
