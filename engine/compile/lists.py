"""A list compiled: its rules, its repairs, and whom it can speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.calendar import Period
from engine.compile.conditions import aggregate, compile_condition
from engine.compile.nodes import AggregateNode, ListedNode, Node, fact_types, parts, policies
from engine.compile.rules import CompiledRepair, CompiledRule, compile_repairs, compile_rule
from engine.compile.scope import Scope, cited_days
from engine.language.policy import ExtendsTo, ListKeys, Policy
from engine.language.terms import EndOf


@dataclass(frozen=True, slots=True)
class CompiledExtension:
    """Whom a listing opened *in_force* reaches: those in a *role*, of *kinds*, which may have *own_repair*."""

    role: str
    kinds: frozenset[str]
    own_repair: bool
    in_force: tuple[int, int]
    basis: tuple[str, ...]

    def is_law(self, day: int) -> bool:
        """Whether it reaches others from a listing opened on *day*."""
        return self.in_force[0] <= day <= self.in_force[1]


@dataclass(frozen=True)
class CompiledList:
    """One list: *rules* in order of their names; *lasting* is its `while`, *in_force* the days its basis is law."""

    policy: str
    kind: Literal["black", "watch", "red", "notice"]
    decision: bool
    per_fact: bool
    lapses: Period | None
    lasting: Node | None
    correction: AggregateNode | None
    rules: tuple[CompiledRule, ...]
    repairs: tuple[CompiledRepair, ...]
    kinds: frozenset[str]
    extends_to: tuple[CompiledExtension, ...]
    basis: tuple[str, ...]
    in_force: tuple[int, int]

    @cached_property
    def asks_itself(self) -> bool:
        """Whether one of its conditions asks for its own past (S12)."""
        return any(self.policy in policies(node) for node in self.nodes())

    @cached_property
    def own_periods(self) -> frozenset[Period | None]:
        """The periods for which its conditions ask whether the subject is on it."""
        asked = (part for node in self.nodes() for part in parts(node) if isinstance(part, ListedNode))
        return frozenset(part.period for part in asked if self.policy in part.policies)

    def triggered_on(self, day: int) -> frozenset[str]:
        """The fact types whose facts can trigger one of its rules by the law of *day*."""
        in_force = (rule for rule in self.rules if rule.in_force[0] <= day <= rule.in_force[1])
        return frozenset(name for rule in in_force for name in rule.types)

    @cached_property
    def by_condition(self) -> tuple[CompiledRule, ...]:
        """Its rules that fire without a triggering fact, when their condition becomes true."""
        return tuple(rule for rule in self.rules if not rule.types)

    @cached_property
    def looking(self) -> tuple[tuple[CompiledRule, frozenset[str]], ...]:
        """The same rules, each with the fact types it looks at."""
        return tuple((rule, frozenset().union(*map(fact_types, _asked(rule)))) for rule in self.by_condition)

    @cached_property
    def curable(self) -> tuple[CompiledRule, ...]:
        """Its rules with a cure."""
        return tuple(rule for rule in self.rules if rule.until is not None)

    @cached_property
    def recomputed(self) -> tuple[CompiledRule, ...]:
        """Its rules whose running periods later law may shorten (S17)."""
        return tuple(rule for rule in self.rules if rule.recompute and rule.term is not None)

    @cached_property
    def prolongs(self) -> bool:
        """Whether a condition at the end of a period may prolong it (S16)."""
        return any(rule.at_end is not None for rule in self.rules)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The policies whose status it reads, its own past among them."""
        ends = (rule.anchor.end_of for rule in self.rules if isinstance(rule.anchor, EndOf))
        return frozenset((*(name for node in self.nodes() for name in policies(node)), *ends))

    def nodes(self) -> Iterator[Node]:
        """Every condition of it, outermost nodes only."""
        yield from (one for one in (self.lasting, self.correction) if one is not None)
        repairs = list(self.repairs)
        for rule in self.rules:
            yield from rule.conjuncts
            yield from (node for node in (rule.unless, rule.until, rule.at_end and rule.at_end[0]) if node is not None)
            repairs += rule.repairs
        for repair in repairs:
            yield from repair.requires + repair.bars


def _asked(rule: CompiledRule) -> tuple[Node, ...]:
    return rule.conjuncts if rule.unless is None else (*rule.conjuncts, rule.unless)


def compile_list(scope: Scope, policy: Policy, keys: ListKeys, added: Iterable[CompiledRule]) -> CompiledList:
    """The list of *policy*, with the rules overlays have *added*."""
    own = [compile_rule(scope.at("listings", name), policy, name, rule) for name, rule in policy.listings.items()]
    return CompiledList(
        policy=scope.name,
        kind=keys.kind,
        decision=keys.decision == "required" if keys.decision else keys.kind == "black",
        per_fact=keys.per == "fact",
        lapses=keys.lapses,
        lasting=compile_condition(scope.at("list", "while"), keys.while_) if keys.while_ is not None else None,
        correction=aggregate(scope.at("correction"), policy.correction) if policy.correction is not None else None,
        rules=tuple(sorted([*own, *added], key=lambda rule: rule.id)),
        repairs=compile_repairs(scope.at("repair"), policy.repair) if policy.repair is not None else (),
        kinds=frozenset(policy.applies_to),
        extends_to=tuple(_extension(scope, keys) for keys in policy.extends_to),
        basis=keys.basis,
        in_force=cited_days(scope.base.basis_of(scope.sort, scope.name), keys.basis),
    )


def _extension(scope: Scope, keys: ExtendsTo) -> CompiledExtension:
    days = scope.law_days(keys.in_force, keys.basis)
    return CompiledExtension(keys.role, frozenset(keys.kinds), keys.repair == "own", days, keys.basis)
