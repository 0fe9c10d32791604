"""The common form of everything the language reads: frozen, closed, one key a field."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.language.scalars import Citation, Label, OneOrMany, StrictDate
from engine.verdict import Confidence

Kind = Literal[
    "enterprise",
    "individual_business",
    "social_organisation",
    "public_institution",
    "government",
    "natural_person",
    "practitioner",
    "collective",
    "vehicle",
]
Strength = Literal["shall", "may", "consider", "encourage"]
Basis = OneOrMany[Citation]


class Shape(BaseModel):
    """A mapping of the language; a field `from_` is written `from`."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=lambda name: name.rstrip("_"), arbitrary_types_allowed=True
    )


class InForce(Shape):
    """The days on which something is law, both included."""

    from_: StrictDate | None = Field(None, description="first day in force", examples=["2022-01-01"])
    to: StrictDate | None = Field(None, description="last day in force", examples=["2025-12-31"])


class Source(Shape):
    """A document that rules rest on; cited as `key/article`."""

    title: Label = Field(description="official title", examples=["拖欠农民工工资失信联合惩戒对象名单管理暂行办法"])
    number: Label | None = Field(None, description="document number", examples=["人社部令第45号"])
    in_force: InForce = Field(InForce(), description="when the document is in force")
    confidence: Confidence = Field("high", description="how sure we are of what is said to stand in it")
    note: Label | None = Field(None, description="what a reader of the citation should know")
