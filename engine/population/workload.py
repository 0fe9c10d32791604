"""What departments have to carry out more, and less, under another release (S23)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.compile.program import Program
from engine.population.columns import distinct
from engine.population.estimates import Scale
from engine.population.impact import Workload
from engine.population.judged import Judged
from engine.population.measures import carriages_of
from engine.population.standings import Marks
from engine.population.tally import Counts, Key


class _Duty(NamedTuple):
    """One measure as one department carries it out."""

    department: str
    measure: str
    strength: str


def workload_counts(baseline: Judged, candidate: Judged, counted: Marks | None = None) -> Iterator[tuple[Key, int]]:
    """How many of all, or of those *counted*, gain and lose each measure of each department."""
    duties = sorted({*_duties(baseline.program), *_duties(candidate.program)})
    before, after = _keys(baseline, duties, counted), _keys(candidate, duties, counted)
    for key, found in (("gained", _counts(after, before, len(duties))), ("lost", _counts(before, after, len(duties)))):
        for duty, count in zip(duties, found.tolist(), strict=True):
            yield (key, *duty), count


def workload(baseline: Program, candidate: Program, counts: Counts, scale: Scale) -> Iterator[Workload]:
    """Each department's measures with how many subjects gain and lose them."""
    for duty in sorted({*_duties(baseline), *_duties(candidate)}):
        gained, lost = counts["gained", *duty], counts["lost", *duty]
        if gained or lost:
            base = baseline.base if lost and not gained else candidate.base
            measure = base.measures[duty.measure]
            yield Workload(
                duty.department,
                base.departments[duty.department].title,
                duty.measure,
                measure.title,
                duty.strength,  # type: ignore[arg-type]  # the schema admits no other words
                measure.kind == "reward",
                scale.figure(gained),
                scale.figure(lost),
            )


def _duties(program: Program) -> Iterator[_Duty]:
    for one in carriages_of(program):
        for department in one.by:
            yield _Duty(department, one.measure, one.strength)


def _keys(judged: Judged, duties: list[_Duty], counted: Marks | None) -> NDArray[np.int64]:
    """Subject and duty of every measure in force, each pair once, in order."""
    place = {duty: number for number, duty in enumerate(duties)}
    carried = [
        [place[_Duty(department, one.measure, one.strength)] for department in one.by]
        for one in carriages_of(judged.program)
    ]
    found = judged.measures
    free = found.withheld == 0
    if counted is not None:
        free &= counted[found.subject]
    parts: list[NDArray[Any]] = [np.empty(0, np.int64)]
    subject, carriage = found.subject[free].astype(np.int64), found.carriage[free]
    for turn in range(max(map(len, carried), default=0)):
        of_carriage = np.array([numbers[turn] if turn < len(numbers) else -1 for numbers in carried], np.int64)
        duty = of_carriage[carriage]
        parts.append((subject * len(duties) + duty)[duty >= 0])
    keys = np.concatenate(parts)
    keys.sort()
    return distinct(keys)


def _counts(mine: NDArray[np.int64], theirs: NDArray[np.int64], duties: int) -> NDArray[np.int64]:
    """How many of *mine* that are not among *theirs* each duty has."""
    if not len(mine):
        return np.zeros(duties, np.int64)
    place = np.minimum(np.searchsorted(theirs, mine), max(len(theirs) - 1, 0))
    alone = mine if not len(theirs) else mine[theirs[place] != mine]
    return np.bincount(alone % duties, minlength=duties)
