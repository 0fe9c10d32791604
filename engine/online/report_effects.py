"""What a verdict says of grades and of measures in force."""

from __future__ import annotations

from decimal import Decimal

from engine.compile.grades import POINTS
from engine.compile.program import Program
from engine.grading.outcomes import Graded, GradeResult
from engine.measures import MeasureState
from engine.online.cited import Cited, last_text, text_of
from engine.truth import Bound
from engine.verdict import GradeVerdict, MeasureVerdict, ScoreLine


def grade_verdict(program: Program, result: GradeResult, current: Graded, day: int) -> GradeVerdict:
    """The grade of one policy held on *day*, and how the *current* one came about."""
    held = result.timeline.at(day)
    counted = [one for one in current.contributions if one.facts or one.low != 0 or one.high != 0]
    return GradeVerdict(
        policy=result.compiled.policy,
        title=program.base.policies[result.compiled.policy].title,
        grade=result.timeline.surely(day),
        possible=tuple(grade for grade in result.compiled.order if grade in held),
        year=current.year,
        since=None if result.held_since is None else text_of(result.held_since),
        how=current.how,
        score=_points(current.low, current.high),
        lines=tuple(
            ScoreLine(one.item.id, _points(one.low, one.high) or "?", tuple(fact.id for fact in one.facts))
            for one in counted
        ),
        direct=tuple(sorted(fact.id if fact else one.id for one, fact in current.direct)),
        limited_by=current.limited_by,
    )


def measure_verdict(cited: Cited, state: MeasureState, day: int) -> MeasureVerdict:
    """One measure, with who carries it out and on which articles of the law of *day*."""
    carriage = state.carriage
    sort, name = "linkage" if carriage.linked else "policy", carriage.carrier
    if carriage.origin != "policy":
        sort, name = "overlay", carriage.origin.partition(":")[0]
    return MeasureVerdict(
        measure=carriage.measure,
        title=carriage.title,
        kind=carriage.sort,
        policy=state.policy,
        via=name if sort != "policy" else None,
        by=carriage.by,
        strength=carriage.strength,
        gates=carriage.gates,
        since=last_text(state.since),
        last=last_text(state.low),
        withheld=state.withheld,
        flags=(),
        articles=cited.in_force(sort, name, carriage.basis, day),
    )


def _points(low: Bound, high: Bound) -> str | None:
    """Points as a person would write them; nothing where they are not known."""
    if low is None or low != high:
        return None
    return f"{(Decimal(low) / POINTS).normalize():f}"
