"""A synthetic population read back: subject by subject, as the online evaluator takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from adapters.synthetic.columns import COMMON
from adapters.synthetic.population import FACTS, SUBJECTS

Raw = dict[str, Any]

_SOME: Final = 1_000
"""Subjects whose facts are Python objects at one time."""
_ASKED: Final = ("id", "kind", "name", "region", "industry", "registered", "born")


def read_population(out: Path) -> Iterator[tuple[Raw, list[Raw]]]:
    """Each subject of the population in *out* with its facts, raw, in order; finished partitions only."""
    for file in sorted((out / SUBJECTS).glob("part-*.parquet")):
        subjects = pq.read_table(file, columns=list(_ASKED))
        parts = sorted((out / FACTS).glob(f"*/{file.name}"))
        yield from as_told(subjects, {part.parent.name: pq.read_table(part) for part in parts})


def as_told(subjects: pa.Table, facts: Mapping[str, pa.Table]) -> Iterator[tuple[Raw, list[Raw]]]:
    """Each of *subjects* with its *facts*, of a table for each type: raw, in order."""
    ids = subjects["id"].combine_chunks()
    whose = {name: pc.index_in(table["subject"], ids).to_numpy() for name, table in facts.items()}
    for start in range(0, len(ids), _SOME):
        some = subjects.select(_ASKED).slice(start, _SOME).to_pylist()
        told: dict[str, list[Raw]] = {one["id"]: [] for one in some}
        for name, table in facts.items():
            first, last = np.searchsorted(whose[name], (start, start + len(some)))
            for row in table.slice(first, last - first).to_pylist():
                told[row["subject"]].append(_fact(name, row))
        yield from ((_plain(one), told[one["id"]]) for one in some)


def _fact(name: str, row: Raw) -> Raw:
    fields = {key: value for key, value in row.items() if key not in COMMON}
    related = [{"role": one["role"], "subject": one["id"]} for one in row["related"]]
    known = _plain({key: row[key] for key in ("id", "date", "recorded", "subject")})
    return known | {"type": name, "fields": _plain(fields), "related": related}


def _plain(values: Mapping[str, Any]) -> Raw:
    """*values* that are known, as JSON would have them."""
    return {key: _json(value) for key, value in values.items() if value is not None}


def _json(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case [{}, *_]:
            return [_plain(row) for row in value]
        case _:
            return value
