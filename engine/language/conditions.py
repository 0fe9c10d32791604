"""The forms a condition can take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from engine.language.scalars import FactTypeName, Name, OneOrMany, PeriodText, PolicyId, UnaryTest
from engine.language.shape import Shape

Since = Literal["trigger", "listing", "correction", "year"]


class SetTest(Shape):
    """A test of a set field: `any`, `all` or `only` of these codes."""

    any_: tuple[str, ...] | None = Field(None, description="at least one of these codes is in the set")
    all_: tuple[str, ...] | None = Field(None, description="each of these codes is in the set")
    only: tuple[str, ...] | None = Field(None, description="no code but these is in the set")


def _test_form(value: object) -> str:
    return "@set" if isinstance(value, Mapping | SetTest) else "@unary"


FieldTest = Annotated[Annotated[SetTest, Tag("@set")] | Annotated[UnaryTest, Tag("@unary")], Discriminator(_test_form)]
Where = Mapping[Name, FieldTest]


class AllCondition(Shape):
    """Every one of these conditions holds."""

    all_: tuple[Condition, ...] = Field(min_length=1, description="every one of these conditions holds")


class AnyCondition(Shape):
    """At least one of these conditions holds."""

    any_: tuple[Condition, ...] = Field(min_length=1, description="at least one of these conditions holds")


class NotCondition(Shape):
    """The condition does not hold; unknown stays unknown."""

    not_: Condition = Field(description="the condition does not hold")


class WhereCondition(Shape):
    """Tests of the triggering fact's own fields, where they must stand inside `any` or `not`."""

    where: Where = Field(min_length=1, description="tests of the triggering fact's fields")


class Span(Shape):
    """Which facts an aggregate looks at: their fields, and the days they may bear."""

    where: Where = Field({}, description="tests of the counted fact's fields")
    within: PeriodText | None = Field(
        None, description="facts not older than this on the day in question (S5)", examples=["12 months"]
    )
    since: Since | None = Field(
        None, description="facts since the trigger, the listing, the correction, or 1 January of the year graded"
    )
    same: OneOrMany[Name] = Field((), description="fields equal to the triggering fact's", examples=["directive_no"])


class CountCondition(Span):
    """How many facts there are."""

    count: OneOrMany[FactTypeName] = Field(description="fact types counted together", examples=["labour_directive"])
    is_: UnaryTest = Field(description="test of the number", examples=[">= 2"])


class SumCondition(Span):
    """The sum of a field over facts."""

    sum_: OneOrMany[FactTypeName] = Field(description="fact types summed together")
    of: Name = Field(description="the field summed", examples=["amount"])
    is_: UnaryTest = Field(description="test of the sum", examples=[">= 100000"])


class MaxCondition(Span):
    """The greatest value of a field over facts; without facts no test of it holds."""

    max_: OneOrMany[FactTypeName] = Field(description="fact types looked at together")
    of: Name = Field(description="the field whose greatest value is tested")
    is_: UnaryTest = Field(description="test of the greatest value")


class DistinctCondition(Span):
    """How many different values a field has over facts."""

    distinct: OneOrMany[FactTypeName] = Field(description="fact types looked at together")
    of: Name = Field(description="the field whose different values are counted")
    is_: UnaryTest = Field(description="test of the number of different values")


class FactCondition(Span):
    """There is at least one such fact."""

    fact: OneOrMany[FactTypeName] = Field(
        description="fact types, any of which will do", examples=["wages_paid_in_full"]
    )


class ListedCondition(Shape):
    """The subject is on one of these lists on the day in question."""

    listed: OneOrMany[PolicyId] = Field(
        description="lists, any of which will do", examples=["market/abnormal-operations"]
    )
    for_: PeriodText | None = Field(
        None, description="for at least this long without a break (S21)", examples=["3 years"]
    )


class GradeTest(Shape):
    """Which grade policy, and what of its grade."""

    policy: PolicyId = Field(description="the grade policy", examples=["tax/credit-grade"])
    is_: UnaryTest = Field(description="test of the grade", examples=["D"])


class GradeCondition(Shape):
    """The subject's grade on the day in question."""

    grade: GradeTest = Field(description="test of a grade")


class SubjectTests(Shape):
    """Attributes of the subject, read on the day in question (S9)."""

    kind: UnaryTest | None = Field(None, description="kind of subject", examples=["enterprise"])
    region: UnaryTest | None = Field(None, description="GB/T 2260 code, by prefix", examples=['"1401"'])
    industry: UnaryTest | None = Field(None, description="GB/T 4754 code, by prefix", examples=['"06"'])
    age: UnaryTest | None = Field(None, description="full years of age", examples=["< 18"])
    years_registered: UnaryTest | None = Field(None, description="full years since registration", examples=["< 3"])


class SubjectCondition(Shape):
    """What kind of subject it is, where, in which industry, how old."""

    subject: SubjectTests = Field(description="tests of the subject's attributes")


_FORMS: Mapping[str, type[Shape]] = {
    "all": AllCondition,
    "any": AnyCondition,
    "not": NotCondition,
    "where": WhereCondition,
    "count": CountCondition,
    "sum": SumCondition,
    "max": MaxCondition,
    "distinct": DistinctCondition,
    "fact": FactCondition,
    "listed": ListedCondition,
    "grade": GradeCondition,
    "subject": SubjectCondition,
}
# `where` also qualifies an aggregate, so it names the form only where no other key does
_BY_PRECEDENCE = sorted(_FORMS, key=lambda form: form == "where")


def _condition_form(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((f"@{form}" for form in _BY_PRECEDENCE if form in value), None)
    return next((f"@{form}" for form, shape in _FORMS.items() if isinstance(value, shape)), None)


Condition = Annotated[
    Annotated[AllCondition, Tag("@all")]
    | Annotated[AnyCondition, Tag("@any")]
    | Annotated[NotCondition, Tag("@not")]
    | Annotated[WhereCondition, Tag("@where")]
    | Annotated[CountCondition, Tag("@count")]
    | Annotated[SumCondition, Tag("@sum")]
    | Annotated[MaxCondition, Tag("@max")]
    | Annotated[DistinctCondition, Tag("@distinct")]
    | Annotated[FactCondition, Tag("@fact")]
    | Annotated[ListedCondition, Tag("@listed")]
    | Annotated[GradeCondition, Tag("@grade")]
    | Annotated[SubjectCondition, Tag("@subject")],
    Discriminator(
        _condition_form,
        custom_error_type="unknown_condition",
        custom_error_message=", ".join(f"`{form}`" for form in _FORMS),
    ),
]
Aggregate = CountCondition | SumCondition | MaxCondition | DistinctCondition | FactCondition

for _shape in (AllCondition, AnyCondition, NotCondition):
    _shape.model_rebuild()
