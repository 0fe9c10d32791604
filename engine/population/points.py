"""What the items of a grade move scores by, year by year, for those with facts that score (S22)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.grades import CompiledGrade, CompiledItem, Points
from engine.population.columns import ABSENT, Ints
from engine.population.compiled import compiled as machine
from engine.population.conditions import Conditions
from engine.population.graded_years import GradedYears
from engine.population.groups import Apart
from engine.population.truths import TRUE


@dataclass(frozen=True, eq=False)
class Scores:
    """What all items together move the score by, by year and row: at least *low*, at most *high*, in ten-thousandths.

    So many items without bound are in *low_open* and *high_open*.
    """

    low: Ints
    high: Ints
    low_open: NDArray[np.int16]
    high_open: NDArray[np.int16]

    def bounds(self, year: int, rows: NDArray[Any]) -> tuple[Ints, Ints]:
        """The bounds of some *rows* in one year, `ABSENT` where there is none."""
        low = np.where(self.low_open[year][rows] > 0, ABSENT, self.low[year][rows])
        high = np.where(self.high_open[year][rows] > 0, ABSENT, self.high[year][rows])
        return low, high


def scores(compiled: CompiledGrade, conditions: Conditions, years: GradedYears, apart: Apart) -> Scores:
    """What the items of *compiled* come to for those judged *apart*."""
    shape = (years.count, len(apart.subjects))
    found = Scores(
        np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int16), np.zeros(shape, np.int16)
    )
    for item in compiled.items:
        _add(item, conditions, years, apart, found)
    return found


def _add(item: CompiledItem, conditions: Conditions, years: GradedYears, apart: Apart, found: Scores) -> None:
    first, last = years.spans(item.in_force)
    whole = (first > last) | conditions.dossiers.covered(item.facts, first, last)
    low, high = (np.zeros(years.count, np.int64) for _ in range(2))
    if item.may_cost:
        low[~whole] = ABSENT if item.cap is None else -item.cap
    if item.may_earn:
        high[~whole] = ABSENT if item.cap is None else item.cap
    for bound, unbounded, usual in ((found.low, found.low_open, low), (found.high, found.high_open, high)):
        np.add(bound, np.where(usual == ABSENT, 0, usual)[:, np.newaxis], out=bound)
        np.add(unbounded, (usual == ABSENT)[:, np.newaxis], out=unbounded)
    rows, year, sure, points = _facts(item, conditions, years, apart)
    machine(_sum)(
        rows, year, sure, points,
        -1 if item.cap is None else item.cap, item.may_cost, item.may_earn, whole, low, high,
        found.low, found.high, found.low_open, found.high_open,
    )  # fmt: skip


def _facts(
    item: CompiledItem, conditions: Conditions, years: GradedYears, apart: Apart
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.bool_], Ints]:
    """The facts *item* may count, in order of row and year: these, whether each surely counts, and its points."""
    parts = []
    for name, node in item.facts.items():
        table = conditions.dossiers.of_type(name)
        if table is None:
            continue
        found = conditions.on_own_day(node, table).dated(table.day, item.in_force)
        day = table.day[found.rows]
        rows, year = apart.rows(table.subject[found.rows]), years.numbers(day)
        inside = np.flatnonzero((rows >= 0) & (year >= 0) & (year < years.count))
        sure, points = found.truth[inside] == TRUE, _points(item.points, day[inside])
        parts.append((rows[inside], year[inside], sure, points))
    if not parts:
        none = np.empty(0, np.int32)
        return none, none, np.empty(0, np.bool_), np.empty(0, np.int64)
    if len(parts) == 1:
        return parts[0]
    rows, year, sure, points = (np.concatenate([part[n] for part in parts]) for n in range(4))
    order = np.lexsort((year, rows))
    return rows[order], year[order], sure[order], points[order]


def _points(points: Points, days: NDArray[Any]) -> Ints:
    values = np.array([ABSENT if one is None else one for one in points.values], np.int64)
    return values[np.searchsorted(np.array(points.starts), days, side="right") - 1]


def _sum(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    rows, year, sure, points,
    cap, may_cost, may_earn, whole, usual_low, usual_high,
    low, high, low_open, high_open,
):  # fmt: skip
    """Put what the facts of a row and year come to in place of what is usual where there are none."""
    place = 0
    while place < len(rows):
        row, number = rows[place], year[place]
        least, most, open_ = 0, 0, False
        while place < len(rows) and rows[place] == row and year[place] == number:
            worth = points[place]
            if worth == ABSENT:
                open_ = True
            elif sure[place]:
                least, most = least + worth, most + worth
            else:
                least, most = least + min(0, worth), most + max(0, worth)
            place += 1
        bottomless = open_ or (may_cost and not whole[number])
        topless = open_ or (may_earn and not whole[number])
        if cap >= 0:
            least = -cap if bottomless else max(-cap, min(cap, least))
            most = cap if topless else max(-cap, min(cap, most))
            bottomless, topless = False, False
        low[number, row] += (0 if bottomless else least) - (0 if usual_low[number] == ABSENT else usual_low[number])
        high[number, row] += (0 if topless else most) - (0 if usual_high[number] == ABSENT else usual_high[number])
        low_open[number, row] += (1 if bottomless else 0) - (1 if usual_low[number] == ABSENT else 0)
        high_open[number, row] += (1 if topless else 0) - (1 if usual_high[number] == ABSENT else 0)
