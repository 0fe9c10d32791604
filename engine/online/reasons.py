"""Why and why not, in the words of the rule: what each condition asks, what was found, what would answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from engine.calendar import iso
from engine.compile.fields import Field, shown
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
from engine.dossier import Dossier
from engine.facts import Fact
from engine.spells.firing import Conjunct, test_truth
from engine.truth import Truth
from engine.verdict import Kept

WORDS: dict[Truth, Literal["true", "false", "unknown"]] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of an explanation: what it asks, what was found, whether it holds, and what it is made of."""

    condition: str
    asks: str
    found: str | None
    truth: Literal["true", "false", "unknown"]
    facts: tuple[str, ...] = ()
    members: tuple[Reason, ...] = ()


def explain(node: Node | FieldNode, conditions: Conditions, at: Moment) -> Reason:
    """*node* *at* a moment, with the values compared, down to its last member."""
    if isinstance(node, FieldNode):
        truth = test_truth(node, at.trigger, at.law) if at.trigger is not None else None
        found = at.trigger.fields.get(node.field.name) if at.trigger is not None else None
        return Reason(node.id, f"{node.field.name} {node.text}", shown(node.field, found), WORDS[truth])
    truth = conditions.truth(node, at)
    facts: tuple[str, ...] = ()
    members: tuple[Reason, ...] = ()
    match node:
        case AllNode() | AnyNode():
            members = tuple(explain(member, conditions, at) for member in node.members)
        case NotNode():
            members = (explain(node.member, conditions, at),)
        case AggregateNode():
            facts = tuple(fact.id for fact in conditions.gather(node, at).sure)
        case WhereNode():
            tests = node.facts[at.trigger.type].tests if at.trigger and at.trigger.type in node.facts else ()
            members = tuple(explain(test, conditions, at) for test in tests)
        case _:
            pass
    return Reason(node.id, asks(node), found_by(node, conditions, at), WORDS[truth], facts, members)


def asks(node: Node) -> str:
    """What *node* asks, in the words of the rule."""
    match node:
        case AllNode():
            return "all"
        case AnyNode():
            return "any"
        case NotNode():
            return f"not {asks(node.member)}"
        case WhereNode():
            return "where"
        case ListedNode():
            held = f" for {node.period}" if node.period is not None else ""
            return f"listed {' | '.join(node.policies)}{held}"
        case GradeNode():
            return f"grade {node.policy} {node.text}"
        case SubjectNode():
            return f"{node.field.name} {node.text}"
        case AggregateNode():
            return _aggregate_asks(node)


def _aggregate_asks(node: AggregateNode) -> str:
    types = " + ".join(node.facts)
    of = f" of {node.field.name}" if node.field is not None else ""
    filters = next((fact_node.tests for fact_node in node.facts.values()), ())
    where = " where " + ", ".join(f"{test.field.name} {test.text}" for test in filters) if filters else ""
    span = f" within {node.within}" if node.within is not None else ""
    span += f" since {node.since}" if node.since is not None else ""
    return f"{node.operation}{of} {types}{where}{span} {node.text}"


def found_by(node: Node, conditions: Conditions, at: Moment) -> str | None:
    """The value *node* compared, as a person would write it."""
    match node:
        case AggregateNode():
            gathered = conditions.gather(node, at)
            if gathered.nothing:
                return "-"
            field = node.field if node.field is not None and node.operation in ("sum", "max") else Field("n", "number")
            low = "-∞" if gathered.low is None else shown(field, gathered.low)
            high = "∞" if gathered.high is None else shown(field, gathered.high)
            return low if low == high else f"{low}..{high}"
        case SubjectNode():
            return shown(node.field, conditions.dossier.attribute(node.field.name, at.day))
        case ListedNode():
            return WORDS[conditions.truth(node, at)]
        case GradeNode():
            timeline = conditions.grades.get(node.policy)
            return "|".join(sorted(timeline.at(at.day))) if timeline is not None else "-"
        case _:
            return None


def kept_by(conjunct: Conjunct, conditions: Conditions, at: Moment) -> Kept:
    """What keeps a rule from firing, of *conjunct*, which is not true."""
    word: Literal["false", "unknown"] = "unknown" if conjunct.truth is None else "false"
    if conjunct.node is None:
        kind = conditions.dossier.attribute("kind", at.day)
        found = kind if conjunct.aspect == "kind" else None if at.law is None else iso(at.law)
        return Kept(conjunct.aspect, conjunct.aspect, conjunct.aspect, found, word)
    reason = explain(conjunct.node, conditions, at)
    return Kept(conjunct.aspect, reason.condition, reason.asks, reason.found, word)


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


def smallest_cure(node: Node, dossier: Dossier) -> frozenset[str] | None:
    """The fewest fact types whose coming would make *node* true; `None` where facts cannot."""
    match node:
        case AllNode():
            parts = [smallest_cure(member, dossier) for member in node.members]
            return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
        case AnyNode():
            options = [part for member in node.members if (part := smallest_cure(member, dossier)) is not None]
            return min(options, key=lambda option: (len(option), sorted(option)), default=None)
        case AggregateNode(operation="count"):
            return frozenset(sorted(node.facts)[:1])
        case _:
            return None
