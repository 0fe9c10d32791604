"""For how long a fact may still count: in windows that look back, towards grades, without any limit at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.calendar import FOREVER, add
from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, FactNode, parts
from engine.compile.program import Program
from engine.facts import Fact

WORKING: Final = "working_days"


@dataclass(frozen=True, order=True)
class Need:
    """*policy* may count a fact until *last*; while anything of the subject is open there, where that is *open*."""

    policy: str
    last: int
    open: bool = False


def needs(program: Program, fact: Fact) -> set[Need]:
    """Everything in *program* that may still count *fact*, but for what filters it out surely."""
    found: set[Need] = set()
    compiled: Mapping[str, CompiledList | CompiledGrade] = {**program.lists, **program.grades}
    for policy, one in compiled.items():
        for node in one.nodes():
            for part in parts(node):
                if isinstance(part, AggregateNode) and _may_pass(part.facts.get(fact.type), fact):
                    found.add(_need(policy, part, fact))
    for policy, grade in program.grades.items():
        if any(_may_pass(nodes.get(fact.type), fact) for nodes in grade.fact_nodes()):
            found.add(Need(policy, FOREVER))
    return found


def _need(policy: str, node: AggregateNode, fact: Fact) -> Need:
    if node.since == "year":
        return Need(policy, date(date.fromordinal(fact.day).year, 12, 31).toordinal())
    if node.since is not None:
        return Need(policy, 0, open=True)  # of what is triggered later it is no part
    if node.within is None or node.within.unit == WORKING:
        return Need(policy, FOREVER)
    return Need(policy, add(fact.day, node.within))


def _may_pass(node: FactNode | None, fact: Fact) -> bool:
    """Whether *fact* may pass *node* by the law of some day."""
    return node is not None and all(_may(node, fact))


def _may(node: FactNode, fact: Fact) -> Iterator[bool]:
    for test in node.tests:
        value = fact.fields.get(test.field.name)
        yield value is None or any(
            domain is None or domain.passes(value) is not False  # type: ignore[arg-type]  # of the field's own family
            for domain in test.domain.values
        )
