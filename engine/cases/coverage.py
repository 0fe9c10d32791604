"""Which conditions of a policy its cases have seen both true and false, down to the last test of a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from engine.cases.inventory import Condition, conditions_of
from engine.cases.read import CaseFile, PolicyCase
from engine.cases.run import CaseResult, Progress, Runner, run_case
from engine.compile.nodes import AllNode, AnyNode, FactNode, FieldNode, Law, Node
from engine.compile.program import Program
from engine.conditions import Conditions, Matcher, Moment
from engine.dossier import Dossier
from engine.facts import Fact
from engine.judging import Evaluation
from engine.language.base import PolicyBase
from engine.online.answer import evaluation
from engine.online.evaluate import Evaluator
from engine.problems import FactError
from engine.spells.firing import test_truth
from engine.truth import Truth


@dataclass(frozen=True)
class Seen:
    """A *condition*, and whether a case has seen it *true*, and *false*."""

    condition: Condition
    true: bool
    false: bool

    @property
    def wanting(self) -> tuple[bool, ...]:
        """The truths no case has seen."""
        return tuple(truth for truth, seen in ((True, self.true), (False, self.false)) if not seen)


@dataclass(frozen=True)
class Coverage:
    """What the cases of *owner* have seen of its conditions."""

    owner: str
    seen: tuple[Seen, ...]

    @property
    def due(self) -> int:
        """How many truths there are to see: two a condition."""
        return 2 * len(self.seen)

    @property
    def met(self) -> int:
        """How many of them were seen."""
        return self.due - sum(len(one.wanting) for one in self.seen)


def percent(found: Iterable[Coverage]) -> float:
    """How much of *found* was seen, in hundredths; all of it where there is nothing to see."""
    every = list(found)
    due = sum(one.due for one in every)
    return 100.0 if not due else 100 * sum(one.met for one in every) / due


class _Record:
    """The truths seen of each node, by the node itself."""

    def __init__(self) -> None:
        self.seen: dict[int, set[Truth]] = {}

    def note(self, node: Node | FieldNode, truth: Truth) -> None:
        self.seen.setdefault(id(node), set()).add(truth)


class _Recording(Conditions):
    """Conditions that note every truth they find; members are all asked, whatever the first of them says."""

    def __init__(self, dossier: Dossier, matches: Matcher, record: _Record) -> None:
        def noted(node: FactNode, fact: Fact, law: Law) -> Truth:
            for test in node.tests:
                record.note(test, test_truth(test, fact, law))
            return matches(node, fact, law)

        super().__init__(dossier, noted)
        self._record = record

    def truth(self, node: Node, at: Moment) -> Truth:
        """Whether *node* holds *at* a moment; noted."""
        if isinstance(node, AllNode | AnyNode):
            for member in node.members:
                self.truth(member, at)
        return self.answered(node, super().truth(node, at))

    def answered(self, node: Node, truth: Truth) -> Truth:
        """The *truth* of *node*; noted."""
        self._record.note(node, truth)
        return truth


def coverage(runner: Runner, files: Iterable[CaseFile], progress: Progress | None = None) -> tuple[Coverage, ...]:
    """What the cases of each of *files* see of the conditions of the policy, overlay or linkage they belong to."""
    files = list(files)
    total, done = sum(len(file.cases) for file in files), 0
    watched = _Watched()
    found = []
    for file in files:
        program, record = runner.program_for(file.owner), _Record()
        evaluator = watched.evaluator(program, record)
        for case in file.cases:
            with suppress(FactError):  # the run of the cases reports it
                _about_seen(evaluation(evaluator, case.question), record)
            done += 1
            if progress is not None:
                progress(done, total)
        found.append(Coverage(file.owner, tuple(_seen(conditions_of(program, file.owner), record.seen))))
    watched.close()
    return tuple(found)


def seen_by_each(
    program: Program, owner: str, cases: Iterable[PolicyCase]
) -> Iterator[tuple[CaseResult, tuple[Seen, ...]]]:
    """What became of each of *cases* of *owner* put to *program*, and what it alone sees of the conditions."""
    watched, conditions = _Watched(), conditions_of(program, owner)
    try:
        for case in cases:
            record = _Record()
            evaluator = watched.evaluator(program, record)
            result = run_case(evaluator, case, lambda found: _about_seen(found, watched.record))
            yield result, tuple(_seen(conditions, record.seen))
    finally:
        watched.close()


def with_bare(base: PolicyBase, files: Iterable[CaseFile]) -> tuple[CaseFile, ...]:
    """*files*, and an empty one for each policy, overlay and linkage in force without one: it is not seen at all."""
    given = {file.owner: file for file in files}
    active = [name for name, one in base.policies.items() if one.status == "active"]
    active += [name for name, one in base.overlays.items() if one.status == "active"]
    active += [f"linkage/{name}" for name, one in base.linkages.items() if one.status == "active"]
    bare = {name: CaseFile(name, f"{name}.cases.yaml", ()) for name in active}
    return tuple(file for _, file in sorted((bare | given).items()))


class _Watched:
    """Evaluators whose conditions note their truths, one a program."""

    def __init__(self) -> None:
        self._evaluators: dict[int, Evaluator] = {}
        self.record = _Record()

    def evaluator(self, program: Program, record: _Record) -> Evaluator:
        """The evaluator of *program*, noting in *record* from now on."""
        self.record = record
        if id(program) not in self._evaluators:
            self._evaluators[id(program)] = Evaluator(program, lambda d, m: _Recording(d, m, self.record))
        return self._evaluators[id(program)]

    def close(self) -> None:
        """Free what they hold."""
        for evaluator in self._evaluators.values():
            evaluator.close()


def _about_seen(evaluated: Evaluation, record: _Record) -> None:
    """Note the tests that choose which facts a rule speaks of at all: others never reach the rule."""
    for compiled in evaluated.program.lists.values():
        for rule in compiled.rules:
            if rule.about:
                for name, node in rule.facts.items():
                    for fact in evaluated.dossier.of_type(name):
                        for test in node.tests[: len(rule.about)]:
                            record.note(test, test_truth(test, fact, fact.day))


def _seen(conditions: Iterable[Condition], seen: Mapping[int, set[Truth]]) -> Iterator[Seen]:
    for condition in conditions:
        truths: set[Truth] = set().union(*(seen.get(node, set()) for node in condition.nodes))
        yield Seen(condition, True in truths, False in truths)
