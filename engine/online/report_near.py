"""The rules that nearly fired: exactly one of their conditions is not true (S26)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.conditions import Moment
from engine.online.evaluate import Evaluation
from engine.online.reasons import kept_by
from engine.spells.decisions import Pending
from engine.spells.firing import Conjunct, Firings
from engine.spells.result import ListResult
from engine.verdict import Near


def near(evaluation: Evaluation) -> Iterator[Near]:
    """Each rule that speaks of a fact, did not fire for it, and would but for one condition."""
    as_of, agreement = evaluation.dossier.as_of, evaluation.agreement
    for policy, pairs in evaluation.candidates.items():
        result = evaluation.lists[policy]
        fired = _fired(result)
        for rule, fact in pairs:
            if (rule.id, fact.id) in fired:
                continue
            day = fact.day
            law = result.firings.laws(rule, fact, day, as_of if result.compiled.decision else day)[0]
            tests = agreement.traced(rule.facts[fact.type], fact, law).failing
            if len(tests) > 1:
                continue
            at = Moment(day, law, fact, day, day)
            failing = result.firings.only_failing(rule, at, Conjunct("where", *tests[0]) if tests else None)
            if failing is not None:
                yield Near(policy, rule.id, rule.label, fact.id, kept_by(failing, evaluation.conditions, at))


def _fired(result: ListResult) -> set[tuple[str, str]]:
    """What opened or waits, and what waited until it was closed: not what could not have opened even then."""
    fired = {(one.rule.id, one.fact_id) for found in (result.grounds, result.proposals) for one in found}
    return fired | {(one.rule.id, one.fact_id) for one in result.closed if _had_fired(result.firings, one)}


def _had_fired(firings: Firings, one: Pending) -> bool:
    laws = firings.laws(one.rule, one.fact, one.day, one.day if one.ended is None else one.ended)
    return firings.truth(one.rule, one.fact, one.day, laws) is True
