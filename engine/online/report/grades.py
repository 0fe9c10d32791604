"""What a verdict says of grades: which one is held, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.compile.grades import POINTS
from engine.grading.outcomes import Contribution, Graded, GradeResult
from engine.judging import Evaluation
from engine.online.report.cited import Cited, named_by_tests, text_of
from engine.online.report.sure import Sureness
from engine.online.report.used import Used
from engine.truth import Bound
from engine.verdict import Article, GradeVerdict, ScoreLine


def grade_verdict(
    evaluation: Evaluation, cited: Cited, sure: Sureness, result: GradeResult, current: Graded
) -> GradeVerdict:
    """The grade of one policy held on the day asked, and how the *current* one came about."""
    day, policy = evaluation.dossier.as_of, result.compiled.policy
    held = result.timeline.at(day)
    counted = [one for one in current.contributions if one.facts or one.low != 0 or one.high != 0]
    return GradeVerdict(
        policy=policy,
        title=evaluation.program.base.policies[policy].title,
        grade=result.timeline.surely(day),
        possible=tuple(grade for grade in result.compiled.order if grade in held),
        year=current.year,
        since=None if result.held_since is None else text_of(result.held_since),
        how=current.how,
        score=_points(current.low, current.high),
        lines=tuple([_line(evaluation, cited, policy, one) for one in counted]),
        direct=tuple(sorted(fact.id if fact else one.id for one, fact in current.direct)),
        limited_by=current.limited_by,
        confidence=sure.of_grade(result, current),
        flags=(),
        articles=tuple(dict.fromkeys(_articles(cited, result, current))),
    )


def _line(evaluation: Evaluation, cited: Cited, policy: str, one: Contribution) -> ScoreLine:
    """What *one* item moved the score by, with the values its facts were tested and counted with on their own days."""
    used = Used(cited, evaluation.conditions, policy)
    for fact in one.facts:
        used.by(one.item.parameters | named_by_tests((one.item.facts[fact.type],)), fact.day)
    return ScoreLine(
        item=one.item.id,
        points=_points(one.low, one.high) or "?",
        facts=tuple(fact.id for fact in one.facts),
        parameters=used.told(),
        articles=cited.articles("policy", policy, one.item.basis),
    )


def _articles(cited: Cited, result: GradeResult, current: Graded) -> Iterator[Article]:
    """The articles of the grade itself, of what gave it outright and of what held it down."""
    policy = result.compiled.policy
    limits = [one for one in result.compiled.limits if one.id in current.limited_by]
    given = [one for one, _ in current.direct]
    for basis in (result.compiled.basis, *(one.basis for one in given), *(one.basis for one in limits)):
        yield from cited.articles("policy", policy, basis)


def _points(low: Bound, high: Bound) -> str | None:
    """Points as a person would write them; nothing where they are not known."""
    if low is None or low != high:
        return None
    return f"{(Decimal(low) / POINTS).normalize():f}"
