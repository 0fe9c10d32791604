"""The tables of an impact as Parquet, a file each: codes as they are, counts as whole numbers, days as days."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa
from pyarrow import parquet

from adapters.impact.tables import Table, Type, tables
from engine.population.impact import Impact

_TYPES: Final[Mapping[Type, pa.DataType]] = {
    "text": pa.string(),
    "count": pa.int64(),
    "day": pa.date32(),
    "truth": pa.bool_(),
}


def files(impact: Impact) -> Iterator[tuple[str, bytes]]:
    """The name and content of a file for each table of *impact*, one at a time."""
    for table in tables(impact):
        yield f"{table.name}.parquet", _content(table)


def _content(table: Table) -> bytes:
    cells = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    fields = [pa.field(column.name, _TYPES[column.type]) for column in table.columns]
    arrays = [pa.array(one, field.type) for one, field in zip(cells, fields, strict=True)]
    out = io.BytesIO()
    parquet.write_table(pa.table(arrays, schema=pa.schema(fields)), out, compression="zstd")
    return out.getvalue()
