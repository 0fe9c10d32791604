"""A change of policy over a population: two releases judged, and what differs gathered into an `Impact`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from engine.population.affected import affected_by, affected_by_grade
from engine.population.comparing import Compared, compared, list_impact
from engine.population.estimates import Scale
from engine.population.evaluate import Judged
from engine.population.impact import (
    STATES,
    Affected,
    GradeImpact,
    Impact,
    ListImpact,
    Move,
    Settings,
    Sweep,
    Undecided,
    Wording,
)
from engine.population.workload import workload

_STATE = {state: number for number, state in enumerate(STATES)}
_GRAVITY = ("no_record", "clear", "red", "unknown", "proposed", "notice", "watch", "black")
"""From the least to the gravest: a red list only tells where no other does."""
MOST_AFFECTED = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What an impact tells besides what was computed: settings, words, sweeps and remarks."""

    settings: Settings
    wordings: tuple[Wording, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """The last day of each month from *first* to *last*, and *last* itself."""
    found = []
    day = first
    while day < last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append(min(following - timedelta(days=1), last))
        day = following
    return tuple(dict.fromkeys([*found, last]))


def impact_of(baseline: Judged, candidate: Judged, told: Told, *, most: int = MOST_AFFECTED) -> Impact:
    """What goes from *baseline* to *candidate*, as of the same day of the same population; *most* rows of affected."""
    subjects = len(baseline.dossiers.population)
    scale = Scale(told.settings.population.subjects, subjects)
    months = month_ends(told.settings.first, told.settings.last)
    moved = np.zeros(subjects, np.bool_)
    states = _States(baseline), _States(candidate)
    lists: list[ListImpact] = []
    affected: list[Affected] = []
    rows = 0
    for policy in _policies(baseline.lists, candidate.lists):
        one = compared(baseline, candidate, policy)
        lists.append(list_impact(baseline, candidate, one, months, scale))
        states[0].see(policy, one, before=True)
        states[1].see(policy, one, before=False)
        marks = one.moved
        moved |= marks
        rows += int(np.count_nonzero(marks))
        affected += affected_by(baseline, candidate, one, most - len(affected))
    grades: list[GradeImpact] = []
    for policy in _policies(baseline.grades, candidate.grades):
        grade, marks = _grade_impact(baseline, candidate, policy, scale)
        grades.append(grade)
        moved |= marks
        rows += int(np.count_nonzero(marks))
        affected += affected_by_grade(baseline, candidate, policy, marks, most - len(affected))
    return Impact(
        settings=told.settings,
        subjects=scale.figure(int(np.count_nonzero(moved))),
        wordings=told.wordings,
        lists=tuple(lists),
        grades=tuple(grades),
        flows=_flows(states[0].codes(), states[1].codes(), scale),
        workload=tuple(workload(baseline, candidate, scale)),
        sweeps=told.sweeps,
        affected=tuple(affected),
        affected_rows=rows,
        undecided=tuple(_undecided(candidate, scale)),
        notes=told.notes,
    )


def _policies(one: Iterable[str], other: Iterable[str]) -> Sequence[str]:
    return sorted({*one, *other})


class _States:
    """The gravest state of everybody under one release."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self._rank = judged.dossiers.record.astype(np.int8)

    def see(self, policy: str, one: Compared, *, before: bool) -> None:
        """Take account of one list."""
        compiled = self._judged.program.lists.get(policy)
        if compiled is None:
            return
        told = one.before if before else one.after
        for state, marks in ((compiled.kind, told.listed), ("proposed", told.proposed), ("unknown", told.unknown)):
            np.maximum(self._rank, np.int8(_GRAVITY.index(state)), out=self._rank, where=marks)

    def codes(self) -> NDArray[np.int64]:
        """The number of each one's state among `STATES`."""
        return np.array([_STATE[state] for state in _GRAVITY])[self._rank]  # type: ignore[index]  # both name the same states


def _flows(before: NDArray[np.int64], after: NDArray[np.int64], scale: Scale) -> tuple[Move, ...]:
    counts = np.bincount(before * len(STATES) + after, minlength=len(STATES) ** 2).reshape(len(STATES), -1)
    return tuple(
        Move(STATES[a], STATES[b], scale.figure(int(counts[a, b])))
        for a in range(len(STATES))
        for b in range(len(STATES))
        if counts[a, b]
    )


def _grade_impact(
    baseline: Judged, candidate: Judged, policy: str, scale: Scale
) -> tuple[GradeImpact, NDArray[np.bool_]]:
    judged = candidate if policy in candidate.grades else baseline
    # grades that the candidate gives up come last: whoever had one was graded
    orders = (one.grades[policy].order for one in (judged, baseline) if policy in one.grades)
    order = tuple(dict.fromkeys(letter for one in orders for letter in one))
    before, after = letters(baseline, policy, order), letters(candidate, policy, order)
    names = ("", *order, "?")
    counts = np.bincount(before * len(names) + after, minlength=len(names) ** 2).reshape(len(names), -1)
    moves = tuple(
        Move(names[a], names[b], scale.figure(int(counts[a, b])))
        for a in range(len(names))
        for b in range(len(names))
        if counts[a, b]
    )
    title = judged.program.base.policies[policy].title
    return GradeImpact(policy, title, order, moves), before != after


def letters(judged: Judged, policy: str, order: tuple[str, ...]) -> NDArray[np.int64]:
    """Everybody's grade on the day asked: 0 for none, then those of *order*, and one more where it is not known.

    *order* holds every grade there is to be had.
    """
    subjects = len(judged.dossiers.population)
    grading = judged.grades.get(policy)
    if grading is None:
        return np.zeros(subjects, np.int64)
    possible = grading.held.possible
    found = np.where(possible == 0, 0, len(order) + 1)
    for number, letter in enumerate(grading.order):
        found[possible == 1 << number] = order.index(letter) + 1
    return np.asarray(found, np.int64)


def _undecided(judged: Judged, scale: Scale) -> Iterable[Undecided]:
    for policy, one in sorted(judged.lists.items()):
        rules = judged.program.lists[policy].rules
        for number in np.unique(one.undecided.rule):
            whose = np.unique(one.undecided.subject[one.undecided.rule == number])
            title = judged.program.base.policies[policy].title
            yield Undecided(policy, title, rules[int(number)].label, scale.figure(len(whose)))
