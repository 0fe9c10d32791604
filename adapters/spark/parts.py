"""A population on disk in parts: each subject with all its facts in one, so that a part can be judged by itself.

That is a store `xinheng prepare` made, or a folder of `subjects/part-NNNNN*.parquet` and
`facts/TYPE/part-NNNNN*.parquet`, as `xinheng synthesise` writes it and as `adapters.spark.dividing` divides any other.
The folder is a path or the URI of a file system that Arrow knows, a store a path.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from adapters.population.choosing import Chosen
from adapters.population.store import STORE, open_store, partitions_of
from engine.compile.program import Program
from engine.population.columns import Population
from engine.population.tables import population_of_tables

SUBJECTS: Final = "subjects"
FACTS: Final = "facts"
_UNFINISHED: Final = "_temporary"
_PART: Final = re.compile(r"part-(\d+)[^/]*\.parquet")


class Part(Protocol):
    """Some subjects with all their facts: a value that can be sent to whoever reads it."""

    def population(self, program: Program) -> Population:
        """They, as *program* sees them."""


@dataclass(frozen=True)
class Tables:
    """The files of one part in the folder at *location*: of its *subjects*, and of its *facts* by type."""

    location: str
    subjects: Sequence[str]
    facts: Mapping[str, Sequence[str]]

    def population(self, program: Program) -> Population:
        """The population of these files; raises `FactError` with what is wrong with them."""
        return population_of_tables(program, *self.read(program.fact_types))

    def read(self, types: Container[str]) -> tuple[pa.Table, dict[str, pa.Table]]:
        """The subjects, and of their facts those whose type is one of *types*."""
        system, _ = _system(self.location)
        facts = {name: _read(system, files) for name, files in self.facts.items() if name in types}
        return _read(system, self.subjects), facts


@dataclass(frozen=True)
class Stored:
    """One partition of the store in *folder*."""

    folder: str
    number: int

    def population(self, program: Program) -> Population:
        """The population of this partition."""
        return open_store(Path(self.folder), program, [Chosen(self.number)])


class NoParts(Exception):
    """There is no population in parts at *location*."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def parts_of(location: str) -> tuple[Part, ...]:
    """The parts of the population at *location*, in order; raises `NoParts` where there are none."""
    if (Path(location) / STORE).is_file():
        folder = Path(location).absolute()
        return tuple(Stored(str(folder), number) for number in range(partitions_of(folder)))
    system, root = _system(location)
    subjects = _numbered(system, f"{root}/{SUBJECTS}")
    facts = {name: _numbered(system, f"{root}/{FACTS}/{name}") for name in fact_types_of(location)}
    if not subjects:
        raise NoParts(location)
    return tuple(
        Tables(location, files, {name: found[number] for name, found in facts.items() if number in found})
        for number, files in sorted(subjects.items())
    )


def fact_types_of(location: str) -> list[str]:
    """The fact types that have a folder in the population at *location*, in parts or not."""
    system, root = _system(location)
    below = _below(system, f"{root}/{FACTS}")
    return sorted(file.base_name for file in below if file.type == fs.FileType.Directory)


def free(location: str) -> bool:
    """Whether nothing is at *location* but what Spark left there when it was killed."""
    system, root = _system(location)
    return all(file.base_name == _UNFINISHED for file in _below(system, root))


def _read(system: fs.FileSystem, files: Sequence[str]) -> pa.Table:
    tables = []
    for file in files:
        with system.open_input_file(file) as opened:  # not as a data set: what its folder is called is no column
            tables.append(pq.ParquetFile(opened).read().replace_schema_metadata(None))
    return pa.concat_tables(tables)


def _numbered(system: fs.FileSystem, folder: str) -> dict[int, list[str]]:
    """The files of *folder* by the number of the part they belong to."""
    found: dict[int, list[str]] = defaultdict(list)
    for file in sorted(_below(system, folder), key=lambda one: str(one.path)):
        if file.type == fs.FileType.File and (named := _PART.fullmatch(file.base_name)):
            found[int(named.group(1))].append(file.path)
    return dict(found)


def _below(system: fs.FileSystem, folder: str) -> Iterator[Any]:
    yield from system.get_file_info(fs.FileSelector(folder, allow_not_found=True))


def _system(location: str) -> tuple[fs.FileSystem, str]:
    """The file system of *location*, and the path there."""
    if "://" in location:
        system, root = fs.FileSystem.from_uri(location)
        return system, root.rstrip("/")
    return fs.LocalFileSystem(), Path(location).absolute().as_posix()
