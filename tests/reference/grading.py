"""The grade of one year, or of one day's window (S22): score, bands, direct grades, carry-over, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from engine.language.conditions import Condition
from engine.language.grade import DirectGrade, GradeKeys, ScoreItem
from engine.language.policy import Policy
from engine.language.shape import InForce
from tests.reference.asked import Asked, World, fields_pass
from tests.reference.conditions import holds
from tests.reference.coverage import covered_in_force
from tests.reference.dossier import Fact
from tests.reference.law import in_force, numbers, value_on
from tests.reference.truths import Truth
from tests.reference.unary import passes_throughout

Interval = tuple[Fraction | None, Fraction | None]
"""The least and the greatest it may be; a bound that is missing is infinite."""


@dataclass(frozen=True)
class Outcome:
    """A grade there may be, and how it came about: `score`, `direct` or `kept`."""

    grade: str
    source: str


@dataclass(frozen=True)
class Graded:
    """What is graded: the facts *counts* lets in, judged on *day*."""

    policy_id: str
    policy: Policy
    keys: GradeKeys
    day: date
    counts: Callable[[date], bool]
    world: World

    def holds(self, condition: Condition) -> Truth:
        """Whether *condition* holds on the day of judgement."""
        return holds(condition, Asked(self.day, self.day, self.policy, self.policy_id), self.world)

    def facts(self, types: tuple[str, ...]) -> list[Fact]:
        """The facts of *types* that count."""
        return [fact for fact in self.world.dossier.of_type(*types) if fact.day <= self.day and self.counts(fact.day)]

    def complete(self, types: tuple[str, ...], days: InForce) -> bool:
        """Whether all facts of *types* that count and are dated in *days* have surely been sent."""
        return covered_in_force(self.world.dossier.base, types, self.day, self.counts, days)

    def worst(self, grades: list[str]) -> str:
        """The worst of *grades*."""
        return max(grades, key=self.keys.order.index)

    def worse(self, one: str, other: str) -> bool:
        """Whether *one* is worse than *other*."""
        return self.keys.order.index(one) > self.keys.order.index(other)


def from_score(graded: Graded, taken_off: list[tuple[Fraction, Truth]]) -> set[Outcome | None]:
    """The grades of the bands the score may lie in; *taken_off* is what earlier grades cost, surely or maybe.

    `None` where the subject has nothing to start from, or may have nothing.
    """
    starts, total = start_score(graded)
    if starts is False:
        return {None}
    for item in graded.keys.items.values():
        total = _plus(total, item_score(graded, item))
    for points, truth in taken_off:
        total = _plus(total, (-points if truth is not False else Fraction(0), -points if truth else Fraction(0)))
    least, most = (Fraction(bound) for bound in graded.keys.score)
    low, high = (_clip(bound, least, most, missing) for bound, missing in zip(total, (least, most), strict=True))
    parameter = numbers(graded.policy, graded.day)
    outcomes: set[Outcome | None] = {
        Outcome(grade, "score")
        for grade, band in graded.keys.bands.items()
        if passes_throughout(band, low, high, None, parameter) is not False
    }
    return outcomes if starts else outcomes | {None}


def start_score(graded: Graded) -> tuple[Truth, Interval]:
    """Whether there is a score to start from: that of the first alternative that holds, of those that may be first."""
    start = graded.keys.start
    if not isinstance(start, tuple):
        return True, _exactly(_points(graded, start, graded.day))
    starts: Truth = False
    possible: list[Fraction | None] = []
    for alternative in start:
        truth = True if alternative.if_ is None else graded.holds(alternative.if_)
        if truth is not False:
            possible.append(_points(graded, alternative.score, graded.day))
            starts = truth
        if truth is True:
            break
    known = [points for points in possible if points is not None]
    return starts, (min(known), max(known)) if known and len(known) == len(possible) else (None, None)


def item_score(graded: Graded, item: ScoreItem) -> Interval:
    """What one item moves the score by, its cap observed."""
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    for fact, truth in _scoring(graded, item):
        points = _points(graded, item.points, fact.day)
        if points is None:
            low = high = None
            break
        low = None if low is None else low + (points if truth else min(points, Fraction(0)))
        high = None if high is None else high + (points if truth else max(points, Fraction(0)))
    if not graded.complete(item.on, item.in_force):
        low = None if _may_be(item.points, below=True) else low
        high = None if _may_be(item.points, below=False) else high
    if item.cap is None:
        return low, high
    cap = abs(Fraction(item.cap))
    return _clip(low, -cap, cap, -cap), _clip(high, -cap, cap, cap)


def _scoring(graded: Graded, item: ScoreItem) -> Iterator[tuple[Fact, bool]]:
    """The facts that score, each with whether it surely does."""
    for fact in graded.facts(item.on):
        truth = fields_pass(item.where, fact, graded.policy, fact.day)
        if in_force(item.in_force, fact.day) and truth is not False:
            yield fact, truth is True


def _may_be(points: Decimal | str, *, below: bool) -> bool:
    return isinstance(points, str) or (points < 0 if below else points > 0)


def _points(graded: Graded, points: Decimal | str, law: date) -> Fraction | None:
    if not isinstance(points, str):
        return Fraction(points)
    value = value_on(graded.policy, points, law)
    return value if isinstance(value, Fraction) else None


def directly(graded: Graded, scored: set[Outcome | None]) -> set[Outcome | None]:
    """A grade given outright takes the place of the score's: the worst of them, and maybe of those there may be."""
    sure: list[str] = []
    possible: list[str] = []
    for direct in graded.keys.direct.values():
        truth = _given(graded, direct)
        if truth is not False:
            (sure if truth else possible).append(direct.grade)
    if sure:
        given = {graded.worst([*sure, grade]) for grade in (*sure, *possible)}
        return {Outcome(grade, "direct") for grade in given}
    return scored | {Outcome(grade, "direct") for grade in possible}


def _given(graded: Graded, direct: DirectGrade) -> Truth:
    truths: list[Truth] = [truth for _, truth in direct_facts(graded, direct)]
    if direct.on and not graded.complete(direct.on, direct.in_force):
        truths.append(None)
    if direct.if_ is not None and in_force(direct.in_force, graded.day):
        truths.append(graded.holds(direct.if_))
    return True if True in truths else None if None in truths else False


def direct_facts(graded: Graded, direct: DirectGrade) -> list[tuple[Fact, Truth]]:
    """The facts that give the grade of *direct*, each with whether it does."""
    return [
        (fact, fields_pass(direct.where, fact, graded.policy, fact.day))
        for fact in graded.facts(direct.on)
        if in_force(direct.in_force, fact.day)
    ]


def at_best(graded: Graded, outcomes: set[Outcome | None], grade: str, truth: Truth) -> set[Outcome | None]:
    """*outcomes*, none of them better than *grade* where *truth* says so."""
    capped = {
        Outcome(grade, found.source) if found is not None and graded.worse(grade, found.grade) else found
        for found in outcomes
    }
    return outcomes if truth is False else capped if truth else outcomes | capped


def kept(graded: Graded, outcomes: set[Outcome | None], grade: str, truth: Truth) -> set[Outcome | None]:
    """*outcomes*, with *grade* kept in place of any better one, or of none, where *truth* says so."""
    held: set[Outcome | None] = {
        Outcome(grade, "kept") if found is None or graded.worse(grade, found.grade) else found for found in outcomes
    }
    return outcomes if truth is False else held if truth else outcomes | held


def limited(graded: Graded, outcomes: set[Outcome | None]) -> set[Outcome | None]:
    """*outcomes* with every limit observed."""
    for limit in graded.keys.limits.values():
        if in_force(limit.in_force, graded.day):
            outcomes = at_best(graded, outcomes, limit.at_best, graded.holds(limit.if_))
    return outcomes


def _exactly(value: Fraction | None) -> Interval:
    return value, value


def _plus(one: Interval, other: Interval) -> Interval:
    low = None if one[0] is None or other[0] is None else one[0] + other[0]
    high = None if one[1] is None or other[1] is None else one[1] + other[1]
    return low, high


def _clip(value: Fraction | None, least: Fraction, most: Fraction, missing: Fraction) -> Fraction:
    return missing if value is None else min(max(value, least), most)
