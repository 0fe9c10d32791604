"""Which policies need to be looked at, given the facts there are: so that a verdict costs what its facts cost."""

from __future__ import annotations

from collections.abc import Mapping

from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, ListedNode, Node, fact_types
from engine.compile.strata import edges
from engine.truth import IntSet, PartlyKnown

Compiled = CompiledList | CompiledGrade


def watched_by(compiled: Mapping[str, Compiled]) -> dict[str, tuple[str, ...]]:
    """By fact type, the policies whose status it may move without triggering them, through others too."""
    direct = {name: _types(one) for name, one in compiled.items()}
    found: dict[str, set[str]] = {}
    for name, one in compiled.items():
        if _moves_by_itself(one):
            for type_ in frozenset[str]().union(*(direct[below] for below in _below(name, compiled, set()))):
                found.setdefault(type_, set()).add(name)
    return {type_: tuple(sorted(names)) for type_, names in found.items()}


def read_by(compiled: Mapping[str, Compiled]) -> dict[str, tuple[str, ...]]:
    """By policy, those whose status its own may move without any fact triggering them, through others too."""
    found: dict[str, set[str]] = {}
    for name, one in compiled.items():
        if _moves_by_itself(one):
            for below in _below(name, compiled, set()) - {name}:
                found.setdefault(below, set()).add(name)
    return {below: tuple(sorted(names)) for below, names in found.items()}


def speaking_of_absence(compiled: Mapping[str, CompiledList], sourced: frozenset[str]) -> frozenset[str]:
    """The lists that may have something to say of a subject with no fact they look at.

    Not only where absence is what they ask for: of the fact types in *sourced* absence is not known for all days, so
    that what would be false of a subject without such facts may be unknown (S10).
    """
    found: set[str] = set()
    while True:
        more = {name for name, one in compiled.items() if name not in found and _speaks(one, sourced, found)}
        if not more:
            return frozenset(found)
        found |= more


def _speaks(one: CompiledList, sourced: frozenset[str], speaking: set[str]) -> bool:
    conditions = (
        [(one.lasting,)] if one.lasting is not None else [rule.conjuncts for rule in one.rules if not rule.types]
    )
    return any(all(_not_surely_false(node, sourced, speaking) for node in found) for found in conditions)


def _types(one: Compiled) -> frozenset[str]:
    mentioned = {name for node in one.nodes() for name in fact_types(node)}
    if isinstance(one, CompiledGrade):
        mentioned |= {name for facts in one.fact_nodes() for name in facts}
    else:
        mentioned |= {name for rule in one.rules for name in rule.types}
    return frozenset(mentioned)


def _moves_by_itself(one: Compiled) -> bool:
    """Whether it may change without a fact that triggers it."""
    return isinstance(one, CompiledGrade) or one.lasting is not None or any(not rule.types for rule in one.rules)


def _below(name: str, compiled: Mapping[str, Compiled], seen: set[str]) -> set[str]:
    """*name* and the policies it reads, through others too."""
    if name not in seen and name in compiled:
        seen.add(name)
        for other in edges(compiled[name]):
            _below(other, compiled, seen)
    return seen


def _not_surely_false(node: Node, sourced: frozenset[str], speaking: set[str]) -> bool:
    """Whether *node* may be other than false of a subject with no fact it looks at."""
    match node:
        case AllNode(_, members):
            return all(_not_surely_false(member, sourced, speaking) for member in members)
        case AnyNode(_, members):
            return any(_not_surely_false(member, sourced, speaking) for member in members)
        case AggregateNode():
            if sourced.intersection(node.facts):
                return True
            domains = [domain for domain in node.domain.values if isinstance(domain, IntSet | PartlyKnown)]
            unknown = len(domains) < len(node.domain.values)
            return node.operation != "max" and (unknown or any(d.passes(0) is not False for d in domains))
        case ListedNode(_, policies):
            return not speaking.isdisjoint(policies)
        case _:
            return True
