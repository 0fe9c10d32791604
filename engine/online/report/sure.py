"""How sure a verdict is: each part as sure as the least sure article, value and status that it rests on (S26)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from engine.compile.grades import CompiledGrade
from engine.compile.lists import CompiledList
from engine.compile.nodes import GradeNode, Node
from engine.compile.rules import CompiledRule
from engine.conditions import Moment
from engine.grading.outcomes import Graded, GradeResult
from engine.judging import Evaluation
from engine.language.confidence import lowest
from engine.language.terms import EndOf
from engine.measures import MeasureState
from engine.online.report.cited import Cited, named_by_tests
from engine.online.report.used import Used, used_by_ground
from engine.spells.firing import moment
from engine.spells.ground import Ground
from engine.spells.result import ListResult
from engine.verdict import Article, Confidence, ParameterUse


def of_told(articles: Iterable[Article], parameters: Iterable[ParameterUse]) -> Confidence:
    """How sure we are of *articles* and of the values of *parameters*."""
    return lowest((*(one.confidence for one in articles), *(one.confidence for one in parameters)))


def of_principal(evaluation: Evaluation, result: ListResult, ground: Ground) -> tuple[Evaluation, ListResult, Ground]:
    """What *ground* rests on: of one carried over, what was found out about the principal, and the ground there."""
    source = ground.carried_from
    for one in evaluation.principals if source is not None else ():
        theirs = one.lists.get(result.compiled.policy)
        if source is not None and theirs is not None and source in theirs.grounds:
            return one, theirs, source
    return evaluation, result, ground


class Sureness:
    """How sure we are of what was found out in *evaluation*; each ground is looked at once."""

    def __init__(self, evaluation: Evaluation, cited: Cited) -> None:
        self._evaluation = evaluation
        self._cited = cited
        self._known: dict[object, Confidence] = {}

    def of_ground(
        self, result: ListResult, ground: Ground, parameters: Iterable[ParameterUse] | None = None
    ) -> Confidence:
        """How sure we are of *ground*, whose values are *parameters* where they are at hand."""
        return self._once(id(ground), lambda: self._of_ground(result, ground, parameters))

    def of_proposal(self, compiled: CompiledList, rule: CompiledRule, at: Moment) -> Confidence:
        """How sure we are that *rule* proposes the subject *at* a moment."""
        used = Used(self._cited, self._evaluation.conditions, rule.policy)
        used.of_firing(rule, at)
        return lowest((of_told((), used.told()), *self._of_rule(compiled, rule, at)))

    def of_lasting(self, compiled: CompiledList, lasting: Node, at: Moment) -> Confidence:
        """How sure we are that a list lasts as long as its condition *lasting*, *at* a moment."""
        return self._once((compiled.policy, at.day), lambda: self._of_lasting(compiled, lasting, at))

    def of_grade(self, result: GradeResult, current: Graded) -> Confidence:
        """How sure we are of the *current* grade, and of earlier ones where these have consequences."""
        years = (*result.years, current) if result.compiled.carry_over else (current,)
        made = (self._of_graded(result.compiled, graded) for graded in years)
        return self._once(result.compiled.policy, lambda: chain.from_iterable(made))

    def of_measure(self, state: MeasureState, articles: Sequence[Article], used: Sequence[ParameterUse]) -> Confidence:
        """How sure we are of a measure that rests on *articles* and on the values *used*, and of what brings it."""
        return lowest((of_told(articles, used), *self._of_bringers(state)))

    def _once(self, key: object, found: Callable[[], Iterable[Confidence]]) -> Confidence:
        """The lowest *found* of what *key* stands for; what asks for its own past adds nothing to itself."""
        if key not in self._known:
            self._known[key] = "high"
            self._known[key] = lowest(found())
        return self._known[key]

    def _of_bringers(self, state: MeasureState) -> Iterator[Confidence]:
        day, policy = self._evaluation.dossier.as_of, state.policy
        at = Moment(day, day, None, day, day)
        if state.carriage.condition is not None:
            yield from self._of_statuses((state.carriage.condition,), at)
        result = self._evaluation.lists.get(policy)
        if result is None:
            yield self._graded(policy)
        elif state.grounds:
            yield from (self.of_ground(result, ground) for ground in state.grounds)
        else:
            yield self._listed(policy, day)
        if state.withheld is not None:
            excluding = self._evaluation.program.base.policies[policy].excluded_by
            yield from (self._listed(name, day) for name in excluding)

    def _of_ground(
        self, result: ListResult, ground: Ground, parameters: Iterable[ParameterUse] | None
    ) -> Iterator[Confidence]:
        evaluation, theirs, source = of_principal(self._evaluation, result, ground)
        if source is not ground:
            yield Sureness(evaluation, self._cited).of_ground(theirs, source, parameters)
        else:
            used = used_by_ground(self._cited, evaluation, result, ground) if parameters is None else parameters
            yield of_told((), used)
            yield from self._of_rule(result.compiled, ground.rule, moment(ground.fact, ground.trigger_day, ground.law))
        if ground.principal is not None:
            for extension in result.compiled.extends_to:
                yield self._in_force(result.compiled.policy, extension.basis, ground.opened)

    def _of_lasting(self, compiled: CompiledList, lasting: Node, at: Moment) -> Iterator[Confidence]:
        used = Used(self._cited, self._evaluation.conditions, compiled.policy)
        used.of(lasting, at)
        yield of_told(self._cited.articles("policy", compiled.policy, compiled.basis), used.told())
        yield from (self._cited.of_record(fact.type) for fact in self._evaluation.conditions.supporting(lasting, at))
        yield from self._of_statuses((lasting,), at)

    def _of_rule(self, compiled: CompiledList, rule: CompiledRule, at: Moment) -> Iterator[Confidence]:
        """How sure we are of what *rule* cites, of the records and the statuses it goes by, *at* a moment."""
        yield of_told(self._cited.of_rule(rule, at.law), ())
        yield of_told(self._cited.besides(rule), ())
        yield self._in_force(compiled.policy, compiled.basis, at.day)
        for node in rule.conjuncts:
            yield from (self._cited.of_record(fact.type) for fact in self._evaluation.conditions.supporting(node, at))
        if at.trigger is not None:
            yield self._cited.of_record(at.trigger.type)
        yield from self._of_statuses(rule.conjuncts, at)
        if rule.unless is not None:
            yield from self._of_statuses((rule.unless,), at, denied=True)
        if isinstance(rule.anchor, EndOf):
            yield self._listed(rule.anchor.end_of, at.day)

    def _of_statuses(self, nodes: Iterable[Node], at: Moment, *, denied: bool = False) -> Iterator[Confidence]:
        """How sure we are of the lists and grades that *nodes*, true or *denied* together, ask for *at* a moment."""
        for status, inside in chain.from_iterable(map(self._cited.statuses, nodes)):
            for name in (status.policy,) if isinstance(status, GradeNode) else status.policies:
                if inside is not denied:  # what would have put the subject there may be what is not sure
                    yield self._cited.of_policy(name, at.day)
                else:
                    yield self._graded(name) if isinstance(status, GradeNode) else self._listed(name, at.day)

    def _listed(self, policy: str, day: int) -> Confidence:
        """How sure we are of being on the list *policy*, for what was opened before the end of *day*."""
        result = self._evaluation.lists.get(policy)
        if result is None:
            return "high"
        if result.compiled.lasting is not None:
            return self.of_lasting(result.compiled, result.compiled.lasting, Moment(day, day, None, day, day))
        return lowest(self.of_ground(result, ground) for ground in result.grounds if ground.opened <= day)

    def _graded(self, policy: str) -> Confidence:
        result = self._evaluation.grades.get(policy)
        if result is None or result.current is None:
            return "high"
        return self.of_grade(result, result.current)

    def _of_graded(self, compiled: CompiledGrade, graded: Graded) -> Iterator[Confidence]:
        policy, cited = compiled.policy, self._cited
        law = self._evaluation.dossier.as_of if compiled.window else date(graded.year, 12, 31).toordinal()
        yield self._in_force(policy, compiled.basis, law)
        yield cited.of_values(policy, compiled.start_parameters, law)
        for one in graded.contributions:
            if one.facts:
                yield of_told(cited.articles("policy", policy, one.item.basis), ())
            for fact in one.facts:
                named = one.item.parameters | named_by_tests((one.item.facts[fact.type],))
                yield cited.of_values(policy, named, fact.day)
        at = Moment(law, law, None, law, law)
        limits = [(one.basis, one.condition) for one in compiled.limits if one.id in graded.limited_by]
        for basis, condition in (*limits, *((one.basis, one.condition) for one, _ in graded.direct)):
            yield of_told(cited.articles("policy", policy, basis), ())
            used = Used(cited, self._evaluation.conditions, policy)
            used.of(condition, at)
            yield of_told((), used.told())
            yield from self._of_statuses((condition,) if condition is not None else (), at)
        for direct, given in graded.direct:
            if given is not None:
                yield cited.of_values(policy, named_by_tests((direct.facts[given.type],)), given.day)
        for carry in compiled.carry_over:
            if carry.grade in graded.grades:
                yield self._in_force(policy, carry.basis, law)

    def _in_force(self, policy: str, basis: tuple[str, ...], day: int) -> Confidence:
        return of_told(self._cited.in_force("policy", policy, basis, day), ())
