"""The shapes in which the API tells what a release says."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from web.api.days import AskedText
from web.api.operations import Model
from web.api.problems import ErrorTold
from web.api.releases_told import HASH

MOST_TEXT: Final = 200_000
"""Characters of a text that is checked."""
MOST_TEXTS: Final = 20
Kind = Literal["black", "watch", "red", "notice", "grade"]
State = Literal["now", "future", "past"]


class Which(Model):
    """By which release, and by the law of which day."""

    release: str | None = Field(None, pattern=HASH, description="the hash of a release; the live one unless given")
    as_of: AskedText | None = Field(None, description="the day whose law is told as that of now; today unless given")


class Listing(Which):
    """Which part of a list is wanted."""

    after: str | None = Field(None, max_length=200, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000)


class PolicyListing(Listing):
    """Which policies are wanted."""

    sector: str | None = Field(None, max_length=100)
    kind: Kind | None = None


class Citation(Model):
    """An article that something rests on; whether it was compared with its source."""

    document: str
    article: str | None
    text: str
    sure: bool


class Link(Model):
    """What a sentence speaks of."""

    sort: str
    name: str


class Sentence(Model):
    """One thing the policies say, what it rests on, and what belongs below it."""

    text: str
    state: State = Field(description="whether it is law on the day asked")
    id: str | None = Field(None, description="the name of the rule it tells")
    links: tuple[Link, ...]
    basis: tuple[Citation, ...]
    members: tuple[Sentence, ...]


class Part(Model):
    """The sentences that answer one question."""

    part: str
    heading: str
    sentences: tuple[Sentence, ...]


class Value(Model):
    """A value of the law and the days it holds."""

    since: str
    until: str | None
    text: str
    basis: tuple[Citation, ...]
    sure: bool
    state: State


class Values(Model):
    """A parameter of a policy with its values by their days."""

    name: str
    label: str
    values: tuple[Value, ...]


class Account(Model):
    """All there is to say of one thing, in sentences."""

    sort: str
    name: str
    title: str
    parts: tuple[Part, ...]
    parameters: tuple[Values, ...]


class PolicyInShort(Model):
    """A policy, in short."""

    id: str
    title: str
    kind: Kind
    sector: str
    authority: str | None
    status: Literal["active", "draft"]
    applies_to: tuple[str, ...]


class Policies(Model):
    """Policies in the order of their ids."""

    policies: tuple[PolicyInShort, ...]
    next: str | None


class ParameterInShort(Model):
    """A parameter of a policy."""

    policy: str
    name: str
    label: str
    unit: str
    value: str | None = Field(description="that of the day asked, as sentences say it; none where there is none")


class Parameters(Model):
    """Parameters in the order of their policies."""

    parameters: tuple[ParameterInShort, ...]
    next: str | None


class Parameter(Values):
    """A parameter with its history."""

    policy: str
    unit: str


class FieldTold(Model):
    """A field of a fact type."""

    name: str
    label: str
    type: str
    required: bool
    unit: str | None
    values: dict[str, str] = Field(description="codes with their labels")
    sensitivity: str
    rows: tuple[FieldTold, ...] = Field(description="of a field that holds rows, the fields of each")


class FactTypeInShort(Model):
    """A fact type, in short."""

    name: str
    title: str
    evidence: str
    sensitivity: str


class FactTypeTold(FactTypeInShort):
    """What records of a type may say, and what is made of them."""

    fields: tuple[FieldTold, ...]
    identity: tuple[str, ...] = Field(description="fields whose equality makes two records one fact")
    parts: tuple[Part, ...]


class FactTypes(Model):
    """Fact types by name."""

    fact_types: tuple[FactTypeInShort, ...]
    next: str | None


class MeasureInShort(Model):
    """A punishment or reward of the catalogue, in short."""

    name: str
    title: str
    kind: str
    strength: str
    executors: tuple[str, ...]


class MeasureTold(MeasureInShort):
    """A measure with what it rests on and what brings it."""

    parts: tuple[Part, ...]


class Measures(Model):
    """Measures by name."""

    measures: tuple[MeasureInShort, ...]
    next: str | None


class FileText(Model):
    """The text of a file, as it would be in the folder of the policies."""

    path: str = Field(max_length=160, examples=["labour/wage-arrears.yaml"])
    text: str | None = Field(max_length=MOST_TEXT, description="none: as if the file were not there")


class Checked(Model):
    """Files to be checked as if the release had them."""

    files: tuple[FileText, ...] = Field(min_length=1, max_length=MOST_TEXTS)
    release: str | None = Field(None, pattern=HASH, description="the hash of a release; the live one unless given")


class Problems(Model):
    """Everything wrong with the policies, the given files among them."""

    release: str
    problems: tuple[ErrorTold, ...]


class DepartmentInShort(Model):
    """An organ that keeps lists, sends facts or carries out measures."""

    name: str
    title: str


class Departments(Model):
    """Departments by name."""

    departments: tuple[DepartmentInShort, ...]
    next: str | None
