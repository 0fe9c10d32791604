"""What was found out about one subject after the other, gathered as rows until it is put into columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.grading.outcomes import GradeResult
from engine.population.folding import Grounds
from engine.population.grade_rows import Changed, GradeRows, Held
from engine.population.results import ListColumns, Waiting
from engine.population.timelines import Stretches
from engine.population.uniting import Spells
from engine.population.ways import Ways, way


@dataclass(slots=True)
class Rows:
    """Rows of a list; the spell of a ground is its place among *spells*."""

    grounds: list[tuple[Any, ...]] = field(default_factory=list)
    spells: list[tuple[Any, ...]] = field(default_factory=list)
    possible: list[tuple[Any, ...]] = field(default_factory=list)
    proposals: list[tuple[Any, ...]] = field(default_factory=list)
    undecided: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, more: Rows) -> None:
        """Put the rows of *more* after these."""
        before = len(self.spells)
        self.grounds += [(*one[:-2], one[-2] + before if one[-2] >= 0 else -1, one[-1]) for one in more.grounds]
        self.spells += more.spells
        self.possible += more.possible
        self.proposals += more.proposals
        self.undecided += more.undecided

    def columns(self, policy: str) -> ListColumns:
        """These rows as those of *policy*."""
        return ListColumns(
            policy,
            Grounds(*arrays(self.grounds, "liihliibiiBblb")),
            Spells(*arrays(self.spells, "iiiiBb")),
            Stretches(*arrays(self.possible, "iii")),
            Waiting(*arrays(self.proposals, "ihli")),
            Waiting(*arrays(self.undecided, "ihli")),
        )


@dataclass(slots=True)
class GradesAsRows:
    """Rows of a grade."""

    stretches: list[tuple[int, ...]] = field(default_factory=list)
    changed: list[tuple[int, int]] = field(default_factory=list)
    held: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, place: int, result: GradeResult, ways: Ways) -> None:
        """Put those of the subject at *place* after these."""
        timeline, current = result.timeline, result.current
        self.stretches += [(place, first, last, ways.of_grades(grades)) for first, last, grades in timeline.stretches]
        self.changed += [(place, day) for day in sorted(timeline.changes)]
        if current is not None:
            grades = ways.of_grades(current.grades)
            self.held.append((place, grades, way(current), result.held_since or 0, current.year))

    def columns(self) -> GradeRows:
        """These rows in columns."""
        subject, start, last, grades = arrays(self.stretches, "iiil")
        changed, held = Changed(*arrays(self.changed, "ii")), Held(*arrays(self.held, "iiBih"))
        return GradeRows(subject, start, last, grades, changed, held)


_KINDS: Mapping[str, type] = {"l": np.int64, "i": np.int32, "h": np.int16, "b": np.bool_, "B": np.int8}


def arrays(rows: Sequence[tuple[Any, ...]], kinds: str) -> list[NDArray[Any]]:
    """*rows* as columns, of the *kinds* that `_KINDS` has by letter."""
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    return [np.array(values, _KINDS[kind]) for values, kind in zip(columns, kinds, strict=True)]
