"""The rules that nearly fired: exactly one of their conditions is not true (S26)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compile.rules import CompiledRule
from engine.conditions import Moment
from engine.facts import Fact
from engine.online.evaluate import Evaluation
from engine.online.reasons import kept_by
from engine.spells.decisions import Pending
from engine.spells.firing import Conjunct, Firings
from engine.spells.result import ListResult
from engine.verdict import Near


def near(evaluation: Evaluation) -> Iterator[Near]:
    """Each rule that speaks of a fact, did not fire for it, and would but for one condition."""
    for policy, pairs in evaluation.candidates.items():
        result = evaluation.lists[policy]
        fired: set[tuple[str, str]] | None = None
        for rule, fact in pairs:
            found = _only_failing(evaluation, result, rule, fact)
            if found is None:
                continue
            fired = _fired(result) if fired is None else fired
            if (rule.id, fact.id) not in fired:
                failing, at = found
                yield Near(policy, rule.id, rule.label, fact.id, kept_by(failing, evaluation.conditions, at))


def _only_failing(
    evaluation: Evaluation, result: ListResult, rule: CompiledRule, fact: Fact
) -> tuple[Conjunct, Moment] | None:
    """What alone keeps *rule* from firing for *fact* as the law stands, and the moment that was asked about."""
    day, firings = fact.day, result.firings
    law = firings.laws(rule, fact, evaluation.dossier.as_of if result.compiled.decision else day)[0]
    tests = evaluation.agreement.traced(rule.facts[fact.type], fact, law).failing
    if len(tests) > 1:
        return None
    at = Moment(day, law, fact, day, day)
    failing = firings.only_failing(rule, at, Conjunct("where", *tests[0]) if tests else None)
    return None if failing is None else (failing, at)


def _fired(result: ListResult) -> set[tuple[str, str]]:
    """What opened or waits, and what waited until it was closed: not what could not have opened even then."""
    fired = {(one.rule.id, one.fact_id) for found in (result.grounds, result.proposals) for one in found}
    return fired | {(one.rule.id, one.fact_id) for one in result.closed if _had_fired(result.firings, one)}


def _had_fired(firings: Firings, one: Pending) -> bool:
    laws = firings.laws(one.rule, one.fact, one.day if one.ended is None else one.ended)
    return firings.truth(one.rule, one.fact, one.day, laws) is True
