"""Partitions drawn: batch by batch, each from a chance of its own, so that any can be made without the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.synthetic.chance import Chance, chance_of
from adapters.synthetic.columns import Columns, batch_of, columns_of
from adapters.synthetic.events import records_of
from adapters.synthetic.repertoire import repertoire_of
from adapters.synthetic.settings import FIRST, LAST, Settings
from adapters.synthetic.subjects import drawn, table
from engine.compile.program import Program

BATCH: Final = 20_000
"""Subjects drawn together. Which rows come of a seed depends on it: it does not go by the size of a partition."""


Drawn = tuple[pa.Table, list[tuple[str, NDArray[np.int64], pa.Table]]]
"""A batch: its subjects, and by fact type the places of the subjects and the facts."""


@dataclass(frozen=True)
class Partition:
    """Its *subjects*, and by fact type its *facts*, in order of subject and day."""

    subjects: pa.Table
    facts: dict[str, pa.Table]


@dataclass(frozen=True)
class Source:
    """Draws the partitions of a population of *settings*."""

    settings: Settings
    chance: Chance
    columns: Columns
    last: dict[int, Drawn] = field(default_factory=dict)
    """The batch drawn last."""

    def partition(self, number: int, told: Callable[[int], None] = lambda _: None) -> Partition:
        """The partition of *number*; *told* how many subjects are drawn."""
        start = number * self.settings.partition
        end = min(start + self.settings.partition, self.settings.subjects)
        subjects: list[pa.Table] = []
        facts: dict[str, list[pa.Table]] = {}
        for batch in range(start // BATCH, -(-end // BATCH)):
            low, high = max(start - batch * BATCH, 0), min(end - batch * BATCH, BATCH)
            for name, part in self._batch(batch, low, high):
                (facts.setdefault(name, []) if name else subjects).append(part)
            told(batch * BATCH + high)
        return Partition(pa.concat_tables(subjects), {name: pa.concat_tables(facts[name]) for name in sorted(facts)})

    def _batch(self, batch: int, low: int, high: int) -> Iterator[tuple[str, pa.Table]]:
        """Of one batch the subjects from *low* to *high*, under no name, and their facts by type."""
        if batch not in self.last:  # small partitions share a batch
            self.last.clear()
            self.last[batch] = self._drawn(batch)
        subjects, facts = self.last[batch]
        yield "", subjects.slice(low, high - low)
        for name, places, some in facts:
            first, last = np.searchsorted(places, (low, high))
            if first < last:
                yield name, some.slice(first, last - first)

    def _begun(self, batch: int) -> tuple[Generator, NDArray[np.int64]]:
        return np.random.default_rng([self.settings.seed, batch]), batch * BATCH + np.arange(BATCH)

    def _drawn(self, batch: int) -> Drawn:
        random, numbers = self._begun(batch)
        which = np.random.default_rng([self.settings.seed, batch, 1])
        earlier = self._begun(int(which.integers(batch))) if batch else None
        subjects = drawn(random, numbers, self.settings.last, earlier)
        records = records_of(self.chance, subjects, random)
        whole = batch_of(self.chance, subjects, records, random)
        return table(subjects), list(self.columns.tables(whole, random))


def source_of(program: Program, settings: Settings) -> Source:
    """What draws a population of *settings*, to whom what *program* speaks of happens."""
    share = (settings.last - settings.first + 1) / (LAST - FIRST + 1)  # rates are for the usual span
    chance = chance_of(repertoire_of(program), settings.first, settings.last, settings.trouble * share)
    return Source(settings, chance, columns_of(chance))
