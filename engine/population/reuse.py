"""What of a judged population stays as it was under another release: only what a change can affect is judged again."""

from __future__ import annotations

from collections.abc import Container

from engine.compile.program import Program
from engine.compile.strata import edges


def same_facts(before: Program, after: Program) -> bool:
    """Whether facts mean the same under both releases, so that dossiers are the same."""
    one, other = before.base, after.base
    return one is other or (one.fact_types == other.fact_types and one.codes == other.codes)


def unchanged(before: Program, after: Program, policy: str, judged_again: Container[str]) -> bool:
    """Whether *policy* and all it reads are what they were; *judged_again* are the policies below that are not."""
    compiled = after.lists.get(policy) or after.grades.get(policy)
    earlier = before.lists.get(policy) or before.grades.get(policy)
    if compiled is None or compiled is not earlier:
        return False
    return not any(below in judged_again for below in edges(compiled))
