"""The facts verdicts rest on, for everybody at once: those kept, and silence made fact (S6–S10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.compile.program import Program
from engine.dossier import PROFILE
from engine.population.attributes import Attributes
from engine.population.columns import Column, Days, FactTable, Population
from engine.population.days import calendar_year
from engine.population.kept import Kept, kept
from engine.population.left import Left
from engine.population.memo import Memo
from engine.population.numbered import Numbered
from engine.population.silence import Silences


@dataclass(frozen=True, eq=False)
class Dossiers:
    """What is known of every subject of *population* as of a day: the facts selected, by type.

    *first_day* is each subject's, *record* whether it has any; *left* those whose facts have to be selected one by one.
    """

    program: Program
    population: Population
    as_of: int
    known_at: int
    tables: Mapping[str, FactTable]
    first_day: Days
    record: NDArray[np.bool_]
    kept: Kept
    attributes: Attributes
    once: Memo = field(default_factory=Memo)
    """Keeps what is made of the facts selected, whatever the release."""

    def under(self, program: Program) -> Dossiers:
        """The same under another release, to which facts mean the same."""
        return replace(self, program=program)

    @property
    def numbered(self) -> Numbered:
        """The facts selected, by number."""
        return self.once("numbered", lambda: Numbered(self.tables.values()))

    @property
    def left(self) -> Left:
        """Whose facts have to be selected one by one."""
        return self.kept.left

    @cached_property
    def first_year(self) -> NDArray[np.int32]:
        """The year of each subject's first day."""
        return calendar_year(self.first_day)

    def of_type(self, name: str) -> FactTable | None:
        """The facts of one type, if there are any."""
        return self.tables.get(name)

    def attribute(self, name: str, subject: Days, day: Days) -> Column:
        """What *name* of each *subject* is on each *day* (S9)."""
        return self.attributes.on(name, subject, day)

    def covered(self, types: Iterable[str], first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the records of all *types* are complete from each *first* to each *last* day (S10)."""
        return self.attributes.covered(types, first, last)


def select(program: Program, population: Population, as_of: int, known_at: int) -> Dossiers:
    """The dossiers of *population* as of a day, as known on a day."""
    found = kept(program, population, as_of, known_at)
    tables = {name: table for name, table in found.tables.items() if len(table)}
    attributes = Attributes(program, population, tables.get(PROFILE))
    silences = Silences(attributes, dict(tables), as_of, population.facts)
    for duty in program.duties:
        missed = silences.missed(duty)
        if missed is not None:
            tables[duty.id] = missed
    first_day = np.full(len(population), FOREVER, np.int32)
    for table in tables.values():
        begins = np.flatnonzero(np.diff(table.subject, prepend=-1))
        subjects = table.subject[begins]
        first_day[subjects] = np.minimum(first_day[subjects], table.day[begins])
    record = first_day != FOREVER
    first_day[~record] = as_of
    return Dossiers(program, population, as_of, known_at, tables, first_day, record, found, attributes)
