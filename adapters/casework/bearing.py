"""What bears on what: the fact types that move where a subject stands with a policy, and the sectors they are of."""

from __future__ import annotations

from adapters.access.reach import sector_of
from engine.compile.program import Program


def moved_by(program: Program, policy: str) -> frozenset[str]:
    """The fact types that can trigger the list *policy*, or move the grade *policy*."""
    listing = program.lists[policy].rules if policy in program.lists else ()
    grade = program.grades.get(policy)
    types = {name for rule in listing for name in rule.types}
    if grade is not None:
        types.update(*(item.facts for item in grade.items), *(direct.facts for direct in grade.direct))
    return frozenset(types)


def sectors_of(program: Program, type_: str) -> frozenset[str]:
    """The sectors whose lists facts of *type_* can trigger, or whose grades they move."""
    policies = (*program.lists, *program.grades)
    return frozenset(sector_of(policy) for policy in policies if type_ in moved_by(program, policy))
