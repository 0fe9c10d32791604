"""What a verdict says of the grounds of a spell: rule, facts, days, articles, values (S26)."""

from __future__ import annotations

from engine.compile.lists import CompiledList
from engine.compile.nodes import Node
from engine.compile.rules import CompiledRule
from engine.conditions import Moment
from engine.judging import Evaluation
from engine.online.report.cited import Cited, last_text, text_of
from engine.online.report.sure import Sureness, of_principal
from engine.online.report.used import Used, used_by_ground
from engine.spells.firing import moment
from engine.spells.ground import Ground
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.verdict import GroundVerdict

WHILE = "while"
"""What the condition of a list that lasts as long as it holds is called, where others have a rule."""


def grounds_of(
    evaluation: Evaluation, cited: Cited, sure: Sureness, result: ListResult, spell: Spell
) -> tuple[GroundVerdict, ...]:
    """The grounds of *spell*; of a list that lasts as long as its condition holds, that condition."""
    if result.compiled.lasting is not None:
        return (_while(evaluation, cited, sure, result.compiled, result.compiled.lasting, spell),)
    return tuple([_ground(evaluation, cited, sure, result, one) for one in sorted(spell.grounds, key=lambda g: g.key)])


def _ground(evaluation: Evaluation, cited: Cited, sure: Sureness, result: ListResult, ground: Ground) -> GroundVerdict:
    rule, (low, high) = ground.rule, ground.bounds()
    theirs = of_principal(evaluation, result, ground)
    parameters = used_by_ground(cited, *theirs)
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
        articles=cited.of_rule(rule, ground.law),
        parameters=parameters,
        supporting=_supporting(theirs[0], theirs[2]),
        confidence=sure.of_ground(result, ground, parameters),
        flags=_flags(ground),
    )


def _supporting(evaluation: Evaluation, ground: Ground) -> tuple[str, ...]:
    """The facts besides its own that *ground* rests on, the decision among them."""
    found = {ground.decision.id} if ground.decision is not None else set()
    at = moment(ground.fact, ground.trigger_day, ground.law)
    return tuple(sorted((found | counted_by(evaluation, ground.rule, at)) - {ground.fact_id}))


def counted_by(evaluation: Evaluation, rule: CompiledRule, at: Moment) -> set[str]:
    """The facts that the conditions of *rule* count *at* a moment."""
    supporting = evaluation.conditions.supporting
    return {fact.id for node in rule.conjuncts for fact in supporting(node, at)}


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
    found = tuple([name for name, is_set in flags if is_set])
    return found if ground.carried_from is None else tuple(sorted({*found, *_flags(ground.carried_from)}))


def _while(
    evaluation: Evaluation, cited: Cited, sure: Sureness, compiled: CompiledList, lasting: Node, spell: Spell
) -> GroundVerdict:
    """What *spell* rests on, by the law of its last day so far."""
    day = min(evaluation.dossier.as_of, spell.low)
    at = Moment(day, day, None, day, day)
    ends = spell.high if spell.high < evaluation.dossier.as_of else None
    used = Used(cited, evaluation.conditions, compiled.policy)
    used.of(lasting, at)
    return GroundVerdict(
        rule=WHILE,
        label=evaluation.program.base.policies[compiled.policy].title,
        fact=None,
        triggered=text_of(spell.start),
        start=text_of(spell.start),
        last=None if evaluation.dossier.as_of <= spell.low else last_text(spell.low),
        last_at_most=last_text(spell.high),
        ended_by=None if ends is None else spell.cause,
        degree=None,
        law=text_of(day),
        articles=cited.articles("policy", compiled.policy, compiled.basis),
        parameters=used.told(),
        supporting=tuple(sorted({fact.id for fact in evaluation.conditions.supporting(lasting, at)})),
        confidence=sure.of_lasting(compiled, lasting, at),
        flags=(),
    )
