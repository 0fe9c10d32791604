"""Periods, anchors, law dates and dated values: the temporal words of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.calendar import Period
from engine.language.scalars import ExactNumber, Label, Name, PeriodText, PolicyId, StrictDate
from engine.language.shape import Basis, Shape
from engine.verdict import Confidence

LawDate = Literal["act", "penalty", "listing", "as_of"]


class DatedValue(Shape):
    """One value of a parameter with its own source."""

    value: ExactNumber | PeriodText | None = Field(description="the value from its day on; null where law names none")
    basis: Basis = Field((), description="article that fixes this value", examples=["order45/5"])
    confidence: Confidence | None = Field(None, description="how sure we are of this value")


def _value_form(value: object) -> str:
    return "@dated" if isinstance(value, Mapping | DatedValue) else "@plain"


def _plain_value(value: object) -> DatedValue:
    return DatedValue.model_validate({"value": value})


class Parameter(Shape):
    """A number or period of the law that has changed or may change, by date."""

    unit: Label = Field(description="CNY, ratio, count, points, years, or `period`", examples=["CNY"])
    label: Label = Field(description="what the value is, in Chinese", examples=["数额较大"])
    values: Mapping[StrictDate, DatedValueOrPlain] = Field(
        min_length=1,
        description="value by the first day it holds; null: no value from then on",
        examples=["{2022-01-01: 30000}"],
    )
    basis: Basis = Field((), description="article that fixes the values", examples=["order45/5"])


DatedValueOrPlain = Annotated[
    Annotated[DatedValue, Tag("@dated")]
    | Annotated[
        DatedValue,
        PlainValidator(_plain_value),
        WithJsonSchema({"type": ["number", "string", "null"]}),
        Tag("@plain"),
    ],
    Discriminator(_value_form),
]
Parameter.model_rebuild()


class Range(Shape):
    """A period the law leaves to a decision between two bounds."""

    range: tuple[PeriodText, PeriodText] = Field(description="shortest and longest", examples=[["1 year", "3 years"]])


class DayField(Shape):
    """A day named by the triggering fact itself."""

    field: Name = Field(description="date field of the triggering fact", examples=["restricted_until"])


class Longest(Shape):
    """The longest of several periods and days."""

    longest: tuple[PeriodText | Name | DayField, ...] = Field(
        min_length=2, description="periods, parameters of periods, or a date field of the triggering fact"
    )


def _simple_term(value: object) -> Period | str:
    if isinstance(value, Period):
        return value
    if isinstance(value, str):
        try:
            return Period.parse(value)
        except ValueError:
            if value.isidentifier() and value.islower():
                return value
    raise PydanticCustomError("bad_period", "{given}", {"given": str(value)})


SimpleTerm = Annotated[
    Period | str, PlainValidator(_simple_term), WithJsonSchema({"type": "string", "examples": ["3 years", "list_term"]})
]


def _term_form(value: object) -> str:
    keys = value if isinstance(value, Mapping) else ()
    if isinstance(value, Range) or "range" in keys:
        return "@range"
    if isinstance(value, DayField) or "field" in keys:
        return "@field"
    return "@longest" if isinstance(value, Mapping | Longest) else "@simple"


Term = Annotated[
    Annotated[Range, Tag("@range")]
    | Annotated[Longest, Tag("@longest")]
    | Annotated[DayField, Tag("@field")]
    | Annotated[SimpleTerm, Tag("@simple")],
    Discriminator(_term_form),
]


class EndOf(Shape):
    """The end of the spell on another list that is open on the day of opening."""

    end_of: PolicyId = Field(description="the other list")


Anchor = Literal["opening", "trigger", "publication", "correction"] | EndOf


class Lighter(Shape):
    """Two law dates; the one that comes out lighter for the subject governs (从旧兼从轻)."""

    lighter: tuple[LawDate, LawDate] = Field(description="the two law dates compared", examples=[["act", "penalty"]])


def _law_form(value: object) -> str:
    return "@lighter" if isinstance(value, Mapping | Lighter) else "@single"


LawOf = Annotated[Annotated[Lighter, Tag("@lighter")] | Annotated[LawDate, Tag("@single")], Discriminator(_law_form)]


def _on_repeat(value: object) -> str | Period:
    if value in ("restart", "ignore"):
        return str(value)
    if isinstance(value, str) and value.startswith("extend "):
        try:
            return Period.parse(value.removeprefix("extend "))
        except ValueError:
            pass  # reported below with the other bad values
    raise PydanticCustomError("bad_repeat", "{given}", {"given": str(value)})


OnRepeat = Annotated[
    str | Period,
    PlainValidator(_on_repeat),
    WithJsonSchema({"type": "string", "pattern": "^(restart|ignore|extend .+)$"}),
]
