"""One list under two releases: who enters, leaves and stays, whose last day moves, and how many there are over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

import numpy as np

from engine.compile.program import Program
from engine.population.estimates import Scale
from engine.population.impact import TRAITS, Figure, ListImpact, Month, Part, Standing, Trait
from engine.population.judged import Judged
from engine.population.standings import Marks, OnDay, on_day, series
from engine.population.tally import Counts, Key
from engine.population.traits import traits

Value = tuple[Trait, str]
"""A trait and one of its values."""
_STANDING: Final = ("listed", "recorded", "assumed", "proposed", "unknown")
_MOVED: Final = ("entering", "leaving", "staying", "longer", "shorter")


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


def compared(baseline: Judged, candidate: Judged, policy: str, counted: Marks | None = None) -> Compared:
    """The list *policy*, as it stands on the day both were judged as of; all whom it holds, or those *counted*."""
    subjects, day = len(baseline.dossiers.population), baseline.dossiers.as_of
    same = baseline.lists.get(policy) is candidate.lists.get(policy)
    before, *after = [
        on_day(one.lists.get(policy), subjects, day, counted, decision=_is_decided(one, policy))
        for one in ((baseline,) if same else (baseline, candidate))
    ]
    return Compared(policy, before, after[0] if after else before)


def _is_decided(judged: Judged, policy: str) -> bool:
    return policy in judged.program.lists and judged.program.lists[policy].decision


def list_counts(
    baseline: Judged, candidate: Judged, one: Compared, months: Sequence[date], counted: Marks | None = None
) -> Iterator[tuple[Key, int]]:
    """How many the change moves on the list *one* tells of, and how many there are on the last day of each month."""
    name, policy = "list", one.policy
    for side, judged, told in (("baseline", baseline, one.before), ("candidate", candidate, one.after)):
        decided = _decided(judged, policy, told)
        standing = (_count(told.listed), *decided, _count(told.proposed), _count(told.unknown))
        for key, count in zip(_STANDING, standing, strict=True):
            yield (name, policy, side, key), count
    for key in _MOVED:
        yield (name, policy, key), _count(getattr(one, key))
    days = [month.toordinal() for month in months]
    lists = baseline.lists.get(policy), candidate.lists.get(policy)
    before = series(lists[0], days, counted)
    after = before if lists[0] is lists[1] else series(lists[1], days, counted)
    for number in range(len(days)):
        yield ("month", policy, number, "baseline"), int(before[number])
        yield ("month", policy, number, "candidate"), int(after[number])
    if one.entering.any() or one.leaving.any():
        for trait, coded in traits(baseline.dossiers.population).items():
            for key, marks in (("entering", one.entering), ("leaving", one.leaving)):
                for value, count in zip(coded.values, coded.counts(marks), strict=True):
                    yield ("part", policy, trait, value, key), int(count)


def list_impact(
    program: Program, policy: str, months: Sequence[date], counts: Counts, parts: Sequence[Value], scale: Scale
) -> ListImpact:
    """What the change does to the list *policy* of *program*: *counts* by list, and its *parts* that there are."""

    def figure(*key: str | int) -> Figure:
        return scale.figure(counts[key])

    def standing(side: str) -> Standing:
        return Standing(**{key: figure("list", policy, side, key) for key in _STANDING})

    return ListImpact(
        policy=policy,
        title=program.base.policies[policy].title,
        kind=program.lists[policy].kind,
        baseline=standing("baseline"),
        candidate=standing("candidate"),
        **{key: figure("list", policy, key) for key in _MOVED},
        months=tuple(
            Month(month, figure("month", policy, number, "baseline"), figure("month", policy, number, "candidate"))
            for number, month in enumerate(months)
        ),
        parts=tuple(
            Part(trait, value, *(figure("part", policy, trait, value, key) for key in ("entering", "leaving")))
            for trait, value in sorted(parts, key=lambda one: (TRAITS.index(one[0]), one[1]))
        ),
    )


def parts_of(counts: Counts) -> Mapping[str, Sequence[Value]]:
    """By list, the traits and their values that any of those who enter or leave have."""
    found: dict[str, dict[Value, None]] = {}
    for key, count in counts.items():
        if key[0] == "part" and count:
            _, policy, trait, value, _ = key
            found.setdefault(str(policy), {})[cast("Trait", trait), str(value)] = None
    return {policy: list(values) for policy, values in found.items()}


def _count(marks: Marks) -> int:
    return int(np.count_nonzero(marks))


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
