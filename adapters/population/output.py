"""Rows of a judged population written to a file: whole or not at all, in one order however many groups they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from engine.population.arrow import SCHEMA

_TOGETHER: Final = 1 << 20
"""So many rows are written at a time."""


def write_groups(groups: Iterable[Sequence[pa.Table]], file: Path) -> int:
    """Write *groups* of tables to *file*, as Arrow where its suffix says so, else as Parquet; how many rows.

    Each group has a table for each sort of rows; the first sort of all groups comes first. A group lies on disk, in a
    folder beside *file* that is taken away at the end, while the next is made.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    half, folder = (file.with_name(f".{file.name}.{end}") for end in ("unfinished", "groups"))
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        laid = [_laid_down(tables, folder / f"{number}.arrow") for number, tables in enumerate(groups)]
        rows = 0
        with _writer(half, file.suffix) as writer:
            for table in _together(_in_order(laid)):
                writer.write_table(table)
                rows += len(table)
        half.replace(file)
        return rows
    finally:
        rmtree(folder, ignore_errors=True)
        with suppress(FileNotFoundError):
            half.unlink()


def _laid_down(tables: Sequence[pa.Table], file: Path) -> Path:
    """*tables* in *file*, each as one batch."""
    with pa.ipc.new_file(str(file), SCHEMA) as writer:
        for table in tables:
            whole = table.combine_chunks()
            writer.write_batch(whole.to_batches()[0] if len(whole) else pa.RecordBatch.from_pylist([], SCHEMA))
    return file


def _in_order(laid: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    """The batches of all files, sort by sort."""
    readers = [pa.ipc.open_file(pa.memory_map(str(file))) for file in laid]
    for number in range(readers[0].num_record_batches if readers else 0):
        for reader in readers:
            yield reader.get_batch(number)


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of *batches* in tables of so many as are written at a time."""
    waiting = SCHEMA.empty_table()
    for batch in batches:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch], SCHEMA)])
        while len(waiting) >= _TOGETHER:
            yield waiting.slice(0, _TOGETHER).combine_chunks()
            waiting = waiting.slice(_TOGETHER)
    if len(waiting):
        yield waiting.combine_chunks()


def _writer(file: Path, suffix: str) -> AbstractContextManager[Any]:
    if suffix == ".arrow":
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        writer: AbstractContextManager[Any] = pa.ipc.new_file(str(file), SCHEMA, options=options)
        return writer
    return pq.ParquetWriter(file, SCHEMA, compression="zstd")  # type: ignore[no-any-return]  # it has no annotations
