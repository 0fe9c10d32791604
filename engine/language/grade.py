"""The keys of a grade: scores, bands, grades given outright, carry-over (S22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine.language.conditions import Condition, Where
from engine.language.scalars import (
    ExactNumber,
    FactTypeName,
    Label,
    MonthDay,
    Name,
    OneOrMany,
    PeriodText,
    StrictInt,
    UnaryTest,
)
from engine.language.shape import Basis, InForce, Shape


class ScoreItem(Shape):
    """Points for each fact of a kind in the year graded."""

    label: Label | None = Field(None, description="the item in a few Chinese words")
    on: OneOrMany[FactTypeName] = Field(description="fact types that score")
    where: Where = Field({}, description="tests of the fact's fields")
    points: ExactNumber | Name = Field(
        description="points for each fact, mostly below zero; or a parameter", examples=[-5]
    )
    cap: ExactNumber | None = Field(None, description="the most the item can move the score, either way")
    in_force: InForce = Field(InForce(), description="facts of which days score")
    basis: Basis = Field(description="article")


class Start(Shape):
    """A starting score, for those of whom the condition holds."""

    if_: Condition | None = Field(None, description="who starts here; the last one needs none")
    score: ExactNumber | Name = Field(description="points to start from, or a parameter", examples=[100])


class DirectGrade(Shape):
    """A grade given outright, whatever the score."""

    label: Label | None = Field(None, description="the rule in a few Chinese words")
    on: OneOrMany[FactTypeName] = Field((), description="fact types that give it, from their day on")
    where: Where = Field({}, description="tests of the fact's fields")
    if_: Condition | None = Field(None, description="or a condition at the end of the year graded")
    grade: str = Field(description="the grade given", examples=["D"])
    in_force: InForce = Field(InForce(), description="facts, or years by their last day, of which it speaks")
    basis: Basis = Field(description="article")


class GradeLimit(Shape):
    """The best grade reachable where a condition holds at the end of the year graded."""

    label: Label | None = Field(None, description="the rule in a few Chinese words")
    if_: Condition = Field(description="condition at the end of the year graded")
    at_best: str = Field(description="the best grade then", examples=["B"])
    in_force: InForce = Field(InForce(), description="years, by their last day, of which it speaks")
    basis: Basis = Field(description="article")


class CarryOver(Shape):
    """What a grade of one year does to the next ones."""

    grade: str = Field(description="the grade that has consequences", examples=["D"])
    from_: Literal["any", "score", "direct"] = Field("any", description="only where it came about this way")
    keep: StrictInt = Field(0, description="for how many further years it is kept", examples=[1])
    then_at_best: str | None = Field(None, description="the best grade in the year after those", examples=["B"])
    deduct: ExactNumber | None = Field(None, description="points taken off the next year's score instead")
    in_force: InForce = Field(InForce(), description="years, by their last day, whose grade does this")
    basis: Basis = Field(description="article")


class Window(Shape):
    """A rolling window."""

    window: PeriodText = Field(description="facts of this long before the day asked score", examples=["12 months"])


class GradeKeys(Shape):
    """How a grade comes about (S22)."""

    per: Literal["calendar_year"] | Window = Field(description="calendar year, or a rolling window")
    order: tuple[str, ...] = Field(
        min_length=2, description="grades from best to worst", examples=[["A", "B", "C", "D"]]
    )
    start: ExactNumber | Name | tuple[Start, ...] = Field(description="points to start from")
    items: Mapping[Name, ScoreItem] = Field({}, description="what moves the score")
    score: tuple[ExactNumber, ExactNumber] = Field((0, 100), description="least and greatest score")  # type: ignore[assignment]  # ints are numbers too
    bands: Mapping[str, UnaryTest] = Field(
        min_length=1, description="score band of each grade", examples=["{A: '>= 90'}"]
    )
    declared: MonthDay | None = Field(
        None, description="day of the next year on which the grade is declared", examples=["04-30"]
    )
    direct: Mapping[Name, DirectGrade] = Field({}, description="grades given outright")
    limits: Mapping[Name, GradeLimit] = Field({}, description="best grade reachable")
    carry_over: Mapping[Name, CarryOver] = Field({}, description="what a grade does to later years")
    first_year: StrictInt | None = Field(None, description="the first year graded", examples=[2014])
    last_year: StrictInt | None = Field(None, description="the last year graded")
    basis: Basis = Field((), description="article")
