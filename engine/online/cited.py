"""What of the law takes part in a verdict: articles with their sources, dated values, days as text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from engine.calendar import FOREVER, iso
from engine.compile.nodes import AggregateNode, Law, Node, SubjectNode, WhereNode, parts
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
        self._parameters: dict[CompiledRule, tuple[str, ...]] = {}

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

    def of_rule(self, rule: CompiledRule) -> tuple[Article, ...]:
        """The articles of *rule*."""
        if rule.origin == "policy":
            return self.articles("policy", rule.policy, rule.basis)
        return self.articles("overlay", rule.origin, rule.basis)

    def parameters(self, rule: CompiledRule, law: Law) -> tuple[ParameterUse, ...]:
        """The dated values *rule* speaks of, by the law of a day."""
        names = self._parameters.get(rule)
        if names is None:
            names = self._parameters[rule] = tuple(sorted(set(_named_by(rule))))
        return tuple([self._parameter(rule.policy, name, law) for name in names])

    def _article(self, sort: str, name: str, citation: str) -> Article:
        source, _, number = citation.partition("/")
        known = self._program.base.basis_of(sort, name).get(source)
        if known is None:
            return Article(source, source, None, number or None, "low")
        return Article(source, known.title, known.number, number or None, known.confidence)

    def _parameter(self, policy: str, name: str, law: Law) -> ParameterUse:
        parameter = self._program.parameters[policy][name]
        if law is None:
            return ParameterUse(name, parameter.label, None, parameter.unit, None, None)
        value = parameter.values.at(law)
        shown = None if value is None else str(value)
        confidence = parameter.confidences.at(law)
        return ParameterUse(name, parameter.label, shown, parameter.unit, text_of(law), confidence)


cited = lru_cache(maxsize=PROGRAMS)(Cited)
"""What a program rests on, made once."""


def _holds(source: Source, day: int) -> bool:
    first, last = days_of(source.in_force)
    return first <= day <= last


def _named_by(rule: CompiledRule) -> Iterator[str]:
    """The parameters *rule* speaks of."""
    for test in (test for node in rule.facts.values() for test in node.tests):
        yield from test.parameters
    if rule.term is not None:
        yield from rule.term.parameters
    for node in (*rule.conjuncts, rule.unless, rule.until):
        for part in parts(node) if node is not None else ():
            yield from _named_in(part)


def _named_in(node: Node) -> Iterator[str]:
    if isinstance(node, AggregateNode | WhereNode):
        for test in (test for fact_node in node.facts.values() for test in fact_node.tests):
            yield from test.parameters
    if isinstance(node, AggregateNode | SubjectNode):
        yield from node.parameters
