"""Facts in no order sorted into the partitions of their subjects: a file for each partition and each portion read.

Memory holds one portion; the disk holds all of it, until the partitions are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from typing import Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from adapters.population.segments import Segments, write_segments
from adapters.population.sources import Batch, Source
from engine.compile.facts import CompiledFactType
from engine.compile.program import Program
from engine.population.checks import Checks, Joined, Lines
from engine.population.repeated import repeated_subjects
from engine.population.values import flat_texts, form
from engine.problems import Place

SORTED: Final = ".sorted"
_DONE: Final = "sorted.json"
_PEOPLE: Final = "subjects"
_PORTION: Final = 2_000_000
"""Facts that are sorted at one time."""
_FILE, _LINE = ".file", ".line"


def sorted_parts(
    program: Program, source: Source, out: Path, size: int, checks: Checks, told: Callable[[int, int | None], None]
) -> tuple[Sequence[SortedPart], int]:
    """The parts of *source*, sorted in a folder of *out*; and how many facts are about nobody told of."""
    folder = out / SORTED
    if not (folder / _DONE).exists():
        rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir()
            count, nobody = _sort(program, source, folder, size, checks, told)
            if not checks:
                (folder / _DONE).write_bytes(orjson.dumps({"parts": count, "nobody": nobody}))
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise
    if checks:
        return [], 0
    done = orjson.loads((folder / _DONE).read_bytes())
    return [SortedPart(folder, number) for number in range(done["parts"])], done["nobody"]


def _sort(
    program: Program, source: Source, folder: Path, size: int, checks: Checks, told: Callable[[int, int | None], None]
) -> tuple[int, int]:
    people, where = [], []
    for table, lines in source.subjects():
        people.append(checks.subjects(table, lines))
        where.append((lines, len(table)))
    subjects = (
        pa.concat_tables(people, promote_options="permissive")
        if people
        else pa.table({"id": pa.array([], pa.string())})
    )
    repeated_subjects(checks, subjects["id"], Joined(where))
    count = max(1, -(-len(subjects) // size))
    for number in range(count):
        some = subjects.slice(number * size, size)
        write_segments(folder / f"{_PEOPLE}-{number:05}.arrows", [(_PEOPLE, some)], dict)
    ids = pa.chunked_array(subjects["id"].chunks, pa.string()).combine_chunks()
    portion = _Portion(program, folder, ids, size)
    done = 0
    for batch in source.facts(checks):
        table = checks.facts(batch.type, batch.table, batch.lines)
        done += len(batch.table)
        if not checks:
            portion.add(Batch(batch.type, table, batch.lines))
        told(done, source.facts_told)
    portion.sort()
    return count, portion.nobody


@dataclass(eq=False)
class _Portion:
    """Facts gathered until there are many, then sorted by the place of their subject among *ids*."""

    program: Program
    folder: Path
    ids: pa.Array
    size: int
    nobody: int = 0
    _batches: list[Batch] = field(default_factory=list)
    _facts: int = 0
    _number: int = 0

    def add(self, batch: Batch) -> None:
        """Take a checked *batch*."""
        whose = pa.chunked_array([flat_texts(chunk) for chunk in batch.table["subject"].chunks], pa.string())
        at = batch.table.column_names.index("subject")
        self._batches.append(replace(batch, table=batch.table.set_column(at, "subject", whose)))
        self._facts += len(batch.table)
        if self._facts >= _PORTION:
            self.sort()

    def sort(self) -> None:
        """Write what has been gathered to the files of the partitions."""
        if not self._batches:
            return
        whose = pa.chunked_array([one for batch in self._batches for one in batch.table["subject"].chunks], pa.string())
        places = pc.fill_null(pc.index_in(whose, self.ids), -1).to_numpy()
        self.nobody += int((places < 0).sum())
        tables: dict[int, dict[str, list[pa.Table]]] = {}
        start = 0
        for batch in self._batches:
            own = places[start : start + len(batch.table)]
            start += len(batch.table)
            compiled = self.program.fact_types[batch.type]
            for number, rows in _by_partition(own, self.size):
                part = _placed(compiled, batch, rows)
                tables.setdefault(number, {}).setdefault(batch.type, []).append(part)
        for number, by_type in sorted(tables.items()):
            file = self.folder / f"facts-{number:05}-{self._number:06}.arrows"
            joined = ((name, pa.concat_tables(these, promote_options="default")) for name, these in by_type.items())
            write_segments(file, joined, dict)
        self._batches, self._facts, self._number = [], 0, self._number + 1


def _by_partition(places: NDArray[np.int64], size: int) -> list[tuple[int, NDArray[np.int64]]]:
    """The rows of each partition that has some."""
    numbers = np.where(places < 0, -1, places // size)
    if not len(numbers):
        return []
    if numbers[0] >= 0 and (numbers == numbers[0]).all():
        return [(int(numbers[0]), np.arange(len(numbers)))]
    order = np.argsort(numbers, kind="stable")
    cuts = np.flatnonzero(np.diff(numbers[order])) + 1
    return [(int(numbers[rows[0]]), rows) for rows in np.split(order, cuts) if numbers[rows[0]] >= 0]


def _placed(compiled: CompiledFactType, batch: Batch, rows: NDArray[np.int64]) -> pa.Table:
    """Some *rows* of *batch*, each column in the one type of its field, with the places of the rows."""
    some = batch.table.take(pa.array(rows))
    columns = {
        name: pc.cast(some[name], form(compiled.fields[name]))
        if name in compiled.fields and compiled.fields[name].family != "rows"
        else some[name]
        for name in some.column_names
    }
    places = [batch.lines.of(int(row)) for row in (rows[0], rows[-1])]
    if places[1].line - places[0].line == int(rows[-1] - rows[0]):
        lines = rows - rows[0] + places[0].line
    else:
        lines = np.array([batch.lines.of(int(row)).line for row in rows], np.int64)
    file = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(rows), np.int32)), pa.array([places[0].file]))
    return pa.table(columns | {_FILE: file, _LINE: pa.array(lines)})


class SortedPart:
    """Partition *number* of what is sorted in *folder*."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder, self._number = folder, number

    def read(self, _checks: Checks, /) -> tuple[pa.Table, dict[str, tuple[pa.Table, Lines]]]:
        """Its subjects and facts, which have been checked."""
        subjects = Segments(self._folder / f"{_PEOPLE}-{self._number:05}.arrows").table(_PEOPLE)
        files = [Segments(file) for file in sorted(self._folder.glob(f"facts-{self._number:05}-*.arrows"))]
        found: dict[str, tuple[pa.Table, Lines]] = {}
        for name in sorted({name for file in files for name in file.names()}):
            tables = [file.table(name) for file in files if name in file]
            table = pa.concat_tables(tables, promote_options="default").unify_dictionaries()
            found[name] = table.drop_columns([_FILE, _LINE]), _Told(table[_FILE], table[_LINE])
        return subjects, found


class _Told(Lines):
    """Places that were written down with the rows."""

    def __init__(self, files: pa.ChunkedArray, lines: pa.ChunkedArray) -> None:
        super().__init__("")
        self._files, self._at = files, lines

    def of(self, row: int) -> Place:
        """Where *row* stands."""
        return Place(self._files[row].as_py(), self._at[row].as_py())
