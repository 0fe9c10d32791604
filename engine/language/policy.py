"""A policy: one list or one grade, with what puts a subject there, for how long, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from engine.language.conditions import Condition, FactCondition, Where
from engine.language.grade import GradeKeys
from engine.language.scalars import FactTypeName, Label, Name, OneOrMany, PeriodText, PolicyId, StrictDate
from engine.language.shape import Basis, InForce, Kind, Shape, Source, Strength
from engine.language.terms import Anchor, LawOf, OnRepeat, Parameter, Range, SimpleTerm, Term

Gate = Literal[
    "licensing",
    "procurement",
    "bidding_qualification",
    "bidding_evaluation",
    "bidding_award",
    "bidding_performance",
    "funding",
    "land",
    "registration",
    "inspection",
    "financing",
    "honours",
    "employment",
    "consumption",
    "exit",
    "tax",
]


class Ends(Shape):
    """How a ground with both a period and a cure ends."""

    any_: tuple[Literal["period", "cure"], ...] | None = Field(None, description="whichever comes first")
    all_: tuple[Literal["period", "cure"], ...] | None = Field(None, description="only when both have come")


class AtEnd(Shape):
    """What happens when the period runs out."""

    if_: Condition = Field(description="condition looked at on the last day")
    extend: PeriodText = Field(description="how much longer it then lasts", examples=["2 years"])
    basis: Basis = Field(description="article")


class Lifelong(Shape):
    """A listing without end, which only a statute can order."""

    basis: Basis = Field(description="the statute")


class NoneProvided(Shape):
    """The law silent on, or excluding, the early way off this list."""

    none_provided: Basis = Field(description="article that excludes repair, or the document that is silent on it")
    in_force: InForce = Field(InForce(), description="when this stands")


class After(Shape):
    """How long a subject must wait before it may apply."""

    period: SimpleTerm = Field(description="the waiting period", examples=["6 months"])
    from_: Literal["listing", "correction", "later", "publication"] = Field(
        description="the day the wait begins; `later` is that of listing and correction", examples=["later"]
    )


class Repair(Shape):
    """The early way off a list."""

    after: After | None = Field(None, description="wait before an application is admissible")
    requires: tuple[Condition, ...] = Field((), description="each must hold on the day of the application")
    bars: tuple[Condition, ...] = Field((), description="none may hold on the day of the application")
    decision: Literal["required", "none"] = Field("none", description="whether an authority decides on the application")
    resume: Literal["old_end", "remainder", "anew"] = Field(
        "old_end", description="how the listing goes on when a repair got by fraud is undone"
    )
    in_force: InForce = Field(InForce(), description="applications of which days it governs")
    basis: Basis = Field(description="article", examples=["order45/12"])


def _repair_form(value: object) -> str:
    if isinstance(value, NoneProvided) or (isinstance(value, Mapping) and "none_provided" in value):
        return "@none"
    return "@repair"


RepairVariant = Annotated[
    Annotated[NoneProvided, Tag("@none")] | Annotated[Repair, Tag("@repair")], Discriminator(_repair_form)
]


class Listing(Shape):
    """A listing rule: what puts a subject on the list, and for how long."""

    label: Label | None = Field(None, description="the rule in a few Chinese words")
    on: OneOrMany[FactTypeName] = Field((), description="types of the triggering fact", examples=["labour_directive"])
    about: Mapping[Name, Annotated[OneOrMany[str], Field(min_length=1)]] = Field(
        {}, description="which of those facts the rule speaks of at all: code fields and their code, or codes"
    )
    where: Where = Field({}, description="tests of the triggering fact's fields", examples=["{amount: '>= large'}"])
    history: tuple[Condition, ...] = Field((), description="conditions over the subject's facts, on the trigger's day")
    when: Condition | None = Field(None, description="any other condition, on the trigger's day")
    unless: Condition | None = Field(None, description="no listing while this holds or is unknown")
    basis: Basis = Field(description="article of the rule", examples=["order45/5"])
    plan: OneOrMany[str] = Field((), description="clauses of the plan this carries")
    period: Term | None = Field(None, description="how long the ground lasts", examples=["3 years"])
    counts_from: Anchor = Field("opening", description="the day the period counts from")
    until: Condition | None = Field(None, description="the cure that ends the ground")
    ends: Ends | None = Field(None, description="how period and cure combine, where there are both")
    lifelong: Lifelong | None = Field(None, description="no end at all, by this statute")
    on_repeat: OnRepeat = Field(
        "restart", description="a new ground while listed: `restart`, `ignore` or `extend <period>`"
    )
    again: PeriodText | None = Field(None, description="the period when the subject has been on the list before")
    at_end: AtEnd | None = Field(None, description="an extension when the period runs out uncorrected")
    at_most: PeriodText | None = Field(None, description="longest stay from the start of the spell")
    extension: Range | None = Field(None, description="bounds of an extension an authority may decide")
    running: Literal["keep", "recompute"] = Field(
        "keep", description="whether a shorter period of later law shortens it"
    )
    law_of: LawOf | None = Field(None, description="whose date picks the law (S13)")
    in_force: InForce = Field(InForce(), description="law dates for which the rule exists")
    degree: Name | None = Field(None, description="degree of the ground, which may choose measures")
    repair: OneOrMany[RepairVariant] | None = Field(
        None, description="repair for this rule's grounds in place of the list's"
    )


class PolicyMeasure(Shape):
    """A measure this policy carries while a subject is on it."""

    measure: Name = Field(description="id in the catalogue", examples=["bar_from_government_funding"])
    by: OneOrMany[Name] = Field(description="departments that carry it out", examples=["[finance]"])
    strength: Strength = Field(description="shall, may, consider or encourage")
    basis: Basis = Field(description="article")
    when: Condition | None = Field(
        None, description="only while this holds as of the day asked, for one of the grounds open that day (S23)"
    )
    grades: OneOrMany[str] = Field((), description="grades that carry it (grade policies)")
    degrees: OneOrMany[Name] = Field((), description="only for grounds of these degrees")
    period: PeriodText | None = Field(None, description="its own period, where it differs from the list's")
    counts_from: Literal["opening", "ground"] = Field(
        "opening", description="the day that period counts from: the spell's first, or each ground's own (S23)"
    )
    gates: OneOrMany[Gate] = Field((), description="decisions at which it is looked at")
    in_force: InForce = Field(InForce(), description="when it may be applied")
    note: Label | None = Field(None, description="what the executor should know")


class ListKeys(Shape):
    """What kind of list it is."""

    kind: Literal["black", "watch", "red", "notice"] = Field(description="black, watch, red or notice")
    decision: Literal["required", "none"] | None = Field(
        None, description="whether an authority's decision opens the spell (black lists: yes unless said otherwise)"
    )
    per: Literal["subject", "fact"] = Field("subject", description="one spell a subject, or one a fact")
    lapses: PeriodText | None = Field(None, description="how long a proposal waits for its decision")
    while_: Condition | None = Field(None, description="the list lasts exactly the days this holds")
    basis: Basis = Field((), description="article that sets the list up")


class ExtendsTo(Shape):
    """To which related subjects a listing reaches (S24)."""

    role: Name = Field(description="role named in the triggering fact", examples=["legal_representative"])
    kinds: OneOrMany[Kind] = Field(("natural_person",), description="kinds the role-holder may be of")
    repair: Literal["own", "none"] = Field("none", description="whether the role-holder may repair on its own")
    in_force: InForce = Field(InForce(), description="listings opened on which days it reaches")
    basis: Basis = Field(description="article")


class Publish(Shape):
    """How a listing is made public."""

    mode: Literal["proactive", "on_application"] = Field(description="on the authority's own motion or on application")
    scope: Literal["national", "provincial", "municipal", "internal"] = Field(description="how widely")
    shortest: PeriodText | None = Field(None, description="shortest publicity")
    longest: PeriodText | None = Field(None, description="longest publicity")
    retention: PeriodText | None = Field(None, description="how long the record is kept after its end")
    basis: Basis = Field((), description="article")


class Clock(Shape):
    """A procedural time limit, in days or working days."""

    period: PeriodText = Field(description="the limit", examples=["5 working days"])
    from_: Literal["notice", "trigger", "decision", "application", "publication"] = Field(
        description="the day it runs from"
    )
    suspends: OneOrMany[Literal["measures", "publication"]] = Field((), description="what stands still meanwhile")
    basis: Basis = Field((), description="article")


class Policy(Shape):
    """One YAML file of `policies/`: one list or one grade. Its path is its id."""

    title: Label = Field(description="official name of the list or grade")
    status: Literal["active", "draft"] = Field("active", description="drafts stay outside releases")
    note: Label | None = Field(None, description="what a reader must know, such as that it is an illustration")
    authority: Name = Field(description="department that keeps it", examples=["human_resources"])
    owner: Label | None = Field(None, description="who answers for the text")
    review_by: StrictDate | None = Field(None, description="day by which the text must be looked at again")
    plan: OneOrMany[str] = Field((), description="clauses of the plan this carries", examples=["[3.3.labour.arrears]"])
    applies_to: OneOrMany[Kind] = Field(min_length=1, description="kinds of subject it can speak of")
    basis: Mapping[Name, Source] = Field({}, description="documents cited here and nowhere else")
    parameters: Mapping[Name, Parameter] = Field({}, description="dated values")
    law_of: LawOf | None = Field(None, description="whose date picks the law, for rules that do not say")
    list: ListKeys | None = Field(None, description="it is a list")
    grade: GradeKeys | None = Field(None, description="it is a grade")
    correction: FactCondition | None = Field(None, description="the fact that counts as correction of a ground")
    listings: Mapping[Name, Listing] = Field({}, description="listing rules")
    repair: OneOrMany[RepairVariant] | None = Field(
        None, description="the early way off, by law of the application's day"
    )
    measures: tuple[PolicyMeasure, ...] = Field((), description="what follows")
    extends_to: tuple[ExtendsTo, ...] = Field((), description="related subjects it reaches")
    excluded_by: OneOrMany[PolicyId] = Field(
        (), description="lists that withhold its rewards, of a red list all its effects, while they last"
    )
    publish: Publish | None = Field(None, description="publicity")
    notice: Clock | None = Field(None, description="prior notice and its time for statement")
    objection: Clock | None = Field(None, description="objection and what it suspends")
