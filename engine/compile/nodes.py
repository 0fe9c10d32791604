"""The small form conditions are compiled to; every evaluator reads nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.calendar import Period
from engine.compile.domains import Domain
from engine.compile.fields import Field
from engine.dated import Dated
from engine.truth import Truth

Check = tuple["FieldNode", str, Callable[[Any], Truth] | None]
Law = int | None
"""The day whose law holds; `None` where it is not known."""


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A test of one field of a fact; *text* is the test as written, *parameters* what it speaks of."""

    id: str
    field: Field
    domain: Dated[Domain | None]
    text: str
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FactNode:
    """Tests that one fact of *type* passes all together; *predicates* are their names in matching, by law date.

    A stretch in which a parameter has no value has no predicate: nothing is known to hold then.
    """

    type: str
    tests: tuple[FieldNode, ...]
    predicates: Dated[str | None]
    checks: tuple[Check, ...] = field(init=False, repr=False, compare=False)
    """The tests again, each with the field's name, and what a value passes where that is the same whatever the law."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "checks", tuple(_check(test) for test in self.tests))


def _check(test: FieldNode) -> Check:
    domains = test.domain.values
    return test, test.field.name, domains[0].passes if len(domains) == 1 and domains[0] is not None else None


@dataclass(frozen=True, slots=True)
class WhereNode:
    """The triggering fact passes the tests for its type in *facts*."""

    id: str
    facts: Mapping[str, FactNode]


@dataclass(frozen=True, slots=True)
class AggregateNode:
    """A number over facts, and whether it lies in *domain*; *facts* are the fact types pooled, with their filters."""

    id: str
    operation: Literal["count", "sum", "max", "distinct"]
    facts: Mapping[str, FactNode]
    field: Field | None
    within: Period | None
    since: Literal["trigger", "listing", "correction", "year"] | None
    same: tuple[str, ...]
    domain: Dated[Domain | None]
    text: str
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ListedNode:
    """The subject is on one of *policies*, without a break for *period* if there is one."""

    id: str
    policies: tuple[str, ...]
    period: Period | None


@dataclass(frozen=True, slots=True)
class GradeNode:
    """The subject's grade of *policy* lies in *domain*."""

    id: str
    policy: str
    domain: Domain
    text: str


@dataclass(frozen=True, slots=True)
class SubjectNode:
    """An attribute of the subject on the day in question lies in *domain*."""

    id: str
    field: Field
    domain: Dated[Domain | None]
    text: str
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AllNode:
    """Every one of *members*."""

    id: str
    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyNode:
    """At least one of *members*."""

    id: str
    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NotNode:
    """Not *member*."""

    id: str
    member: Node


Node = WhereNode | AggregateNode | ListedNode | GradeNode | SubjectNode | AllNode | AnyNode | NotNode


def parts(node: Node) -> tuple[Node, ...]:
    """*node* and everything below it."""
    match node:
        case AllNode(_, members) | AnyNode(_, members):
            return (node, *(part for member in members for part in parts(member)))
        case NotNode(_, member):
            return (node, *parts(member))
        case _:
            return (node,)


def fact_types(node: Node) -> frozenset[str]:
    """The fact types *node* looks at besides the triggering fact."""
    return frozenset(name for part in parts(node) if isinstance(part, AggregateNode) for name in part.facts)


def policies(node: Node) -> frozenset[str]:
    """The policies whose status *node* asks for."""
    found: set[str] = set()
    for part in parts(node):
        if isinstance(part, ListedNode):
            found.update(part.policies)
        elif isinstance(part, GradeNode):
            found.add(part.policy)
    return frozenset(found)
