"""From what to what subjects go: between the grades of a policy, and between the gravest states they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.program import Program
from engine.population.comparing import Compared
from engine.population.estimates import Scale
from engine.population.impact import STATES, GradeImpact, Move
from engine.population.judged import Judged
from engine.population.standings import Marks
from engine.population.tally import Counts, Key

_STATE = {state: number for number, state in enumerate(STATES)}
_GRAVITY: Final = ("no_record", "clear", "red", "unknown", "proposed", "notice", "watch", "black")
"""From the least to the gravest: a red list only tells where no other does."""
_UNKNOWN: Final = "?"


class States:
    """The gravest state of everybody under one release, list by list."""

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

    def codes(self, counted: Marks | None) -> NDArray[np.int64]:
        """The number of the state of each of those *counted* among `STATES`."""
        rank = self._rank if counted is None else self._rank[counted]
        return np.array([_STATE[state] for state in _GRAVITY])[rank]


def flow_counts(before: States, after: States, counted: Marks | None = None) -> Iterator[tuple[Key, int]]:
    """How many go from which state to which."""
    return _pairs(("flow",), STATES, before.codes(counted), after.codes(counted))


def flows(counts: Counts, scale: Scale) -> tuple[Move, ...]:
    """The flows between states that there are."""
    return _moves(("flow",), STATES, counts, scale)


def grade_counts(
    baseline: Judged, candidate: Judged, policy: str, marks: Sequence[NDArray[np.int64]], counted: Marks | None = None
) -> Iterator[tuple[Key, int]]:
    """How many go from which grade by *policy* to which; *marks* are everybody's letters under both."""
    names = _names(grades_of(baseline.program, candidate.program, policy))
    before, after = (one if counted is None else one[counted] for one in marks)
    return _pairs(("grade", policy), names, before, after)


def grade_impact(baseline: Program, candidate: Program, policy: str, counts: Counts, scale: Scale) -> GradeImpact:
    """What the change does to the grade *policy*."""
    program = candidate if policy in candidate.grades else baseline
    order = grades_of(baseline, candidate, policy)
    moves = _moves(("grade", policy), _names(order), counts, scale)
    return GradeImpact(policy, program.base.policies[policy].title, order, moves)


def grades_of(baseline: Program, candidate: Program, policy: str) -> tuple[str, ...]:
    """The grades of either release, best first; those the candidate gives up come last: who had one was graded."""
    orders = (one.grades[policy].order for one in (candidate, baseline) if policy in one.grades)
    return tuple(dict.fromkeys(letter for one in orders for letter in one))


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


def _names(order: tuple[str, ...]) -> tuple[str, ...]:
    return "", *order, _UNKNOWN


def _pairs(
    key: Key, names: Sequence[str], before: NDArray[np.int64], after: NDArray[np.int64]
) -> Iterator[tuple[Key, int]]:
    counts = np.bincount(before * len(names) + after, minlength=len(names) ** 2)
    for number in np.flatnonzero(counts).tolist():
        yield (*key, names[number // len(names)], names[number % len(names)]), int(counts[number])


def _moves(key: Key, names: Sequence[str], counts: Counts, scale: Scale) -> tuple[Move, ...]:
    pairs = ((a, b, counts[(*key, a, b)]) for a in names for b in names)
    return tuple(Move(a, b, scale.figure(count)) for a, b, count in pairs if count)
