"""The ways in which a listing rule can come to fire: what the triggering record holds, and what else there has to be.

Alternatives become ways of their own, the first few of them. What speaks of status, grades or of what must not be is
left to chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from engine.compile.domains import CodeSet
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, FieldNode, Node, SubjectNode, WhereNode
from engine.compile.rules import CompiledRule
from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.truth import IntSet

Template = tuple[FieldNode, ...]
"""Tests that a record's fields are made to pass; none for chance."""

_MOST_WAYS: Final = 4
_MOST_NEEDED: Final = 4
_LATEST: Final = 10**7


@dataclass(frozen=True, slots=True)
class Need:
    """*count* records of *type* that pass *tests*, on the day of the triggering one or before."""

    type: str
    tests: Template
    count: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a rule to fire: the *tests* of the triggering record, the *kinds* of subject, further *needs*."""

    tests: Template
    kinds: frozenset[str]
    needs: tuple[Need, ...] = ()


def ways_of(rule: CompiledRule, type_: str, kinds: frozenset[str]) -> list[Way]:
    """The ways in which a record of *type_* can make *rule* fire for a subject of *kinds*."""
    start = [Way(rule.facts[type_].tests if type_ in rule.facts else (), kinds)]
    alternatives = [start, *(list(_ways(node, type_, kinds)) for node in rule.conjuncts)]
    return [way for way in _together(alternatives) if way.kinds]


def _together(alternatives: list[list[Way]]) -> list[Way]:
    return [_joined(some) for some in islice(product(*alternatives), _MOST_WAYS)]


def _joined(some: Iterable[Way]) -> Way:
    ways = list(some)
    return Way(
        tuple(test for way in ways for test in way.tests),
        frozenset.intersection(*(way.kinds for way in ways)),
        tuple(need for way in ways for need in way.needs),
    )


def _ways(node: Node, type_: str, kinds: frozenset[str]) -> Iterator[Way]:
    match node:
        case WhereNode(facts=facts):
            if type_ in facts:
                yield Way(facts[type_].tests, kinds)
        case SubjectNode(field=field, domain=domain):
            allowed = domain.at(_LATEST)
            if field.name == "kind" and isinstance(allowed, CodeSet):
                yield Way((), frozenset(kind for kind in kinds if kind in allowed))
            else:
                yield Way((), kinds)
        case AggregateNode():
            yield Way((), kinds, tuple(_needs(node, type_)))
        case AllNode(members=members):
            yield from _together([list(_ways(member, type_, kinds)) for member in members])
        case AnyNode(members=members):
            for member in members:
                yield from _ways(member, type_, kinds)
        case _:
            yield Way((), kinds)


def _needs(node: AggregateNode, type_: str) -> Iterator[Need]:
    domain = node.domain.at(_LATEST)
    if node.since is not None or not isinstance(domain, IntSet) or not domain.spans:
        return
    least = domain.spans[0][0] or 0
    name = type_ if type_ in node.facts else min(node.facts)
    if least < 1 or name in BUILTIN_FACT_TYPES or name.startswith("deadline_missed."):
        return
    more = min(least if node.operation != "sum" else 2, _MOST_NEEDED) - (name == type_)
    if more > 0:
        yield Need(name, node.facts[name].tests, more)
