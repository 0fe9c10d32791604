"""Whom the listings of a part of a population name in a role, in the part or elsewhere (S24).

A part knows the role-holders it holds itself. Whoever judges a population part by part brings those named elsewhere
together with all their principals and judges them once more.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.compile.lists import CompiledList
from engine.population.columns import FactTable
from engine.population.judged import Judged
from engine.population.numbered import Numbered
from engine.population.reaching import found_apart
from engine.population.results import ListColumns

Pair = tuple[str, str]
"""A role-holder and one of its principals."""


def named_by_listings(judged: Judged) -> list[Pair]:
    """Whom the facts of the grounds of extending lists name in a role that is reached, each with its principal."""
    numbered = judged.dossiers.numbered
    found: set[Pair] = set()
    for policy in judged.program.extending:
        found.update(_named(judged, judged.program.lists[policy], judged.alone[policy], numbered))
    return sorted(found)


def _named(judged: Judged, compiled: CompiledList, one: ListColumns, numbered: Numbered) -> Iterator[Pair]:
    grounds, ids = one.grounds, judged.dossiers.population.ids
    facts = found_apart(one, judged.dossiers, judged.singly.silences)
    sure = np.flatnonzero((grounds.spell >= 0) & (facts >= 0))
    for table, places, rows in numbered.among(facts[sure]):
        if table is None or table.related is None:
            continue
        for place, row in zip(sure[places].tolist(), rows.tolist(), strict=True):
            principal = ids[int(grounds.subject[place])]
            for holder in _reached(compiled, table, row, int(grounds.opened[place])):
                if holder != principal:
                    yield holder, principal


def _reached(compiled: CompiledList, table: FactTable, row: int, opened: int) -> Iterator[str]:
    """Whom one fact names in a role that a listing opened on a day reaches, of whatever kind they are."""
    if table.related is not None:
        roles = {one.role for one in compiled.extends_to if one.is_law(opened)}
        yield from (id_ for role, id_ in table.related.of(row) if role in roles)
