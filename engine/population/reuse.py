"""What of a judged population stays as it was under another release: only what a change can affect is judged again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.program import Program
from engine.compile.strata import edges
from engine.population.compiled import compiled as machine
from engine.population.results import ListColumns

Marks = NDArray[np.bool_]


def same_facts(before: Program, after: Program) -> bool:
    """Whether facts mean the same under both releases, so that dossiers are the same."""
    one, other = before.base, after.base
    return one is other or (one.fact_types == other.fact_types and one.codes == other.codes)


def touched(
    before: Program,
    after: Program,
    policy: str,
    moved: Mapping[str, Marks | None],
    whom: Callable[[CompiledList, CompiledList], Marks | None],
) -> Marks | None:
    """Of whom *policy* may say something else now: no marks at all if of nobody; nothing where that may be anybody.

    *moved* are those on whose days the policies below that were judged again differ; nothing where that is not known.
    *whom* tells of whom a list may say something else than an earlier form of it did.
    """
    compiled, nobody = after.lists.get(policy) or after.grades.get(policy), np.empty(0, np.bool_)
    earlier = before.lists.get(policy) or before.grades.get(policy)
    found: Marks | None = nobody
    if compiled is None or compiled is not earlier:
        found = None
        if isinstance(compiled, CompiledList) and isinstance(earlier, CompiledList):
            found = whom(earlier, compiled) if _look_at_the_same(before, after, compiled) else None
    if compiled is None or found is None:
        return None
    for below in edges(compiled) & moved.keys():
        marks = moved[below]
        if marks is None:
            return None
        found = marks if found is nobody else found | marks
    return found


def _look_at_the_same(before: Program, after: Program, compiled: CompiledList) -> bool:
    """Whether conditions of a list are asked about the same subjects under both: either may speak of absence."""
    if not compiled.by_condition and compiled.lasting is None:
        return True
    return (compiled.policy in before.always) is (compiled.policy in after.always)


def moved_by(before: ListColumns, after: ListColumns, subjects: int) -> Marks:
    """Of whom, of so many *subjects*, a list says other days than it did *before*, as policies above see it."""
    found = np.zeros(subjects, np.bool_)
    one, other = before.spells, after.spells
    machine(_differ)(
        one.subject, np.column_stack([one.start, one.low, one.high]),
        other.subject, np.column_stack([other.start, other.low, other.high]), found,
    )  # fmt: skip
    these, those = before.possible, after.possible
    machine(_differ)(
        these.subject, np.column_stack([these.start, these.last]),
        those.subject, np.column_stack([those.start, those.last]), found,
    )  # fmt: skip
    return found


def _differ(one, days, other, others, found):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    """Mark the subjects whose rows of *days* are not those of *others*; both are in order of subject."""
    here, there = 0, 0
    while here < len(one) or there < len(other):
        if there == len(other) or (here < len(one) and one[here] < other[there]):
            found[one[here]] = True
            here += 1
        elif here == len(one) or other[there] < one[here]:
            found[other[there]] = True
            there += 1
        else:
            if (days[here] != others[there]).any():
                found[one[here]] = True
            here += 1
            there += 1
