"""The cases of a policy tried while it is written: what holds, what fired, what each case sees, what is other now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.cases.coverage import Seen, seen_by_each
from engine.cases.mutation import around
from engine.cases.read import CaseFile, PolicyCase, owned_by
from engine.cases.run import CaseResult, run_case
from engine.compile.program import compile_base
from engine.language.base import PolicyBase
from engine.language.grade import DirectGrade, ScoreItem
from engine.language.policy import Listing
from engine.online.evaluate import Evaluator
from engine.verdict import SpellVerdict, Verdict

MOST: Final = 1_000
"""Cases of one file that are tried."""
_MOST_AGAIN: Final = 50
"""Failed cases that are put to the whole base, too: more fail together for a reason that is no stranger to them."""
Gist = Mapping[str, Any]


@dataclass(frozen=True)
class OneTried:
    """What became of a case: its *result*, and which conditions it saw true and false, by their paths.

    *alone* is what the part of the base that the case is about makes of it: the like of `gists`, and not of the
    whole base, in which a stranger may leave the subject undecided.
    """

    result: CaseResult
    seen: tuple[Seen, ...]
    alone: Verdict | None


def tried(base: PolicyBase, file: CaseFile) -> tuple[OneTried, ...]:
    """Each case of *file* put to *base*: first to the part of it that they are about, which is soon ready."""
    drafts = is_draft(base, file.owner)
    whole, _ = compile_base(base, drafts=drafts)
    part, _ = compile_base(around(base, whole, file.cases), drafts=drafts)
    cases = file.cases[:MOST]
    alone = seen_by_each(part, file.owner, cases)
    found = {id(result.case): OneTried(result, seen, result.verdict) for result, seen in alone}
    failed = [one.result.case for one in found.values() if not one.result.holds]
    if failed:  # what they speak of may lie elsewhere
        for result, seen in seen_by_each(whole, file.owner, failed[:_MOST_AGAIN]):
            found[id(result.case)] = replace(found[id(result.case)], result=result, seen=seen)
    return tuple(found[id(case)] for case in cases)


def gists(base: PolicyBase, owner: str, cases: Iterable[PolicyCase]) -> dict[str, Gist]:
    """What *base* makes of *cases* of *owner*, by their names, as far as it can read them."""
    if owned_by(base, owner) is None:
        return {}
    drafts = is_draft(base, owner)
    whole, _ = compile_base(base, drafts=drafts)
    known = [case for case in cases if _knows(base, case)]
    part, _ = compile_base(around(base, whole, known), drafts=drafts)
    evaluator = Evaluator(part)
    try:
        results = [run_case(evaluator, case) for case in known]
    finally:
        evaluator.close()
    return {one.case.name: gist(one.verdict) for one in results if one.verdict is not None}


def gist(verdict: Verdict) -> Gist:
    """What *verdict* comes to, without what it is computed from."""
    return {
        "outcome": verdict.outcome,
        "lists": {
            one.policy: [
                one.status,
                [_stay(spell) for spell in one.spells],
                [(waiting.rule, waiting.fact, waiting.lapses) for waiting in one.proposals],
                [(asked.fact, asked.outcome, asked.reasons) for asked in one.applications],
            ]
            for one in verdict.lists
            if one.spells or one.proposals or one.applications
        },
        "grades": {one.policy: (one.grade, one.possible, one.score) for one in verdict.grades},
        "measures": sorted(((one.measure, one.withheld, one.last) for one in verdict.measures), key=str),
        "undecided": sorted({one.policy for one in verdict.undecided}),
    }


def _stay(spell: SpellVerdict) -> Sequence[Any]:
    grounds = sorted((ground.rule, ground.fact or "", ground.flags) for ground in spell.grounds)
    return spell.start, spell.last, spell.state, spell.ended_by, grounds


def fired(verdict: Verdict, owner: str) -> Iterator[str]:
    """The rules of *owner* that put the subject where *verdict* says it is, or would."""
    for listed in verdict.lists:
        if listed.policy == owner:
            yield from (ground.rule for spell in listed.spells for ground in spell.grounds)
            yield from (one.rule for one in listed.proposals)
    for graded in verdict.grades:
        if graded.policy == owner:
            yield from (line.item for line in graded.lines)
            yield from graded.direct


def called(base: PolicyBase, owner: str) -> Mapping[str, str]:
    """What the rules of *owner* are called, by their names."""
    keys = base.policies.get(owner)
    if keys is None:
        return {}
    rules: dict[str, Listing | ScoreItem | DirectGrade] = {**keys.listings}
    if keys.grade is not None:
        rules |= {**keys.grade.items, **keys.grade.direct}
    return {name: one.label or name for name, one in rules.items()}


def is_draft(base: PolicyBase, owner: str) -> bool:
    """Whether *owner*, a policy, a linkage or what a region adds, has no effect yet."""
    sort, name = owned_by(base, owner) or ("policy", owner)
    parts: Mapping[str, Mapping[str, object]] = {
        "policy": base.policies, "overlay": base.overlays, "linkage": base.linkages,
    }  # fmt: skip
    return getattr(parts[sort].get(name), "status", "active") == "draft"


def _knows(base: PolicyBase, case: PolicyCase) -> bool:
    """Whether *base* has every list, grade and fact type that *case* names."""
    expect = case.keys.expect
    named = {*expect.lists, *expect.grades, *(expect.proposals or ()), *(expect.undecided or ())}
    types = {str(fact.get("type")) for fact in case.keys.facts}
    return named <= base.policies.keys() and types <= {*base.fact_types}
