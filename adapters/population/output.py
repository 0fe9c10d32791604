"""Rows of a judged population written to a file: whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather


def write_table(table: pa.Table, file: Path) -> None:
    """Write *table* to *file*: as Arrow where its suffix says so, else as Parquet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.unfinished")
    try:
        if file.suffix == ".arrow":
            feather.write_feather(table, half, compression="zstd")
        else:
            pq.write_table(table, half, compression="zstd")
        half.replace(file)
    finally:
        with suppress(FileNotFoundError):
            half.unlink()
