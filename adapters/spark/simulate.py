"""A simulation on a cluster: groups of a prepared store are counted by workers, and the counts summed by the driver.

The store is where all workers see it, under one path. They take guests of a group from their partitions themselves.
Each group's counts are kept as they come, where one machine keeps its own: who asks again goes on from there, on one
machine or on a cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyspark.sql import SparkSession

from adapters.population.choosing import Chosen
from adapters.population.groups import Group, Span, Store
from adapters.population.memory import room_of
from adapters.population.store import open_store
from adapters.simulation.adding import Sum
from adapters.simulation.counting import Counting, Releases, Tell, Wanted
from adapters.simulation.running import impact_from, tally_of_group
from adapters.simulation.tallies import packed
from adapters.simulation.unfinished import Counted, Unfinished
from adapters.spark.arriving import arriving
from adapters.spark.evaluate import over_parts, watched
from adapters.spark.kernel import Policies
from engine.compile.program import Program
from engine.population.columns import Ints, Population
from engine.population.impact import Impact
from engine.population.namers import namers

_NAMED: Final = pa.schema([("place", pa.int64()), ("id", pa.string())])
_TALLIES: Final = pa.schema([("start", pa.int64()), ("end", pa.int64()), ("tally", pa.binary())])


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
    """The subjects of the store in *folder* from the place *start* to before *end* that are counted as one *group*."""

    folder: str
    start: int
    end: int
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
        return pa.table([[part.start], [part.end], [packed(tally)]], schema=_TALLIES)


@lru_cache(maxsize=1)
def _counting(programs: tuple[Program, Program], wanted: Wanted) -> Counting:
    """What counts, once in a process: the points of sweeps are compiled with it."""
    return Counting(Releases(*programs, ("", "")), wanted, threads=1)  # each core has a group of its own


def simulate_on_spark(
    spark: SparkSession,
    files: tuple[Mapping[str, bytes], Mapping[str, bytes]],
    releases: Releases,
    folder: Path,
    wanted: Wanted,
    tell: Tell,
    *,
    memory: int,
    unfinished: Unfinished | None = None,
) -> Impact:
    """What going from one of *releases* to the other, whose *files* these are, does to the store in *folder*.

    A worker takes up to so many bytes of *memory*; *tell* how many subjects of how many are done. What is *unfinished*
    is gone on with, and kept as groups come in. Stopped here, it is stopped everywhere. Raises `RuntimeFault` where a
    worker fails, with what it said.
    """
    here = version("xinheng")
    programs = releases.baseline, releases.candidate
    both = Both(*(Policies(told, one.release, here) for told, one in zip(files, programs, strict=True)))
    store = Store(folder, wanted.share, wanted.seed)
    counted = Sum(unfinished)
    if store.left(counted.spans):
        store.know_guests(*_named(spark, both, store))
    ranges = list(_ranges(store, counted.spans, memory))
    all_ = store.counted()
    done = all_ - sum(store.counted(one.start, one.end) for one in ranges)
    tell(done, all_)
    with closing(arriving(spark, ranges, Tallying(both, wanted), _TALLIES)) as tallies:
        for table in tallies:
            for start, end, tally in zip(*table.to_pydict().values(), strict=True):
                counted.add(Counted(start, end, tally))
                done += store.counted(start, end)
                tell(done, all_)
    return impact_from(releases, store, wanted, counted.tally, "spark")


def _named(spark: SparkSession, both: Both, store: Store) -> tuple[Ints, pa.ChunkedArray]:
    """The places in *store* of those whose facts name somebody, and the ids of these."""
    parts = [
        Range(str(store.folder.absolute()), int(first), int(end), Group((Chosen(number),), None))
        for number, (first, end) in enumerate(pairwise(store.first))
    ]
    found = watched(
        spark, len(parts), lambda _done, _all: None, lambda: over_parts(spark, parts, Naming(both), _NAMED).toArrow()
    )
    return found["place"].to_numpy(), found["id"]


def _ranges(store: Store, counted: Sequence[Span], memory: int) -> Iterator[Range]:
    """All of *store* but those *counted*, a partition at a time or so much of one as so much *memory* has room for."""
    size = min(room_of(memory), int((store.first[1:] - store.first[:-1]).max(initial=1)))
    for first, last in store.left(counted):
        start = first
        while start < last:
            end = min(store.end_of(start, size), last)
            yield Range(str(store.folder.absolute()), start, end, store.group(start, end))
            start = end
