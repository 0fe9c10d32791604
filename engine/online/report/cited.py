"""What of the law takes part in a verdict: articles with their sources, dated values, days as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from engine.calendar import FOREVER, iso
from engine.compile.grades import CompiledDirect, CompiledGrade, CompiledItem, CompiledLimit
from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    FactNode,
    GradeNode,
    Law,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
    parts,
)
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.compile.scope import days_of
from engine.language.confidence import confidence_of, lowest
from engine.language.shape import Source
from engine.verdict import Article, Confidence, ParameterUse

PROGRAMS: Final = 4
"""How many releases are kept at hand: the one in use, and those it is compared with."""

text_of = lru_cache(maxsize=1 << 16)(iso)
"""A day as text."""


def last_text(day: int) -> str | None:
    """A last day as text; nothing where there is no end."""
    return None if day >= FOREVER else text_of(day)


class Cited:
    """The articles and values that *program* rests on, each looked up once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._articles: dict[tuple[str, str, tuple[str, ...]], tuple[Article, ...]] = {}
        self._speaking: dict[int, tuple[Node, ...]] = {}
        self._statuses: dict[int, tuple[tuple[ListedNode | GradeNode, bool], ...]] = {}
        self._of_records: dict[str, Confidence] = {}
        self._of_policies: dict[tuple[str, int], Confidence] = {}

    def articles(self, sort: str, name: str, citations: tuple[str, ...]) -> tuple[Article, ...]:
        """The *citations* of the thing *name* of *sort* (`policy`, `overlay`, `linkage`)."""
        key = sort, name, citations
        found = self._articles.get(key)
        if found is None:
            found = self._articles[key] = tuple(self._article(sort, name, citation) for citation in citations)
        return found

    def in_force(self, sort: str, name: str, citations: tuple[str, ...], day: int) -> tuple[Article, ...]:
        """Those of *citations* whose document is in force on *day*."""
        sources = self._program.base.basis_of(sort, name)
        found = ((one, sources.get(one.partition("/")[0])) for one in citations)
        return self.articles(sort, name, tuple(one for one, source in found if source is None or _holds(source, day)))

    def of_rule(self, rule: CompiledRule, law: Law) -> tuple[Article, ...]:
        """The articles of *rule* in force on the day of its *law*; all of them where none is, or that is not known."""
        sort, name = _origin(rule)
        if len(rule.basis) == 1 or law is None:
            return self.articles(sort, name, rule.basis)
        return self.in_force(sort, name, rule.basis, law) or self.articles(sort, name, rule.basis)

    def value(self, policy: str, name: str, law: Law) -> ParameterUse:
        """The value of the parameter *name* of *policy* by the law of a day."""
        parameter = self._program.parameters[policy][name]
        if law is None:
            return ParameterUse(name, parameter.label, None, parameter.unit, None, lowest(parameter.confidences.values))
        value = parameter.values.at(law)
        shown = None if value is None else str(value)
        return ParameterUse(name, parameter.label, shown, parameter.unit, text_of(law), parameter.confidences.at(law))

    def besides(self, rule: CompiledRule) -> tuple[Article, ...]:
        """The articles that *rule* cites for an extension at its end, or for lasting a lifetime."""
        return self.articles(*_origin(rule), rule.besides)

    def of_values(self, policy: str, names: Iterable[str], law: int) -> Confidence:
        """How sure we are of the values of the parameters *names* of *policy* by the law of a day."""
        return lowest(self._program.parameters[policy][name].confidences.at(law) for name in names)

    def of_record(self, fact_type: str) -> Confidence:
        """How sure we are of what provides for records of *fact_type*, and for the duty of which one is the silence."""
        known = self._of_records.get(fact_type)
        if known is None:
            known = self._of_records[fact_type] = self._of_record(fact_type)
        return known

    def _of_record(self, fact_type: str) -> Confidence:
        base = self._program.base
        duty = next((one for one in self._program.duties if one.id == fact_type), None)
        type_ = fact_type if duty is None else duty.type
        basis = (*base.fact_types[type_].basis, *(duty.basis if duty is not None else ()))
        return confidence_of(basis, base.basis_of("fact_type", type_))

    def of_policy(self, policy: str, day: int) -> Confidence:
        """How sure we are of all that *policy* says by the law of *day*."""
        key = policy, day
        known = self._of_policies.get(key)
        if known is None:
            known = self._of_policies[key] = lowest(self._of_policy(policy, day))
        return known

    def _of_policy(self, policy: str, day: int) -> Iterator[Confidence]:
        yield self.of_values(policy, self._program.parameters.get(policy, ()), day)
        compiled = self._program.lists.get(policy) or self._program.grades.get(policy)
        parts: tuple[CompiledRule | CompiledItem | CompiledDirect | CompiledLimit, ...] = ()
        if isinstance(compiled, CompiledGrade):
            parts = (*compiled.items, *compiled.direct, *compiled.limits)
        elif compiled is not None:
            parts = compiled.rules
        for one in parts:
            if one.in_force[0] <= day <= one.in_force[1]:
                sort, name = _origin(one) if isinstance(one, CompiledRule) else ("policy", policy)
                yield from (article.confidence for article in self.in_force(sort, name, one.basis, day))

    def statuses(self, node: Node) -> tuple[tuple[ListedNode | GradeNode, bool], ...]:
        """Those parts of *node* that ask for a status, each with whether it is to be denied."""
        found = self._statuses.get(id(node))
        if found is None:
            found = self._statuses[id(node)] = tuple(_statuses(node, denied=False))
        return found

    def speaking(self, node: Node) -> tuple[Node, ...]:
        """Those parts of *node* that speak of parameters."""
        found = self._speaking.get(id(node))
        if found is None:
            found = self._speaking[id(node)] = tuple(one for one in parts(node) if named_in(one) or named_by_facts(one))
        return found

    def statute(self, measure: str, day: int) -> tuple[Article, ...]:
        """The articles of the law of *day* that the catalogue cites for *measure*."""
        return self.in_force("measure", measure, self._program.base.measures[measure].basis, day)

    def _article(self, sort: str, name: str, citation: str) -> Article:
        source, _, number = citation.partition("/")
        known = self._program.base.basis_of(sort, name).get(source)
        if known is None:
            return Article(source, source, None, number or None, "low")
        return Article(source, known.title, known.number, number or None, known.confidence)


cited = lru_cache(maxsize=PROGRAMS)(Cited)
"""What a program rests on, made once."""


def _origin(rule: CompiledRule) -> tuple[str, str]:
    """Sort and name of what says *rule*."""
    return ("policy", rule.policy) if rule.origin == "policy" else ("overlay", rule.origin)


def _statuses(node: Node, *, denied: bool) -> Iterator[tuple[ListedNode | GradeNode, bool]]:
    match node:
        case ListedNode() | GradeNode():
            yield node, denied
        case NotNode(_, member):
            yield from _statuses(member, denied=not denied)
        case AllNode(_, members) | AnyNode(_, members):
            for member in members:
                yield from _statuses(member, denied=denied)


def _holds(source: Source, day: int) -> bool:
    first, last = days_of(source.in_force)
    return first <= day <= last


def named_in(node: Node) -> frozenset[str]:
    """The parameters *node* itself compares with, by the law of its moment."""
    match node:
        case WhereNode():
            return named_by_tests(node.facts.values())
        case AggregateNode() | SubjectNode():
            return node.parameters
        case _:
            return frozenset()


def named_by_facts(node: Node) -> frozenset[str]:
    """The parameters the facts *node* counts are tested with, each by the law of its own day."""
    return named_by_tests(node.facts.values()) if isinstance(node, AggregateNode) else frozenset()


def named_by_tests(nodes: Iterable[FactNode]) -> frozenset[str]:
    """The parameters that the tests of facts speak of."""
    return frozenset().union(*(test.parameters for node in nodes for test in node.tests))
