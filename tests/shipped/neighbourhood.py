"""A policy with all that can bear on it, cut out of the base: so that each case is judged by what it is about."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.mutation import spoken_of
from engine.compile.program import Program
from engine.compile.strata import edges
from engine.language.base import PolicyBase
from engine.language.catalogues import Linkage


def neighbourhood(program: Program, owner: str) -> PolicyBase:
    """The base of *program* without the policies that neither *owner* nor anything it reads looks at.

    *owner* is a policy, a linkage or an overlay. What stays is what it reads of the status of others and what withholds
    its measures, through others too, and the linkages that start from any of them, only from those; of the overlays,
    *owner* alone.
    """
    base = program.base
    overlays = {owner: base.overlays[owner]} if owner in base.overlays else {}
    if overlays:
        starts = spoken_of(base, owner)
    else:
        starts = _sources(base.linkages[owner]) if owner in base.linkages else {owner}
    names = _closed(program, starts)
    kept = {name: _trimmed(one, names) for name, one in base.linkages.items() if _sources(one) & names}
    policies = {name: policy for name, policy in base.policies.items() if name in names}
    return replace(base, policies=policies, linkages=kept, overlays=overlays)


def _sources(linkage: Linkage) -> set[str]:
    return {*linkage.when.listed, *([linkage.when.grade] if linkage.when.grade else [])}


def _closed(program: Program, starts: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = sorted(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            compiled = program.lists.get(name) or program.grades.get(name)
            if compiled is not None:
                waiting += [*edges(compiled), *program.base.policies[name].excluded_by]
    return found


def _trimmed(linkage: Linkage, names: set[str]) -> Linkage:
    listed = tuple(name for name in linkage.when.listed if name in names)
    return linkage.model_copy(update={"when": linkage.when.model_copy(update={"listed": listed})})
