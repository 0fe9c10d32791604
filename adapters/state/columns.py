"""The rows of many subjects, of what columns found out about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from adapters.state.rows import POSSIBLE, PROPOSAL, SPELL, UNDECIDED, UNGRADED, Grade, Measure, Rows, Stay
from engine.population.arrow import ROW

_NAMES = ("policy", "subject", "spell", "rule", "fact", "start", "low", "high", "cause", "grade", "year", "measure",
          "carriage")  # fmt: skip


@dataclass(slots=True)
class _Gathered:
    """What there is of one subject so far; spells and their grounds by policy and number."""

    spells: dict[tuple[str, int], list[Any]] = field(default_factory=dict)
    grounds: dict[tuple[str, int], list[tuple[str, str | None, str]]] = field(default_factory=dict)
    others: list[Stay] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    refused: str | None = None

    def rows(self) -> Rows:
        """All of it, in order."""
        grounds = {key: tuple(sorted(found, key=str)) for key, found in self.grounds.items()}
        spells = (Stay._make((key[0], SPELL, *told, grounds.get(key, ()))) for key, told in self.spells.items())
        return Rows(
            tuple(sorted((*spells, *self.others), key=str)),
            tuple(sorted(self.grades)),
            tuple(sorted(self.measures, key=str)),
            self.refused,
        )


def by_subject(tables: Iterable[pa.Table]) -> Mapping[str, Rows]:
    """The rows of everybody of whom *tables* (`engine.population.arrow.SCHEMA`) have any."""
    found: dict[str, _Gathered] = {}
    for table in tables:
        columns = [table[name].to_pylist() for name in _NAMES]
        for sort, *values in zip(table[ROW].to_pylist(), *columns, strict=True):
            one = dict(zip(_NAMES, values, strict=True))
            gathered = found.get(one["subject"])
            if gathered is None:
                gathered = found[one["subject"]] = _Gathered()
            _take(gathered, sort, one)
    return {subject: one.rows() for subject, one in found.items()}


def _take(into: _Gathered, sort: str, one: Mapping[str, Any]) -> None:
    """Take the row *one* of a *sort*."""
    policy, start, low, high = one["policy"], _day(one["start"]), _day(one["low"]), _day(one["high"])
    match sort:
        case "spell":
            into.spells[policy, one["spell"]] = [start, low, high, one["cause"]]
        case "ground":
            if one["spell"] is not None:
                ground = (one["rule"], one["fact"], start or "")
                into.grounds.setdefault((policy, one["spell"]), []).append(ground)
        case "possible":
            into.others.append(Stay(policy, POSSIBLE, start or "", None, high, None, ()))
        case "proposal" | "undecided":
            name = PROPOSAL if sort == "proposal" else UNDECIDED
            grounds = ((one["rule"], one["fact"], start or ""),)
            into.others.append(Stay(policy, name, start or "", None, None, None, grounds))
        case "grade":
            if one["grade"] != UNGRADED:
                into.grades.append(Grade(policy, one["grade"], start, one["year"]))
        case "measure":
            measure = Measure(policy, one["carriage"], one["measure"], start, low, high, one["cause"])
            into.measures.append(measure)
        case "refused":
            into.refused = one["cause"]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
