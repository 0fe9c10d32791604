"""What a verdict says of measures: who carries them out, what brings them, on which articles (S23, S26)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.conditions import Moment
from engine.grading.outcomes import Graded
from engine.judging import Evaluation
from engine.measures import MeasureState
from engine.online.report.cited import Cited, last_text
from engine.online.report.grounds import WHILE
from engine.online.report.sure import Sureness
from engine.online.report.used import Used
from engine.spells.repairs import seen_from
from engine.verdict import MeasureVerdict


def measure_verdict(evaluation: Evaluation, cited: Cited, sure: Sureness, state: MeasureState) -> MeasureVerdict:
    """One measure, with who carries it out, and on which articles of the law of the day asked."""
    carriage, day = state.carriage, evaluation.dossier.as_of
    sort, name = "linkage" if carriage.linked else "policy", carriage.carrier
    if carriage.origin != "policy":
        sort, name = "overlay", carriage.origin.partition(":")[0]
    rules, facts = _brought_by(evaluation, state)
    used = Used(cited, evaluation.conditions, state.policy)
    if carriage.condition is not None:
        for at in moments(evaluation, state):
            used.of(carriage.condition, at)
            facts |= {fact.id for fact in evaluation.conditions.supporting(carriage.condition, at)}
    articles, parameters = cited.in_force(sort, name, carriage.basis, day), used.told()
    statute = cited.statute(carriage.measure, day)
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
        rules=tuple(sorted(rules)),
        facts=tuple(sorted(facts)),
        parameters=parameters,
        confidence=sure.of_measure(state, (*articles, *statute), parameters),
        articles=articles,
        statute=statute,
    )


def moments(evaluation: Evaluation, state: MeasureState) -> Sequence[Moment]:
    """The day asked, as seen from each ground of which the condition of a measure is asked."""
    day = evaluation.dossier.as_of
    if state.carriage.linked or not state.grounds:
        return (Moment(day, day, None, day, day),)
    compiled = evaluation.lists[state.policy].compiled
    return [seen_from(compiled, evaluation.conditions, ground, day) for ground in state.grounds]


def _brought_by(evaluation: Evaluation, state: MeasureState) -> tuple[set[str], set[str]]:
    """The rules and the facts of what carries a measure: grounds, the condition of a list, or a grade."""
    graded = evaluation.grades.get(state.policy)
    if graded is not None and graded.current is not None:
        parts = list(_parts(graded.current))
        return {rule for rule, _ in parts}, {fact for _, fact in parts if fact}
    if not state.grounds:
        return {WHILE}, set()
    return {one.rule.id for one in state.grounds}, {one.fact_id for one in state.grounds if one.fact_id}


def _parts(current: Graded) -> Iterator[tuple[str, str]]:
    """What a grade is made of, with its facts: items that count, what gives it outright, what holds it down."""
    for one in current.contributions:
        yield from ((one.item.id, fact.id) for fact in one.facts)
    yield from ((given.id, fact.id if fact is not None else "") for given, fact in current.direct)
    yield from ((limit, "") for limit in current.limited_by)
