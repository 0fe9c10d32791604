"""A population on disk in parts: each subject with all its facts in one, so that a part can be judged by itself.

The folder has `subjects/part-NNNNN*.parquet` and `facts/TYPE/part-NNNNN*.parquet`, as `xinheng synthesise` writes them
and as `adapters.spark.dividing` divides any other. It is a path or the URI of a file system that Arrow knows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

SUBJECTS: Final = "subjects"
FACTS: Final = "facts"
_UNFINISHED: Final = "_temporary"
_PART: Final = re.compile(r"part-(\d+)[^/]*\.parquet")


@dataclass(frozen=True)
class Part:
    """The files of one part: of its *subjects*, and of its *facts* by type."""

    subjects: Sequence[str]
    facts: Mapping[str, Sequence[str]]


class NoParts(Exception):
    """There is no population in parts at *location*."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def parts_of(location: str) -> tuple[Part, ...]:
    """The parts of the population at *location*, in order; raises `NoParts` where there are none."""
    system, root = _system(location)
    subjects = _numbered(system, f"{root}/{SUBJECTS}")
    facts = {name: _numbered(system, f"{root}/{FACTS}/{name}") for name in fact_types_of(location)}
    if not subjects:
        raise NoParts(location)
    return tuple(
        Part(files, {name: found[number] for name, found in facts.items() if number in found})
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


def read_part(location: str, part: Part, types: Container[str]) -> tuple[pa.Table, dict[str, pa.Table]]:
    """The subjects of *part*, and of their facts those whose type is one of *types*."""
    system, _ = _system(location)
    facts = {name: _read(system, files) for name, files in part.facts.items() if name in types}
    return _read(system, part.subjects), facts


def _read(system: fs.FileSystem, files: Sequence[str]) -> pa.Table:
    # Without what the file's folder is called: `facts/TYPE` is no column.
    tables = [pq.ParquetFile(system.open_input_file(file)).read().replace_schema_metadata(None) for file in files]
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
