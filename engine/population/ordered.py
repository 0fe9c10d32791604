"""Whether rows are in order of subject, day, rule and fact: most come so, and need no sorting."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from engine.population.compiled import compiled


def are_ordered(subject: NDArray[Any], day: NDArray[Any], rule: NDArray[Any], fact: NDArray[Any]) -> bool:
    """Whether rows are in order of *subject*, then of *day*, of *rule* and of *fact*."""
    return bool(compiled(_are_ordered)(subject, day, rule, fact))


def _are_ordered(subject, day, rule, fact):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    for row in range(1, len(subject)):
        before = row - 1
        if subject[row] != subject[before]:
            if subject[row] < subject[before]:
                return False
        elif day[row] != day[before]:
            if day[row] < day[before]:
                return False
        elif rule[row] < rule[before] or (rule[row] == rule[before] and fact[row] < fact[before]):
            return False
    return True
