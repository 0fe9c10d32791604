"""The rules that nearly fired: exactly one of their conditions is not true (S26)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.compile.rules import CompiledRule
from engine.conditions import Moment
from engine.facts import Fact
from engine.judging import Evaluation
from engine.online.report.reasons import kept_by
from engine.spells.decisions import Pending
from engine.spells.firing import Conjunct, Firings, moment
from engine.spells.result import ListResult
from engine.verdict import Near


class _Failing(NamedTuple):
    """What alone keeps a rule from firing, and the moment that was asked about."""

    conjunct: Conjunct
    at: Moment


def near(evaluation: Evaluation) -> Iterator[Near]:
    """Each rule that speaks of a fact, or on the day asked of facts there are, did not fire, and would but for one."""
    for policy, pairs in evaluation.candidates.items():
        result = evaluation.lists[policy]
        fired: set[tuple[str, str]] | None = None
        for rule, fact in pairs:
            found = _for_fact(evaluation, result, rule, fact)
            if found is None:
                continue
            fired = _fired(result) if fired is None else fired
            if (rule.id, fact.id) not in fired:
                yield _near(evaluation, rule, fact, found)
    for result in evaluation.lists.values():
        for rule, types in result.compiled.looking if result.compiled.lasting is None else ():
            found = None
            if not evaluation.dossier.by_type.keys().isdisjoint(types):
                found = _on_the_day(evaluation, result, rule)
            if found is not None:
                yield _near(evaluation, rule, None, found)


def _near(evaluation: Evaluation, rule: CompiledRule, fact: Fact | None, found: _Failing) -> Near:
    kept = kept_by(found.conjunct, evaluation.conditions, found.at)
    return Near(rule.policy, rule.id, rule.label, fact.id if fact is not None else None, kept)


def _for_fact(evaluation: Evaluation, result: ListResult, rule: CompiledRule, fact: Fact) -> _Failing | None:
    """What alone keeps *rule* from firing for *fact* under one of the laws it is judged by."""
    listing = evaluation.dossier.as_of if result.compiled.decision else fact.day
    for law in result.firings.laws(rule, fact, listing):
        tests = evaluation.traces.traced(rule.facts[fact.type], fact, law).failing
        if len(tests) > 1:
            continue
        test = Conjunct("where", *tests[0]) if tests else None
        found = _only_failing(result.firings, rule, moment(fact, fact.day, law), test)
        if found is not None:
            return found
    return None


def _on_the_day(evaluation: Evaluation, result: ListResult, rule: CompiledRule) -> _Failing | None:
    """What alone keeps *rule*, which no fact triggers, from firing on the day asked; nothing where it holds already."""
    day, firings = evaluation.dossier.as_of, result.firings
    law = firings.laws(rule, None, day)[0]
    if firings.under(rule, None, day, law) is True or _stands(result, rule, day):
        return None
    return _only_failing(firings, rule, moment(None, day, law), None)


def _stands(result: ListResult, rule: CompiledRule, day: int) -> bool:
    """Whether *rule* has listed the subject on *day*, or proposed it."""
    listed = any(one.rule is rule and one.sure and one.is_open(day) for one in result.grounds)
    return listed or any(one.rule is rule for one in result.proposals)


def _only_failing(firings: Firings, rule: CompiledRule, at: Moment, test: Conjunct | None) -> _Failing | None:
    failing = firings.only_failing(rule, at, test)
    if failing is None or (failing.truth is False and failing.node is not None and failing.node is rule.guard):
        return None  # a rule of another region is not near
    return _Failing(failing, at)


def _fired(result: ListResult) -> set[tuple[str, str]]:
    """What surely opened or waits, and what waited until it was closed: not what could not have opened even then."""
    fired = {(one.rule.id, one.fact_id) for one in result.proposals}
    fired |= {(one.rule.id, one.fact_id) for one in result.grounds if one.sure}
    return fired | {(one.rule.id, one.fact_id) for one in result.closed if _had_fired(result.firings, one)}


def _had_fired(firings: Firings, one: Pending) -> bool:
    laws = firings.laws(one.rule, one.fact, one.day if one.ended is None else one.ended)
    return firings.truth(one.rule, one.fact, one.day, laws) is True
