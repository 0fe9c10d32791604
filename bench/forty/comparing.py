"""What the forty come to by hand and by `engine.population.evaluate`, spell by spell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bench.forty.byhand import Spells
from engine.population.judged import Judged
from engine.population.timelines import rows_of


def differing(judged: Judged, found: Mapping[str, Spells]) -> dict[str, list[tuple[int, ...]]]:
    """By list, the spells (subject, first and last day, why it ended) that only one of the two has.

    Repairs that were undone are not followed by hand: their subjects are left out of the list they are about.
    """
    assert judged.lists.keys() == found.keys(), "not the same lists"
    result: dict[str, list[tuple[int, ...]]] = {}
    for name, mine in found.items():
        theirs = judged.lists[name].spells
        one = np.column_stack([mine.subject, mine.start, mine.last, mine.cause])
        other = np.column_stack([theirs.subject, theirs.start, theirs.low, theirs.cause])
        without = undone(judged, name)
        one, other = (np.delete(rows, rows_of(rows[:, 0], without), axis=0) for rows in (one, other))
        if one.shape != other.shape or (one != other).any():
            apart = set(map(tuple, one.tolist())) ^ set(map(tuple, other.tolist()))
            result[name] = sorted(apart)
    return result


def undone(judged: Judged, name: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Whose repairs on the list *name* were undone, in order."""
    table = judged.dossiers.of_type("repair_undone")
    if table is None:
        return np.empty(0, np.int32)
    policy = table.field("policy")
    number = -2 if policy.pool is None else policy.pool.number(name)
    return np.unique(table.subject[policy.values == number])


def spells_of(found: Mapping[str, Spells]) -> int:
    """How many spells there are on all lists."""
    return sum(len(one.subject) for one in found.values())
