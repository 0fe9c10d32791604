"""What matching is asked: every one-fact condition by law date, list to measure, and which rules a fact can trigger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.compile.domains import formula
from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.measures import Carriage
from engine.compile.nodes import AggregateNode, FactNode, Node, WhereNode, parts
from engine.compile.rules import CompiledRule
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Predicate

STATUS = "@status"
LINKED = "@linked"
"""Types of the facts that forward-chain from list to measure."""


@dataclass(frozen=True, slots=True)
class TriggersOfType:
    """The rules facts of one type can trigger: *any* of them, or by the code of a field."""

    any: tuple[CompiledRule, ...]
    by_code: tuple[tuple[str, Mapping[str, tuple[CompiledRule, ...]]], ...]


Triggers = Mapping[str, TriggersOfType]


@dataclass(frozen=True, slots=True)
class CompiledLinkage:
    """A joint memorandum: on any of *lists*, or a grade of *grade* among *letters*, its carriages follow."""

    id: str
    title: str
    lists: frozenset[str]
    grade: str | None
    letters: frozenset[str] | None
    in_force: tuple[int, int]


def trigger_index(lists: Iterable[CompiledList]) -> Triggers:
    """For each fact type the rules it can trigger, so that no fact looks at rules that do not speak of it."""
    found: dict[str, tuple[list[CompiledRule], dict[str, dict[str, list[CompiledRule]]]]] = {}
    for rule in (rule for one in lists for rule in one.rules):
        for fact_type in rule.types:
            unconditional, by_field = found.setdefault(fact_type, ([], {}))
            if rule.about:
                field, codes = next(iter(rule.about.items()))
                for code in codes:
                    by_field.setdefault(field, {}).setdefault(code, []).append(rule)
            else:
                unconditional.append(rule)
    return {
        name: TriggersOfType(
            tuple(unconditional),
            tuple((field, {code: tuple(rules) for code, rules in found.items()}) for field, found in by_field.items()),
        )
        for name, (unconditional, by_field) in found.items()
    }


def predicates_of(
    lists: Mapping[str, CompiledList],
    grades: Mapping[str, CompiledGrade],
    linkages: Mapping[str, CompiledLinkage],
    carried: Mapping[str, tuple[Carriage, ...]],
) -> Iterator[Predicate]:
    """Every question put to matching, each named once."""
    for fact_node in _fact_nodes(lists, grades, carried):
        yield from _predicates(fact_node)
    for linkage in linkages.values():
        members: list[Formula] = [Compare("policy", "==", policy) for policy in sorted(linkage.lists)]
        if linkage.grade is not None and linkage.letters:
            graded = AnyOf(tuple(Compare("grade", "==", grade) for grade in sorted(linkage.letters)))
            members.append(AllOf((Compare("policy", "==", linkage.grade), graded)))
        asserted = FlatFact(LINKED, {"linkage": linkage.id})
        yield Predicate(f"linkage:{linkage.id}", STATUS, AnyOf(tuple(members)), asserted)
    for carrier, found in carried.items():
        for carriage in found:
            yield _carriage_predicate(carrier, carriage)


def _carriage_predicate(carrier: str, carriage: Carriage) -> Predicate:
    if carriage.linked:
        return Predicate(carriage.id, LINKED, Compare("linkage", "==", carrier))
    on_list: Formula = Compare("policy", "==", carrier)
    if carriage.grades:
        graded = AnyOf(tuple(Compare("grade", "==", grade) for grade in sorted(carriage.grades)))
        on_list = AllOf((on_list, graded))
    return Predicate(carriage.id, STATUS, on_list)


def _predicates(node: FactNode) -> Iterator[Predicate]:
    for start, name in zip(node.predicates.starts, node.predicates.values, strict=True):
        if name is not None and node.tests:
            domains = ((test.field.name, test.domain.at(start)) for test in node.tests)
            members = tuple(formula(field, domain) for field, domain in domains if domain is not None)
            yield Predicate(name, node.type, AllOf(members))


def _fact_nodes(
    lists: Mapping[str, CompiledList],
    grades: Mapping[str, CompiledGrade],
    carried: Mapping[str, tuple[Carriage, ...]],
) -> Iterator[FactNode]:
    for one in lists.values():
        for rule in one.rules:
            yield from rule.facts.values()
        yield from _in_nodes(one.nodes())
    for grade in grades.values():
        for facts in grade.fact_nodes():
            yield from facts.values()
        yield from _in_nodes(grade.nodes())
    conditions = (c.condition for found in carried.values() for c in found if c.condition is not None)
    yield from _in_nodes(conditions)


def _in_nodes(found: Iterable[Node]) -> Iterator[FactNode]:
    for node in found:
        for part in parts(node):
            if isinstance(part, WhereNode | AggregateNode):
                yield from part.facts.values()


def nodes_by_predicate(
    lists: Mapping[str, CompiledList],
    grades: Mapping[str, CompiledGrade],
    carried: Mapping[str, tuple[Carriage, ...]],
) -> Mapping[str, tuple[FactNode, int]]:
    """By predicate, the tests it was made of and a day whose law it speaks."""
    return {
        name: (node, start)
        for node in _fact_nodes(lists, grades, carried)
        for start, name in zip(node.predicates.starts, node.predicates.values, strict=True)
        if name is not None
    }


def flags_of(predicates: Iterable[Predicate]) -> Mapping[tuple[str, str], frozenset[str]]:
    """By fact type and set field, the codes *predicates* ask for."""
    found: dict[tuple[str, str], set[str]] = {}
    for predicate in predicates:
        for compare in _comparisons(predicate.formula):
            field, _, code = compare.field.partition(":")
            if code:
                found.setdefault((predicate.fact_type, field), set()).add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


def _comparisons(formula: Formula) -> Iterator[Compare]:
    if isinstance(formula, Compare):
        yield formula
    else:
        for member in formula.members:
            yield from _comparisons(member)
