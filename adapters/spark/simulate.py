"""A simulation on a cluster: groups of a prepared store are counted by workers, and the counts summed by the driver.

The store is where all workers see it, under one path. They take guests of a group from their partitions themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import SparkSession

from adapters.population.choosing import Chosen
from adapters.population.groups import Group, Store
from adapters.population.memory import room_of
from adapters.population.store import open_store
from adapters.simulation.counting import Counting, Releases, Tell, Wanted
from adapters.simulation.running import impact_from, tally_of_group
from adapters.simulation.tallies import packed, unpacked
from adapters.spark.evaluate import over_parts, watched
from adapters.spark.kernel import Policies
from engine.compile.program import Program
from engine.population.columns import Population
from engine.population.impact import Impact
from engine.population.namers import namers
from engine.population.simulation import MOST_AFFECTED
from engine.population.tally import Tally, summed

_NAMED: Final = pa.schema([("place", pa.int64()), ("id", pa.string())])
_TALLIES: Final = pa.schema([("start", pa.int64()), ("tally", pa.binary())])


@dataclass(frozen=True)
class Both:
    """The policies of both releases, for workers who may not have the folders."""

    baseline: Policies
    candidate: Policies

    @property
    def releases(self) -> Releases:
        """What they compile to; nobody needs their names here."""
        return Releases(self.baseline.program, self.candidate.program, ("", ""))

    @property
    def programs(self) -> tuple[Program, Program]:
        """The programs of both."""
        return self.baseline.program, self.candidate.program


@dataclass(frozen=True)
class Range:
    """The subjects of the store in *folder* from the place *start* on that are counted as one *group*."""

    folder: str
    start: int
    group: Group

    def population(self, program: Program) -> Population:
        """They and their guests, as *program* sees them."""
        return open_store(Path(self.folder), program, self.group.chosen)


@dataclass(frozen=True)
class Naming:
    """Finds out whom the facts of a partition name, by *both* releases; it is a range without guests."""

    both: Both

    def __call__(self, part: Range) -> pa.Table:
        """The pairs of *part*."""
        found = [namers(program, part.population(program)) for program in self.both.programs]
        places = pa.concat_arrays([pa.array(whose + part.start, pa.int64()) for whose, _ in found])
        return pa.table([places, pa.concat_arrays([ids for _, ids in found])], schema=_NAMED)


@dataclass(frozen=True)
class Tallying:
    """Counts what a change from one of *both* releases to the other does to a range, as *wanted*."""

    both: Both
    wanted: Wanted

    def __call__(self, part: Range) -> pa.Table:
        """The tally of *part*."""
        counting = _counting(self.both.programs, self.wanted)
        tally = tally_of_group(counting, self.both.releases, Path(part.folder), part.group, lambda _done, _all: None)
        return pa.table([[part.start], [packed(tally)]], schema=_TALLIES)


@lru_cache(maxsize=1)
def _counting(programs: tuple[Program, Program], wanted: Wanted) -> Counting:
    """What counts, once in a process: the points of sweeps are compiled with it."""
    return Counting(Releases(*programs, ("", "")), wanted)


def simulate_on_spark(
    spark: SparkSession,
    files: tuple[Mapping[str, bytes], Mapping[str, bytes]],
    releases: Releases,
    folder: Path,
    wanted: Wanted,
    tell: Tell,
    *,
    memory: int,
) -> Impact:
    """What going from one of *releases* to the other, whose *files* these are, does to the store in *folder*.

    A worker takes up to so many bytes of *memory*; *tell* how many subjects of how many are done. Stopped here, it is
    stopped everywhere. Raises `RuntimeFault` where a worker fails, with what it said.
    """
    here = version("xinheng")
    programs = releases.baseline, releases.candidate
    both = Both(*(Policies(told, one.release, here) for told, one in zip(files, programs, strict=True)))
    store = Store(folder, wanted.share, wanted.seed)
    return impact_from(
        releases, store, wanted, tally_on_spark(spark, both, store, wanted, tell, memory=memory), "spark"
    )


def tally_on_spark(spark: SparkSession, both: Both, store: Store, wanted: Wanted, tell: Tell, *, memory: int) -> Tally:
    """What going from one of *both* releases to the other does to everybody drawn in *store*, as *wanted*."""
    if not len(store):
        return Tally.nobody()
    folder, all_ = str(store.folder.absolute()), store.counted()
    parts = [Range(folder, int(first), Group((Chosen(number),), None)) for number, first in enumerate(store.first[:-1])]
    named = watched(
        spark, len(parts), lambda _done, _all: None, lambda: over_parts(spark, parts, Naming(both), _NAMED).toArrow()
    )
    store.know_guests(named["place"].to_numpy(), named["id"])
    largest = int((store.first[1:] - store.first[:-1]).max(initial=1))
    ranges = list(_ranges(store, folder, min(room_of(memory), largest)))

    def told(done: int, of: int) -> None:
        tell(all_ * done // max(of, 1), all_)

    def count() -> Tally:
        tallies = over_parts(spark, ranges, Tallying(both, wanted), _TALLIES).persist(StorageLevel.DISK_ONLY)
        try:
            tallies.count()  # all at once; then one after the other, so that the driver holds but one
            return summed((unpacked(bytes(row["tally"])) for row in tallies.toLocalIterator()), MOST_AFFECTED)
        finally:
            tallies.unpersist()

    return watched(spark, len(ranges), told, count)


def _ranges(store: Store, folder: str, size: int) -> Iterator[Range]:
    start = 0
    while start < len(store):
        end = store.end_of(start, size)
        yield Range(folder, start, store.group(start, end))
        start = end
