"""One subject judged: lists and grades, lower strata first, as every evaluator takes them where it goes one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions
from engine.dossier import Dossier, Subject, select
from engine.facts import Fact
from engine.grading import grade
from engine.grading.outcomes import GradeResult
from engine.measures import MeasureState
from engine.spells.decisions import Meant
from engine.spells.extensions import reaching, unknown_reach
from engine.spells.fold import fold
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.tracing import Traces

Principals = Mapping[str, tuple[Subject, Sequence[Fact]]]
"""The subjects that may extend a listing to another, by id, with their facts."""


@dataclass(slots=True)
class Evaluation:
    """Everything found out about one subject; `engine.online.report` makes the verdict of it."""

    program: Program
    dossier: Dossier
    traces: Traces
    """What one-fact conditions are asked of."""
    conditions: Conditions
    candidates: Mapping[str, Sequence[tuple[CompiledRule, Fact]]]
    """By list, the rules that speak of a fact, with the fact."""
    lists: dict[str, ListResult] = field(default_factory=dict)
    grades: dict[str, GradeResult] = field(default_factory=dict)
    measures: list[MeasureState] = field(default_factory=list)
    principals_unknown: bool = False
    principals: list[Evaluation] = field(default_factory=list)
    """What was found out about those whose listings may reach the subject."""
    decided_after: int | None = None
    unassumed: Evaluation | None = None
    """What is so without assuming any decision, where one was assumed."""

    def assumes(self) -> bool:
        """Whether a ground of the subject, or of a principal, was opened for a decision that is not on record."""
        grounds = (ground for result in self.lists.values() for ground in result.grounds)
        return any(ground.assumed for ground in grounds) or any(one.assumes() for one in self.principals)


@dataclass(slots=True)
class Asked:
    """A question about a subject, and the answers as of the days that were looked at for it."""

    subject: Subject
    facts: Sequence[Fact]
    known_at: int
    principals: Principals | None
    decided_after: int | None
    judged: dict[int, Evaluation] = field(default_factory=dict)


class Judge:
    """Judges subjects under one release; *traces* gives what the one-fact conditions of a dossier are asked of."""

    def __init__(
        self,
        program: Program,
        conditions: Callable[[Dossier, Traces], Conditions] = Conditions,
        traces: Callable[[Dossier], Traces] = lambda _: Traces(),
    ) -> None:
        self.program = program
        self._conditions = conditions
        self._traces = traces

    def judged(self, asked: Asked, as_of: int) -> Evaluation:
        """Lists and grades of the subject *asked* about, after those of its principals, as of a day."""
        if as_of not in asked.judged:
            known: dict[str, list[tuple[Spell, ...]]] | None = None if asked.principals is None else {}
            first: list[Evaluation] = []
            for principal, their_facts in (asked.principals or {}).values():
                theirs = Asked(principal, their_facts, asked.known_at, {}, asked.decided_after)
                first.append(self._walk(theirs, as_of, {}))
                for policy, result in first[-1].lists.items():
                    if known is not None and result.compiled.extends_to:
                        known.setdefault(policy, []).append(result.spells)
            asked.judged[as_of] = self._walk(asked, as_of, known)
            asked.judged[as_of].principals = first
        return asked.judged[as_of]

    def _walk(
        self, asked: Asked, as_of: int, principals: Mapping[str, Sequence[tuple[Spell, ...]]] | None
    ) -> Evaluation:
        """*principals* are the spells of those whose listings may reach the subject, by list."""
        program = self.program
        dossier = select(program, asked.subject, asked.facts, as_of, asked.known_at)
        reached = {name: reaching(program.lists[name], spells, dossier) for name, spells in (principals or {}).items()}
        for day in {ground.opened for grounds in reached.values() for ground in grounds}:
            dossier.reached(day)
        traces = self._traces(dossier)
        conditions = self._conditions(dossier, traces)
        candidates = candidates_of(program, dossier)
        unknown = principals is None
        evaluation = Evaluation(program, dossier, traces, conditions, candidates, principals_unknown=unknown)
        evaluation.decided_after = asked.decided_after
        for policy in self._relevant(dossier, candidates, program.extending if principals is None else principals):
            if policy in program.grades:
                evaluation.grades[policy] = grade(program.grades[policy], conditions)
                continue
            compiled = program.lists[policy]
            result = fold(
                compiled,
                conditions,
                candidates.get(policy, ()),
                reached.get(policy, ()),
                unknown_reach(compiled, dossier) if unknown and compiled.extends_to else (),
                lambda decision, name=policy: self._meant(asked, name, decision),  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                decided_after=asked.decided_after,
            )
            evaluation.lists[policy] = result
            conditions.lists[policy] = result.timeline
        traces.settle()
        return evaluation

    def _meant(self, asked: Asked, policy: str, decision: Fact) -> Meant:
        """What *decision* on *policy* found on its own day, by what was on record then (S18)."""
        result = self.judged(asked, decision.day).lists.get(policy)
        return Meant() if result is None else result.meant.get(decision.id, Meant())

    def _relevant(
        self,
        dossier: Dossier,
        candidates: Mapping[str, Sequence[tuple[CompiledRule, Fact]]],
        reached: Iterable[str],
    ) -> list[str]:
        """The policies that can have anything to say, lower strata first."""
        program = self.program
        found = {*candidates, *dossier.by_policy, *reached}
        for below in (*dossier.by_policy, *reached):
            found.update(program.read_by.get(below, ()))
        for name in dossier.by_type:
            found.update(program.watched_by.get(name, ()))
        found.update(program.always)
        return sorted([policy for policy in found if policy in program.rank], key=program.rank.__getitem__)


def candidates_of(program: Program, dossier: Dossier) -> dict[str, list[tuple[CompiledRule, Fact]]]:
    """By list, the rules that speak of a fact, with the fact."""
    found: dict[str, list[tuple[CompiledRule, Fact]]] = {}
    for fact in dossier.facts:
        index = program.triggers.get(fact.type)
        if index is None:
            continue
        for rule in index.any:
            found.setdefault(rule.policy, []).append((rule, fact))
        for name, by_code in index.by_code:
            for rule in by_code.get(str(fact.fields.get(name)), ()):
                if all(fact.fields.get(key) in codes for key, codes in rule.about.items()):
                    found.setdefault(rule.policy, []).append((rule, fact))
    return found
