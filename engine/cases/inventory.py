"""Every condition of a policy, overlay or linkage, as it stands in its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.cases.read import owned_by
from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, FactNode, FieldNode, Node, NotNode, WhereNode
from engine.compile.program import Program
from engine.compile.rules import CompiledRepair, CompiledRule
from engine.online.report.reasons import asks
from engine.problems import Place


@dataclass(frozen=True)
class Condition:
    """A condition of *owner*: its path in its file, what it *asks*, its *place*; *nodes* tell its compiled forms."""

    owner: str
    id: str
    asks: str
    place: Place
    nodes: frozenset[int]


def conditions_of(program: Program, owner: str) -> tuple[Condition, ...]:
    """The conditions written in the file of *owner*, in the order of their paths."""
    found: dict[str, tuple[str, set[int]]] = {}
    for node in _written_by(program, owner):
        shown = f"{node.field.name} {node.text}" if isinstance(node, FieldNode) else asks(node)
        found.setdefault(node.id, (shown, set()))[1].add(id(node))
    sort, name = owned_by(program.base, owner) or ("policy", owner)
    return tuple(
        Condition(owner, id_, shown, program.base.place(sort, name, *_steps(id_)), frozenset(nodes))
        for id_, (shown, nodes) in sorted(found.items())
    )


def conditions_by_owner(program: Program, owner: str) -> Mapping[str, Node | FieldNode]:
    """The same conditions compiled, by their paths; of those compiled for several fact types, one."""
    return {node.id: node for node in _written_by(program, owner)}


@lru_cache(maxsize=1 << 12)
def conditions_by_rule(program: Program, policy: str, rule: str) -> Mapping[str, Node | FieldNode]:
    """The conditions that the listing rule *rule* of *policy* and its repair are made of, by their paths."""
    compiled = program.lists.get(policy)
    rules = [one for one in compiled.rules if one.id == rule] if compiled else []
    repairs = compiled.repairs if compiled else ()
    return {node.id: node for node in (*_rules(rules), *_repairs(repairs))}


@lru_cache(maxsize=1 << 10)
def conditions_by_policy(program: Program, policy: str) -> Mapping[str, Node | FieldNode]:
    """The conditions of *policy*, those overlays add among them, by their paths."""
    compiled = program.lists.get(policy)
    if compiled is None:
        return {node.id: node for node in _written_by(program, policy)}
    lasting = () if compiled.lasting is None else (compiled.lasting,)
    found = (*_rules(compiled.rules), *_repairs(compiled.repairs), *_within(lasting))
    return {node.id: node for node in found}


def _steps(id_: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdigit() else step for step in id_.split("."))


def _written_by(program: Program, owner: str) -> Iterator[Node | FieldNode]:
    sort, name = owned_by(program.base, owner) or ("policy", owner)
    if sort == "linkage":
        yield from _carried(program, name, "policy")
    elif sort == "overlay":
        for target, keys in program.lists.items():
            yield from _rules(rule for rule in keys.rules if rule.origin == owner)
            yield from _carried(program, target, f"{owner}:{target}")
    else:
        if name in program.lists:
            yield from _of_list(program.lists[name])
        if name in program.grades:
            yield from _of_grade(program.grades[name])
        yield from _carried(program, name, "policy")


def _carried(program: Program, carrier: str, origin: str) -> Iterator[Node | FieldNode]:
    for carriage in program.carriages.get(carrier, ()):
        if carriage.origin == origin:
            yield from _within(node for node in (carriage.guard, carriage.condition) if node is not None)


def _of_list(compiled: CompiledList) -> Iterator[Node | FieldNode]:
    yield from _rules(rule for rule in compiled.rules if rule.origin == "policy")
    yield from _repairs(compiled.repairs)
    if compiled.lasting is not None:
        yield from _within((compiled.lasting,))
    if compiled.correction is not None:
        yield from _tests(compiled.correction.facts)


def _rules(rules: Iterable[CompiledRule]) -> Iterator[Node | FieldNode]:
    for rule in rules:
        yield from _tests(rule.facts)
        yield from _within(rule.conjuncts)
        ends = (rule.unless, rule.until, rule.at_end and rule.at_end[0])
        yield from _within(node for node in ends if node is not None)
        yield from _repairs(rule.repairs)


def _repairs(repairs: Iterable[CompiledRepair]) -> Iterator[Node | FieldNode]:
    for repair in repairs:
        yield from _within(repair.requires + repair.bars)


def _of_grade(compiled: CompiledGrade) -> Iterator[Node | FieldNode]:
    yield from _within(node for node, _ in compiled.start if node is not None)
    for item in compiled.items:
        yield from _tests(item.facts)
    for direct in compiled.direct:
        yield from _tests(direct.facts)
        yield from _within(() if direct.condition is None else (direct.condition,))
    yield from _within(limit.condition for limit in compiled.limits)


def _tests(facts: Mapping[str, FactNode]) -> Iterator[FieldNode]:
    for node in facts.values():
        yield from node.tests


def _within(nodes: Iterable[Node]) -> Iterator[Node | FieldNode]:
    """*nodes*, everything below them, and the tests of the facts they look at."""
    for node in nodes:
        yield node
        match node:
            case AllNode() | AnyNode():
                yield from _within(node.members)
            case NotNode():
                yield from _within((node.member,))
            case AggregateNode() | WhereNode():
                yield from _tests(node.facts)
            case _:
                pass
