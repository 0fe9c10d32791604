"""One file of many tables: Arrow streams one after the other, and at the end where each begins.

A file gets its name when it is whole. It is read where it lies in memory: of a table that nobody asks for, nothing.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa

UNFINISHED: Final = ".unfinished"
_MARK: Final = b"xhsegm01"
_WORD: Final = 8
_ALIGNED: Final = 64


class NotSegments(Exception):
    """The file *path* is not of this kind, or was cut short."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def write_segments(path: Path, tables: Iterable[tuple[str, pa.Table]], about: Callable[[], Mapping[str, Any]]) -> None:
    """Write *tables* by name to *path*, and at the end what is to be known *about* them."""
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with pa.OSFile(str(unfinished), "wb") as sink:
            where: dict[str, tuple[int, int]] = {}
            for name, table in tables:
                sink.write(b"\0" * (-sink.tell() % _ALIGNED))
                start = sink.tell()
                with pa.ipc.new_stream(sink, table.schema) as writer:
                    writer.write_table(table)
                where[name] = start, sink.tell() - start
            end = orjson.dumps({"segments": where, "about": about()})
            sink.write(end + len(end).to_bytes(_WORD, "little") + _MARK)
        unfinished.replace(path)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


class Segments:
    """The tables of the file *path* by name, each opened when asked for."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            if not size:
                raise NotSegments(path)
            self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._whole = pa.py_buffer(self._mapped)
        end = self._whole.slice(max(0, size - 2 * _WORD)).to_pybytes()
        length = int.from_bytes(end[:_WORD], "little")
        if end[_WORD:] != _MARK or length > size - 2 * _WORD:
            raise NotSegments(path)
        found = orjson.loads(self._whole.slice(size - 2 * _WORD - length, length).to_pybytes())
        self._where: Mapping[str, tuple[int, int]] = found["segments"]
        self.about: Mapping[str, Any] = found["about"]
        self._tables: dict[str, pa.Table] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._where

    def names(self) -> Iterable[str]:
        """The names of the tables, as they were written."""
        return self._where.keys()

    def table(self, name: str) -> pa.Table:
        """The table *name*; nothing of it is copied."""
        if name not in self._tables:
            start, length = self._where[name]
            self._tables[name] = pa.ipc.open_stream(self._whole.slice(start, length)).read_all()
        return self._tables[name]

    def forget(self, name: str) -> None:
        """Give back the memory that reading the table *name* took: who looks at it again has it read again."""
        start, length = self._where[name]
        first, end = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE, (start + length) // mmap.PAGESIZE * mmap.PAGESIZE
        if first < end:
            self._mapped.madvise(mmap.MADV_DONTNEED, first, end - first)
