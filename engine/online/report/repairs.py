"""What a verdict says of the early way off a list: from which day, by which articles, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from engine.compile.rules import CompiledRepair
from engine.judging import Evaluation
from engine.online.report.cited import Cited, text_of
from engine.online.report.sure import of_told
from engine.online.report.used import Used
from engine.online.report.ways import Way, shortest
from engine.spells.ground import Ground
from engine.spells.repairs import Reason, seen_from
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.verdict import GroundRepair, ParameterUse, RepairVerdict


def repair_of(evaluation: Evaluation, cited: Cited, result: ListResult, spell: Spell) -> RepairVerdict | None:
    """How *spell* may end early, as it stands on the day asked; nothing where that is not for this subject to ask.

    Nor where its repair was granted: on its last day nothing more is to be asked for.
    """
    day, policy = evaluation.dossier.as_of, result.compiled.policy
    asked = (one for one in spell.grounds if one.own_repair and one.stopped is None and one.is_open(day))
    mine = sorted(asked, key=lambda ground: ground.key)
    if not mine:
        return None
    found = [(ground, shortest(evaluation, result, ground)) for ground in mine]
    grounds = tuple([_ground(ground, way) for ground, way in found])
    provided = all(one.provided for one in grounds)
    variants = [way.assessment.variant for _, way in found if way.assessment.variant is not None]
    articles = tuple(
        dict.fromkeys(one for variant in variants for one in cited.articles("policy", policy, variant.basis))
    )
    parameters = _parameters(evaluation, cited, result, found)
    return RepairVerdict(
        provided=provided,
        barred=any(one.barred for one in grounds),
        earliest=_latest([one.earliest for one in grounds]) if provided else None,
        missing=_each_once(name for one in grounds for name in one.missing),
        facts_needed=_each_once(name for one in grounds for name in one.facts_needed) if provided else (),
        decision=any(variant.decision for variant in variants),
        parameters=parameters,
        confidence=of_told(articles, parameters),
        articles=articles,
        grounds=grounds,
    )


def reason_text(reason: Reason) -> str:
    """*reason* in one word, with the condition or the day it speaks of."""
    if reason.node is not None:
        return f"{reason.why}:{reason.node.id}"
    return f"{reason.why}:{text_of(reason.day)}" if reason.day is not None else reason.why


def _ground(ground: Ground, way: Way) -> GroundRepair:
    earliest = way.earliest if way.provided else None
    return GroundRepair(
        rule=ground.rule.id,
        fact=ground.fact_id or None,
        provided=way.provided,
        barred=way.provided and not way.open,
        earliest=None if earliest is None else text_of(earliest),
        missing=_each_once(reason_text(reason) for reason in way.assessment.reasons),
        facts_needed=tuple(sorted(way.facts)),
    )


def _parameters(
    evaluation: Evaluation, cited: Cited, result: ListResult, found: Iterable[tuple[Ground, Way]]
) -> tuple[ParameterUse, ...]:
    """The values that the wait and the conditions of repair speak of, by the law of the day asked."""
    used, day = Used(cited, evaluation.conditions, result.compiled.policy), evaluation.dossier.as_of
    for ground, way in found:
        variant = way.assessment.variant
        if variant is None or not _speaks(cited, variant):
            continue
        used.by(variant.parameters, day)
        at = seen_from(result.compiled, evaluation.conditions, ground, day)
        for node in variant.requires:
            used.of(node, at)
        for node in variant.bars:
            used.of(node, at._replace(strictly=True))
    return used.told()


def _speaks(cited: Cited, variant: CompiledRepair) -> bool:
    return bool(variant.parameters) or any(cited.speaking(node) for node in (*variant.requires, *variant.bars))


def _latest(days: Iterable[str | None]) -> str | None:
    """The first day the wait is over for all; nothing where that is not known of one."""
    known = list(days)
    return None if None in known else max(day for day in known if day is not None)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*names}))
