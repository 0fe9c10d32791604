"""How much one file may hold, stated once for all readers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The most that is read of one file; what goes beyond is reported and not read.

    *size* and *unpacked* are bytes, of the file and of all parts of a workbook once unpacked; *rows* counts rows
    with something in them, and records of a JSON, NDJSON or YAML file; *line* is the bytes of one NDJSON line.
    """

    size: int = 64 << 20
    unpacked: int = 512 << 20
    rows: int = 100_000
    columns: int = 200
    line: int = 1 << 20
