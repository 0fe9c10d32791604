"""Some of the subjects of a partition, with all their facts: what of its tables is theirs, taken when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from adapters.population.partition import ALIKE, COMMON, POOLS, REVOKED, SUBJECTS, TYPE
from adapters.population.pieces import by_type, numbers, starts
from adapters.population.segments import Segments
from engine.population.columns import Rows
from engine.standing import REVOCATION

_FEW: Final = 8
"""Less than so great a part of the subjects of a partition are few."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """Of the partition of a *number* the subjects at *places*, in order; everybody where none are told."""

    number: int
    places: NDArray[Any] | None = None


class Piece(Protocol):
    """A partition, or what of it was chosen."""

    about: Mapping[str, Any]

    def table(self, name: str) -> Any:
        """The columns of the table *name*, by name."""


def piece_of(whole: Segments, chosen: Chosen) -> Piece:
    """What of the partition *whole* was *chosen*."""
    if chosen.places is None:
        return whole
    some = _Some(whole, chosen.places)
    return some if len(chosen.places) * _FEW > whole.about["subjects"] else _Taken(some, whole.names())


class _Taken:
    """Few subjects of a partition, all of whose columns are taken at once: its file need not stay in memory."""

    def __init__(self, some: Piece, names: Iterable[str]) -> None:
        self.about = some.about
        types = {TYPE + one for one in some.about["rows"]}
        self._tables = {name: _taken(some.table(name)) for name in names if name in types or not name.startswith(TYPE)}

    def table(self, name: str) -> Any:
        """The columns of the table *name*."""
        return self._tables[name]


def _taken(columns: Any) -> pa.Table:
    """*columns* in memory of their own: a dictionary that was not copied would hold the whole file."""
    table = pa.table({name: columns[name] for name in columns.column_names})
    if not len(table):  # read again it would have no chunk at all
        return table
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return pa.ipc.open_stream(sink.getvalue()).read_all()


class _Some:
    """The subjects of *whole* at *places*, with all their facts."""

    def __init__(self, whole: Segments, places: NDArray[Any]) -> None:
        self._whole, self._places = whole, places
        place = np.full(whole.about["subjects"], -1, np.int32)
        place[places] = np.arange(len(places), dtype=np.int32)
        subject = place[numbers(whole.table(COMMON)["subject"])]
        self._rows = np.flatnonzero(subject >= 0)
        self._subject = subject[self._rows]
        rows: Mapping[str, int] = whole.about["rows"]
        begins = np.array([*starts(rows).values(), sum(rows.values())])
        cuts = np.searchsorted(self._rows, begins)
        self._of_type: dict[str, Rows] = {
            name: self._rows[cuts[n] : cuts[n + 1]] - begins[n] for n, name in enumerate(rows) if cuts[n] < cuts[n + 1]
        }
        counts = {name: len(taken) for name, taken in self._of_type.items()}
        related = [name for name in whole.about["related"] if name in counts]
        self.about: Mapping[str, Any] = {"subjects": len(places), "rows": counts, "related": related}
        self._tables: dict[str, Any] = {}

    def table(self, name: str) -> Any:
        """The columns of the table *name*."""
        if name not in self._tables:
            self._tables[name] = self._made(name)
        return self._tables[name]

    def _made(self, name: str) -> Any:
        whole = self._whole.table(name)
        match name:
            case _ if name == SUBJECTS:
                return _Columns(whole, self._places)
            case _ if name == COMMON:
                taken = {one: whole[one].take(pa.array(self._rows)) for one in ("day", "recorded")}
                return pa.table({"subject": self._subject, **taken})
            case _ if name == REVOKED:
                return self._renumbered(whole, {"revocation": REVOCATION, "target": None})
            case _ if name == ALIKE:
                return self._renumbered(whole, {"row": None})
            case _ if name == POOLS:
                return whole
            case _:
                return _Columns(whole, self._of_type[name.removeprefix(TYPE)])

    def _renumbered(self, whole: pa.Table, columns: Mapping[str, str | None]) -> pa.Table:
        """The rows of *whole* that are about facts taken, by their rows here; *columns* say of what type each is."""
        found = [whole.schema.empty_table()]
        for type_, table in by_type(whole):
            kept = np.ones(len(table), np.bool_)
            here: dict[str, Rows] = {}
            for name, of in columns.items():
                taken, rows = self._of_type.get(of or type_, np.empty(0, np.int64)), numbers(table[name])
                here[name] = np.searchsorted(taken, rows)
                kept &= np.append(taken, -1)[here[name]] == rows
            columns_here = {name: pa.array(here[name]) if name in here else table[name] for name in table.column_names}
            found.append(pa.table(columns_here).cast(whole.schema).filter(pa.array(kept)))
        return pa.concat_tables(found)


class _Columns:
    """The columns of *whole* in some *rows*, each taken when asked for."""

    def __init__(self, whole: pa.Table, rows: NDArray[Any]) -> None:
        self._whole, self._rows = whole, pa.array(rows)
        self.column_names: Sequence[str] = whole.column_names

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        column = self._whole[name]
        if column.num_chunks == 1:  # put together again it would be copied, all of it
            return pa.chunked_array([column.chunk(0).take(self._rows)])
        return column.take(self._rows)
