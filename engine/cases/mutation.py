"""What the cases would not notice: each file of the base changed a little, over and over, and its cases run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass, replace
from typing import Any

from pydantic import ValidationError

from engine.cases.mutants import Mutant, mutants
from engine.cases.read import CaseFile, PolicyCase, owned_by
from engine.cases.run import Progress, run_case
from engine.compile.program import Program, compile_base
from engine.compile.strata import edges
from engine.language.base import PolicyBase, shape_of
from engine.language.shape import Shape
from engine.online.contract import ContractBreach
from engine.online.evaluate import Evaluator


@dataclass(frozen=True)
class Survivor:
    """A *mutant* no case noticed, and the *reason* the case file gives for it, if it gives one."""

    mutant: Mutant
    reason: str | None


@dataclass(frozen=True)
class Tally:
    """How many changes were *killed* (noticed), *survived*, survived but are *explained*, or were *refused*."""

    killed: int = 0
    survived: int = 0
    explained: int = 0
    refused: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def tried(self) -> int:
        """How many could be law at all, and were put to the cases."""
        return self.killed + self.survived + self.explained

    @property
    def score(self) -> float:
        """Of those noticed or unexplained, how many were noticed, in hundredths; all where there are none."""
        due = self.killed + self.survived
        return 100.0 if not due else 100 * self.killed / due


@dataclass(frozen=True)
class Mutation:
    """What became of the mutants of *owner*: noticed (*killed*), not fit to be law (*refused*), or survived.

    *stale* are ids the case file explains though no such mutant survives.
    """

    owner: str
    killed: int
    refused: int
    survivors: tuple[Survivor, ...]
    stale: tuple[str, ...]

    @property
    def unexplained(self) -> tuple[Mutant, ...]:
        """The survivors for which no reason is given."""
        return tuple(one.mutant for one in self.survivors if one.reason is None)

    @property
    def tally(self) -> Tally:
        """All of it in numbers."""
        return Tally(self.killed, len(self.unexplained), len(self.survivors) - len(self.unexplained), self.refused)


def mutate(
    base: PolicyBase,
    files: Sequence[CaseFile],
    progress: Progress | None = None,
    owners: AbstractSet[str] | None = None,
) -> tuple[Mutation, ...]:
    """The mutants of everything that has cases in *files*, put to those cases and to those of what reads it.

    With *owners*, the mutants of these alone.
    """
    chosen = (file for file in files if file.cases and (owners is None or file.owner in owners))
    planned = [(file, _mutants(base, file.owner)) for file in chosen]
    total, done = sum(len(found) for _, found in planned), 0
    results = []
    for file, found in planned:
        trial = _Trial(base, file, files)
        fates: list[tuple[Mutant, str]] = []
        for mutant in found:
            fates.append((mutant, trial.fate(mutant)))
            done += 1
            if progress is not None:
                progress(done, total)
        results.append(_summed_up(file, fates))
    return tuple(results)


def _mutants(base: PolicyBase, owner: str) -> tuple[Mutant, ...]:
    document = base.documents.get(f"{owner}.yaml")
    return () if document is None else mutants(document.data)


def _summed_up(file: CaseFile, fates: Sequence[tuple[Mutant, str]]) -> Mutation:
    survived = [mutant for mutant, fate in fates if fate == "survived"]
    return Mutation(
        owner=file.owner,
        killed=sum(fate == "killed" for _, fate in fates),
        refused=sum(fate == "refused" for _, fate in fates),
        survivors=tuple(Survivor(mutant, file.survivors.get(mutant.id)) for mutant in survived),
        stale=tuple(sorted(file.survivors.keys() - {mutant.id for mutant in survived})),
    )


class _Trial:
    """Puts mutants of the owner of one case file to the cases that may notice them."""

    def __init__(self, base: PolicyBase, file: CaseFile, files: Iterable[CaseFile]) -> None:
        sort, self._name = owned_by(base, file.owner) or ("policy", file.owner)
        self._part = {"policy": "policies", "overlay": "overlays", "linkage": "linkages"}[sort]
        self._path = f"{file.owner}.yaml"
        self._drafts = getattr(getattr(base, self._part).get(self._name), "status", "active") == "draft"
        program, _ = compile_base(base, drafts=True)
        noticing = _noticing(program, file, files)
        self._base = around(base, program, noticing)
        self._cases = self._holding(noticing)
        if len(self._cases) < len(noticing):  # some speak of more than that part of the base
            self._base = base
            self._cases = self._holding(noticing)

    def fate(self, mutant: Mutant) -> str:
        """`killed`, `survived`, or `refused` where nobody could write such a policy."""
        try:
            part = shape_of(self._path).model_validate(mutant.data)
        except ValidationError:
            return "refused"
        return self._tried(self._with(part))

    def _holding(self, cases: tuple[PolicyCase, ...]) -> tuple[PolicyCase, ...]:
        """Those of *cases* that hold as things are: the others can notice nothing."""
        program, _ = compile_base(self._base, drafts=self._drafts)
        evaluator = Evaluator(program)
        try:
            return tuple(case for case in cases if run_case(evaluator, case).holds)
        finally:
            evaluator.close()

    def _with(self, part: Shape) -> PolicyBase:
        changed: dict[str, Any] = {self._part: {**getattr(self._base, self._part), self._name: part}}
        return replace(self._base, **changed)

    def _tried(self, base: PolicyBase) -> str:
        program, problems = compile_base(base, drafts=self._drafts)
        if problems:
            return "refused"
        try:
            evaluator = Evaluator(program)
        except ContractBreach:
            return "refused"
        try:
            failed = next((case for case in self._cases if not run_case(evaluator, case).holds), None)
        finally:
            evaluator.close()
        if failed is not None:  # it may well notice the next change too, which is often of the same rule
            self._cases = (failed, *(case for case in self._cases if case is not failed))
        return "survived" if failed is None else "killed"


def _noticing(program: Program, file: CaseFile, files: Iterable[CaseFile]) -> tuple[PolicyCase, ...]:
    """The cases of *file*, then those of what reads its owner: policies, linkages and overlays."""
    readers = set(_readers(program, file.owner))
    return file.cases + tuple(case for one in files if one.owner in readers for case in one.cases)


def _readers(program: Program, owner: str) -> Iterator[str]:
    excluded_by = {name: policy.excluded_by for name, policy in program.base.policies.items()}
    yield from (name for name, one in program.lists.items() if owner in (*edges(one), *excluded_by[name]))
    yield from (name for name, one in program.grades.items() if owner in (*edges(one), *excluded_by[name]))
    for name, linkage in program.linkages.items():
        if owner in linkage.lists or owner == linkage.grade:
            yield f"linkage/{name}"
    for name, overlay in program.base.overlays.items():
        if owner in overlay.adds:
            yield name


def around(base: PolicyBase, program: Program, cases: Iterable[PolicyCase]) -> PolicyBase:
    """The part of *base* that *cases* are about, with all that this reads: a small base is soon compiled."""
    wanted: set[str] = set()
    waiting = {name for case in cases for name in _named(base, case)}
    while waiting:
        name = waiting.pop()
        if name in base.policies and name not in wanted:
            wanted.add(name)
            compiled = program.lists.get(name) or program.grades.get(name)
            if compiled is not None:
                waiting |= edges(compiled) | {*base.policies[name].excluded_by}
        if not waiting:
            kept = (name for name, one in base.overlays.items() if wanted.issuperset(one.adds))
            waiting = {read for name in kept for read in spoken_of(base, name)} - wanted
    return replace(
        base,
        policies={name: policy for name, policy in base.policies.items() if name in wanted},
        overlays={name: one for name, one in base.overlays.items() if wanted.issuperset(one.adds)},
        linkages={
            name: one for name, one in base.linkages.items() if wanted.issuperset((*one.when.listed, *_graded(one)))
        },
    )


def spoken_of(base: PolicyBase, overlay: str) -> set[str]:
    """The policies that *overlay* names: those it adds to, and those its conditions read."""
    named: set[str] = set()
    inside: list[Any] = [base.documents[f"{overlay}.yaml"].data]
    while inside:
        match inside.pop():
            case Mapping() as mapping:
                inside += [*mapping.keys(), *mapping.values()]
            case list() as members:
                inside += members
            case str() as text if text in base.policies:
                named.add(text)
    return named


def _graded(linkage: Any) -> tuple[str, ...]:
    return (linkage.when.grade,) if linkage.when.grade else ()


def _named(base: PolicyBase, case: PolicyCase) -> Iterator[str]:
    """The policies that *case* is about, or speaks of."""
    sort, name = owned_by(base, case.owner) or ("policy", case.owner)
    if sort == "overlay":
        yield from base.overlays[name].adds
    elif sort == "linkage":
        yield from (*base.linkages[name].when.listed, *_graded(base.linkages[name]))
    else:
        yield name
    expected = case.keys.expect
    yield from (*expected.lists, *expected.grades, *(expected.proposals or ()), *(expected.undecided or ()))
    for fact in case.keys.facts:
        if isinstance(fact.get("policy"), str):
            yield fact["policy"]
