"""One subject: facts in, verdict out. The way of a fact, from selection to measure, is `Evaluator.evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions, Matcher
from engine.dossier import Dossier, Subject, select
from engine.facts import Fact
from engine.grading import grade
from engine.grading.outcomes import GradeResult
from engine.measures import MeasureState, measures_in_force
from engine.online.rete import Firings, Rete
from engine.online.trace import Agreement
from engine.predicates import FlatFact
from engine.spells.extensions import reaching, unknown_reach
from engine.spells.fold import fold
from engine.spells.result import ListResult
from engine.spells.spell import Spell

Principals = Mapping[str, tuple[Subject, Sequence[Fact]]]


@dataclass(slots=True)
class Evaluation:
    """Everything found out about one subject; `engine.online.report` makes the verdict of it."""

    program: Program
    dossier: Dossier
    agreement: Agreement
    conditions: Conditions
    candidates: Mapping[str, Sequence[tuple[CompiledRule, Fact]]]
    """By list, the rules that speak of a fact, with the fact."""
    lists: dict[str, ListResult] = field(default_factory=dict)
    grades: dict[str, GradeResult] = field(default_factory=dict)
    measures: list[MeasureState] = field(default_factory=list)
    principals_unknown: bool = False


class Evaluator:
    """Evaluates subjects under one release. Not to be shared between threads."""

    def __init__(self, program: Program, conditions: Callable[[Dossier, Matcher], Conditions] = Conditions) -> None:
        self.program = program
        self._conditions = conditions
        self._rete = Rete.load(program.predicates, program.release)
        self.match: Callable[[Sequence[FlatFact]], Firings] = self._rete.match
        """What facts and statuses are put to."""

    def close(self) -> None:
        """Free what matching holds."""
        self._rete.close()

    def evaluate(
        self,
        subject: Subject,
        facts: Sequence[Fact],
        as_of: int,
        known_at: int,
        principals: Principals | None = None,
        *,
        assume_decided: bool = False,
    ) -> Evaluation:
        """What the release makes of *facts* about *subject* as of one day, known on another.

        *principals* are the subjects that may extend a listing to this one, with their facts: none known to exist when
        empty, unknown when `None` (S24). Raises `Disagreement` or `MatchFault` when the engine cannot vouch for it.
        """
        known: dict[str, list[tuple[Spell, ...]]] | None = None if principals is None else {}
        for principal, their_facts in (principals or {}).values():
            first = self._walk(principal, their_facts, as_of, known_at, {}, assume_decided)
            for policy, result in first.lists.items():
                if known is not None and result.compiled.extends_to:
                    known.setdefault(policy, []).append(result.spells)
        evaluation = self._walk(subject, facts, as_of, known_at, known, assume_decided)
        evaluation.measures = measures_in_force(
            self.program, evaluation.conditions, evaluation.lists, evaluation.grades, self.match
        )
        return evaluation

    def _walk(
        self,
        subject: Subject,
        facts: Sequence[Fact],
        as_of: int,
        known_at: int,
        principals: Mapping[str, Sequence[tuple[Spell, ...]]] | None,
        assume_decided: bool,
    ) -> Evaluation:
        """*principals* are the spells of those whose listings may reach the subject, by list."""
        dossier = select(self.program, subject, facts, as_of, known_at)
        fired = self.match([fact.flat for fact in dossier.facts]).pairs if dossier.facts else frozenset()
        agreement = Agreement(self.program, dossier.facts, fired)
        conditions = self._conditions(dossier, agreement)
        candidates = candidates_of(self.program, dossier)
        evaluation = Evaluation(
            self.program, dossier, agreement, conditions, candidates, principals_unknown=principals is None
        )
        reached = self.program.extending if principals is None else principals
        for policy in self._relevant(dossier, candidates, reached):
            if policy in self.program.lists:
                compiled = self.program.lists[policy]
                unknown = principals is None and bool(compiled.extends_to)
                result = fold(
                    compiled,
                    conditions,
                    candidates.get(policy, ()),
                    reaching(compiled, principals[policy], dossier) if principals and policy in principals else (),
                    unknown_reach(compiled, dossier) if unknown else (),
                    assume_decided=assume_decided,
                )
                evaluation.lists[policy] = result
                conditions.lists[policy] = result.timeline
            else:
                evaluation.grades[policy] = grade(self.program.grades[policy], conditions)
        agreement.settle()
        return evaluation

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
                if all(fact.fields.get(key) == code for key, code in rule.about.items()):
                    found.setdefault(rule.policy, []).append((rule, fact))
    return found
