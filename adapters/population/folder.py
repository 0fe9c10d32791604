"""A folder of one's own files as a source: subjects, and facts in Parquet, Arrow or CSV files, however they are cut.

`subjects` and `facts` are a file or a folder each. Folders within `facts` may be named for the fact type, or for a
value all files in them share, as in `date=2024-02-29`; what else they are named for does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from adapters.population.long_form import by_type
from adapters.population.sources import Batch, Part
from engine.population.checks import Checks, Lines
from engine.problems import FactError, Place, Problem

SUBJECTS: Final = "subjects"
FACTS: Final = "facts"
_SUFFIXES: Final = (".parquet", ".arrow", ".feather", ".csv")
_ROWS: Final = 250_000
_BLOCK: Final = 1 << 24
_SAID: Final = 200
_SHARED: Final = ("date", "type", "subject", "recorded")


class NoPopulation(Exception):
    """*folder* lacks the files of `subjects` or of `facts`, whichever is *missing*."""

    def __init__(self, folder: Path, missing: str) -> None:
        super().__init__(folder, missing)
        self.folder, self.missing = folder, missing


class FilesFolder:
    """The population in the files of *folder*."""

    def __init__(self, folder: Path) -> None:
        self._subjects = _files(folder, SUBJECTS)
        self._facts = _files(folder, FACTS)
        self._root = folder / FACTS
        sizes = [pq.ParquetFile(file).metadata.num_rows for file in self._facts if file.suffix == ".parquet"]
        self.facts_told: int | None = sum(sizes) if len(sizes) == len(self._facts) else None

    def recorded(self) -> Mapping[str, Any]:
        """Its files, how long each is and when it was written."""
        stats = {file.as_posix(): file.stat() for file in (*self._subjects, *self._facts)}
        return {"files": {name: [one.st_size, one.st_mtime_ns] for name, one in stats.items()}}

    def parts(self, subjects: int) -> Sequence[Part] | None:  # noqa: ARG002 - other sources ask it
        """Its files say nothing of whose facts they hold."""
        return None

    def subjects(self) -> Iterator[tuple[pa.Table, Lines]]:
        """All its subjects."""
        for file in self._subjects:
            yield from _tables(file)

    def facts(self, checks: Checks) -> Iterator[Batch]:
        """All its facts."""
        for file in self._facts:
            within = file.relative_to(self._root).parts[:-1] if file.is_relative_to(self._root) else ()
            shared = dict(one.split("=", 1) for one in within if "=" in one)
            type_ = next((one for one in within if "=" not in one and one in checks.program.fact_types), None)
            type_ = type_ or next((one for one in within if "=" not in one and not one.isdecimal()), None)
            for table, lines in _tables(file):
                yield from by_type(_with(table, shared), lines, checks, type_)


def _with(table: pa.Table, shared: Mapping[str, str]) -> pa.Table:
    """*table* with what all its rows share, where it does not say so itself."""
    for name in _SHARED:
        if name in shared and name not in table.column_names:
            table = table.append_column(name, pa.repeat(shared[name], len(table)))
    return table


def _files(folder: Path, name: str) -> list[Path]:
    alone = [folder / f"{name}{suffix}" for suffix in _SUFFIXES if (folder / f"{name}{suffix}").is_file()]
    within = (folder / name).rglob("*")
    found = sorted(alone + [one for one in within if one.suffix in _SUFFIXES and not one.name.startswith((".", "_"))])
    if not found:
        raise NoPopulation(folder, name)
    return found


def _tables(file: Path) -> Iterator[tuple[pa.Table, Lines]]:
    """The rows of *file*, some at a time; the lines of a CSV file begin below its header."""
    first = 2 if file.suffix == ".csv" else 1
    try:
        for batch in _batches(file):
            yield pa.Table.from_batches([batch]).replace_schema_metadata(None), Lines(file.as_posix(), first)
            first += len(batch)
    except pa.ArrowInvalid as error:
        said = {"reason": " ".join(str(error).split())[:_SAID]}
        raise FactError([Problem("facts.broken_file", Place(file.as_posix(), first), said)]) from None


def _batches(file: Path) -> Iterator[pa.RecordBatch]:
    if file.suffix == ".parquet":
        with pq.ParquetFile(file) as opened:
            yield from opened.iter_batches(_ROWS)
    elif file.suffix == ".csv":
        with file.open("rb") as raw:
            names = raw.readline().decode("utf-8-sig").strip().split(",")
        texts = {name.strip().strip('"'): pa.string() for name in names}
        options = csv.ConvertOptions(column_types=texts, strings_can_be_null=True, null_values=[""])
        reading = csv.ReadOptions(block_size=_BLOCK)
        with csv.open_csv(file, reading, csv.ParseOptions(newlines_in_values=True), options) as opened_csv:
            yield from opened_csv
    else:
        with pa.memory_map(str(file)) as source, pa.ipc.open_file(source) as opened_ipc:
            for number in range(opened_ipc.num_record_batches):
                yield opened_ipc.get_batch(number)
