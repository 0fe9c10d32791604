"""What a verdict says of the early way off a list: from which day, by which articles, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.online.cited import Cited, text_of
from engine.online.evaluate import Evaluation
from engine.online.needs import smallest_cure
from engine.spells.repairs import Assessment, Reason, assess
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.verdict import RepairVerdict


def repair_of(evaluation: Evaluation, cited: Cited, result: ListResult, spell: Spell) -> RepairVerdict | None:
    """How *spell* may end early, as it stands on the day asked; nothing where that is not for this subject to ask."""
    day, compiled = evaluation.dossier.as_of, result.compiled
    mine = [ground for ground in spell.grounds if ground.own_repair and ground.is_open(day)]
    if not mine:
        return None
    found = [assess(compiled, evaluation.conditions, ground, day) for ground in mine]
    provided = all(one.variant is not None and not one.variant.none_provided for one in found)
    reasons = [reason for one in found for reason in one.reasons]
    variants = [one.variant for one in found if one.variant is not None]
    articles = (article for v in variants for article in cited.articles("policy", compiled.policy, v.basis))
    return RepairVerdict(
        provided=provided,
        earliest=_earliest(found) if provided else None,
        missing=tuple(sorted({reason_text(reason) for reason in reasons})),
        facts_needed=_needed(evaluation, result, reasons) if provided else (),
        decision=any(variant.decision for variant in variants),
        articles=tuple(dict.fromkeys(articles)),
    )


def reason_text(reason: Reason) -> str:
    """*reason* in one word, with the condition or the day it speaks of."""
    if reason.node is not None:
        return f"{reason.why}:{reason.node.id}"
    return f"{reason.why}:{text_of(reason.day)}" if reason.day is not None else reason.why


def _earliest(found: Sequence[Assessment]) -> str | None:
    """The first day the wait is over for every ground; nothing where that is not known of one."""
    days = [one.earliest for one in found if one.earliest is not None]
    return text_of(max(days)) if len(days) == len(found) else None


def _needed(evaluation: Evaluation, result: ListResult, reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The fact types whose coming would take away *reasons*."""
    correction = result.compiled.correction
    wanted: set[str] = set()
    for reason in reasons:
        if reason.node is not None and reason.why in ("missing", "unknown"):
            wanted |= smallest_cure(reason.node, evaluation.dossier) or set()
        if reason.why == "not_corrected" and correction is not None:
            wanted |= smallest_cure(correction, evaluation.dossier) or set()
    return tuple(sorted(wanted))
