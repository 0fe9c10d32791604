"""Fact types: what a record may say, who sends it since when, and what silence means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from engine.language.conditions import Where
from engine.language.scalars import FactTypeName, Label, MonthDay, Name, OneOrMany, StrictBool, StrictInt
from engine.language.shape import Basis, InForce, Kind, Shape, Source

Sensitivity = Literal["public", "restricted", "personal"]


class FieldKeys(Shape):
    """One field of a fact type."""

    type: Literal["string", "enum", "code", "integer", "decimal", "date", "boolean", "set", "rows"] = Field(
        description="string, enum, code (of a code list), integer, decimal, date, boolean, set, rows"
    )
    label: Label = Field(description="the field's Chinese name", examples=["拖欠金额"])
    required: StrictBool = Field(False, description="a fact without it is refused; otherwise its absence is unknown")
    unit: Label | None = Field(None, description="unit of a number", examples=["CNY"])
    scale: StrictInt = Field(2, ge=0, le=6, description="decimals of a decimal field")
    signed: StrictBool = Field(False, description="whether the number may be below zero")
    values: Mapping[str, str] = Field({}, description="codes of an enum or set, each with its label")
    codes: Name | None = Field(None, description="code list of a code or set field", examples=["penalty_kinds"])
    rows: Mapping[Name, FieldKeys] = Field({}, description="fields of each row of a rows field")
    sensitivity: Sensitivity | None = Field(None, description="who may see it, where it differs from the fact type")


class Ratio(Shape):
    """One number over another, exact; unknown where the second is zero."""

    ratio: tuple[Name, Name] = Field(description="numerator and denominator field", examples=[["unpaid", "payable"]])


class Highest(Shape):
    """The greatest value over rows."""

    highest: Name = Field(description="the rows field", examples=["years"])
    of: Name | None = Field(None, description="field of the rows")
    ratio: tuple[Name, Name] | None = Field(None, description="or a ratio of two of their fields")


class Total(Shape):
    """The sum of a field over rows."""

    total: Name = Field(description="the rows field")
    of: Name = Field(description="field of the rows")


class Run(Shape):
    """The longest run of consecutive rows that pass a test."""

    run: Name = Field(description="the rows field, in order", examples=["months"])
    where: Where = Field(min_length=1, description="test of each row's fields")


def _derived_form(value: object) -> str | None:
    for form in ("highest", "total", "run", "ratio"):
        if isinstance(value, Mapping) and form in value:
            return f"@{form}"
    return None


Derivation = Annotated[
    Annotated[Ratio, Tag("@ratio")]
    | Annotated[Highest, Tag("@highest")]
    | Annotated[Total, Tag("@total")]
    | Annotated[Run, Tag("@run")],
    Discriminator(
        _derived_form,
        custom_error_type="unknown_condition",
        custom_error_message="`ratio`, `highest`, `total`, `run`",
    ),
]


class DerivedField(Shape):
    """A field computed when facts are normalised (S8)."""

    label: Label = Field(description="the field's Chinese name")
    from_: Derivation = Field(description="how it is computed")


class YearlyWindow(Shape):
    """A window of days in each year in which something is due."""

    from_: MonthDay = Field(description="first day", examples=["01-01"])
    to: MonthDay = Field(description="last day", examples=["06-30"])


class Duty(Shape):
    """Something due, whose silence becomes a fact `deadline_missed.<duty>` dated the day after (S8)."""

    label: Label = Field(description="what is due, in Chinese")
    yearly: YearlyWindow | None = Field(None, description="due in this window of each year")
    year_field: Name | None = Field(None, description="yearly: field of the answering fact that names the year before")
    first: StrictInt | None = Field(None, description="yearly: the first year in which it is due", examples=[2015])
    due: Name | None = Field(None, description="or due on the day this date field of the fact names")
    answered_by: OneOrMany[FactTypeName] = Field(min_length=1, description="fact types that answer it")
    where: Where = Field({}, description="tests of the answering fact's fields")
    same: OneOrMany[Name] = Field((), description="fields the answer shares with the fact")
    applies_to: OneOrMany[Kind] = Field(min_length=1, description="kinds of subject that owe it")
    in_force: InForce = Field(InForce(), description="due days on which it is owed")
    basis: Basis = Field(description="article")


class FactSource(Shape):
    """A department that sends the fact type, and since when: outside, absence is unknown (S10)."""

    department: Name = Field(description="the sending department")
    connected: InForce = Field(InForce(), description="days for which its records are complete")


class FactType(Shape):
    """One kind of record."""

    title: Label = Field(description="Chinese name", examples=["劳动保障监察责令支付"])
    fields: Mapping[Name, FieldKeys] = Field({}, description="what a fact of the type may say")
    identity: OneOrMany[Name] = Field((), description="fields whose equality makes two records one fact (S7)")
    dates: Mapping[Literal["act", "penalty"], Name] = Field({}, description="date fields that pick the law (S13)")
    derived: Mapping[Name, DerivedField] = Field({}, description="computed fields")
    duties: Mapping[Name, Duty] = Field({}, description="what is due, and what silence means")
    evidence: Literal["decision", "record", "statement", "allegation"] = Field(
        "record", description="what it rests on; nobody is listed on an allegation"
    )
    sensitivity: Sensitivity = Field("public", description="who may see it")
    sources: tuple[FactSource, ...] = Field((), description="who sends it since when; none: always complete")
    basis: Basis = Field((), description="article that provides for the record")


class FactTypes(Shape):
    """A file of `policies/facts/`."""

    basis: Mapping[Name, Source] = Field({}, description="documents cited here and nowhere else")
    fact_types: Mapping[Name, FactType] = Field(min_length=1, description="fact types by name")
