"""The words of one language for one base on one day: phrases that keep the links of what is put into them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from string import Formatter

from adapters.sentences.amounts import number_words
from adapters.sentences.citations import article_words
from adapters.sentences.said import Citation, Ref, Said, Sort, Span, State, plain
from engine.calendar import Period
from engine.catalogue import catalogue
from engine.compile.facts import MISSED, all_fields
from engine.language.base import PolicyBase
from engine.language.shape import InForce, Source


class Words:
    """Speaks of the things of *base* in *language*, of the law as it is on *day*."""

    def __init__(self, base: PolicyBase, language: str, day: date) -> None:
        self.base = base
        self.language = language
        self.day = day
        self.fields = all_fields(base)
        self._texts = catalogue(language)
        self._duties = {
            MISSED + duty: (name, keys.label)
            for name, fact_type in base.fact_types.items()
            for duty, keys in fact_type.duties.items()
        }

    def say(self, key: str, /, **values: Said | str | int) -> Said:
        """The phrase `sentences.<key>` with *values* put in."""
        return _filled(self._texts[f"sentences.{key}"], values)

    def shared(self, key: str, /, **values: Said | str | int) -> Said:
        """The phrase `verdict.<key>`, which verdicts have too."""
        return _filled(self._texts[f"verdict.{key}"], values)

    def text(self, key: str, /, **values: str | int) -> str:
        """The phrase `sentences.<key>` as text."""
        return self._texts[f"sentences.{key}"].format(**values)

    def word(self, table: str, key: str) -> str:
        """The word for *key* in a *table* of the sentences or of verdicts; *key* where its author coined it."""
        known = self._texts.get(f"sentences.{table}.{key}")
        return known if known is not None else self._texts.get(f"verdict.{table}.{key}", key)

    def grade(self, name: str) -> str:
        """What a grade is called: the word for its name, or the name as a grade."""
        known = self._texts.get(f"sentences.grade_name.{name}")
        return known if known is not None else self.text("grade_named", grade=name)

    def joined(self, parts: Iterable[Said | str], by: str = "list") -> Said:
        """*parts* in a row, with the phrase `join.<by>` between them."""
        between = self.text(f"join.{by}")
        told: list[Span] = []
        for number, part in enumerate(parts):
            told += [Span(between)] if number else []
            told += said(part)
        return tuple(told)

    def listed(self, table: str, keys: Iterable[str]) -> Said:
        """The words for *keys* of a *table* in a row."""
        return self.joined(self.word(table, key) for key in keys)

    def ref(self, sort: Sort, name: str, title: str | None, part: str = "") -> Said:
        """The *title* of a thing, leading to it; its name where the base does not have it."""
        return (Span(title if title is not None else name, Ref(sort, name, part)),)

    def policy(self, name: str) -> Said:
        """The title of a policy, in its quotes."""
        known = self.base.policies.get(name)
        return self.say("title", title=self.ref("policy", name, known.title if known else None))

    def policies(self, names: Iterable[str], by: str = "list") -> Said:
        """Titles of policies in a row."""
        return self.joined(map(self.policy, names), by)

    def department(self, name: str) -> Said:
        """The title of a department."""
        known = self.base.departments.get(name)
        return self.ref("department", name, known.title if known else None)

    def departments(self, names: Iterable[str]) -> Said:
        """Their titles in a row."""
        return self.joined(map(self.department, names))

    def measure(self, name: str) -> Said:
        """The title of a measure."""
        known = self.base.measures.get(name)
        return self.ref("measure", name, known.title if known else None)

    def fact_type(self, name: str) -> Said:
        """The title of a fact type, or what was not done in time."""
        if name in self._duties:
            owner, label = self._duties[name]
            return self.say("missed", title=self.ref("fact_type", owner, label, f"duties-{name.removeprefix(MISSED)}"))
        known = self.base.fact_types.get(name)
        return self.ref("fact_type", name, known.title if known else None)

    def fact_types(self, names: Iterable[str]) -> Said:
        """Their titles in a row."""
        return self.joined(map(self.fact_type, names), "or")

    def period(self, period: Period) -> Said:
        """*period* in words."""
        form = "one" if period.count == 1 else "more"
        return self.say(f"period.{period.unit}.{form}", count=period.count)

    def number(self, value: Decimal | int, unit: str | None) -> Said:
        """*value* with its unit: amounts with their thousands apart, ratios in hundredths."""
        return said(number_words(value, unit, self.language))

    def citation(self, sort: str, owner: str, cited: str) -> Citation:
        """The citation *cited* in the file of *owner*."""
        key, _, article = cited.partition("/")
        source = self.base.basis_of(sort, owner).get(key)
        title = source.title if source else key
        number = self.say("cited.number", number=source.number) if source and source.number else ()
        document = self.ref("document", key, title)
        cited_number: Said = (
            (Span(self.article(article).lstrip(", "), Ref("document", key, article)),) if article else ()
        )
        told = self.say("cited.document", title=document, number=number)
        return Citation(key, article or None, told, cited_number, source is None or source.confidence == "high")

    def cited(self, basis: tuple[Citation, ...]) -> Said:
        """What *basis* cites, as a sentence; nothing where it cites nothing."""
        return self.say("basis", basis=self.citations(basis)) if basis else ()

    def citations(self, basis: tuple[Citation, ...]) -> Said:
        """What *basis* cites, each document once with its articles."""
        told = []
        for (_, sure), citations in groupby(basis, key=lambda one: (plain(one.title), one.sure)):
            found = tuple(citations)
            numbers = self.joined((one.number for one in found if one.number), "list")
            numbers = self.say("cited.numbers", numbers=numbers) if numbers else ()
            told.append((*found[0].title, *numbers, *(() if sure else self.unsure())))
        return self.joined(told, "citations")

    def basis(self, sort: str, owner: str, cited: Iterable[str]) -> tuple[Citation, ...]:
        """What *cited* cites, in the file of *owner*."""
        return tuple(self.citation(sort, owner, one) for one in cited)

    def article(self, number: str) -> str:
        """The *number* of an article as laws are cited, nothing where there is none."""
        return article_words(lambda key, **values: self._texts[f"verdict.{key}"].format(**values), number)

    def unsure(self) -> Said:
        """The mark of what is not sure."""
        return (Span(self.text("unsure"), tone="unsure"),)

    def days(self, held: InForce) -> Said:
        """The days of *held* in words; nothing where it is open on both sides."""
        key = {(True, True): "both", (True, False): "since", (False, True): "until", (False, False): ""}[
            held.from_ is not None, held.to is not None
        ]
        if not key:
            return ()
        return self.say(f"days.{key}", since=str(held.from_ or ""), until=str(held.to or ""))

    def state(self, held: InForce) -> State:
        """Whether what holds on the days of *held* holds on the day asked."""
        if held.to is not None and held.to < self.day:
            return "past"
        return "future" if held.from_ is not None and held.from_ > self.day else "now"

    def law_day(self, held: InForce) -> date:
        """The day whose values a rule of *held* is told with: the day asked, or the nearest on which it is law."""
        if held.to is not None and held.to < self.day:
            return held.to
        return held.from_ if held.from_ is not None and held.from_ > self.day else self.day

    def source(self, key: str) -> Source | None:
        """The document called *key*, in whichever file it stands."""
        return source_of(self.base, key)


def source_of(base: PolicyBase, key: str) -> Source | None:
    """The document of *base* called *key*, in whichever file it stands."""
    return base.cited.get(key) or next((one[key] for one in base.sources.values() if key in one), None)


def said(given: Said | str | int) -> Said:
    """*given* as words."""
    if isinstance(given, tuple):
        return given
    return (Span(str(given)),) if given != "" else ()


@cache
def _pieces(template: str) -> tuple[tuple[Span | None, str | None], ...]:
    """What stands before each place of *template*, and the name of the place."""
    return tuple((Span(before) if before else None, name) for before, name, _, _ in Formatter().parse(template))


def _filled(template: str, values: dict[str, Said | str | int]) -> Said:
    told: list[Span] = []
    for before, name in _pieces(template):
        if before:
            told.append(before)
        if name is not None:
            value = values[name]
            told += value if isinstance(value, tuple) else said(value)
    return tuple(told)
