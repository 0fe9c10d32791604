"""The dated values a part of a verdict rests on, each by the law it was taken from (S13, S26)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.compile.nodes import AggregateNode, Law, Node
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions, Moment
from engine.judging import Evaluation
from engine.online.report.cited import Cited, named_by_tests, named_in
from engine.spells.firing import moment
from engine.spells.ground import Ground
from engine.spells.repairs import seen_from
from engine.spells.result import ListResult
from engine.verdict import ParameterUse


class Used:
    """Gathers values of the parameters of *policy*; the same value is told once, by the law it was first asked of."""

    def __init__(self, cited: Cited, conditions: Conditions, policy: str) -> None:
        self._cited = cited
        self._conditions = conditions
        self._policy = policy
        self._found: dict[tuple[str, str | None, str | None], ParameterUse] = {}

    def by(self, names: Iterable[str], law: Law) -> None:
        """The values of *names* by the law of a day."""
        for name in names:
            one = self._cited.value(self._policy, name, law)
            self._found.setdefault((name, one.value, one.confidence), one)

    def of(self, node: Node | None, at: Moment) -> None:
        """What *node* compares with *at* a moment, and what the facts it counts are tested with on their own days."""
        for part in self._cited.speaking(node) if node is not None else ():
            self.by(named_in(part), at.law)
            if isinstance(part, AggregateNode):
                self._of_facts(part, at)

    def _of_facts(self, node: AggregateNode, at: Moment) -> None:
        first = self._conditions.span_start(node, at)
        for name, tests in node.facts.items():
            named = named_by_tests((tests,))
            for fact in self._conditions.dossier.of_type(name) if named and first is not None else ():
                if first <= fact.day <= at.day:  # type: ignore[operator]  # there is a first day, or no facts
                    self.by(named, fact.day)

    def of_firing(self, rule: CompiledRule, at: Moment) -> None:
        """What *rule* asked to fire *at* a moment, of the triggering fact there and of all else."""
        mine = rule.facts.get(at.trigger.type) if at.trigger is not None else None
        self.by(named_by_tests(rule.facts.values() if mine is None else (mine,)), at.law)
        for node in (*rule.conjuncts, rule.unless):
            self.of(node, at)

    def told(self) -> tuple[ParameterUse, ...]:
        """All that was found, by name and law."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.name, one.law or "")))


def used_by_ground(
    cited: Cited, evaluation: Evaluation, result: ListResult, ground: Ground
) -> tuple[ParameterUse, ...]:
    """The values *ground* rests on, and those its cure and the end of its period ask for."""
    rule, conditions = ground.rule, evaluation.conditions
    used = Used(cited, conditions, rule.policy)
    used.of_firing(rule, moment(ground.fact, ground.trigger_day, ground.law))
    if rule.term is not None:
        used.by(rule.term.parameters, ground.law)
        used.by(rule.term.parameters if ground.shortened is not None else (), ground.shortened)
    at_end = None if rule.at_end is None else rule.at_end[0]
    if rule.until is not None or at_end is not None:
        day = min(evaluation.dossier.as_of, ground.bounds()[1])
        later = seen_from(result.compiled, conditions, ground, day)
        used.of(rule.until, later)
        used.of(at_end, later)
    return used.told()
