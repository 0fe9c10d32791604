"""What grades there may be, how each came about, and the result of grading one subject (S22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from engine.compile.grades import CompiledDirect, CompiledGrade, CompiledItem
from engine.facts import Fact
from engine.timeline import NO_GRADE, UNGRADED, GradeTimeline
from engine.truth import Bound, Truth

How = Literal["score", "direct", "kept"]


class Outcome(NamedTuple):
    """A grade there may be, and how it came about; `NO_GRADE` is having none."""

    grade: str
    how: How


Outcomes = frozenset[Outcome]
NOT_GRADED: Outcomes = frozenset({Outcome(NO_GRADE, "score")})


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one item moved the score by, and the facts it counted."""

    item: CompiledItem
    low: Bound
    high: Bound
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of one year, or of the window before one day: what it may be, and what it is made of.

    *low* and *high* bound the score in ten-thousandths of a point; they are missing where it is not known.
    """

    year: int
    outcomes: Outcomes
    low: Bound = None
    high: Bound = None
    contributions: tuple[Contribution, ...] = ()
    direct: tuple[tuple[CompiledDirect, Fact | None], ...] = ()
    limited_by: tuple[str, ...] = ()

    @property
    def grades(self) -> frozenset[str]:
        """The grades it may be."""
        return frozenset(one.grade for one in self.outcomes)

    @property
    def how(self) -> How:
        """How it came about; by the score, where there are several ways it may have."""
        ways = {one.how for one in self.outcomes}
        return next(iter(ways)) if len(ways) == 1 else "score"


@dataclass(slots=True)
class GradeResult:
    """All grades of a subject under one policy: *current* is how the one held on the day asked came about."""

    compiled: CompiledGrade
    years: list[Graded] = field(default_factory=list)
    timeline: GradeTimeline = UNGRADED
    current: Graded | None = None
    held_since: int | None = None


def any_better(compiled: CompiledGrade, outcomes: Outcomes, grade: str) -> bool:
    """Whether one of *outcomes* is better than *grade*."""
    return any(_better(compiled, one.grade, grade) for one in outcomes)


def at_best(compiled: CompiledGrade, outcomes: Outcomes, grade: str, truth: Truth) -> Outcomes:
    """*outcomes*, none of them better than *grade* if *truth*, or as they are."""
    capped = (one._replace(grade=grade) if _better(compiled, one.grade, grade) else one for one in outcomes)
    return _either(outcomes, capped, truth)


def kept(compiled: CompiledGrade, outcomes: Outcomes, grade: str, truth: Truth) -> Outcomes:
    """*outcomes*, *grade* in place of having none or a better one if *truth*, or as they are."""
    held = (
        Outcome(grade, "kept") if one.grade == NO_GRADE or _better(compiled, one.grade, grade) else one
        for one in outcomes
    )
    return _either(outcomes, held, truth)


def worse(compiled: CompiledGrade, one: str, other: str) -> str:
    """The worse of two grades; having none is no grade at all."""
    return other if one == NO_GRADE else one if other == NO_GRADE else max(one, other, key=compiled.order.index)


def _either(outcomes: Outcomes, changed: Iterable[Outcome], truth: Truth) -> Outcomes:
    if truth is False:
        return outcomes
    return frozenset(changed) if truth else outcomes.union(changed)


def _better(compiled: CompiledGrade, one: str, other: str) -> bool:
    return one != NO_GRADE and compiled.order.index(one) < compiled.order.index(other)
