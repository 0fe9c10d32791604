"""What a change does to some subjects, as bare counts: the tallies of parts add up to that of the whole.

A count stands under a key whose first word says what is counted; the modules that count say which words follow. Nothing
of the whole population, neither a share nor an interval nor a cliff, can be in it: these are made of the sum, once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from engine.population.impact import Affected

Key = tuple[str | int, ...]
Counts = Counter[Key]

SUBJECTS: Final[Key] = ("subjects",)
"""Those looked at."""
MOVED: Final[Key] = ("moved",)
"""Those whom the change moves in any way."""
AFFECTED: Final[Key] = ("affected",)
"""The changes to them, of which *affected* tells the first."""
REFUSED: Final[Key] = ("refused",)
"""Those whose facts contradict each other under the candidate."""


@dataclass(frozen=True, eq=False)
class Tally:
    """The *counts* of some subjects, and the first of those *affected*, policy by policy, in order of subject."""

    counts: Counts
    affected: tuple[Affected, ...] = ()

    @classmethod
    def nobody(cls) -> Self:
        """That of no subjects at all."""
        return cls(Counts())


def found(pairs: Iterable[tuple[Key, int]]) -> Counts:
    """The counts of *pairs*, each key of which comes once; a count of nobody is none."""
    return Counts({key: count for key, count in pairs if count})


def summed(tallies: Iterable[Tally], most: int) -> Tally:
    """The tally of all whom *tallies* tell of, in order of subject, who are in one only; *most* rows of affected."""
    counts, affected = Counts(), list[Affected]()
    for one in tallies:
        counts.update(one.counts)
        affected += one.affected
        affected.sort(key=_place)  # those of one policy stay in order of subject
        del affected[max(most, 0) :]
    return Tally(counts, tuple(affected))


def _place(one: Affected) -> tuple[bool, str]:
    """Lists come before grades."""
    return one.change == "grade", one.policy
