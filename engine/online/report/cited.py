"""What of the law takes part in a verdict: articles with their sources, dated values, days as text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from engine.calendar import FOREVER, iso
from engine.compile.nodes import AggregateNode, FactNode, Law, Node, SubjectNode, WhereNode, parts
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.compile.scope import days_of
from engine.language.shape import Source
from engine.verdict import Article, ParameterUse

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
        sort, name = ("policy", rule.policy) if rule.origin == "policy" else ("overlay", rule.origin)
        if len(rule.basis) == 1 or law is None:
            return self.articles(sort, name, rule.basis)
        return self.in_force(sort, name, rule.basis, law) or self.articles(sort, name, rule.basis)

    def value(self, policy: str, name: str, law: Law) -> ParameterUse:
        """The value of the parameter *name* of *policy* by the law of a day."""
        parameter = self._program.parameters[policy][name]
        if law is None:
            return ParameterUse(name, parameter.label, None, parameter.unit, None, None)
        value = parameter.values.at(law)
        shown = None if value is None else str(value)
        return ParameterUse(name, parameter.label, shown, parameter.unit, text_of(law), parameter.confidences.at(law))

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
