"""A prepared store taken in groups of subjects, each with those elsewhere whose listings may reach somebody of it.

The latter are guests of a group: they are judged with it, since what they bring is needed, and counted where they are
at home. They stand among the others as in the whole store, so that a group comes to what it would in the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from adapters.population.choosing import Chosen
from adapters.population.memory import Room, settled
from adapters.population.partition import SUBJECTS
from adapters.population.segments import Segments
from adapters.population.store import open_store, part_name, partitions_of
from engine.compile.program import Program
from engine.population.columns import Ints
from engine.population.namers import namers
from engine.population.sampling import drawn
from engine.population.standings import Marks

Tell = Callable[[int, int], None]
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Group:
    """The subjects that are *chosen* of partitions; where guests are among them, those *counted* are not."""

    chosen: tuple[Chosen, ...]
    counted: Marks | None


class Store:
    """Everybody in the prepared store in *folder*, of whom those *drawn* are counted: all, or a share by a seed."""

    def __init__(self, folder: Path, share: Decimal | None = None, seed: int = 0) -> None:
        self.folder = folder
        parts = [Segments(folder / part_name(number)) for number in range(partitions_of(folder))]
        self.first: Ints = np.cumsum([0, *(part.about["subjects"] for part in parts)])
        self._rows = [part.about["rows"] for part in parts]
        self._drawn = None if share is None else drawn(len(self), float(share), seed)
        self._pairs: tuple[Ints, Ints] = np.empty(0, np.int64), np.empty(0, np.int64)

    def __len__(self) -> int:
        return int(self.first[-1])

    @property
    def sampled(self) -> bool:
        """Whether only some are drawn."""
        return self._drawn is not None

    def facts(self, program: Program) -> int:
        """How many facts there are of the types *program* knows."""
        return sum(count for rows in self._rows for name, count in rows.items() if name in program.fact_types)

    def counted(self, start: int = 0, end: int | None = None) -> int:
        """How many of the subjects at places from *start* to *end* are drawn."""
        end = len(self) if end is None else end
        return end - start if self._drawn is None else int(np.count_nonzero(self._drawn[start:end]))

    def left(self, counted: Sequence[Span]) -> list[Span]:
        """The places that are in none of the spans *counted*, as spans from one place to before another, in order."""
        ends = [0, *(end for _, end in sorted(counted))]
        starts = [*(start for start, _ in sorted(counted)), len(self)]
        return [(end, start) for end, start in zip(ends, starts, strict=True) if end < start]

    def look_for_guests(self, *programs: Program) -> None:
        """Find out whose listings may reach whom by any of *programs*, partition by partition."""
        pairs = [pair for number in range(len(self._rows)) for pair in self._named(number, programs)]
        self.know_guests(np.concatenate([whose for whose, _ in pairs]), pa.chunked_array([ids for _, ids in pairs]))

    def know_guests(self, whose: Ints, ids: pa.ChunkedArray) -> None:
        """Take note that the listings of the subjects at the places *whose* may reach those with *ids*."""
        whom = self._places(pa.chunked_array(ids.chunks, pa.string()).combine_chunks())
        known = whom >= 0
        found = np.unique(np.column_stack([whom[known], whose[known]]), axis=0)
        self._pairs = found[:, 0], found[:, 1]

    def _named(self, number: int, programs: tuple[Program, ...]) -> Iterator[tuple[Ints, pa.Array]]:
        """Who in one partition names whom."""
        for program in programs:
            places, ids = namers(program, open_store(self.folder, program, [Chosen(number)]))
            yield places + self.first[number], ids

    def _places(self, ids: pa.Array) -> Ints:
        """The place of everybody of *ids*, -1 of who is nobody here."""
        names = pc.unique(ids)
        found = np.full(len(names), -1, np.int64)
        for number in range(len(self._rows)):
            here = Segments(self.folder / part_name(number)).table(SUBJECTS)["id"].combine_chunks()
            place = pc.fill_null(pc.index_in(names, here), -1).to_numpy().astype(np.int64)
            found = np.where(place >= 0, place + self.first[number], found)
        return found[pc.index_in(ids, names).to_numpy()] if len(names) else found

    def end_of(self, start: int, size: int) -> int:
        """Where a group of about *size* subjects drawn ends that begins at *start*: with a partition if it can."""
        ends = [int(one) for one in self.first[1:] if one > start]
        end = start
        for following in ends:
            if self.counted(start, following) > size:
                break
            end = following
        if end > start:
            return end
        pieces = -(-self.counted(start, ends[0]) // size)
        return start + -(-(ends[0] - start) // pieces)

    def group(self, start: int, end: int) -> Group:
        """The group of those drawn at places from *start* to *end*, with its guests."""
        mine = np.arange(start, end) if self._drawn is None else start + np.flatnonzero(self._drawn[start:end])
        guests = self._guests(start, end)
        if not len(guests) and self._drawn is None:
            return Group(tuple(self._chosen(mine)), None)
        both = np.concatenate([mine, guests])
        order = np.argsort(both, kind="stable")
        counted = (np.arange(len(both)) < len(mine))[order]
        return Group(tuple(self._chosen(both[order])), None if counted.all() else counted)

    def _guests(self, start: int, end: int) -> Ints:
        holders, principals = self._pairs
        mine, elsewhere = self._among(holders, start, end), ~self._among(principals, start, end)
        return np.unique(principals[mine & elsewhere])

    def _among(self, places: Ints, start: int, end: int) -> NDArray[np.bool_]:
        inside = (start <= places) & (places < end)
        return inside if self._drawn is None else inside & self._drawn[places]

    def _chosen(self, places: Ints) -> Iterator[Chosen]:
        cuts = np.searchsorted(places, self.first)
        for number in range(len(self._rows)):
            here = places[cuts[number] : cuts[number + 1]] - self.first[number]
            if len(here):
                whole = len(here) == self.first[number + 1] - self.first[number]
                yield Chosen(number, None if whole else here)
        if not len(places):  # nobody, as a population
            yield Chosen(0, places)


def in_groups(
    store: Store, programs: Sequence[Program], memory: int, tell: Tell, counted: Sequence[Span] = ()
) -> Iterator[tuple[Group, Span, Tell]]:
    """The groups of *store* that fit into so many bytes of *memory*, each with where it is; of those *counted* none.

    *programs* say who are guests; *tell* how many of those drawn are done. Whoever judges a group is given what to tell
    how many of its own steps are done.
    """
    all_, room, left = store.counted(), Room(memory), store.left(counted)
    done = all_ - sum(store.counted(*one) for one in left)
    tell(done, all_)
    if left and (counted or store.sampled or all_ > room.subjects):
        store.look_for_guests(*programs)
        room = Room(memory)
    with settled():
        while left:
            start, last = left.pop(0)
            end = min(store.end_of(start, room.subjects), last)
            left = [(end, last)] * (end < last) + left
            subjects = store.counted(start, end)

            def within(steps: int, of: int, begun: int = done, here: int = subjects) -> None:
                tell(begun + here * steps // of, all_)

            with room.used_by(subjects):
                yield store.group(start, end), (start, end), within
            done += subjects
