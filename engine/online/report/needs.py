"""What would answer an open question: the fields, records, parameters and attributes that are missing (S10, S26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.compile.grades import CompiledGrade
from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    FieldNode,
    GradeNode,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
)
from engine.conditions import Conditions, Moment
from engine.dossier import window_start
from engine.facts import Fact
from engine.grading.outcomes import GradeResult
from engine.spells.firing import Conjunct, test_truth


def needs(conjuncts: Iterable[Conjunct], conditions: Conditions, at: Moment) -> tuple[str, ...]:
    """What would answer the unknown *conjuncts*: `field:…`, `subject:…`, `parameter:…`, `records:…`, `law_date`."""
    found: set[str] = set()
    for conjunct in conjuncts:
        if conjunct.truth is not None:
            continue
        if conjunct.node is None:
            found.add("subject:kind" if conjunct.aspect == "kind" else "law_date")
        elif isinstance(conjunct.node, FieldNode):
            found.update(_field_needs(conjunct.node, at.trigger, at.law))
        else:
            found.update(node_needs(conjunct.node, conditions, at))
    return tuple(sorted(found))


def node_needs(node: Node, conditions: Conditions, at: Moment) -> Iterator[str]:
    """What would answer *node*, which is unknown *at* a moment."""
    match node:
        case AllNode() | AnyNode():
            for member in node.members:
                if conditions.truth(member, at) is None:
                    yield from node_needs(member, conditions, at)
        case NotNode():
            yield from node_needs(node.member, conditions, at)
        case WhereNode():
            tests = node.facts[at.trigger.type].tests if at.trigger and at.trigger.type in node.facts else ()
            for test in tests:
                yield from _field_needs(test, at.trigger, at.law)
        case AggregateNode():
            yield from _aggregate_needs(node, conditions, at)
        case ListedNode():
            yield from (f"status:{policy}" for policy in node.policies)
        case GradeNode():
            yield f"status:{node.policy}"
        case SubjectNode():
            if conditions.dossier.attribute(node.field.name, at.day) is None:
                source = {"age": "born", "years_registered": "registered"}.get(node.field.name, node.field.name)
                yield f"subject:{source}"
            else:
                yield from (f"parameter:{name}" for name in sorted(node.parameters))


def _aggregate_needs(node: AggregateNode, conditions: Conditions, at: Moment) -> Iterator[str]:
    gathered = conditions.gather(node, at)
    for fact in gathered.unsure:
        yield from (f"field:{fact.id}:{name}" for name in _missing(node, fact))
    if node.field is not None:
        yield from (f"field:{f.id}:{node.field.name}" for f in gathered.sure if node.field.name not in f.fields)
    if not conditions.dossier.covered(node.facts, conditions.span_start(node, at) or at.day, at.day):
        yield from (f"records:{name}" for name in sorted(node.facts))
    if node.parameters:
        yield from (f"parameter:{name}" for name in sorted(node.parameters))


def _missing(node: AggregateNode, fact: Fact) -> Iterator[str]:
    for test in node.facts[fact.type].tests:
        if test.field.name not in fact.fields:
            yield test.field.name
    for name in node.same:
        if name not in fact.fields:
            yield name


def _field_needs(test: FieldNode, fact: Fact | None, law: int | None) -> Iterator[str]:
    if fact is not None and test.field.name not in fact.fields:
        yield f"field:{fact.id}:{test.field.name}"
    elif test_truth(test, fact, law) is None if fact is not None else False:
        yield from (f"parameter:{name}" for name in sorted(test.parameters)) if law is not None else iter(("law_date",))


def smallest_cure(node: Node, conditions: Conditions, at: Moment) -> frozenset[str] | None:
    """The least that must come for *node* to be true *at* a moment, as fact types; `None` where facts cannot do it.

    What an authority would have to decide weighs more than any number of records the subject can bring about.
    """
    match node:
        case AllNode():
            missing = (member for member in node.members if conditions.truth(member, at) is not True)
            parts = [smallest_cure(member, conditions, at) for member in missing]
            return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
        case AnyNode():
            options = [part for member in node.members if (part := smallest_cure(member, conditions, at)) is not None]
            return min(options, key=lambda option: burden(option, conditions), default=None)
        case AggregateNode(operation="count"):
            return frozenset(sorted(node.facts)[:1])
        case _:
            return None


def burden(types: frozenset[str], conditions: Conditions) -> tuple[int, int, list[str]]:
    """How much it is to bring about facts of *types*: how many rest on a decision, how many there are; then by name."""
    known = conditions.dossier.program.base.fact_types
    decisions = sum(name not in known or known[name].evidence == "decision" for name in types)
    return decisions, len(types), sorted(types)


def grade_needs(result: GradeResult, conditions: Conditions) -> Iterator[str]:
    """What would say which of several grades the subject has: of its year, and of those that are carried over to it."""
    current, compiled = result.current, result.compiled
    if current is None:
        return
    back = max((one.keep + 1 for one in compiled.carry_over), default=0)
    open_ = {one.year for one in result.years if len(one.grades) > 1 and current.year - back <= one.year}
    for year in sorted(open_ | {current.year}):
        as_of = conditions.dossier.as_of
        first, last = (date(year, *day).toordinal() for day in ((1, 1), (12, 31)))
        if compiled.window is not None:
            first, last = window_start(as_of, compiled.window), as_of
        yield from _needs_of_span(compiled, conditions, first, min(last, as_of))


def _needs_of_span(compiled: CompiledGrade, conditions: Conditions, first: int, last: int) -> Iterator[str]:
    at = Moment(last, last, None, last, last)
    if conditions.dossier.attribute("kind", last) is None:
        yield "subject:kind"
    for node in compiled.nodes():
        if conditions.truth(node, at) is None:
            yield from node_needs(node, conditions, at)
    for facts in compiled.fact_nodes():
        for name, filter_ in facts.items():
            for fact in conditions.dossier.of_type(name):
                if first <= fact.day <= last and conditions.matches(filter_, fact, fact.day) is None:
                    yield from (need for test in filter_.tests for need in _field_needs(test, fact, fact.day))
            if not conditions.dossier.covered((name,), first, last):
                yield f"records:{name}"
    for item in compiled.items:
        if any(item.points.at(day) is None for day in (first, last)):
            yield from (f"parameter:{name}" for name in sorted(item.parameters))
