"""A synthetic population on disk: written partition by partition, gone on with where it was stopped.

A partition is finished when its file of subjects is there: that one gets its name last. Every file is written under
another name first, which is removed when the writing is stopped, or at the next start where it was killed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from adapters.synthetic.drawing import Partition, source_of
from adapters.synthetic.settings import STATEMENT, Settings
from engine.compile.program import Program

KEPT: Final = "population.json"
README: Final = "README.txt"
SUBJECTS: Final = "subjects"
FACTS: Final = "facts"
_UNFINISHED: Final = ".unfinished"

_ABOUT: Final = """{statement}

subjects/part-NNNNN.parquet      who there is
facts/TYPE/part-NNNNN.parquet    the records of each fact type, in order of subject and day

Part NNNNN of every folder is about the same subjects. Written by `xinheng synthesise`; {kept} holds what it was made
from, and the same settings make the same rows. Identifiers pass their checks and are of ranges nobody real has.
"""


class OtherPopulation(Exception):
    """The folder holds something else: another population, whose settings differ in *differs*, or none at all."""

    def __init__(self, folder: Path, differs: tuple[str, ...]) -> None:
        super().__init__(folder, differs)
        self.folder, self.differs = folder, differs


def write_population(
    program: Program, out: Path, settings: Settings, told: Callable[[int, int], None] = lambda _done, _all: None
) -> int:
    """Write the population of *settings* to the folder *out*; how many partitions had to be made.

    *told* how many subjects of how many are done. Raises `OtherPopulation` where *out* holds anything else.
    """
    kept = settings.recorded(program.release)
    _claim(out, kept)
    metadata = {key: str(value) for key, value in kept.items()}
    source, made = source_of(program, settings), 0
    for number in range(settings.partitions):
        if not _part(out / SUBJECTS, number).exists():
            partition = source.partition(number, lambda done: told(done, settings.subjects))
            _write(out, number, partition, metadata)
            made += 1
        told(min((number + 1) * settings.partition, settings.subjects), settings.subjects)
    return made


def _claim(out: Path, kept: Mapping[str, str | int | float]) -> None:
    """Make *out* ours, or see that it is."""
    file = out / KEPT
    if file.exists():
        try:
            found = orjson.loads(file.read_bytes())
        except orjson.JSONDecodeError:
            raise OtherPopulation(out, ()) from None
        differs = tuple(key for key in kept if not isinstance(found, dict) or found.get(key) != kept[key])
        if differs:
            raise OtherPopulation(out, differs)
        for left in out.rglob(f"*{_UNFINISHED}"):
            left.unlink()
        return
    if out.exists() and any(out.iterdir()):
        raise OtherPopulation(out, ())
    out.mkdir(parents=True, exist_ok=True)
    (out / README).write_text(_ABOUT.format(statement=STATEMENT, kept=KEPT), encoding="utf-8")
    _finish({file: _unfinished(file)}, lambda path: path.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2)))


def _write(out: Path, number: int, partition: Partition, metadata: Mapping[str, str]) -> None:
    tables = {_part(out / FACTS / name, number): table for name, table in partition.facts.items()}
    tables[_part(out / SUBJECTS, number)] = partition.subjects  # last: with it the partition is finished
    names = {file: _unfinished(file) for file in tables}
    by_name = {name: tables[file] for file, name in names.items()}
    _finish(names, lambda path: _write_table(by_name[path], path, metadata))


def _write_table(table: pa.Table, path: Path, metadata: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")


def _finish(names: Mapping[Path, Path], write: Callable[[Path], object]) -> None:
    """Have *write* write every file under its other name, then give all of them their own; or leave nothing."""
    try:
        for unfinished in names.values():
            write(unfinished)
        for file, unfinished in names.items():
            unfinished.replace(file)
    finally:
        for unfinished in names.values():
            with suppress(FileNotFoundError):
                unfinished.unlink()


def _part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:05}.parquet"


def _unfinished(file: Path) -> Path:
    return file.with_name(f".{file.name}{_UNFINISHED}")
