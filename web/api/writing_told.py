"""The shapes in which the API takes what an author types, and tells what comes of it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from engine.cases.difference import Difference
from web.api.days import DayText
from web.api.drafts_told import Seen
from web.api.operations import Model
from web.api.policies_told import MOST_TEXT
from web.api.problems import ErrorTold

_PATH: Final = r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*$"
PathText = Annotated[str, Field(min_length=1, max_length=160, examples=["labour/wage-arrears.yaml"])]
TypedText = Annotated[str, Field(max_length=MOST_TEXT)]
Kind = Literal[
    "enterprise", "individual_business", "social_organisation", "public_institution", "government", "natural_person",
    "practitioner", "collective", "vehicle",
]  # fmt: skip


class Typed(Model):
    """A file as it stands in the editor."""

    path: PathText
    text: TypedText


class Wrong(Model):
    """Everything wrong with the draft, the typed file among it."""

    problems: tuple[ErrorTold, ...]


_SHORT: Final = "the case in a line of the language asked for; empty where its name is in that language"


class CaseTried(Model):
    """What became of a case."""

    name: str
    short: str = Field(description=_SHORT)
    line: int
    holds: bool
    outcome: str | None
    differences: tuple[Difference, ...]
    problems: tuple[ErrorTold, ...]
    fired: tuple[str, ...] = Field(description="rules of the policy that fired")
    changed: bool | None = Field(description="whether it comes to something else than by the release; none: not known")
    before: str | None = Field(description="its outcome by the release")


class ConditionSeen(Model):
    """A condition, and in which cases (by number, from 0) it was seen true, and false."""

    id: str
    asks: str = Field(description="as the file has it")
    said: str = Field(description="what it asks, in a sentence of the language asked for")
    line: int
    true: tuple[int, ...]
    false: tuple[int, ...]


class RuleFired(Model):
    """A rule from its first line to its last, and the cases in which it fired."""

    id: str
    said: str = Field(description="what the rule is called")
    line: int
    last: int
    cases: tuple[int, ...]


class Trial(Model):
    """What became of the cases of a policy; none ran where there are problems."""

    owner: str
    problems: tuple[ErrorTold, ...]
    cases: tuple[CaseTried, ...]
    conditions: tuple[ConditionSeen, ...]
    rules: tuple[RuleFired, ...]


class Asked(Typed):
    """A question to be made a case."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$", description="the claim")
    kind: Kind = "enterprise"
    as_of: DayText
    facts: str = Field("", max_length=20_000, description="a list of records in YAML, as a case has them")


class CaseMade(Model):
    """What a question came to, and the case it makes."""

    problems: tuple[ErrorTold, ...]
    outcome: str | None
    fired: tuple[str, ...]
    called: tuple[str, ...] = Field(description="what the rules that fired are called")
    expect: str = Field(description="what came of it, as a case expects it")
    text: str = Field(description="the case in YAML")


class Kept(Seen):
    """A case to be kept."""

    policy: str = Field(max_length=160, pattern=_PATH)
    text: str = Field(min_length=1, max_length=40_000)


class Text(Model):
    """A text laid out anew."""

    text: TypedText


class Edit(Model):
    """A value to be put at a path of a file; none takes out what is there."""

    at: tuple[str | int, ...] = Field(min_length=1, max_length=40)
    value: str | tuple[str, ...] | dict[str, Any] | None


class Form(Typed):
    """A file, and what is to be changed in it."""

    edits: tuple[Edit, ...] = Field((), max_length=500)


class CellTold(Model):
    """One thing to be seen and changed."""

    at: tuple[str | int, ...]
    key: str
    sort: Literal["text", "value", "day", "choice", "many", "test", "fixed"]
    value: str | tuple[str, ...]
    choices: str = Field(description="what it may be: names of the base, or words of the language")


class RowTold(Model):
    """A row of a table."""

    name: str
    cells: tuple[CellTold, ...]
    at: tuple[str | int, ...]
    removable: bool


class TableTold(Model):
    """A table of the form; a new row has the cells *new* and is put in at *at*."""

    key: str
    rows: tuple[RowTold, ...]
    at: tuple[str | int, ...]
    new: tuple[CellTold, ...]


class FormTold(Model):
    """A file after the edits, and its form; no tables where it cannot be read."""

    text: str
    tables: tuple[TableTold, ...]
    parameters: dict[str, str] = Field(description="parameters of the file with their labels")
    periods: tuple[str, ...] = Field(description="those of them that are periods")
    sources: dict[str, str] = Field(description="documents that the file itself brings")


class FieldNamed(Model):
    """A field of a fact type."""

    label: str
    type: str
    unit: str | None
    values: dict[str, str]


class FactTypeNamed(Model):
    """A fact type."""

    title: str
    fields: dict[str, FieldNamed]


class CodesNamed(Model):
    """A list of codes."""

    title: str
    values: dict[str, str]


class Names(Model):
    """What a policy may name, each with what people call it."""

    fact_types: dict[str, FactTypeNamed]
    measures: dict[str, str]
    departments: dict[str, str]
    lists: dict[str, str]
    grades: dict[str, str]
    codes: dict[str, CodesNamed]
    sources: dict[str, str]
    clauses: dict[str, str]


class Begun(Seen):
    """A policy to be begun."""

    path: str = Field(max_length=120, pattern=_PATH, description="its id, such as `labour/wage-arrears`")
    title: str = Field(min_length=1, max_length=200)
    kind: Literal["list", "grade"]
    authority: str | None = Field(None, max_length=100, description="the department that keeps it")


class ValueOther(Model):
    """A value of the law that is other from a day on; none: there is none."""

    label: str
    since: str
    before: str | None
    after: str | None


class CaseOther(Model):
    """A case that comes to something else."""

    name: str
    short: str = Field(description=_SHORT)
    line: int
    before: str
    after: str


class Effect(Model):
    """What is other of a policy; cases are not known where the draft has problems."""

    policy: str
    title: str
    values: tuple[ValueOther, ...]
    cases: tuple[CaseOther, ...] | None


class Effects(Model):
    """What a draft makes other, by meaning."""

    effects: tuple[Effect, ...]
