"""The form of a case file, `<policy>.cases.yaml`: what is given and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from engine.language.scalars import (
    ExactNumber,
    Label,
    Name,
    OneOrMany,
    PolicyId,
    StrictDate,
    StrictInt,
)
from engine.language.shape import Shape
from engine.taken import FORM, Taken
from engine.verdict import Outcome

State = Literal["listed", "unknown", "proposed", "ended", "none"]
EndedBy = Literal["expiry", "cure", "repair", "condition", "principal"]
Why = Literal[
    "no_repair", "none_provided", "not_corrected", "not_published", "too_early", "missing", "barred", "unknown"
]
Withheld = Literal["excluded", "unknown_exclusion", "unknown_kind", "unknown_condition", "objection"]
FactId = Label
DayOrNone = StrictDate | Literal["none"]
Raw = Mapping[str, Any]


def _decisions(value: object) -> Taken:
    try:
        return value if isinstance(value, Taken) else Taken.parse(str(value))
    except ValueError as error:
        raise PydanticCustomError("bad_decisions", "{given}", {"given": str(value)}) from error


DecisionsTaken = Annotated[
    Taken,
    PlainValidator(_decisions),
    WithJsonSchema({"type": "string", "pattern": f"^({FORM})$", "examples": ["assumed+30 days"]}),
]


class ListExpected(Shape):
    """What is expected of one list; of a subject not on it, *from* and the rest speak of the proposal."""

    state: State | None = Field(None, description="listed, unknown, proposed, ended or none, on the day asked")
    from_: StrictDate | None = Field(None, description="first day of the spell, or day of the proposal")
    until: DayOrNone | None = Field(None, description="last day, or none; of a proposal the day it lapses")
    until_at_most: DayOrNone | None = Field(None, description="last day at most, where it is not settled")
    ended_by: EndedBy | None = Field(None, description="what ended the spell")
    grounds: OneOrMany[FactId] | None = Field(None, description="ids of exactly the facts it rests on")
    rules: OneOrMany[Label] | None = Field(None, description="exactly the listing rules it rests on")
    flags: OneOrMany[Name] | None = Field(None, description="exactly the flags of its grounds")
    degrees: OneOrMany[Name] | None = Field(None, description="exactly the degrees of its grounds")
    earliest_repair: DayOrNone | None = Field(None, description="first day on which repair is open in time")
    repair_needs: OneOrMany[Name] | None = Field(None, description="fact types still missing for repair")
    spells: StrictInt | None = Field(None, description="how many spells there have been")


class GradeExpected(Shape):
    """What is expected of one grade."""

    grade: str | None = Field(None, description="the grade; `none` where not graded, `unknown` where not known")
    possible: OneOrMany[str] | None = Field(None, description="the grades it may be")
    from_: StrictDate | None = Field(None, description="since when it is held")
    year: StrictInt | None = Field(None, description="the year it is the grade of")
    how: Literal["score", "direct", "kept"] | None = Field(None, description="how it came about")
    score: ExactNumber | Literal["none"] | None = Field(None, description="the score behind it")
    limited_by: OneOrMany[Name] | None = Field(None, description="exactly the limits that held it down")


class Refusal(Shape):
    """An application for repair that is refused."""

    policy: PolicyId = Field(description="the list")
    reasons: OneOrMany[Why] = Field(min_length=1, description="exactly the reasons")
    fact: FactId | None = Field(None, description="the application")
    earliest: StrictDate | None = Field(None, description="first day on which it is open in time")


class NearMiss(Shape):
    """A rule that nearly fired."""

    policy: PolicyId = Field(description="the list")
    rule: Label = Field(description="the rule")
    fact: FactId | None = Field(None, description="the fact it nearly fired for")
    kept_by: str | None = Field(None, description="the condition that is not true, by its path or the end of it")


def _list_form(value: object) -> str:
    return "@spells" if isinstance(value, list | tuple) else "@list"


ListOrSpells = Annotated[
    Annotated[ListExpected, Tag("@list")] | Annotated[tuple[ListExpected, ...], Tag("@spells")],
    Discriminator(_list_form),
]
"""One expectation of the list as it stands, or one for each of its spells in order."""


_POLICIES: Final = TypeAdapter(tuple[PolicyId, ...])


def _by_policy(value: object) -> object:
    return dict.fromkeys(_POLICIES.validate_python(value)) if isinstance(value, list | tuple) else value


ByPolicy = Annotated[
    Mapping[PolicyId, OneOrMany[Label] | None],
    BeforeValidator(
        _by_policy, json_schema_input_type=tuple[PolicyId, ...] | Mapping[PolicyId, str | tuple[str, ...] | None]
    ),
]
"""Exactly these policies, and where something is said of one, exactly that."""


class Expected(Shape):
    """What is expected of the verdict; only what is named is compared."""

    outcome: Outcome | None = Field(None, description="the outcome in one word")
    lists: Mapping[PolicyId, ListOrSpells] = Field({}, description="by list")
    grades: Mapping[PolicyId, GradeExpected] = Field({}, description="by grade policy")
    measures: OneOrMany[Name] | None = Field(None, description="exactly the measures in force")
    measures_include: OneOrMany[Name] = Field((), description="measures in force, among others")
    measures_exclude: OneOrMany[Name] = Field((), description="measures not in force")
    withheld: Mapping[Name, Withheld] | None = Field(None, description="exactly the measures withheld, and why")
    proposals: ByPolicy | None = Field(None, description="lists that propose the subject, or facts by list")
    refusals: tuple[Refusal, ...] | None = Field(None, description="exactly the applications refused")
    undecided: ByPolicy | None = Field(None, description="policies that are undecided, or what is needed by policy")
    near: tuple[NearMiss, ...] | None = Field(
        None, description="exactly the near misses of the policies named (of the case's own policy where none is)"
    )


class Principal(Shape):
    """A subject whose listing may reach the one asked about."""

    subject: Raw | None = Field(None, description="its attributes")
    facts: tuple[Raw, ...] = Field((), description="its facts")


class Case(Shape):
    """Given facts, expected verdict."""

    name: Label = Field(description="the claim, one sentence a lawyer can read")
    subject: Raw = Field({"id": "s1", "kind": "enterprise"}, description="who is asked about")
    as_of: StrictDate = Field(description="the day asked about")
    known_at: StrictDate | None = Field(None, description="as known on this day; the day asked about unless given")
    facts: tuple[Raw, ...] = Field((), description="records; a field may stand beside `id`, `type` and `date`")
    principals: Mapping[str, Principal] | Literal["unknown"] = Field(
        {}, description="subjects that may extend a listing to this one, by id; none exist unless given"
    )
    decisions: DecisionsTaken = Field(
        Taken(None),
        description="recorded, assumed (where none is recorded, to list at once) or assumed+30 days",
        json_schema_extra={"default": "recorded"},
    )
    expect: Expected = Field(description="what the verdict must say")
    explains: OneOrMany[Label] = Field((), description="what the case is there to show")


class CaseFileKeys(Shape):
    """The cases of one policy, overlay or linkage."""

    note: Label | None = Field(None, description="what a reader should know")
    cases: tuple[Case, ...] = Field(description="the cases")
    survivors: Mapping[str, Label] = Field(
        {}, description="changes of the policy that no case can notice, by id, and why"
    )
