"""What would settle when a ground ends, an application for repair, and a measure withheld (S3, S10, S16, S19, S23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.compile.nodes import Law, Node
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions, Moment
from engine.judging import Evaluation
from engine.language.terms import EndOf
from engine.measures import MeasureState
from engine.online.report.measures import moments
from engine.online.report.needs import node_needs
from engine.online.report.sure import of_principal
from engine.spells.applications import Application
from engine.spells.ground import Ground
from engine.spells.repairs import correction_day, seen_from
from engine.spells.result import ListResult


def end_needs(evaluation: Evaluation, result: ListResult, ground: Ground) -> set[str]:
    """What would settle the last day of *ground*: its anchor, its period, or else whether its end extends it."""
    evaluation, result, ground = of_principal(evaluation, result, ground)
    found = {*_anchor_needs(result, ground), *_period_needs(evaluation, ground)}
    if found or ground.rule.at_end is None:
        return found
    at = seen_from(result.compiled, evaluation.conditions, ground, ground.bounds()[0])
    return set(_unknown((ground.rule.at_end[0],), evaluation.conditions, at))


def application_needs(evaluation: Evaluation, result: ListResult, one: Application, ground: Ground) -> set[str]:
    """What would decide the application *one* for *ground*: its conditions, and how long it has to wait."""
    compiled, conditions, variant = result.compiled, evaluation.conditions, one.assessment.variant
    at = seen_from(compiled, conditions, ground, one.fact.day)
    found: set[str] = set()
    for reason in one.assessment.reasons:
        if reason.node is not None:
            is_bar = variant is not None and any(node is reason.node for node in variant.bars)
            found.update(node_needs(reason.node, conditions, at._replace(strictly=is_bar)))
        elif variant is not None:
            awaits = variant.after_from in ("correction", "later") and compiled.correction is not None
            if awaits and compiled.correction is not None and correction_day(compiled, conditions, at)[1]:
                found.update(node_needs(compiled.correction, conditions, at))
            else:
                found.update(_without_value(evaluation.program, compiled.policy, variant.parameters, at.law))
    return found


def measure_needs(evaluation: Evaluation, state: MeasureState) -> set[str]:
    """What would say whether a measure that is withheld as unknown is in force."""
    conditions, carriage, day = evaluation.conditions, state.carriage, evaluation.dossier.as_of
    if state.withheld == "unknown_kind":
        return {"subject:kind"}
    if state.withheld == "unknown_exclusion":
        excluding = evaluation.program.base.policies[state.policy].excluded_by
        return {f"status:{policy}" for policy in excluding if conditions.listed(policy, day, None) is None}
    guard = () if carriage.guard is None else (carriage.guard,)
    found = set(_unknown(guard, conditions, Moment(day, day, None, day, day)))
    for at in moments(evaluation, state) if carriage.condition is not None else ():
        found.update(_unknown((carriage.condition,), conditions, at) if carriage.condition is not None else ())
    return found


def _anchor_needs(result: ListResult, ground: Ground) -> Iterator[str]:
    anchor, correction = ground.rule.anchor, result.compiled.correction
    term = ground.rule.term
    if ground.anchor is not None or term is None or not (term.periods or term.range):
        return
    if isinstance(anchor, EndOf):
        yield f"status:{anchor.end_of}"
    elif anchor == "correction" and correction is not None:
        yield f"fact:{min(correction.facts)}"
    else:
        yield f"fact:{anchor}"


def _period_needs(evaluation: Evaluation, ground: Ground) -> Iterator[str]:
    """What the period of *ground* lacks: a decision on its range, a value, a field of its fact, the date of its law."""
    term = ground.rule.term
    if term is None or ground.again:
        return
    if term.range is not None:
        yield "fact:term_decision"
    for name in term.day_fields:
        if ground.fact is not None and name not in ground.fact.fields:
            yield f"field:{ground.fact.id}:{name}"
    if ground.law is None and any(len(period.values) > 1 for period in term.periods):
        yield "law_date"
        return
    for law in (ground.law, *_later_laws(ground.rule, ground, evaluation.dossier.as_of)):
        yield from _without_value(evaluation.program, ground.rule.policy, term.parameters, law)


def _later_laws(rule: CompiledRule, ground: Ground, day: int) -> Iterator[int]:
    """The days up to *day* on which new law may have shortened the running period of *ground*."""
    if rule.recompute and ground.from_parameter and rule.term is not None:
        yield from (change for change in rule.term.periods[0].changes if ground.opened < change <= day)


def _without_value(program: Program, policy: str, names: Iterable[str], law: Law) -> Iterator[str]:
    known = program.parameters[policy]
    yield from (f"parameter:{name}" for name in names if law is not None and known[name].values.at(law) is None)


def _unknown(nodes: Iterable[Node], conditions: Conditions, at: Moment) -> Iterator[str]:
    for node in nodes:
        if conditions.truth(node, at) is None:
            yield from node_needs(node, conditions, at)
