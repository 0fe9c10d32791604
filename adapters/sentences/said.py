"""What is said: words that may lead somewhere, sentences with their citations, accounts of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

Sort = Literal[
    "sector",
    "policy",
    "linkage",
    "overlay",
    "measure",
    "department",
    "document",
    "fact_type",
    "clause",
]
State = Literal["now", "future", "past"]

ELSEWHERE: Final = frozenset({"linkage", "regions", "others", "excluded", "brought_by", "plan", "articles"})
"""Keys of parts that repeat what stands in another part or account."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The thing called *name* of a *sort*, or a *part* of it (an article of a document, a rule of a policy)."""

    sort: Sort
    name: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Some *text*; it may lead *to* something, or have a *tone*: a value of the law, or what is not sure."""

    text: str
    to: Ref | None = None
    tone: Literal["", "value", "unsure"] = ""


Said: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of the document called *document*: its *title*, its *number* in words; *sure*, or not compared."""

    document: str
    article: str | None
    title: Said
    number: Said
    sure: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is *said*, on which *basis*, with what belongs below it; whether it is law on the day asked.

    *id* names the rule it tells, within its account; *name* is what people call that rule.
    """

    said: Said
    basis: tuple[Citation, ...] = ()
    members: tuple[Sentence, ...] = ()
    id: str = ""
    state: State = "now"
    name: str = ""

    def below(self, members: Iterable[Sentence]) -> Sentence:
        """The same with *members* after its own."""
        return replace(self, members=(*self.members, *members))

    def all(self) -> Iterator[Sentence]:
        """It and everything below it, in order."""
        yield self
        for member in self.members:
            yield from member.all()


@dataclass(frozen=True, slots=True)
class Part:
    """The sentences that answer one question, the one the *heading* puts; *key* names it in every language."""

    key: str
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the law *since* a day (as files write it) until *until*, the last one included."""

    since: str
    until: str | None
    said: Said
    number: float | None
    basis: tuple[Citation, ...]
    sure: bool
    state: State


@dataclass(frozen=True, slots=True)
class DatedValues:
    """A parameter called *name*: what it is, and its values by their days."""

    name: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """All there is to say of one thing."""

    ref: Ref
    title: str
    parts: tuple[Part, ...]
    parameters: tuple[DatedValues, ...] = ()

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of it, each before what is below it."""
        for part in self.parts:
            for sentence in part.sentences:
                yield from sentence.all()


def in_force(part: Part) -> Part:
    """*part* without what is law no more."""
    return replace(part, sentences=tuple(one for one in part.sentences if one.state != "past"))


def plain(said: Said) -> str:
    """*said* as text."""
    return "".join(span.text for span in said)


def tidy(said: Said) -> Said:
    """*said* with single blanks, and none at its ends."""
    found: list[Span] = []
    blank = True
    for span in said:
        text = "".join(_single(span.text, blank))
        if text:
            blank = text[-1] == " "
            found.append(replace(span, text=text))
    while found and not found[-1].text.strip():
        found.pop()
    if found and found[-1].text.endswith(" "):
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(found)


def _single(text: str, blank: bool) -> Iterator[str]:
    for character in text:
        if character != " " or not blank:
            yield character
        blank = character == " "


def as_data(account: Account) -> dict[str, Any]:
    """*account* as plain data, for other programs."""
    return {
        "sort": account.ref.sort,
        "name": account.ref.name,
        "title": account.title,
        "parts": [
            {"part": part.key, "heading": part.heading, "sentences": [_sentence(one) for one in part.sentences]}
            for part in account.parts
        ],
        "parameters": [values_as_data(one) for one in account.parameters],
    }


def values_as_data(one: DatedValues) -> dict[str, Any]:
    """A parameter with its values as plain data."""
    return {"name": one.name, "label": one.label, "values": [_value(value) for value in one.values]}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    told: dict[str, Any] = {"text": plain(sentence.said), "state": sentence.state}
    if sentence.id:
        told["id"] = sentence.id
    links = [_ref(span.to) for span in sentence.said if span.to is not None]
    told["links"] = list({(one["sort"], one["name"]): one for one in links}.values())
    told["basis"] = [_citation(one) for one in sentence.basis]
    told["members"] = [_sentence(one) for one in sentence.members]
    return told


def _ref(ref: Ref) -> dict[str, str]:
    return {"sort": ref.sort, "name": ref.name}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "document": citation.document,
        "article": citation.article,
        "text": " ".join(one for one in (plain(citation.title), plain(citation.number)) if one),
        "sure": citation.sure,
    }


def _value(value: Value) -> dict[str, Any]:
    return {
        "since": value.since,
        "until": value.until,
        "text": plain(value.said),
        "basis": [_citation(one) for one in value.basis],
        "sure": value.sure,
        "state": value.state,
    }
