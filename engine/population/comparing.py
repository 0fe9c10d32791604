"""One list under two releases: who enters, leaves and stays, whose last day moves, and how many there are over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.population.estimates import Scale
from engine.population.evaluate import Judged
from engine.population.impact import ListImpact, Month, Part, Standing
from engine.population.standings import OnDay, on_day, series
from engine.population.traits import Coded, traits

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Compared:
    """One list under both releases, subject by subject."""

    policy: str
    before: OnDay
    after: OnDay

    @property
    def entering(self) -> Marks:
        """Who is listed only by the candidate."""
        return self.after.listed & ~self.before.listed

    @property
    def leaving(self) -> Marks:
        """Who is listed only by the baseline."""
        return self.before.listed & ~self.after.listed

    @property
    def staying(self) -> Marks:
        """Who is listed by both."""
        return self.before.listed & self.after.listed

    @property
    def longer(self) -> Marks:
        """Who stays, and longer."""
        return self.staying & (self.after.last > self.before.last)

    @property
    def shorter(self) -> Marks:
        """Who stays, and shorter."""
        return self.staying & (self.after.last < self.before.last)

    @property
    def moved(self) -> Marks:
        """Who changes in any way."""
        listed = self.before.listed != self.after.listed
        other = (self.before.unknown != self.after.unknown) | (self.before.proposed != self.after.proposed)
        return listed | other | self.longer | self.shorter


def compared(baseline: Judged, candidate: Judged, policy: str) -> Compared:
    """The list *policy*, as it stands on the day both were judged as of."""
    subjects, day = len(baseline.dossiers.population), baseline.dossiers.as_of
    before = on_day(baseline.lists.get(policy), subjects, day)
    same = baseline.lists.get(policy) is candidate.lists.get(policy)
    return Compared(policy, before, before if same else on_day(candidate.lists.get(policy), subjects, day))


def list_impact(baseline: Judged, candidate: Judged, one: Compared, months: Sequence[date], scale: Scale) -> ListImpact:
    """What the change does to the list *one* tells of, over *months*, each by its last day."""
    program = candidate.program if one.policy in candidate.lists else baseline.program
    keys = program.base.policies[one.policy]
    days = [month.toordinal() for month in months]
    lists = baseline.lists.get(one.policy), candidate.lists.get(one.policy)
    before = series(lists[0], days)
    after = before if lists[0] is lists[1] else series(lists[1], days)

    def count(marks: Marks) -> int:
        return int(np.count_nonzero(marks))

    def standing(judged: Judged, told: OnDay) -> Standing:
        recorded, assumed = _decided(judged, one.policy, told)
        return Standing(
            scale.figure(count(told.listed)),
            scale.figure(recorded),
            scale.figure(assumed),
            scale.figure(count(told.proposed)),
            scale.figure(count(told.unknown)),
        )

    entering, leaving = one.entering, one.leaving
    return ListImpact(
        policy=one.policy,
        title=keys.title,
        kind=program.lists[one.policy].kind,
        baseline=standing(baseline, one.before),
        candidate=standing(candidate, one.after),
        entering=scale.figure(count(entering)),
        leaving=scale.figure(count(leaving)),
        staying=scale.figure(count(one.staying)),
        longer=scale.figure(count(one.longer)),
        shorter=scale.figure(count(one.shorter)),
        months=tuple(
            Month(month, scale.figure(int(b)), scale.figure(int(a)))
            for month, b, a in zip(months, before, after, strict=True)
        ),
        parts=tuple(_parts(baseline, entering, leaving, scale)) if entering.any() or leaving.any() else (),
    )


def _parts(baseline: Judged, entering: Marks, leaving: Marks, scale: Scale) -> list[Part]:
    found: list[Part] = []
    coded: Coded
    for trait, coded in traits(baseline.dossiers.population).items():
        for value, more, fewer in zip(coded.values, coded.counts(entering), coded.counts(leaving), strict=True):
            if more or fewer:
                found.append(Part(trait, value, scale.figure(int(more)), scale.figure(int(fewer))))
    return found


def _decided(judged: Judged, policy: str, told: OnDay) -> tuple[int, int]:
    """How many of those listed are so by a decision on record, and how many only by assumed ones."""
    compiled, one = judged.program.lists.get(policy), judged.lists.get(policy)
    if compiled is None or one is None or not compiled.decision:
        return 0, 0
    day, grounds = judged.dossiers.as_of, one.grounds
    recorded = np.zeros(len(told.listed), np.bool_)
    open_ = grounds.sure & (grounds.opened <= day) & (day <= grounds.low) & ~grounds.assumed
    recorded[grounds.subject[open_]] = True
    recorded &= told.listed
    return int(np.count_nonzero(recorded)), int(np.count_nonzero(told.listed & ~recorded))
