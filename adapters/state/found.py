"""The rows of one subject, of what the online evaluator found out about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters.state.rows import POSSIBLE, PROPOSAL, SPELL, UNDECIDED, UNGRADED, Grade, Measure, Rows, Stay
from engine.calendar import FOREVER, iso
from engine.grading.outcomes import GradeResult
from engine.judging import Evaluation
from engine.measures import MeasureState
from engine.spells.ground import Ground
from engine.spells.result import ListResult
from engine.timeline import NO_GRADE


def found_out(evaluation: Evaluation) -> Rows:
    """The rows of *evaluation*."""
    stays = (one for result in evaluation.lists.values() for one in _stays(result))
    grades = (_grade(policy, result) for policy, result in evaluation.grades.items())
    return Rows(
        tuple(sorted(stays, key=str)),
        tuple(sorted(one for one in grades if one is not None)),
        tuple(sorted((_measure(one) for one in evaluation.measures), key=str)),
    )


def _stays(result: ListResult) -> Iterator[Stay]:
    policy = result.compiled.policy
    for one in result.spells:
        yield Stay(policy, SPELL, iso(one.start), _day(one.low), _day(one.high), one.cause, _grounds(one.grounds))
    if result.timeline.possible != result.timeline.certain:
        for start, last in result.timeline.possible:
            yield Stay(policy, POSSIBLE, iso(start), None, _day(last), None, ())
    for pending in result.proposals:
        yield _firing(policy, PROPOSAL, pending.rule.id, pending.fact_id, pending.day)
    for rule, fact, day in result.undecided:
        yield _firing(policy, UNDECIDED, rule.id, fact.id if fact else "", day)


def _firing(policy: str, sort: str, rule: str, fact: str, day: int) -> Stay:
    return Stay(policy, sort, iso(day), None, None, None, ((rule, fact or None, iso(day)),))


def _grounds(grounds: Iterable[Ground]) -> tuple[tuple[str, str | None, str], ...]:
    """Rule, fact and day of each; a decision may name a fact that is not on record, which is told of none here."""
    told = ((one.rule.id, None if one.fact is None else one.fact.id, iso(one.opened)) for one in grounds)
    return tuple(sorted(told, key=str))


def _grade(policy: str, result: GradeResult) -> Grade | None:
    current = result.current
    if current is None or current.grades == {NO_GRADE}:
        return None
    grades = [one for one in result.compiled.order if one in current.grades]
    grades += [UNGRADED] * (NO_GRADE in current.grades)
    return Grade(policy, ",".join(grades), _day(result.held_since or 0), current.year or None)


def _measure(one: MeasureState) -> Measure:
    days = (_day(one.since), _day(one.low), _day(one.high))
    return Measure(one.policy, one.carriage.id, one.carriage.measure, *days, one.withheld)


def _day(day: int) -> str | None:
    """*day* as a text; nothing where there is none, or no end."""
    return iso(day) if 0 < day < FOREVER else None
