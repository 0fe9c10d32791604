"""Why and why not, in the words of the rule: what each condition asks, what was found, what would answer it."""

from __future__ import annotations

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
    node = conjunct.node
    if isinstance(node, FieldNode):
        found = at.trigger.fields.get(node.field.name) if at.trigger is not None else None
        return Kept(conjunct.aspect, node.id, f"{node.field.name} {node.text}", shown(node.field, found), word)
    return Kept(conjunct.aspect, node.id, asks(node), found_by(node, conditions, at), word)
