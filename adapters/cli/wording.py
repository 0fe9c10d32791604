"""Rules and records in words: titles for ids, labels for codes, conditions as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from adapters.cli.lines import Line
from adapters.cli.wording_tests import test_words
from adapters.sentences.amounts import number_words
from adapters.sentences.citations import article_words
from adapters.sentences.regions import region_labels
from engine.calendar import Period
from engine.cases.inventory import conditions_by_rule
from engine.catalogue import catalogue, text
from engine.compile.conditions import COUNT
from engine.compile.facts import MISSED
from engine.compile.fields import Field, shown
from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    FieldNode,
    GradeNode,
    Law,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
)
from engine.compile.program import Program
from engine.facts import Fact
from engine.online.report.undecided import MEASURE
from engine.verdict import Article, Confidence, ParameterUse


class Wording:
    """Speaks of the things of *program* in *language*."""

    def __init__(self, program: Program, language: str) -> None:
        self.program = program
        self.language = language
        self._known = catalogue(language)

    def say(self, key: str, /, **values: object) -> str:
        """The text `verdict.<key>`."""
        return text(f"verdict.{key}", self.language, **values)

    def word(self, table: str, key: str) -> str:
        """The word for *key* in a *table* of the catalogue, *key* itself where there is none."""
        return self._known.get(f"verdict.{table}.{key}", key)

    def sure(self, confidence: Confidence, depth: int) -> Iterator[Line]:
        """The remark at *depth* that something is not sure, where its *confidence* is low."""
        if confidence == "low":
            yield Line(self.say("sure.low"), depth, "open")

    def listed(self, names: Iterable[str]) -> str:
        """*names* in a row."""
        return self.say("fact.list").join(names)

    def title(self, policy: str) -> str:
        """The title of *policy*."""
        known = self.program.base.policies.get(policy)
        return known.title if known else policy

    def via(self, name: str) -> str:
        """The title of the linkage or overlay *name*."""
        known = self.program.base.linkages.get(name) or self.program.base.overlays.get(name)
        return known.title if known else name

    def department(self, name: str) -> str:
        """The title of a department."""
        known = self.program.base.departments.get(name)
        return known.title if known else name

    def fact_type(self, name: str) -> str:
        """The title of a fact type."""
        known = self.program.fact_types.get(name)
        title = known.title if known else name.removeprefix(MISSED)
        return self.say("fact.missed", title=title) if name.startswith(MISSED) else title

    def fact_types(self, names: Iterable[str]) -> str:
        """Their titles, joined."""
        return self.listed(map(self.fact_type, names))

    def rule(self, policy: str, id_: str) -> str:
        """The label of a listing rule, or of what a grade is made of; the title of a measure that is in question."""
        if id_.startswith(MEASURE):
            measure = self.program.base.measures.get(id_.removeprefix(MEASURE))
            return measure.title if measure else id_
        if policy in self.program.grades:
            start, _, number = id_.rpartition(".")
            known = self.grade_labels(policy).get(id_, id_)
            return self.say("grade.start", number=int(number) + 1) if start == "start" else known
        compiled = self.program.lists.get(policy)
        return next((one.label for one in compiled.rules if one.id == id_), self.word("rule", id_)) if compiled else id_

    def grade_labels(self, policy: str) -> dict[str, str]:
        """The labels of what the grade of *policy* is made of."""
        compiled = self.program.grades.get(policy)
        if compiled is None:
            return {}
        items = {one.id: one.label for one in compiled.items}
        return items | {one.id: one.label for one in compiled.direct} | {one.id: one.label for one in compiled.limits}

    def period(self, period: Period) -> str:
        """*period* in words."""
        form = "one" if period.count == 1 else "more"
        return text(f"sentences.period.{period.unit}.{form}", self.language, count=period.count)

    def number(self, value: Decimal | Period | str, unit: str | None) -> str:
        """*value* with its unit."""
        if isinstance(value, Period):
            return self.period(value)
        return number_words(value, unit, self.language)

    def used(self, policy: str, use: ParameterUse) -> str:
        """The value of a parameter of *policy* that took part, with the law it was taken from."""
        known = {"label": use.label, "law": use.law or "?"}
        if use.value is None:
            return self.say("ground.parameter_unknown", **known)
        dated = self.program.parameters.get(policy, {}).get(use.name)
        periods = {str(one): one for one in dated.values.values if one is not None} if dated else {}
        return self.say("ground.parameter", value=self.number(periods.get(use.value, use.value), use.unit), **known)

    def value(self, field: Field, value: object) -> str:
        """*value* of *field*: labels for codes, units for numbers."""
        labels = field.labels or {}
        if isinstance(value, bool):
            return self.say(f"truth.{'true' if value else 'false'}")
        if isinstance(value, frozenset):
            return self.listed(labels.get(code, code) for code in sorted(value))
        if isinstance(value, str):
            return labels.get(value, value)
        plain = shown(field, value)
        return self.number(plain, field.unit) if field.family == "number" else plain

    def telling(self, fact: Fact, policy: str, rule: str) -> frozenset[str]:
        """The fields of *fact* worth telling where a rule speaks of it: those it tests, and those that identify it."""
        identity = self.program.fact_types[fact.type].identity
        names = {*identity, "outcome", "period", "document_no"} - {"policy"}  # said already: it is about that list
        for node in conditions_by_rule(self.program, policy, rule).values():
            if isinstance(node, FieldNode | AggregateNode) and node.field is not None:
                names.add(node.field.name)
        return frozenset(names)

    def article(self, article: Article) -> str:
        """*article* as laws are cited."""
        number = self.say("article.number", number=article.number) if article.number else ""
        return self.say(
            "article.source", title=article.title, number=number, article=article_words(self.say, article.article)
        )

    def articles(self, articles: Iterable[Article]) -> str:
        """*articles*, each once, joined; marked where the citation is not sure."""
        sure: dict[str, bool] = {}
        for article in articles:
            said = self.article(article)
            sure[said] = sure.get(said, False) or article.confidence == "high"
        unsure = self.say("article.unsure")
        return self.say("article.join").join(said + ("" if known else unsure) for said, known in sure.items())

    def test(self, field: Field, written: str, policy: str, law: Law) -> str:
        """The test *written* of *field*, with the values its parameters have by *law*."""
        return test_words(self, field, written, policy, law)

    def asks(self, node: Node | FieldNode, policy: str, law: Law) -> str:
        """What *node*, a condition of *policy*, asks by the law of a day."""
        match node:
            case FieldNode():
                test = self.test(node.field, node.text, policy, law)
                return self.say("ask.field", label=node.field.label or node.field.name, test=test).strip()
            case AllNode() | AnyNode():
                members = self.say("ask.join").join(self._member(member, policy, law) for member in node.members)
                return self.say("ask.all" if isinstance(node, AllNode) else "ask.any", members=members)
            case NotNode():
                return self.say("ask.not", member=self.asks(node.member, policy, law))
            case WhereNode():
                return self.say("ask.where", tests=self._tests(next(iter(node.facts.values())).tests, policy, law))
            case AggregateNode():
                return self._aggregate(node, policy, law)
            case ListedNode():
                titles = self.say("ask.title_join").join(map(self.title, node.policies))
                if node.period is None:
                    return self.say("ask.listed", titles=titles)
                return self.say("ask.listed_for", titles=titles, period=self.period(node.period))
            case GradeNode():
                test = self.test(Field("grade", "text"), node.text, policy, law)
                return self.say("ask.grade", title=self.title(node.policy), test=test)
            case SubjectNode():
                test = self.test(self._attribute(node.field), node.text, policy, law)
                return self.say("ask.subject", attribute=self.word("attribute", node.field.name), test=test)

    def _member(self, node: Node, policy: str, law: Law) -> str:
        said = self.asks(node, policy, law)
        return self.say("ask.group", member=said) if isinstance(node, AllNode | AnyNode) else said

    def _attribute(self, field: Field) -> Field:
        match field.name:
            case "kind":
                return replace(field, labels={code: self.word("kind", code) for code in field.codes or ()})
            case "region":
                return replace(field, labels=region_labels(self.language))
            case "age":
                return replace(field, unit="age")
            case _:
                return field

    def _tests(self, tests: Iterable[FieldNode], policy: str, law: Law) -> str:
        return self.say("ask.and").join(self.asks(test, policy, law) for test in tests)

    def _aggregate(self, node: AggregateNode, policy: str, law: Law) -> str:
        tests = next((one.tests for one in node.facts.values()), ())
        filters = self.say("ask.filters", filters=self._tests(tests, policy, law)) if tests else ""
        if node.same:
            fields = next(iter(self.program.fact_types[name].fields for name in node.facts))
            labels = self.listed(fields[name].label or name for name in node.same if name in fields)
            filters += self.say("ask.same", fields=labels)
        within = self.say("ask.within", period=self.period(node.within)) if node.within else ""
        since = self.say(f"ask.{node.since}") if node.since else ""
        form = {">= 1": "some", "0": "none", "< 1": "none"}.get(node.text) if node.operation == "count" else None
        measured = node.field if node.field is not None and node.operation in ("sum", "max") else COUNT
        said = self.say(
            f"ask.{form or node.operation}",
            span=self.say("ask.span", since=since, within=within),
            types=self.fact_types(node.facts),
            filters=filters,
            field=(node.field.label or node.field.name) if node.field else "",
            test=self.test(measured, node.text, policy, law),
        )
        return " ".join(said.split())
