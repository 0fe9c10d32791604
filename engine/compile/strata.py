"""The order in which policies are evaluated: what one reads of another comes first; a cycle is an error (S12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.nodes import Node, policies
from engine.language.terms import EndOf


def edges(compiled: CompiledList | CompiledGrade) -> frozenset[str]:
    """The other policies whose status *compiled* reads; its own past is no edge."""
    found = {name for node in nodes(compiled) for name in policies(node)}
    if isinstance(compiled, CompiledList):
        found |= {rule.anchor.end_of for rule in compiled.rules if isinstance(rule.anchor, EndOf)}
    return frozenset(found - {compiled.policy})


def nodes(compiled: CompiledList | CompiledGrade) -> Iterable[Node]:
    """Every condition of *compiled*, outermost nodes only."""
    if isinstance(compiled, CompiledGrade):
        yield from (node for node, _ in compiled.start if node is not None)
        yield from (one.condition for one in compiled.direct if one.condition is not None)
        yield from (one.condition for one in compiled.limits)
        return
    for one in (compiled.lasting, compiled.correction):
        if one is not None:
            yield one
    repairs = list(compiled.repairs)
    for rule in compiled.rules:
        yield from rule.conjuncts
        yield from (node for node in (rule.unless, rule.until, rule.at_end and rule.at_end[0]) if node is not None)
        repairs += rule.repairs
    for repair in repairs:
        yield from repair.requires + repair.bars


def strata(compiled: Mapping[str, CompiledList | CompiledGrade]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The policies in an order in which each comes after what it reads; then the first cycle found, or nothing."""
    graph = {name: sorted(edges(one) & compiled.keys()) for name, one in sorted(compiled.items())}
    try:
        return tuple(TopologicalSorter(graph).static_order()), ()
    except CycleError as error:
        return tuple(sorted(compiled)), tuple(reversed(error.args[1]))
