"""What a verdict says of the early way off a list: from which day, by which articles, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.calendar import FOREVER
from engine.dossier import Dossier
from engine.online.cited import Cited, text_of
from engine.online.evaluate import Evaluation
from engine.online.needs import smallest_cure
from engine.spells.ground import Ground
from engine.spells.repairs import Assessment, Reason, assess, assessments
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.verdict import RepairVerdict


def repair_of(evaluation: Evaluation, cited: Cited, result: ListResult, spell: Spell) -> RepairVerdict | None:
    """How *spell* may end early, as it stands on the day asked; nothing where that is not for this subject to ask."""
    day, compiled = evaluation.dossier.as_of, result.compiled
    mine = [ground for ground in spell.grounds if ground.own_repair and ground.is_open(day)]
    if not mine:
        return None
    found = [_shortest(evaluation, result, ground) for ground in mine]
    provided = all(one.variant is not None and not one.variant.none_provided for one in found)
    needed = {name for one in found for facts in _cures(one, result, evaluation.dossier) for name in facts or ()}
    variants = [one.variant for one in found if one.variant is not None]
    articles = (article for v in variants for article in cited.articles("policy", compiled.policy, v.basis))
    return RepairVerdict(
        provided=provided,
        earliest=_earliest(found) if provided else None,
        missing=tuple(sorted({reason_text(reason) for one in found for reason in one.reasons})),
        facts_needed=tuple(sorted(needed)) if provided else (),
        decision=any(variant.decision for variant in variants),
        articles=tuple(dict.fromkeys(articles)),
    )


def reason_text(reason: Reason) -> str:
    """*reason* in one word, with the condition or the day it speaks of."""
    if reason.node is not None:
        return f"{reason.why}:{reason.node.id}"
    return f"{reason.why}:{text_of(reason.day)}" if reason.day is not None else reason.why


def _shortest(evaluation: Evaluation, result: ListResult, ground: Ground) -> Assessment:
    """Of the ways off for *ground*, the one that asks the fewest facts of the subject, or only the shortest wait.

    Where no facts and no time open one, that by which an application would be nearest to being admitted.
    """
    dossier = evaluation.dossier
    open_: list[tuple[int, int, Assessment]] = []
    for one in assessments(result.compiled, evaluation.conditions, ground, dossier.as_of):
        cures = list(_cures(one, result, dossier))
        if None not in cures:
            facts = frozenset[str]().union(*(cure for cure in cures if cure is not None))
            wait = FOREVER if one.earliest is None else one.earliest
            open_.append((len(facts), 0 if facts else wait, one))
    if not open_:
        return assess(result.compiled, evaluation.conditions, ground, dossier.as_of)
    return min(open_, key=lambda way: way[:2])[2]


def _cures(one: Assessment, result: ListResult, dossier: Dossier) -> Iterator[frozenset[str] | None]:
    """For each reason of *one* that time alone does not take away, the fact types whose coming would; `None`: none."""
    requires = {id(node) for node in one.variant.requires} if one.variant is not None else set[int]()
    for reason in one.reasons:
        node = result.compiled.correction if reason.why == "not_corrected" else reason.node
        if node is not None:
            may = reason.why == "not_corrected" or id(node) in requires
            yield smallest_cure(node, dossier) if may else None


def _earliest(found: Sequence[Assessment]) -> str | None:
    """The first day the wait is over for every ground; nothing where that is not known of one."""
    days = [one.earliest for one in found if one.earliest is not None]
    return text_of(max(days)) if len(days) == len(found) else None
