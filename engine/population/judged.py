"""What a release makes of a population as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from engine.compile.program import Program
from engine.population.dossiers import Dossiers
from engine.population.gradings import Gradings
from engine.population.measures import Measures
from engine.population.numbered import Numbered
from engine.population.reached import Reached
from engine.population.reaching import Reach
from engine.population.results import ListColumns
from engine.population.retimed import LastOpened
from engine.population.singly import Singly

NO_FACT: Final = -1
"""The number of a fact that there is none of."""


@dataclass(frozen=True, eq=False)
class Judged:
    """What a release makes of a population as of a day: *lists* and *grades* by policy.

    *alone* are the lists and *alone_graded* the grades without what reaches anybody through principals (*reach*).
    *again* are the policies that were judged, if only of some, not taken over from another release; *why* counts the
    subjects of a list or grade that had to be judged one by one, by what columns do not say. *last_opened* is kept for
    releases that are judged after this one.
    """

    program: Program
    dossiers: Dossiers
    decided_after: int | None
    lists: Mapping[str, ListColumns]
    grades: Mapping[str, Gradings]
    measures: Measures
    alone: Mapping[str, ListColumns]
    alone_graded: Mapping[str, Gradings]
    reach: Reach
    reached: Reached
    singly: Singly
    again: frozenset[str]
    why: Mapping[str, int]
    last_opened: LastOpened

    def fact_id(self, number: int) -> str:
        """The id of the fact of a *number* in the columns; empty where there is none."""
        if number == NO_FACT:
            return ""
        if number < NO_FACT:
            return self.singly.silences[NO_FACT - 1 - number]
        return self.numbered.id_of(number)

    @cached_property
    def numbered(self) -> Numbered:
        """All facts by number, those of the population and those that silence made."""
        population = self.dossiers.population
        silences = (table for name, table in self.dossiers.tables.items() if name not in population.tables)
        return Numbered((*population.tables.values(), *silences))
