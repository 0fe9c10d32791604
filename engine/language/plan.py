"""The plan that the policy base carries out: its clauses, each with what carries it or why nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine.language.scalars import Label, Name, OneOrMany
from engine.language.shape import Shape


class Clause(Shape):
    """One demand of the plan. Policies and linkages name those they carry under `plan`."""

    sector: Name = Field(description="the sector it speaks of", examples=["labour"])
    kind: Literal[
        "blacklist",
        "data_sharing",
        "disclosure",
        "exclusion_period",
        "governance",
        "grading",
        "linkage",
        "objection",
        "other",
        "platform_function",
        "privacy_security",
        "redlist_reward",
        "repair",
        "sanction",
        "trigger",
    ] = Field(description="what sort of demand it is")
    tier: Literal["core", "context"] = Field(description="core: it can change a verdict; context: it cannot")
    says: Label = Field(description="the demand, in one line of our own words")
    carried_by: OneOrMany[str] = Field((), description="files that carry it beside policies: `path` or `path#name`")
    no_rule: Label | None = Field(None, description="why it is not a rule")


class Plan(Shape):
    """The file `policies/plan.yaml`."""

    title: Label = Field(description="official title of the plan")
    number: Label = Field(description="its document number")
    clauses: Mapping[str, Clause] = Field(min_length=1, description="clauses by id")
