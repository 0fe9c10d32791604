"""What a verdict says of one list: its spells with their grounds, what is proposed, what was applied for."""

from __future__ import annotations

from typing import Literal

from engine.calendar import FOREVER, add
from engine.judging import Evaluation
from engine.language.confidence import lowest
from engine.online.report.cited import Cited, last_text, text_of
from engine.online.report.grounds import counted_by, grounds_of
from engine.online.report.repairs import reason_text, repair_of
from engine.online.report.sure import Sureness
from engine.online.report.used import Used
from engine.spells.applications import Application
from engine.spells.decisions import Pending
from engine.spells.firing import moment
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.verdict import ApplicationVerdict, ListVerdict, Proposal, SpellVerdict, Status


def list_verdict(evaluation: Evaluation, cited: Cited, sure: Sureness, result: ListResult) -> ListVerdict | None:
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
        spells=tuple([_spell(evaluation, cited, sure, result, spell) for spell in result.spells]),
        proposals=tuple([_proposal(evaluation, cited, sure, result, one) for one in proposals]),
        applications=tuple([_application(one) for one in applications]),
    )


def _status(evaluation: Evaluation, result: ListResult) -> Status:
    truth = result.timeline.listed(evaluation.dossier.as_of)
    return "listed" if truth is True else "unknown" if truth is None else "not_listed"


def _spell(evaluation: Evaluation, cited: Cited, sure: Sureness, result: ListResult, spell: Spell) -> SpellVerdict:
    day = evaluation.dossier.as_of
    state: Literal["open", "unknown", "ended"]
    state = "open" if day <= spell.low else "unknown" if day <= spell.high else "ended"
    last = FOREVER if spell.cause == "condition" and state == "open" else spell.low
    grounds = grounds_of(evaluation, cited, sure, result, spell)
    return SpellVerdict(
        start=text_of(spell.start),
        last=last_text(last),
        last_at_most=last_text(spell.high),
        state=state,
        ended_by=spell.cause if state == "ended" else None,
        confidence=lowest(one.confidence for one in grounds),
        grounds=grounds,
        repair=repair_of(evaluation, cited, result, spell) if state != "ended" else None,
    )


def _proposal(evaluation: Evaluation, cited: Cited, sure: Sureness, result: ListResult, one: Pending) -> Proposal:
    """*one* by the law it would be listed under, were that decided on the day asked."""
    rule, lapses = one.rule, result.compiled.lapses
    law = result.firings.laws(rule, one.fact, evaluation.dossier.as_of)[0]
    at = moment(one.fact, one.day, law)
    used = Used(cited, evaluation.conditions, rule.policy)
    used.of_firing(rule, at)
    return Proposal(
        rule=rule.id,
        label=rule.label,
        fact=one.fact_id or None,
        triggered=text_of(one.day),
        lapses=None if lapses is None else last_text(add(one.day, lapses)),
        law=None if law is None else text_of(law),
        articles=cited.of_rule(rule, law),
        parameters=used.told(),
        supporting=tuple(sorted(counted_by(evaluation, rule, at) - {one.fact_id})),
        confidence=sure.of_proposal(result.compiled, rule, at),
    )


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
