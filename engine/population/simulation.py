"""A change of policy over a population: two releases judged, what differs counted, and the counts told as an `Impact`.

Subjects may be counted part by part: the sum of the tallies is told as that of all at once is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from engine.compile.program import Program
from engine.population.affected import affected_by, affected_by_grade
from engine.population.comparing import compared, list_counts, list_impact, parts_of
from engine.population.estimates import Scale
from engine.population.impact import Affected, Impact, Settings, Sweep, Undecided, Wording
from engine.population.judged import Judged
from engine.population.moves import States, flow_counts, flows, grade_counts, grade_impact, grades_of, letters
from engine.population.standings import Marks
from engine.population.tally import AFFECTED, MOVED, REFUSED, SUBJECTS, Counts, Key, Tally, found
from engine.population.workload import workload, workload_counts

MOST_AFFECTED = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What an impact tells besides what was counted: settings, words, sweeps and remarks."""

    settings: Settings
    wordings: tuple[Wording, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """The last day of each month from *first* to *last*, and *last* itself."""
    ends = []
    day = first
    while day < last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        ends.append(min(following - timedelta(days=1), last))
        day = following
    return tuple(dict.fromkeys([*ends, last]))


def tally_of(
    baseline: Judged,
    candidate: Judged,
    months: Sequence[date],
    counted: Marks | None = None,
    *,
    most: int = MOST_AFFECTED,
) -> Tally:
    """What goes from *baseline* to *candidate*, as of the same day of the same population, over *months*.

    Where only some are *counted*, the others are there for their listings alone. *most* rows of affected are told.
    """
    subjects = len(baseline.dossiers.population)
    counts = Counts({SUBJECTS: subjects if counted is None else int(np.count_nonzero(counted))})
    moved = np.zeros(subjects, np.bool_)
    states = States(baseline), States(candidate)
    affected: list[Affected] = []
    for policy in _policies(baseline.lists, candidate.lists):
        one = compared(baseline, candidate, policy, counted)
        counts.update(found(list_counts(baseline, candidate, one, months, counted)))
        states[0].see(policy, one, before=True)
        states[1].see(policy, one, before=False)
        marks = one.moved
        moved |= marks
        counts[AFFECTED] += int(np.count_nonzero(marks))
        affected += affected_by(baseline, candidate, one, most - len(affected))
    for policy in _policies(baseline.grades, candidate.grades):
        order = grades_of(baseline.program, candidate.program, policy)
        both = letters(baseline, policy, order), letters(candidate, policy, order)
        counts.update(found(grade_counts(baseline, candidate, policy, both, counted)))
        marks = both[0] != both[1]
        if counted is not None:
            marks &= counted
        moved |= marks
        counts[AFFECTED] += int(np.count_nonzero(marks))
        affected += affected_by_grade(baseline, candidate, policy, marks, most - len(affected))
    counts[MOVED] = int(np.count_nonzero(moved))
    counts.update(found(flow_counts(*states, counted)))
    counts.update(found(workload_counts(baseline, candidate, counted)))
    counts.update(found(_undecided_counts(candidate, counted)))
    refused = np.fromiter(candidate.singly.refused, np.int64)
    counts[REFUSED] = len(refused) if counted is None else int(np.count_nonzero(counted[refused]))
    return Tally(counts, tuple(affected))


def impact_of(tally: Tally, baseline: Program, candidate: Program, told: Told) -> Impact:
    """The *tally* of all who were drawn, as figures of all there are."""
    counts = tally.counts
    scale = Scale(told.settings.population.subjects, counts[SUBJECTS])
    months = month_ends(told.settings.first, told.settings.last)
    parts = parts_of(counts)
    return Impact(
        settings=told.settings,
        subjects=scale.figure(counts[MOVED]),
        wordings=told.wordings,
        lists=tuple(
            list_impact(
                candidate if policy in candidate.lists else baseline, policy, months, counts,
                parts.get(policy, ()), scale,
            )
            for policy in _policies(baseline.lists, candidate.lists)
        ),
        grades=tuple(
            grade_impact(baseline, candidate, policy, counts, scale)
            for policy in _policies(baseline.grades, candidate.grades)
        ),
        flows=flows(counts, scale),
        workload=tuple(workload(baseline, candidate, counts, scale)),
        sweeps=told.sweeps,
        affected=tally.affected,
        affected_rows=counts[AFFECTED],
        undecided=tuple(_undecided(candidate, counts, scale)),
        notes=told.notes,
    )  # fmt: skip


def _policies(one: Iterable[str], other: Iterable[str]) -> Sequence[str]:
    return sorted({*one, *other})


def _undecided_counts(judged: Judged, counted: Marks | None) -> Iterator[tuple[Key, int]]:
    for policy, one in judged.lists.items():
        waiting = (
            one.undecided if counted is None else one.undecided.take(np.flatnonzero(counted[one.undecided.subject]))
        )
        for number in np.unique(waiting.rule).tolist():
            yield ("undecided", policy, number), len(np.unique(waiting.subject[waiting.rule == number]))


def _undecided(program: Program, counts: Counts, scale: Scale) -> Iterator[Undecided]:
    for policy, compiled in sorted(program.lists.items()):
        title = program.base.policies[policy].title
        for number, rule in enumerate(compiled.rules):
            if count := counts["undecided", policy, number]:
                yield Undecided(policy, title, rule.label, scale.figure(count))
