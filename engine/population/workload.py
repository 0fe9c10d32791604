"""What departments have to carry out more, and less, under another release (S23)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import distinct
from engine.population.estimates import Scale
from engine.population.evaluate import Judged
from engine.population.impact import Workload
from engine.population.measures import carriages_of


class _Duty(NamedTuple):
    """One measure as one department carries it out."""

    department: str
    measure: str
    strength: str


def workload(baseline: Judged, candidate: Judged, scale: Scale) -> Iterator[Workload]:
    """Each department's measures with how many subjects gain and lose them."""
    duties = sorted({*_duties(baseline), *_duties(candidate)})
    before, after = _keys(baseline, duties), _keys(candidate, duties)
    gained, lost = _counts(after, before, len(duties)), _counts(before, after, len(duties))
    for number, duty in enumerate(duties):
        if gained[number] or lost[number]:
            base = baseline.program.base if lost[number] and not gained[number] else candidate.program.base
            measure = base.measures[duty.measure]
            yield Workload(
                duty.department,
                base.departments[duty.department].title,
                duty.measure,
                measure.title,
                duty.strength,  # type: ignore[arg-type]  # the schema admits no other words
                measure.kind == "reward",
                scale.figure(int(gained[number])),
                scale.figure(int(lost[number])),
            )


def _duties(judged: Judged) -> Iterator[_Duty]:
    for one in carriages_of(judged.program):
        for department in one.by:
            yield _Duty(department, one.measure, one.strength)


def _keys(judged: Judged, duties: list[_Duty]) -> NDArray[np.int64]:
    """Subject and duty of every measure in force, each pair once, in order."""
    place = {duty: number for number, duty in enumerate(duties)}
    carried = [
        [place[_Duty(department, one.measure, one.strength)] for department in one.by]
        for one in carriages_of(judged.program)
    ]
    found = judged.measures
    free = found.withheld == 0
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
