"""What was found out once when a store was prepared: which facts are revoked, and which are one and the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from adapters.population.choosing import Piece
from adapters.population.partition import ALIKE, REVOKED
from adapters.population.pieces import by_type, each, numbers
from engine.population.columns import Ints, Rows
from engine.standing import REVOCATION


class Once:
    """What the partitions *parts* hold of it, for facts of *types*; *identities* are those of the types then."""

    def __init__(self, parts: Sequence[Piece], types: Sequence[str], identities: Mapping[str, Sequence[str]]) -> None:
        self._parts, self._types, self._identities = parts, types, identities
        self._rows: list[Mapping[str, int]] = [part.about["rows"] for part in parts]

    def prepared(self) -> Mapping[object, Callable[[], Any]]:
        """What makes each of them, by the key `Population.once` knows it by."""
        found: dict[object, Callable[[], Any]] = {"revoked": self._revoked}
        for name, identity in self._identities.items():
            if name in self._types and identity:
                found["alike", name, tuple(identity)] = lambda n=name: self._alike(n)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        return found

    def _before(self, type_: str) -> Ints:
        """How many facts of a type the partitions before each one hold."""
        return np.cumsum([0, *(rows.get(type_, 0) for rows in self._rows)])

    def _revoked(self) -> dict[str, tuple[Rows, Rows]]:
        found: dict[str, list[tuple[Rows, Rows]]] = {}
        revocations = self._before(REVOCATION)
        for number, part in enumerate(self._parts):
            for name, table in by_type(part.table(REVOKED)):
                if name in self._types:
                    pair = numbers(table["revocation"]) + revocations[number], numbers(table["target"])
                    found.setdefault(name, []).append((pair[0], pair[1] + self._before(name)[number]))
        order = [name for name in self._types if name in found]
        return {name: (each(found[name], 0), each(found[name], 1)) for name in order}

    def _alike(self, type_: str) -> tuple[Rows, Rows]:
        rows, cuts, count = [np.empty(0, np.int64)], [np.zeros(1, np.int64)], 0
        for number, part in enumerate(self._parts):
            for table in (one for name, one in by_type(part.table(ALIKE)) if name == type_):
                groups = numbers(table["group"])
                rows.append(numbers(table["row"]) + self._before(type_)[number])
                cuts.append(np.append(np.flatnonzero(np.diff(groups)) + 1, len(groups)) + count)
                count += len(groups)
        return np.concatenate(rows), np.concatenate(cuts)
