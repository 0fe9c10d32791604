"""A folder that `xinheng synthesise` wrote, as a source: each of its parts holds subjects with all their facts."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from adapters.population.sources import Batch, Part
from adapters.synthetic.population import FACTS, KEPT, SUBJECTS
from engine.population.checks import Checks, Joined, Lines


def is_synthetic(folder: Path) -> bool:
    """Whether *folder* is of this kind."""
    return (folder / KEPT).is_file() and (folder / SUBJECTS).is_dir()


class SyntheticFolder:
    """The population in *folder*; parts that are not finished are not there."""

    facts_told: int | None

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: Mapping[str, Any] = orjson.loads((folder / KEPT).read_bytes())
        self._files = sorted((folder / SUBJECTS).glob("part-*.parquet"))
        types = sorted(one.name for one in (folder / FACTS).iterdir())
        self._types = {name: frozenset(one.name for one in (folder / FACTS / name).iterdir()) for name in types}
        self.facts_told = None

    def recorded(self) -> Mapping[str, Any]:
        """Its settings, and how much of it is there."""
        return {"synthetic": dict(self._kept), "files": len(self._files)}

    def parts(self, subjects: int) -> Sequence[Part] | None:
        """Its parts, as many together as have so many *subjects*."""
        each = max(1, subjects // int(self._kept["partition"]))
        groups = [self._files[start : start + each] for start in range(0, len(self._files), each)]
        return [_Files(self._folder, [file.name for file in group], self._types) for group in groups]

    def subjects(self) -> Iterator[tuple[pa.Table, Lines]]:
        """All its subjects."""
        for file in self._files:
            yield _read(file), Lines(file.as_posix())

    def facts(self, checks: Checks) -> Iterator[Batch]:
        """All its facts."""
        for type_, files in self._types.items():
            for file in self._files:
                path = self._folder / FACTS / type_ / file.name
                if file.name in files and checks.known_type(type_, Lines(path.as_posix()).of(0)):
                    yield Batch(type_, _read(path), Lines(path.as_posix()))


@dataclass(frozen=True)
class _Files:
    """The parts of the names *files*, together."""

    folder: Path
    files: Sequence[str]
    types: Mapping[str, Container[str]]
    """By fact type the names of its files."""

    def read(self, checks: Checks, /) -> tuple[pa.Table, dict[str, tuple[pa.Table, Lines]]]:
        """Subjects and facts, checked."""
        paths = [self.folder / SUBJECTS / file for file in self.files]
        subjects = pa.concat_tables([checks.subjects(_read(path), Lines(path.as_posix())) for path in paths])
        found: dict[str, tuple[pa.Table, Lines]] = {}
        for type_ in self.types:
            own = [path for file in self.files if (path := self.folder / FACTS / type_ / file).exists()]
            lines = [Lines(path.as_posix()) for path in own]
            if own:
                tables = [
                    checks.facts(type_, _read(path, "subject"), where) for path, where in zip(own, lines, strict=True)
                ]
                places = Joined([(where, len(table)) for where, table in zip(lines, tables, strict=True)])
                found[type_] = pa.concat_tables(tables, promote_options="default"), places
        return subjects, found


def _read(path: Path, *coded: str) -> pa.Table:
    """The table in the file *path*; the columns *coded* with a dictionary, as they are stored."""
    try:
        with pa.OSFile(str(path)) as raw, pq.ParquetFile(raw, read_dictionary=coded, pre_buffer=False) as file:
            return file.read(use_threads=False).replace_schema_metadata(None)
    except KeyError:  # there is no such column, which is told as any other that is missing
        if not coded:
            raise
        return _read(path)
