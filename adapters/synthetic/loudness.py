"""Which values of a field a black or watch list is about, and where the thresholds lie: chance keeps to the others.

A record drawn by chance is an everyday one. What would put its subject on a list is rare in it, or else a province of
two million would be one of wrongdoers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.compile.domains import CodeSet, CodesTest, TruthSet
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, FactNode, FieldNode, Node, WhereNode, parts
from engine.compile.program import Program
from engine.truth import IntSet, PartlyKnown

Place = tuple[str, str]
"""A fact type and a field of it."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """By fact type and field: the *codes* that lists of wrongs ask for, the *truths*, and all *thresholds* asked."""

    codes: Mapping[Place, frozenset[str]]
    truths: Mapping[Place, frozenset[bool]]
    thresholds: Mapping[Place, tuple[int, ...]]


def loudness_of(program: Program) -> Loudness:
    """What the lists of *program* ask of the records that lead to them."""
    codes: dict[Place, set[str]] = {}
    truths: dict[Place, set[bool]] = {}
    thresholds: dict[Place, set[int]] = {}
    for _, compiled in sorted(program.lists.items()):
        for type_, test in _tests(compiled, program):
            place = type_, test.field.name
            for domain in test.domain.values:
                if isinstance(domain, PartlyKnown):
                    domain = domain.sure  # noqa: PLW2901 - the part of it that is known
                if isinstance(domain, IntSet):
                    thresholds.setdefault(place, set()).update(_edges(domain))
                elif compiled.kind in ("red", "notice"):
                    continue
                elif isinstance(domain, CodesTest) or (isinstance(domain, CodeSet) and not domain.negated):
                    codes.setdefault(place, set()).update(domain.codes)
                elif isinstance(domain, CodeSet):
                    codes.setdefault(place, set()).update((test.field.codes or frozenset()) - domain.codes)
                elif isinstance(domain, TruthSet):
                    truths.setdefault(place, set()).update(domain.truths)
    return Loudness(
        {place: frozenset(found) for place, found in codes.items()},
        {place: frozenset(found) for place, found in truths.items()},
        {place: tuple(sorted(found)) for place, found in thresholds.items()},
    )


def _tests(compiled: CompiledList, program: Program) -> Iterator[tuple[str, FieldNode]]:
    """Every test of a triggering record, or of what is counted beside it; of a missed duty as of its origin."""
    origins = {duty.id: duty.type for duty in program.duties}
    for rule in compiled.rules:
        for fact in (*rule.facts.values(), *(fact for node in rule.conjuncts for fact in _facts(node))):
            yield from ((origins.get(fact.type, fact.type), test) for test in fact.tests)


def _facts(node: Node) -> Iterator[FactNode]:
    for part in parts(node):
        if isinstance(part, (WhereNode, AggregateNode)):
            yield from part.facts.values()


def _edges(domain: IntSet) -> Iterator[int]:
    for low, high in domain.spans:
        if low is not None and low > 0:
            yield low
        if high is not None and high > 0 and high != low:
            yield high
