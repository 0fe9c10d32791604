"""Which policies need to be looked at, given the facts there are: so that a verdict costs what its facts cost."""

from __future__ import annotations

from collections.abc import Mapping

from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, GradeNode, ListedNode, Node, fact_types
from engine.compile.strata import edges, nodes
from engine.truth import IntSet, PartlyKnown

Compiled = CompiledList | CompiledGrade


def watched_by(compiled: Mapping[str, Compiled]) -> dict[str, tuple[str, ...]]:
    """By fact type, the policies whose status it may move without triggering them, through others too."""
    direct = {name: _types(one) for name, one in compiled.items()}
    found: dict[str, set[str]] = {}
    for name, one in compiled.items():
        if isinstance(one, CompiledGrade) or one.lasting is not None or any(not rule.types for rule in one.rules):
            for type_ in _through(name, compiled, direct, set()):
                found.setdefault(type_, set()).add(name)
    return {type_: tuple(sorted(names)) for type_, names in found.items()}


def speaks_of_absence(compiled: CompiledList) -> bool:
    """Whether a condition without triggering fact may hold of a subject with no fact it looks at."""
    found = [compiled.lasting] if compiled.lasting is not None else []
    for rule in compiled.rules:
        if not rule.types:
            found += rule.conjuncts
    return bool(found) and all(_may_hold_of_nothing(node) for node in found)


def _types(one: Compiled) -> frozenset[str]:
    mentioned = {name for node in nodes(one) for name in fact_types(node)}
    if isinstance(one, CompiledGrade):
        mentioned |= {name for facts in one.fact_nodes() for name in facts}
    else:
        mentioned |= {name for rule in one.rules for name in rule.types}
    return frozenset(mentioned)


def _through(
    name: str, compiled: Mapping[str, Compiled], direct: Mapping[str, frozenset[str]], seen: set[str]
) -> frozenset[str]:
    if name in seen or name not in compiled:
        return frozenset()
    seen.add(name)
    below = [_through(other, compiled, direct, seen) for other in edges(compiled[name])]
    return direct[name].union(*below)


def _may_hold_of_nothing(node: Node) -> bool:
    match node:
        case AllNode(_, members):
            return all(_may_hold_of_nothing(member) for member in members)
        case AnyNode(_, members):
            return any(_may_hold_of_nothing(member) for member in members)
        case AggregateNode():
            domains = [domain for domain in node.domain.values if isinstance(domain, IntSet | PartlyKnown)]
            return node.operation != "max" and (
                len(domains) < len(node.domain.values) or any(d.passes(0) is not False for d in domains)
            )
        case ListedNode() | GradeNode():
            return False
        case _:
            return True
