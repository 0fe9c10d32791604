"""The shared catalogues of a base: measures, departments, code lists, linkage, regional overlays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine.language.policy import Gate, Listing, PolicyMeasure
from engine.language.scalars import (
    Label,
    Name,
    OneOrMany,
    PeriodText,
    PolicyId,
    Region,
    StrictBool,
    StrictDate,
    UnaryTest,
)
from engine.language.shape import Basis, InForce, Kind, Shape, Source, Strength


class Measure(Shape):
    """A punishment or reward of the catalogue."""

    title: Label = Field(description="Chinese name", examples=["限制取得政府资金支持"])
    kind: Literal["administrative", "market", "industry", "social", "reward"] = Field(description="kind of measure")
    executors: OneOrMany[Name] = Field(min_length=1, description="departments that may carry it out")
    basis: Basis = Field(description="statute and article")
    kinds: OneOrMany[Kind] = Field(min_length=1, description="kinds of subject it may reach")
    strength: Strength = Field(description="the strongest the statute allows: shall, may, consider, encourage")
    ceiling: PeriodText | None = Field(None, description="the longest the statute allows")
    published: StrictBool = Field(False, description="whether its application is published")
    gates: OneOrMany[Gate] = Field((), description="decisions at which it is looked at")
    in_force: InForce = Field(InForce(), description="when its statute provides for it")


class Measures(Shape):
    """A file of `policies/measures/`."""

    basis: Mapping[Name, Source] = Field({}, description="documents cited here and nowhere else")
    measures: Mapping[Name, Measure] = Field(min_length=1, description="measures by name")


class Documents(Shape):
    """A file of `policies/documents/`: documents that any file may cite."""

    documents: Mapping[Name, Source] = Field(min_length=1, description="documents by name")


class Department(Shape):
    """An organ that keeps lists, sends facts or carries out measures."""

    title: Label = Field(description="Chinese name", examples=["人力资源和社会保障厅"])


class Departments(Shape):
    """The file `policies/departments.yaml`."""

    departments: Mapping[Name, Department] = Field(min_length=1, description="departments by name")


class Codes(Shape):
    """A file of `policies/codes/`: one code list, named as its file."""

    title: Label = Field(description="Chinese name")
    values: Mapping[str, str] = Field(min_length=1, description="codes with their labels")


class LinkageWhen(Shape):
    """What a joint memorandum starts from."""

    listed: OneOrMany[PolicyId] = Field((), description="being on any of these lists")
    grade: PolicyId | None = Field(None, description="or a grade of this policy")
    is_: UnaryTest | None = Field(None, description="test of that grade")


class Linkage(Shape):
    """A file of `policies/linkage/`: on these lists, these measures by these departments."""

    title: Label = Field(description="name of the memorandum")
    status: Literal["active", "draft"] = Field("active", description="drafts stay outside releases")
    plan: OneOrMany[str] = Field((), description="clauses of the plan this carries")
    basis: Mapping[Name, Source] = Field({}, description="documents cited here and nowhere else")
    when: LinkageWhen = Field(description="lists or grades it starts from")
    in_force: InForce = Field(InForce(), description="when it is in force")
    measures: tuple[PolicyMeasure, ...] = Field(min_length=1, description="what follows")


class Additions(Shape):
    """What an overlay adds to one policy."""

    region_of: Literal["subject", "authority"] = Field(description="whose region the overlay asks about")
    listings: Mapping[Name, Listing] = Field({}, description="further listing rules")
    measures: tuple[PolicyMeasure, ...] = Field((), description="further measures")


class Overlay(Shape):
    """A file of `policies/regions/<code>.yaml`: what a region adds; it never weakens."""

    title: Label = Field(description="name of the region's rules")
    status: Literal["active", "draft"] = Field("active", description="drafts stay outside releases")
    note: Label | None = Field(None, description="what a reader must know, such as that it is an illustration")
    region: Region = Field(description="GB/T 2260 code, two to six digits", examples=['"1401"'])
    basis: Mapping[Name, Source] = Field({}, description="documents cited here and nowhere else")
    adds: Mapping[PolicyId, Additions] = Field(min_length=1, description="additions by policy")


class Holidays(Shape):
    """The file `policies/calendar/working-days.yaml`: dated data, unknown outside."""

    first: StrictDate = Field(description="first day covered")
    last: StrictDate = Field(description="last day covered")
    rest: tuple[StrictDate, ...] = Field(description="weekdays that are holidays")
    work: tuple[StrictDate, ...] = Field((), description="weekend days that are worked")
    source: Label = Field(description="where the days come from")
