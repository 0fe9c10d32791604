"""What a verdict says of one list: its spells with their grounds, what is proposed, what was applied for."""

from __future__ import annotations

from typing import Literal

from engine.calendar import FOREVER, add
from engine.compile.lists import CompiledList
from engine.conditions import Moment
from engine.online.cited import Cited, last_text, text_of
from engine.online.evaluate import Evaluation
from engine.online.report_repairs import reason_text, repair_of
from engine.spells.applications import Application
from engine.spells.decisions import Pending
from engine.spells.ground import Ground
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.verdict import ApplicationVerdict, GroundVerdict, ListVerdict, ParameterUse, Proposal, SpellVerdict, Status


def list_verdict(evaluation: Evaluation, cited: Cited, result: ListResult) -> ListVerdict | None:
    """What *result* comes to; nothing where the list has nothing to do with the subject."""
    possible = result.lasting_unknown or (result.grounds and _status(evaluation, result) == "unknown")
    if not (result.spells or result.proposals or result.applications or possible):
        return None
    compiled = result.compiled
    policy = evaluation.program.base.policies[compiled.policy]
    proposals = sorted(result.proposals, key=lambda one: (one.rule.id, one.fact_id, one.day))
    applications = sorted(result.applications, key=lambda one: (one.fact.day, one.fact.id, one.name))
    return ListVerdict(
        policy=compiled.policy,
        title=policy.title,
        kind=compiled.kind,
        authority=policy.authority,
        status=_status(evaluation, result),
        spells=tuple([_spell(evaluation, cited, result, spell) for spell in result.spells]),
        proposals=tuple([_proposal(cited, compiled, one) for one in proposals]),
        applications=tuple([_application(one) for one in applications]),
    )


def _status(evaluation: Evaluation, result: ListResult) -> Status:
    truth = result.timeline.listed(evaluation.dossier.as_of)
    return "listed" if truth is True else "unknown" if truth is None else "not_listed"


def _spell(evaluation: Evaluation, cited: Cited, result: ListResult, spell: Spell) -> SpellVerdict:
    day = evaluation.dossier.as_of
    state: Literal["open", "unknown", "ended"]
    state = "open" if day <= spell.low else "unknown" if day <= spell.high else "ended"
    last = FOREVER if spell.cause == "condition" and state == "open" else spell.low
    return SpellVerdict(
        start=text_of(spell.start),
        last=last_text(last),
        last_at_most=last_text(spell.high),
        state=state,
        ended_by=spell.cause if state == "ended" else None,
        grounds=tuple([_ground(evaluation, cited, one) for one in sorted(spell.grounds, key=lambda g: g.key)]),
        repair=repair_of(evaluation, cited, result, spell) if state != "ended" else None,
    )


def _ground(evaluation: Evaluation, cited: Cited, ground: Ground) -> GroundVerdict:
    rule = ground.rule
    low, high = ground.bounds()
    return GroundVerdict(
        rule=rule.id,
        label=rule.label,
        fact=ground.fact_id or None,
        triggered=text_of(ground.trigger_day),
        start=text_of(ground.opened),
        last=last_text(low),
        last_at_most=last_text(high),
        ended_by=ground.cause if high < evaluation.dossier.as_of else None,
        degree=rule.degree,
        law=None if ground.law is None else text_of(ground.law),
        articles=cited.of_rule(rule),
        parameters=_parameters(cited, ground),
        supporting=_supporting(evaluation, ground),
        flags=_flags(ground),
    )


def _parameters(cited: Cited, ground: Ground) -> tuple[ParameterUse, ...]:
    """The values *ground* rests on, and that of the later law which brought its end forward."""
    used, rule = cited.parameters(ground.rule, ground.law), ground.rule
    if ground.shortened is None or rule.term is None:
        return used
    later = cited.parameters(rule, ground.shortened)
    return tuple(sorted([*used, *(one for one in later if one.name in rule.term.parameters)], key=lambda one: one.name))


def _supporting(evaluation: Evaluation, ground: Ground) -> tuple[str, ...]:
    """The facts besides its own that *ground* rests on, the decision among them."""
    found = {ground.decision.id} if ground.decision is not None else set()
    if ground.rule.conjuncts:
        at = Moment(ground.trigger_day, ground.law, ground.fact, ground.trigger_day, ground.trigger_day)
        supporting = evaluation.conditions.supporting
        found |= {fact.id for node in ground.rule.conjuncts for fact in supporting(node, at)}
    return tuple(sorted(found - {ground.fact_id}))


def _flags(ground: Ground) -> tuple[str, ...]:
    flags = (
        ("again", ground.again),
        ("assumed", ground.assumed),
        ("cure_unknown", ground.cure_unknown),
        ("extension", ground.principal is not None),
        ("out_of_range", ground.out_of_range),
        ("repaired_unsupported", ground.repaired_unsupported),
        ("shortened", ground.shortened is not None),
        ("resumed", ground.resumed),
        ("unsupported", ground.unsupported),
    )
    return tuple([name for name, is_set in flags if is_set])


def _proposal(cited: Cited, compiled: CompiledList, one: Pending) -> Proposal:
    lapses = add(one.day, compiled.lapses) if compiled.lapses is not None else FOREVER
    articles = cited.of_rule(one.rule)
    return Proposal(one.rule.id, one.rule.label, one.fact_id or None, text_of(one.day), last_text(lapses), articles)


def _application(one: Application) -> ApplicationVerdict:
    earliest = one.assessment.earliest
    return ApplicationVerdict(
        fact=one.fact.id,
        day=text_of(one.fact.day),
        rule=one.ground.rule.id if one.ground is not None else None,
        ground=one.name or None,
        outcome=one.outcome,
        reasons=tuple(sorted([reason_text(reason) for reason in one.assessment.reasons])),
        earliest=None if earliest is None else text_of(earliest),
    )
