"""What could not be decided for want of facts, and what would decide it (S10)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.conditions import Moment
from engine.judging import Evaluation
from engine.online.report.needs import grade_needs, needs, node_needs
from engine.online.report.needs_of_ends import application_needs, end_needs, measure_needs
from engine.spells.extensions import may_reach
from engine.spells.ground import Ground
from engine.spells.repairs import seen_from
from engine.spells.result import ListResult
from engine.verdict import Undecided

MEASURE = "measure:"
"""Before the id of a measure, where other questions name a rule."""
_UNKNOWN = ("unknown_condition", "unknown_exclusion", "unknown_kind")


def undecided(evaluation: Evaluation) -> Iterator[Undecided]:
    """Every open question of *evaluation*."""
    day = evaluation.dossier.as_of
    for result in evaluation.lists.values():
        yield from _firings(evaluation, result)
        yield from _applications(evaluation, result)
        for ground in result.grounds:
            yield from _ends(evaluation, result, ground)
        yield from _lasting(evaluation, result)
    for policy, graded in evaluation.grades.items():
        if graded.current is not None and len(graded.timeline.at(day)) > 1:
            yield Undecided(policy, "grade", None, tuple(sorted(set(grade_needs(graded, evaluation.conditions)))))
    yield from dict.fromkeys(_measures(evaluation))
    yield from _unknown_principals(evaluation)


def _measures(evaluation: Evaluation) -> Iterator[Undecided]:
    """Measures of which it is not known whether they are in force."""
    for state in evaluation.measures:
        if state.withheld in _UNKNOWN:
            wanted = measure_needs(evaluation, state)
            yield Undecided(state.policy, f"{MEASURE}{state.carriage.measure}", None, tuple(sorted(wanted)))


def _firings(evaluation: Evaluation, result: ListResult) -> Iterator[Undecided]:
    """Rules of which it is not known whether they fire."""
    firings = result.firings
    for rule, fact, day in result.undecided:
        laws = firings.laws(rule, fact, evaluation.dossier.as_of if result.compiled.decision else day)
        wanted: set[str] = set()
        for law in laws:
            at = Moment(day, law, fact, day, day)
            wanted.update(needs(firings.conjuncts(rule, fact, day, law), evaluation.conditions, at))
        yield Undecided(result.compiled.policy, rule.id, fact.id if fact else None, tuple(sorted(wanted)))


def _applications(evaluation: Evaluation, result: ListResult) -> Iterator[Undecided]:
    """Applications of which it is not known whether they are admissible."""
    for one in result.applications:
        if one.outcome == "undecided" and one.ground is not None:
            wanted = application_needs(evaluation, result, one, one.ground)
            yield Undecided(result.compiled.policy, one.ground.rule.id, one.fact.id, tuple(sorted(wanted)))


def _ends(evaluation: Evaluation, result: ListResult, ground: Ground) -> Iterator[Undecided]:
    """Whether the cure of *ground* has come, and when its period ends."""
    day, rule = evaluation.dossier.as_of, ground.rule
    if ground.cure_unknown and ground.cured is None and rule.until is not None:
        at = seen_from(result.compiled, evaluation.conditions, ground, day)
        wanted = set(node_needs(rule.until, evaluation.conditions, at))
        yield Undecided(result.compiled.policy, rule.id, ground.fact_id or None, tuple(sorted(wanted)))
    low, high = ground.bounds()
    if ground.sure and low < day <= high:
        wanted = end_needs(evaluation, result, ground)
        yield Undecided(result.compiled.policy, rule.id, ground.fact_id or None, tuple(sorted(wanted)))


def _lasting(evaluation: Evaluation, result: ListResult) -> Iterator[Undecided]:
    """Whether the condition holds that a list lasts by."""
    if result.lasting_unknown and result.compiled.lasting is not None:
        day = evaluation.dossier.as_of
        wanted = set(node_needs(result.compiled.lasting, evaluation.conditions, Moment(day, day, None, day, day)))
        yield Undecided(result.compiled.policy, "while", None, tuple(sorted(wanted)))


def _unknown_principals(evaluation: Evaluation) -> Iterator[Undecided]:
    """Lists that may reach the subject through others of whom nothing is known."""
    if not evaluation.principals_unknown:
        return
    dossier = evaluation.dossier
    kind = dossier.attribute("kind", dossier.as_of)
    for policy in evaluation.program.extending:
        extending = (one for one in evaluation.program.lists[policy].extends_to if kind in one.kinds)
        if any(may_reach(one, dossier, dossier.as_of) for one in extending):
            yield Undecided(policy, "extends_to", None, ("principals",))
