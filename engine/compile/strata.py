"""The order in which policies are evaluated: what one reads of another comes first; a cycle is an error (S12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList


def edges(compiled: CompiledList | CompiledGrade) -> frozenset[str]:
    """The other policies whose status *compiled* reads; its own past is no edge."""
    return compiled.reads - {compiled.policy}


def independent(order: Sequence[str], below: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """The policies in *order* in parts, one after the other, in each of which none reads another, as *below* has it."""
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = 1 + max((depth[one] for one in below[name] if one in depth), default=-1)
    for number in range(max(depth.values(), default=-1) + 1):
        yield tuple(name for name in order if depth[name] == number)


def strata(compiled: Mapping[str, CompiledList | CompiledGrade]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The policies in an order in which each comes after what it reads; then the first cycle found, or nothing."""
    graph = {name: sorted(edges(one) & compiled.keys()) for name, one in sorted(compiled.items())}
    try:
        return tuple(TopologicalSorter(graph).static_order()), ()
    except CycleError as error:
        return tuple(sorted(compiled)), tuple(reversed(error.args[1]))
